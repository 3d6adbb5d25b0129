"""A debtor asks that the list be put right: in the portal or on paper, decided by another than who recorded it, within its limit."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from cases.enums import DutyGround, DutyKind, DutyState, ListingState
from cases.models import ListDuty, Listing
from cases.services import asking
from cases.services.asking import ASKED_GROUNDS
from deadlines.models import Clock
from demo.specimens import voucher
from ledger import timekeeping
from ledger.models import Event
from ledger.timekeeping import legal_date
from notices.models import Document
from procedure.errors import InvalidInput, NotPermitted, NotVisible
from tests.cases.steps import refused_by_database, sql
from tests.portal.enterprise_pages import NOW, signed_in
from tests.portal.staff_pages import as_part, done, other_court_judge, text_of
from tests.support.world import new_walk

SERVED = {"service_address": "示范路1号", "service_electronic": "yes"}
SAID = "本案判决已于2026年9月执行完毕，名单至今没有删除。"


@pytest.fixture(autouse=True)
def _now():
    with timekeeping.pinned(NOW):
        yield


@pytest.fixture
def listed(cast, db):
    """A debtor on the list without a term, with somebody who acts for it."""
    return new_walk(cast).record().take_measures().serve().join()


def page_of(walk):
    return reverse("enterprise:list_correction", args=[walk.enforcement.pk])


def ask(walk, **changes):
    return signed_in(walk.agent).post(page_of(walk), {"ground": "performed", "statement": SAID, **SERVED, **changes})


def asked(walk, **changes):
    done(ask(walk, **changes))
    return ListDuty.objects.get(enforcement_case=walk.enforcement, asked_on__isnull=False)


def decide(walk, duty, part, action, reasons="已核对结案通知书，义务已经履行完毕。", version=None):
    url = reverse("court:duty_act", args=[duty.pk, action])
    return as_part(walk.cast, part).post(url, {"reasons": reasons, "version": duty.state_seq if version is None else version})


def clock(duty, code):
    return Clock.objects.get(duty=duty, code=code)


def test_the_debtor_asks_and_the_limit_of_fifteen_days_runs(listed):
    duty = asked(listed)
    assert (duty.state, duty.kind, duty.statement) == (DutyState.ASKED, DutyKind.DELETE, SAID)
    limit = clock(duty, "K-31")
    assert (limit.status, limit.started_on, limit.obligor) == ("running", NOW.date(), listed.cast.court)
    assert not Clock.objects.filter(duty=duty, code="K-07").exists()
    page = text_of(signed_in(listed.agent).get(page_of(listed)))
    assert "法院正在审查您纠正名单信息的申请" in page
    assert SAID in page
    assert "提交申请" not in page
    assert Event.objects.get(action="ask_duty").entity == "duty"


def test_who_may_decide_is_told_in_the_inbox_and_above_the_list(listed):
    asked(listed)
    for part, waits in (("reviewing_judge", True), ("signing_president", True), ("acceptance_officer", False)):
        for name in ("inbox", "duties"):
            page = text_of(as_part(listed.cast, part).get(reverse(f"court:{name}")))
            assert ("有 1 份申请等待您决定" in page) == waits, (part, name)


def test_granted_it_is_owed_from_that_day_told_and_done(listed):
    duty = asked(listed)
    assert "等待您决定" in text_of(as_part(listed.cast, "reviewing_judge").get("/court/"))
    done(decide(listed, duty, "reviewing_judge", "grant_duty"))
    duty = ListDuty.objects.get(pk=duty.pk)
    assert (duty.state, duty.arose_on, duty.decided_by) == (DutyState.OWED, NOW.date(), listed.cast.people["reviewing_judge"])
    assert (clock(duty, "K-31").status, clock(duty, "K-07").started_on) == ("met", NOW.date())
    paper = Document.objects.get(duty=duty)
    assert paper.number == duty.decision_number
    page = text_of(signed_in(listed.agent).get(page_of(listed)))
    assert "已核对结案通知书" in page
    assert "决定书" in page
    operated = as_part(listed.cast, "list_operator").post(
        reverse("court:duty_act", args=[duty.pk, "perform_duty"]),
        {"performed_on": NOW.date().isoformat(), "system_receipt": "返回0009", "version": duty.state_seq},
    )
    done(operated)
    assert Listing.objects.get(enforcement_case=listed.enforcement).state == ListingState.DELETED


def test_refused_it_says_why_and_where_to_turn(listed):
    duty = asked(listed)
    done(decide(listed, duty, "signing_president", "refuse_duty", "尚有第三期没有履行。"))
    duty = ListDuty.objects.get(pk=duty.pk)
    assert duty.state == DutyState.REFUSED
    assert clock(duty, "K-31").status == "met"
    assert "尚有第三期没有履行" in text_of(signed_in(listed.agent).get(page_of(listed)))
    assert b'is_granted":false' in bytes(Document.objects.get(duty=duty).snapshot)
    # It may ask anew, about something else.
    done(ask(listed, ground="inaccurate", statement="执行标的金额有误。"))


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"statement": " "}, "请写明名单信息哪里不对"),
        ({"ground": ""}, "事由和请求：这个字段是必填项"),
        ({"service_electronic": ""}, "电子送达：这个字段是必填项"),
        ({"service_address": " "}, "送达地址：这个字段是必填项"),
        ({"upload": SimpleUploadedFile("申请.pdf", b"just words")}, "是文字文件"),
    ],
)
def test_bad_input_is_named_and_nothing_typed_is_lost(listed, changes, sentence):
    response = ask(listed, **changes)
    assert response.status_code == 422
    page = text_of(response)
    assert sentence in page
    if "statement" not in changes:
        assert SAID in page
    assert not ListDuty.objects.exists()


def test_a_second_request_waits_for_the_first(listed):
    asked(listed)
    response = ask(listed, ground="inaccurate")
    assert response.status_code in (409, 422)
    assert "已有一份纠正申请正在审查" in text_of(response)
    assert ListDuty.objects.count() == 1


def test_an_entry_with_a_term_is_not_deleted_on_this_way(cast, db):
    walk = new_walk(cast, fixed_term=True, fulfilled=False).record().take_measures().serve().join()
    response = ask(walk)
    assert response.status_code == 422
    assert "由企业申请信用修复后决定" in text_of(response)


def test_nobody_asks_for_another_enterprise(listed, cast):
    other = new_walk(cast).record().take_measures().serve().join()
    client = signed_in(other.agent)
    assert client.get(page_of(listed)).status_code == 404
    assert client.post(page_of(listed), {"ground": "performed", "statement": SAID}).status_code == 404
    with pytest.raises((NotVisible, NotPermitted)):
        asking.ask_for_correction(
            listed.enforcement.pk, ground=DutyGround.PERFORMED, statement=SAID, **SERVED, by=other.agent_actor(), at=NOW
        )
    duty = asked(listed, upload=voucher("7"))
    file = reverse("enterprise:list_correction_file", args=[listed.enforcement.pk, duty.pk])
    assert signed_in(listed.agent).get(file).status_code == 200
    assert client.get(file).status_code == 404
    foreign = reverse("enterprise:list_correction_file", args=[other.enforcement.pk, duty.pk])
    assert client.get(foreign).status_code == 404


def record_paper(walk, part="acceptance_officer", **changes):
    data = {
        "ground": "inaccurate",
        "statement": SAID,
        "service_address": "示范路1号",
        "asked_on": (NOW.date() - timedelta(days=2)).isoformat(),
        **changes,
    }
    return as_part(walk.cast, part).post(reverse("court:duty_asked", args=[walk.enforcement.pk]), data)


def test_on_paper_it_counts_from_the_day_it_came_in_and_needs_its_scan(listed):
    assert "扫描件或者照片" in text_of(record_paper(listed))
    ahead = (NOW.date() + timedelta(days=1)).isoformat()
    assert "不能晚于今天" in text_of(record_paper(listed, asked_on=ahead, upload=voucher("7")))
    done(record_paper(listed, upload=voucher("7")))
    duty = ListDuty.objects.get()
    assert (duty.is_paper, clock(duty, "K-31").started_on) == (True, NOW.date() - timedelta(days=2))
    assert "书面提交，法院登记" in text_of(signed_in(listed.agent).get(page_of(listed)))


def test_who_recorded_it_does_not_decide_it_and_nobody_decides_twice(listed, cast):
    done(record_paper(listed, upload=voucher("7")))
    duty = ListDuty.objects.get()
    for part in ("acceptance_officer", "handling_judge", "list_operator"):
        assert decide(listed, duty, part, "grant_duty").status_code in (403, 404)
    stranger = signed_in(other_court_judge(cast)).post(
        reverse("court:duty_act", args=[duty.pk, "grant_duty"]), {"reasons": "x", "version": duty.state_seq}
    )
    assert stranger.status_code == 404
    done(decide(listed, duty, "reviewing_judge", "grant_duty"))
    assert decide(listed, duty, "signing_president", "refuse_duty").status_code == 409
    duty = ListDuty.objects.get(pk=duty.pk)
    assert duty.state == DutyState.OWED
    # And the database would not let the recorder be the decider.
    with refused_by_database("list_duty_decided_by_another"):
        sql("UPDATE cases_listduty SET decided_by_id = recorded_by_id WHERE id = %s", duty.pk)


def test_without_reasons_nothing_is_decided(listed):
    duty = asked(listed)
    response = decide(listed, duty, "reviewing_judge", "refuse_duty", reasons=" ")
    assert response.status_code == 422
    duty = ListDuty.objects.get(pk=duty.pk)
    assert duty.state == DutyState.ASKED


@pytest.mark.parametrize("ground", [ground for ground in DutyGround if ground not in ASKED_GROUNDS])
def test_what_is_not_the_debtors_to_say_is_refused(listed, ground):
    with pytest.raises(InvalidInput):
        asking.ask_for_correction(listed.enforcement.pk, ground=ground, statement=SAID, **SERVED, by=listed.agent_actor(), at=NOW)


def test_the_notice_leads_to_it(listed):
    page = text_of(signed_in(listed.agent).get(reverse("enterprise:notice", args=[listed.notice.token])))
    assert page_of(listed) in page
    assert legal_date(NOW) == NOW.date()
