from datetime import UTC, date, datetime

import pytest
from django.db import transaction

from accounts.models import User
from adoption import difference
from adoption import load as loading
from adoption.load import OutdatedPlanError, apply, plan
from adoption.problems import RegionFileError
from cases.enums import MeasureKind
from cases.models import EnforcementCase, GuardRule
from cases.options import IncompleteOptionsError, options_of
from cases.services.enforcement import record_enforcement_case, record_measures
from cases.services.recorded import EnforcementCaseData, MeasureData
from deadlines.calendar_files import DATA
from deadlines.models import DeadlineRule, WorkCalendar
from deadlines.selectors import calendar_for, current_calendars
from deadlines.services import load_calendars
from departments.actors import actor_for
from departments.models import Department, Post, Region, RegionVersion
from departments.selectors import units_on
from ledger.models import Event
from notices.models import NumberPattern
from notices.services import allocate_number
from procedure.enums import Role
from tests.regions.files import MORNING, QINGLAN, XISAISHAN, edited, load

pytestmark = pytest.mark.django_db
DAY = date(2026, 5, 11)
NEXT_DAY = datetime(2026, 5, 12, 1, 30, tzinfo=UTC)
LONGER = ('name = "受理"\nlength = 2', 'name = "受理"\nlength = 4')


def lines(path, on=DAY):
    return plan(path, on=on).lines


def test_a_district_of_three_units_is_loaded_from_its_file():
    region = load(QINGLAN)
    assert (region.name, region.division_code) == ("青岚区", "990401")
    assert list(region.departments.values_list("code", "is_office")) == [
        ("business-environment", True),
        ("credit-office", False),
        ("people-court", False),
    ]
    current = dict(DeadlineRule.objects.filter(region=region, is_current=True).values_list("code", "length"))
    assert (len(current), current["K-10"], current["K-12"], current["K-35"]) == (28, 1, 7, 0)
    assert list(region.guard_rules.values_list("code", flat=True)) == ["keeps-plan", "hides-assets", "pollution-order-open", "new-owner"]
    assert list(WorkCalendar.objects.filter(region=region).values_list("year", flat=True)) == [2026]
    with transaction.atomic():
        assert allocate_number(region, "D13", 2026) == "青证〔2026〕第1号"


def test_two_districts_live_side_by_side():
    first, second = load(XISAISHAN), load(QINGLAN)
    assert (first.departments.count(), second.departments.count()) == (8, 3)
    assert options_of(first).supplement_rounds == 2
    assert options_of(second).supplement_rounds == 1
    assert first.guard_rules.count() == 17


def test_the_same_file_again_changes_nothing():
    region = load(QINGLAN)
    before = (RegionVersion.objects.count(), Event.objects.count(), DeadlineRule.objects.count(), GuardRule.objects.count())
    assert lines(QINGLAN) == ()
    version = apply(plan(QINGLAN, on=DAY), by="operator", at=NEXT_DAY)
    assert (version.number, version.applied_at, version.region) == (1, MORNING, region)
    assert before == (RegionVersion.objects.count(), Event.objects.count(), DeadlineRule.objects.count(), GuardRule.objects.count())


def test_the_file_is_kept_and_the_ledger_says_what_changed():
    region = load(QINGLAN)
    version = region.versions.get()
    assert (version.content, version.applied_by) == (QINGLAN.read_text(), "operator")
    event = Event.objects.get(stream="region:qinglan")
    assert (event.action, event.at, event.actor) == ("apply_region", MORNING, "operator")
    assert version.sha256.encode() in bytes(event.body_bytes)
    assert "新增单位 credit-office：青岚区信用办公室".encode() in bytes(event.body_bytes)


def test_every_kind_of_change_is_told_in_words(tmp_path):
    load(QINGLAN)
    path = edited(
        tmp_path,
        ('name = "青岚区"', 'name = "青岚新区"'),
        ("valid_from = 2025-03-01", "valid_from = 2026-05-01"),
        ('phone = "0999-0000002"', 'phone = "0999-0000099"'),
        LONGER,
        ("青证〔{year}〕第{n}号", "青证〔{year}〕字{n}号"),
        ('text = "隐匿财产"', 'text = "隐匿或转移财产"'),
        ('code = "new-owner"', 'code = "new-director"'),
        ("max_months = 12", "max_months = 6"),
        ("calendars = [2026]", "calendars = [2025, 2026]"),
    )
    assert lines(path) == (
        "变更地区 qinglan：名称 青岚区 → 青岚新区；施行日期 2025-03-01 → 2026-05-01",
        "变更单位 credit-office：办公电话 0999-0000002 → 0999-0000099",
        "变更期限 K-02：长度 2 → 4",
        "变更编号格式 D13：格式 青证〔{year}〕第{n}号 → 青证〔{year}〕字{n}号",
        "变更审查规则 hides-assets：内容 隐匿财产 → 隐匿或转移财产",
        "新增审查规则 new-director：股东近期变更",
        "停用审查规则 new-owner：股东近期变更",
        "变更参数 calendars：2026 → 2025；2026",
        "变更参数 certificates.B.max_months：12 → 6",
        "新增工作日历 2025：国务院办公厅关于2025年部分节假日安排的通知",
    )
    assert load(path).versions.count() == 2
    assert lines(path) == ()


