"""Arrangements and outages in the browser: what is told, who may, what would move, how far it is; and the page of the nightly proof."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import QueryDict
from django.urls import reverse

from calendars.models import Change, ChangeProgress
from cases.enums import CaseState
from deadlines.calendar_files import shipped_files
from deadlines.models import ClockProof, WorkCalendar
from demo.specimens import voucher
from ledger import timekeeping
from portal.public.calculator import CalculatorForm, countable_rules
from supervision.services import tick
from tests.calendars.test_changes import EXTRA
from tests.portal.staff_pages import NOW, as_part, done, links_to_steps, text_of
from tests.support.world import in_state

INDEX, UPLOAD, OUTAGE = reverse("calendars:index"), reverse("calendars:arrangement"), reverse("calendars:outage")


@pytest.fixture(autouse=True)
def _now():
    with timekeeping.pinned(NOW):
        yield


def file(content=None):
    return SimpleUploadedFile("calendar-2026.toml", content or shipped_files()[-1].read_bytes() + EXTRA.encode())


def page_of(client, change):
    return text_of(client.get(reverse("calendars:change", args=[change.pk])))


def step(client, change, action, **data):
    found = Change.objects.get(pk=change.pk)
    return client.post(reverse("calendars:act", args=[change.pk, action]), {"version": found.state_seq, **data})


@in_state(CaseState.SUBMITTED)
def test_an_arrangement_from_the_file_to_the_moved_date(stood):
    office, admin = as_part(stood.cast, "office"), as_part(stood.cast, "administrator")
    done(office.post(UPLOAD, {"upload": file()}))
    change = Change.objects.get()
    waiting = page_of(admin, change)
    assert '<meta http-equiv="refresh" content="3">' in waiting
    assert "正在预览将要改期的期限" in waiting
    assert links_to_steps(waiting) == {"refuse_change"}
    ChangeProgress.objects.update(done=4000, total=100_000)
    assert "已算 4000 个，共 100000 个期限" in page_of(admin, change)
    tick(at=NOW)
    mine, others = page_of(office, change), page_of(admin, change)
    assert "截至2026年" in mine
    assert 'http-equiv="refresh"' not in mine
    for page in (mine, others):
        assert "2026年11月5日 周四：休息" in page
        assert "2026年11月14日 周六：上班" in page
        assert f"修复案号{stood.case.number}" in page
        assert "不是全国每年放假的节日" in page
        assert stood.plot.enterprise_name not in page
    assert links_to_steps(mine) == {"refuse_change"}
    assert "须由办公室或者系统管理员的另一人核对" in mine
    assert links_to_steps(others) == {"approve_change", "refuse_change"}
    assert step(office, change, "approve_change").status_code == 403
    assert WorkCalendar.objects.filter(year=2026).count() == 1
    done(step(admin, change, "approve_change", note="已对照通知"))
    ChangeProgress.objects.update(done=500, total=1200)
    running = page_of(admin, change)
    assert '<meta http-equiv="refresh" content="3">' in running
    assert "已算 500 个，共 1200 个期限" in running
    assert "没有期限改期" not in running
    assert "<progress" in running
    tick(at=NOW)
    after = page_of(office, change)
    assert "已生效" in after
    assert 'http-equiv="refresh"' not in after
    clerk = as_part(stood.cast, "acceptance_officer")
    assert "11月11日" in text_of(clerk.get(reverse("court:case", args=[stood.case.pk])))


@in_state(CaseState.SUBMITTED)
def test_faults_are_listed_and_nothing_is_kept(stood):
    office = as_part(stood.cast, "office")
    bad = b'year = 2027\ndocument = "=1"\npublished_on = 2026-11-04\n[[holiday]]\nname = "\xe5\x85\x83\xe6\x97\xa6"\nfrom = 2027-01-01\nto = 2027-01-01\n'
    answer = office.post(UPLOAD, {"upload": file(bad)})
    page = text_of(answer)
    assert answer.status_code == 422
    assert "来源文件（document）“=1”像是公式，请改成文字。" in page
    assert "没有写春节放假，安排不完整。" in page
    assert office.post(UPLOAD, {}).status_code == 422
    assert not Change.objects.exists()
    assert office.get(reverse("calendars:template")).content.startswith(b"PK")


@in_state(CaseState.ACCEPTED)
def test_an_outage_is_recorded_by_one_and_confirmed_by_another(stood):
    office, admin = as_part(stood.cast, "office"), as_part(stood.cast, "administrator")
    day = (NOW - timedelta(days=1)).date().isoformat()
    said = {"began_on": day, "began_time": "09:00", "ended_on": day, "reason": "机房断电。"}
    short = admin.post(OUTAGE, {**said, "ended_time": "11:00", "evidence": voucher("机房通知")})
    assert short.status_code == 422
    assert "没有哪一天中断超过4小时" in text_of(short)
    assert "机房断电。" in text_of(short)
    done(admin.post(OUTAGE, {**said, "ended_time": "15:00", "evidence": voucher("机房通知")}))
    change = Change.objects.get()
    assert "机房断电。" in page_of(office, change)
    tick(at=NOW)
    assert "生效后将改期" in page_of(office, change)
    assert office.get(reverse("calendars:evidence", args=[change.pk])).status_code == 200
    done(step(office, change, "refuse_change", note="时间有误"))
    assert "时间有误" in page_of(admin, change)
    assert "系统中断" in text_of(office.get(INDEX))


@in_state(CaseState.ACCEPTED)
def test_the_page_of_the_proof_says_when_how_many_and_whether(stood):
    office, health = as_part(stood.cast, "office"), reverse("calendars:health")
    assert "还没有核对过" in text_of(office.get(health))
    tick(at=NOW)
    proof = ClockProof.objects.get()
    assert f"核对了 {proof.checked} 个期限" in text_of(office.get(health))
    ClockProof.objects.update(found=1, findings=["期限 7：届满日应为 2026-11-09，现为 2026-11-10"])
    assert "期限 7：届满日应为" in text_of(office.get(health))
    ClockProof.objects.update(began_at=NOW - timedelta(days=3), ended_at=NOW - timedelta(days=3))
    assert "一天多没有完成核对" in text_of(office.get(health))


@in_state(CaseState.ACCEPTED)
def test_a_pause_from_the_case_page_shows_on_everybodys_strip(stood):
    judge, handler = as_part(stood.cast, "reviewing_judge"), as_part(stood.cast, "handling_judge")
    url = reverse("court:case", args=[stood.case.pk])
    assert {"suspend_examination", "exclude_days"} <= links_to_steps(text_of(judge.get(url)))
    assert "propose_extension" in links_to_steps(text_of(handler.get(url)))
    data = {"ground": "hearing", "from_on": NOW.date().isoformat(), "reason": "定于本周听证。", "evidence": voucher("听证通知")}
    where = reverse("court:act", args=[stood.case.pk, "exclude_days"])
    stood.case.refresh_from_db(fields=["state_seq"])
    done(judge.post(where, {"version": stood.case.state_seq, **data}))
    page = text_of(judge.get(url))
    assert "正在扣除期间" in page
    assert "resume_examination" in links_to_steps(page)
    assert "submit_examination" not in links_to_steps(text_of(handler.get(url)))
    assert "定于本周听证。" in text_of(handler.get(reverse("court:case_section", args=[stood.case.pk, "examination"])))
    hold = stood.case.holds.get()
    assert judge.get(reverse("court:hold_file", args=[stood.case.pk, "hold", hold.pk])).status_code == 200
    assert judge.get(reverse("court:hold_file", args=[stood.case.pk, "extension", hold.pk])).status_code == 404
    services_page = as_part(stood.cast, "office").get(reverse("office:case", args=[stood.case.pk]))
    assert "正在扣除期间" in text_of(services_page)


def test_the_calculator_knows_past_years_and_refuses_those_that_nobody_has_loaded(client, cast, db):
    """In 2021 the Spring Festival took 11 to 17 February, and Sunday 7 and Saturday 20 were worked."""
    page = text_of(client.get(reverse("public:calculator"), {"rule": "K-10", "started_on": "2021-02-09"}))
    assert "2021年2月19日 周五" in page
    form = CalculatorForm(countable_rules(cast.region), QueryDict("rule=K-10&started_on=2021-02-09"), first_year=2025)
    assert form.errors["started_on"] == ["本系统没有2021年的放假安排，只能计算2025年1月1日以后起算的期限。"]
