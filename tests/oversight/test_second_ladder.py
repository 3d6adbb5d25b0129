"""Another district's ladder, and rungs that a file brings besides, are executed as ours are: whatever a file says, the sweep does."""

import re
from datetime import timedelta

import pytest

from adoption.load import apply, plan
from cases.enums import CaseState
from deadlines.models import Clock, LadderRung, Milestone
from deadlines.selectors import ladder_of, rungs_of
from deadlines.services import compare_rungs, rearm_open_clocks
from departments.models import Department
from messaging.models import Message
from oversight.models import Order
from tests.cases.steps import clock
from tests.regions.files import QINGLAN, XISAISHAN
from tests.support.sweeping import swept
from tests.support.world import in_state

BLOCK = re.compile(r"(?:\[\[ladder\]\]\n(?:[a-z_]+ = .*\n)+\n)+")
RUNG = """[[ladder]]
key = "{key}"
name = "{name}"
channel = "platform"
limits = {limits}
offset = {offset}
time = {time}
act = "{act}"
to = {to}

"""
# Two at one moment for different readers, one for a single limit, one long after.
MORE = (
    RUNG.format(key="head-too", name="同时提醒负责人", limits='["K-12"]', offset=-2, time="09:30:00", act="remind", to='["head"]')
    + RUNG.format(
        key="last-noon", name="到期当日中午", limits='["K-12"]', offset=0, time="12:00:00", act="remind", to='["handler", "head"]'
    )
    + RUNG.format(key="again", name="再次报告", limits='["UNIT"]', offset=12, time="16:00:00", act="leaders", to='["leader", "office"]')
    + RUNG.format(key="officer-too", name="同时提醒法院", limits='["K-03"]', offset=-1, time="09:30:00", act="remind", to='["handler"]')
)


@pytest.fixture
def second(stood, tmp_path):
    """The district with the ladder of another one in its file, and four rungs more."""
    other = BLOCK.search(QINGLAN.read_text())[0]
    file = tmp_path / "second.toml"
    file.write_text(BLOCK.sub(lambda _found: other + MORE, XISAISHAN.read_text(), count=1))
    apply(plan(file, on=stood.at.date()), by="operator", at=stood.at)
    assert not [finding for finding in compare_rungs() if finding]
    return stood


def played(one):
    """Hour by hour through every rung of a limit: what came of each, and when."""
    one = Clock.objects.get(pk=one.pk)
    planned = rungs_of(one)
    for at in sorted({rung.at for rung in planned}):
        swept("ladder", at=at - timedelta(minutes=1))
        swept("ladder", at=at)
    rows = Milestone.objects.filter(clock=one)
    assert {row.key: row.fires_at for row in rows} == {rung.rung.key: rung.at for rung in planned}
    assert all(row.settled_at - row.fires_at < timedelta(minutes=1) for row in rows)
    return {row.key: row.outcome for row in rows}


def told(one, key):
    messages = Message.objects.filter(dedup_key__startswith=f"rung:{one.pk}:{key}:")
    return {message.role or "enterprise" for message in messages}


def units_rungs(walk, channel):
    one = walk.case.clocks.get(code="K-12", obligor__code="finance")
    Department.objects.filter(pk=one.obligor_id).update(channel=channel)
    rearm_open_clocks(walk.case.region)
    return one, played(one)


@in_state(CaseState.DISTRIBUTED)
def test_each_rung_for_a_unit_is_executed(second):
    one, outcomes = units_rungs(second, "platform")
    assert outcomes == dict.fromkeys(("before", "head-too", "last-noon", "urge", "oversee", "leaders", "again"), "fired")
    assert [order.kind for order in Order.objects.filter(clock=one).order_by("pk")] == ["urge", "oversight"]
    assert (told(one, "before"), told(one, "head-too")) == ({"member_liaison"}, {"member_approver"})
    assert told(one, "again") == {"leader", "office"}


@in_state(CaseState.DISTRIBUTED)
def test_each_rung_for_a_unit_by_letter_is_executed(second):
    one, outcomes = units_rungs(second, "offline")
    assert outcomes == dict.fromkeys(("letter-urge", "letter-oversee"), "fired")
    assert Order.objects.filter(clock=one).count() == 2


@in_state(CaseState.SUPPLEMENT)
def test_each_rung_for_a_supplement_is_executed(second):
    one = clock(second, "K-03")
    keys = ("supplement-three-days", "supplement-one-day", "officer-too", "supplement-over")
    assert played(one) == dict.fromkeys(keys, "fired")
    assert (told(one, "supplement-one-day"), told(one, "officer-too")) == ({"enterprise"}, {"acceptance_officer"})


@in_state(CaseState.SUPPLEMENT)
def test_these_are_all_rungs_of_that_file(second):
    executed = {
        *("before", "head-too", "last-noon", "urge", "oversee", "leaders", "again"),
        *("letter-urge", "letter-oversee"),
        *("supplement-three-days", "supplement-one-day", "officer-too", "supplement-over"),
    }
    assert {rung.key for rung in ladder_of(second.case.region_id)} == executed
    assert set(LadderRung.objects.filter(region=second.case.region, is_current=True).values_list("key", flat=True)) == executed