def test_what_an_older_version_of_the_software_knew_is_retired():
    region = load(QINGLAN)
    old = DeadlineRule.objects.get(code="K-42")
    old.pk, old.code = None, "K-99"
    old.save()
    NumberPattern.objects.create(region=region, kind="D99", pattern="青旧〔{year}〕{n}号")
    region.options["ladder"] = [1, 3]
    region.save()
    assert lines(QINGLAN) == (
        "停用期限 K-99：更正",
        "停用编号格式 D99：青旧〔{year}〕{n}号",
        "停用参数 ladder：1；3",
    )
    load(QINGLAN)
    assert lines(QINGLAN) == ()


def test_a_corrected_calendar_is_a_new_version(tmp_path, monkeypatch):
    load(QINGLAN)
    corrected = (DATA / "calendar-2026.toml").read_text().replace("work = [2026-05-09]", "work = []")
    (tmp_path / "calendar-2026.toml").write_text(corrected)
    monkeypatch.setattr(difference, "DATA", tmp_path)
    assert lines(QINGLAN) == ("变更工作日历 2026：第2版，国务院办公厅关于2026年部分节假日安排的通知",)
    region = load(QINGLAN)
    assert not calendar_for(region).is_working(date(2026, 5, 9))


def test_an_arrangement_that_a_newer_one_followed_does_not_come_back(tmp_path):
    """What was imported in the browser since stays, however often the file is applied."""
    region = load(QINGLAN)
    newer = tmp_path / "calendar-2026.toml"
    newer.write_text(
        (DATA / "calendar-2026.toml").read_text(encoding="utf-8").replace("to = 2026-10-07", "to = 2026-10-08"), encoding="utf-8"
    )
    load_calendars(region, [newer], at=NEXT_DAY, by="operator")
    load(edited(tmp_path, LONGER))
    assert [calendar.version for calendar in current_calendars(region)] == [2]


def test_a_changed_guard_is_a_new_version_and_the_old_text_stays(tmp_path):
    load(QINGLAN)
    load(edited(tmp_path, ('text = "隐匿财产"', 'text = "隐匿或转移财产"')))
    rows = GuardRule.objects.filter(code="hides-assets").order_by("version")
    assert list(rows.values_list("version", "text", "is_current")) == [(1, "隐匿财产", False), (2, "隐匿或转移财产", True)]
    load(QINGLAN)
    assert list(rows.filter(is_current=True).values_list("version", "text")) == [(3, "隐匿财产")]


def test_a_unit_that_the_file_no_longer_names_has_left(tmp_path):
    text = QINGLAN.read_text()
    start, end = text.index('[[departments]]\ncode = "business'), text.index("[[deadline_rules]]")
    office = ("position = 2", "position = 2\nis_office = true")
    path = edited(tmp_path, (text[start:end], ""), office)
    load(QINGLAN)
    assert "停用单位 business-environment：青岚区营商环境局，登记为已退出" in lines(path)
    load(path, at=NEXT_DAY)
    gone = Department.objects.get(code="business-environment")
    assert gone.left_on == date(2026, 5, 12)
    assert gone in units_on(gone.region_id, gone.left_on)
    assert lines(path, on=date(2026, 6, 1)) == ()
    load(QINGLAN, at=NEXT_DAY)
    gone.refresh_from_db()
    assert gone.left_on is None


def test_a_unit_that_was_to_join_later_leaves_on_that_day(tmp_path):
    late = edited(tmp_path, ("joined_on = 2025-04-01", "joined_on = 2026-09-01"), ("is_office = true\nposition = 1", "position = 1"),
                  ("position = 2", "position = 2\nis_office = true"))  # fmt: skip
    load(late)
    text = late.read_text()
    section = text[text.index('[[departments]]\ncode = "business') : text.index("[[deadline_rules]]")]
    late.write_text(text.replace(section, ""))
    load(late)
    assert Department.objects.get(code="business-environment").left_on == date(2026, 9, 1)


def notice_of_a_freeze(region):
    """What the court does first: the enforcement case, a measure, and the notice with its number and clock."""
    court = region.departments.get(kind="court")
    person, _ = User.objects.get_or_create(username="qinglan-clerk")
    Post.objects.get_or_create(user=person, department=court, role=Role.ACCEPTANCE_OFFICER, defaults={"valid_from": DAY})
    by = actor_for(person, MORNING)
    data = EnforcementCaseData(
        court_id=court.pk,
        number=f"（2026）甘9904执{EnforcementCase.objects.count() + 1}号",
        uscc="91420203MA00000150",
        enterprise_name="青岚虚构建材有限公司",
        filed_on=DAY,
        basis_kind="judgment",
        basis_number="（2025）甘9904民初7号",
        basis_issuer="青岚区人民法院",
        obligation="支付货款",
        amount_fen=100_00,
        creditor="青岚虚构商贸有限公司",
    )
    case = record_enforcement_case(data, by=by, at=MORNING)
    return record_measures(case.pk, [MeasureData(kind=MeasureKind.FREEZE, taken_on=DAY)], by=by, at=MORNING)


