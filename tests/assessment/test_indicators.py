"""What units are assessed by is the region's to say, version by version, within what the portal can measure."""

from __future__ import annotations

from datetime import date

import pytest

from adoption.load import plan
from adoption.problems import RegionFileError
from assessment.enums import Grade, Measure
from assessment.measures import MEASURES
from assessment.models import Indicator
from assessment.options import thresholds_of
from assessment.readings import READERS
from assessment.selectors import yardstick_of
from tests.regions.files import QINGLAN, XISAISHAN, edited, load

pytestmark = pytest.mark.django_db
DAY = date(2026, 5, 11)
PUSHES = 'name = "推送按期率"\nmeasure = "on_time"\napplies_to = ["court"]\nweight = 1'


def problems(path) -> str:
    with pytest.raises(RegionFileError) as refused:
        plan(path, on=DAY)
    return str(refused.value)


def test_each_measure_has_its_arithmetic_and_its_reader():
    assert set(MEASURES) == set(READERS) == set(Measure.values)


def test_a_changed_weight_is_a_new_version_and_the_old_one_stays(tmp_path):
    region = load(QINGLAN)
    path = edited(tmp_path, (PUSHES, PUSHES.replace("weight = 1", "weight = 5")))
    assert plan(path, on=DAY).lines == ("变更考核指标 pushes：权重 1 → 5",)
    load(path)
    rows = Indicator.objects.filter(region=region, code="pushes").order_by("version")
    assert [(row.version, row.weight, row.is_current) for row in rows] == [(1, 1, False), (2, 5, True)]
    assert plan(path, on=DAY).lines == ()


def test_an_indicator_that_the_file_no_longer_has_is_out_of_force(tmp_path):
    region = load(QINGLAN)
    text = QINGLAN.read_text()
    begin = text.index('[[indicators]]\ncode = "pushes"')
    path = edited(tmp_path, (text[begin : text.index("[options]")], ""))
    assert plan(path, on=DAY).lines == ("停用考核指标 pushes：推送按期率",)
    load(path)
    assert list(Indicator.objects.filter(region=region, is_current=True).values_list("code", flat=True)) == ["answers"]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('codes = ["K-10"]\n', "", "indicators[pushes].codes"),
        ('codes = ["K-10"]', 'codes = ["K-99"]', "indicators[pushes].codes"),
        ('codes = ["K-10"]', 'codes = ["K-05"]', "应当办理的期限之一"),
        ('codes = ["K-10"]', 'codes = ["K-10"]\nfull_days = 3', "按期率不用这一参数"),
        (PUSHES, PUSHES.replace("on_time", "charm"), "on_time、late_days、own_days、overturned或者returned"),
        (PUSHES, PUSHES.replace("weight = 1", "weight = 0"), "权重，1至1000的整数"),
        (PUSHES, PUSHES.replace('name = "推送按期率"', 'name = "反馈按期率"'), "indicators.name"),
        (
            PUSHES + '\ncodes = ["K-10"]',
            PUSHES.replace("on_time", "own_days") + '\ncodes = ["K-10"]\nfull_days = 5\nzero_days = 5',
            "大于full_days（5）的整数",
        ),
        ("commended_from = 80", "commended_from = 40", "不低于合格分数50的整数"),
    ],
)
def test_what_no_measure_can_use_is_refused_in_words(tmp_path, old, new, said):
    assert said in problems(edited(tmp_path, (old, new)))


def test_the_districts_own_weights_are_never_printed_as_law():
    region = load(XISAISHAN)
    rows = Indicator.objects.filter(region=region)
    assert rows.count() == 13
    assert all(yardstick_of(row).local_rule_pending for row in rows)
    assert thresholds_of(region).local_rule_pending


def test_thresholds_are_inclusive_and_no_score_suggests_nothing():
    thresholds = thresholds_of(load(XISAISHAN))
    graded = [thresholds.grade(score) for score in (10000, 9000, 8999, 6000, 5999, 0, None)]
    assert graded == [Grade.COMMENDED, Grade.COMMENDED, Grade.QUALIFIED, Grade.QUALIFIED, Grade.BELOW, Grade.BELOW, Grade.NOT_SCORED]