def test_running_clocks_keep_the_length_under_which_they_started(tmp_path):
    region = load(QINGLAN)
    before = notice_of_a_freeze(region)
    load(edited(tmp_path, ('name = "同步告知"\nlength = 1', 'name = "同步告知"\nlength = 3')))
    after = notice_of_a_freeze(region)
    assert (before.number, after.number) == ("青告〔2026〕1号", "青告〔2026〕2号")
    old, new = before.clocks.get(), after.clocks.get()
    assert (old.rule.version, old.rule.is_current, old.due_on) == (1, False, date(2026, 5, 12))
    assert (new.rule.version, new.rule.is_current, new.due_on) == (2, True, date(2026, 5, 14))


def refused(path, on=DAY):
    with pytest.raises(RegionFileError) as caught:
        plan(path, on=on)
    return str(caught.value)


def test_a_version_applies_at_once_so_its_date_has_come_and_never_goes_back(tmp_path):
    assert refused(QINGLAN, on=date(2025, 2, 28)) == (
        "qinglan.toml · region.valid_from · 应当是不晚于今天（2025-02-28）的日期：导入后立即施行 · 现在是2025-03-01"
    )
    load(QINGLAN)
    earlier = edited(tmp_path, ("valid_from = 2025-03-01", "valid_from = 2025-02-01"))
    assert "应当是不早于现行版本施行日期（2025-03-01）的日期 · 现在是2025-02-01" in refused(earlier)


def test_a_unit_never_turns_into_another_kind(tmp_path):
    load(QINGLAN)
    swapped = edited(tmp_path, ('kind = "bureau"', 'kind = "member"'), ('kind = "member"\nis_office', 'kind = "bureau"\nis_office'))
    assert "departments[business-environment].kind · 应当是member：单位性质不能改变，请用新代码登记新单位" in refused(swapped)


def test_two_districts_never_give_the_same_number(tmp_path):
    load(QINGLAN)
    path = edited(tmp_path, ("鄂0203执修〔{year}〕证{n}号", "青证〔{year}〕第{n}号"), file=XISAISHAN)
    assert "numbering[D13].pattern · 应当是与青岚区的D13不同的格式" in refused(path)


def test_a_pattern_that_other_papers_have_used_is_refused(tmp_path):
    notice_of_a_freeze(load(QINGLAN))
    swapped = edited(tmp_path, ("青知〔{year}〕{n}号", "青告知〔{year}〕{n}号"), ("青告〔{year}〕{n}号", "青知〔{year}〕{n}号"))
    assert plan(swapped, on=DAY).changes
    swapped = edited(tmp_path, ("青告〔{year}〕{n}号", "青新告〔{year}〕{n}号"), ("青知〔{year}〕{n}号", "青告〔{year}〕{n}号"))
    assert "numbering[D14].pattern · 应当是没有被其他文书用过的格式（青告〔2026〕1号是信用修复主动告知书）" in refused(swapped)


def test_a_plan_that_others_have_overtaken_is_not_applied(tmp_path):
    load(QINGLAN)
    planned = plan(edited(tmp_path, LONGER), on=DAY)
    load(edited(tmp_path, LONGER, ('phone = "0999-0000002"', 'phone = "0999-0000003"')))
    with pytest.raises(OutdatedPlanError, match="已被他人更改"):
        apply(planned, by="operator", at=NEXT_DAY)


def test_a_failure_half_way_leaves_everything_as_it_was(tmp_path, monkeypatch):
    load(QINGLAN)

    def broken(*_args, **_options):
        raise RuntimeError("no ledger")

    monkeypatch.setattr(loading, "append_event", broken)
    with pytest.raises(RuntimeError):
        load(edited(tmp_path, LONGER))
    assert DeadlineRule.objects.get(code="K-02", is_current=True).length == 2
    assert RegionVersion.objects.count() == 1


def test_options_are_typed_and_complete():
    options = options_of(load(QINGLAN))
    assert options.certificates["A"].max_months == 2
    assert options.certificates["C"].max_months is None
    assert options.decline_channels["barred"] == "期满后申请。"
    assert options.commitment["plan"] == ("材料属实。", "按计划履行。", "接受监督。")
    assert options.commitment_signer == "legal_representative"
    assert options.calendars == (2026,)
    assert options.deemed_recognition is False


def test_a_district_without_its_options_says_what_to_do():
    region = Region(code="empty", name="空区", options={})
    with pytest.raises(IncompleteOptionsError, match=r"空区的开关与参数不完整.*请重新执行 load_region"):
        options_of(region)
