"""Who is late, on every page of a case; the office presses from its list; units answer; enterprises complain."""

import re
from datetime import datetime, time, timedelta

import pytest
from django.urls import reverse

from cases.enums import CaseState
from deadlines.codes import ClockCode
from deadlines.ladder import SHANGHAI
from deadlines.models import Clock
from deadlines.selectors import calendar_for, rungs_of
from ledger import timekeeping
from oversight.enums import OrderState
from oversight.models import Complaint, Order
from oversight.services import answer_order, file_complaint, issue_order
from portal.public.progress import case_progress
from procedure.errors import ConditionNotMet
from recognition.enums import RecognitionResult
from supervision.agenda import agenda_of
from tests.portal.enterprise_pages import agent_of
from tests.portal.staff_pages import as_part, post, step_url, text_of
from tests.support.sweeping import swept
from tests.support.world import in_state
from words.dates import weekday

OVERDUE, NEW, ORDERS = reverse("office:overdue"), reverse("orders:new"), reverse("orders:orders")
COMPLAINTS = reverse("orders:complaints")


def clock_of(walk, unit="finance"):
    return walk.case.clocks.get(code="K-12", obligor__code=unit)


@pytest.fixture
def late(stood):
    """Every unit let its days pass; it is the morning of the second working day after."""
    one = clock_of(stood)
    stood.at = datetime.combine(calendar_for(one.region_id).add_working_days(one.due_on, 2), time(10), SHANGHAI)
    swept("breaches", at=stood.at)
    with timekeeping.pinned(stood.at):
        yield stood


def case_url(name, walk, *more):
    return reverse(name, args=[walk.case.pk, *more])


@in_state(CaseState.DISTRIBUTED)
def test_the_office_presses_for_many_at_once_and_each_gets_a_number(late):
    office = as_part(late.cast, "office")
    page = text_of(office.get(OVERDUE))
    first, second = clock_of(late), clock_of(late, "justice")
    assert f'value="{first.pk}"' in office.get(OVERDUE, {"party": first.obligor_id}).content.decode()
    assert "催办所选" in page
    asked = text_of(office.get(NEW, {"clock": [first.pk, second.pk], "kind": "urge"}))
    assert "西塞山区财政局" in asked
    assert "西塞山区司法局" in asked
    done = office.post(NEW, {"clock": [first.pk, second.pk], "kind": "urge", "demand": ""}, follow=True)
    assert "已发出2份催办单" in text_of(done)
    assert sorted(Order.objects.values_list("clock_id", flat=True)) == sorted([first.pk, second.pk])
    again = office.post(NEW, {"clock": [first.pk], "kind": "urge", "demand": ""}, follow=True)
    assert "还没有了结" in text_of(again)
    assert Order.objects.get(clock=first).number in text_of(office.get(OVERDUE, {"party": first.obligor_id}))


@in_state(CaseState.DISTRIBUTED)
def test_a_form_that_is_wrong_keeps_what_was_typed(late):
    office, first = as_part(late.cast, "office"), clock_of(late)
    answer = office.post(NEW, {"clock": [first.pk], "kind": "", "demand": "今天反馈"})
    assert answer.status_code == 422
    assert "今天反馈" in answer.content.decode()
    assert "没有可以催办的期限" in text_of(office.get(NEW, {"clock": ["x", "999999999"]}))


@pytest.mark.parametrize("part", ["leader", "finance:liaison", "handling_judge", "bureau_handler"])
@in_state(CaseState.DISTRIBUTED)
def test_nobody_but_the_office_presses(late, part):
    assert as_part(late.cast, part).get(NEW).status_code == 404
    if part == "leader":
        assert "催办所选" not in text_of(as_part(late.cast, part).get(OVERDUE))


@in_state(CaseState.DISTRIBUTED)
def test_the_unit_finds_its_order_answers_it_and_the_office_sends_it_back_and_accepts(late):
    made = issue_order(clock_of(late).pk, "oversight", by=late.by("office"), at=late.at)
    unit, office = as_part(late.cast, "finance:liaison"), as_part(late.cast, "office")
    assert made.number in text_of(unit.get(ORDERS))
    assert made.number not in text_of(as_part(late.cast, "justice:liaison").get(ORDERS))
    home = reverse("orders:order", args=[made.pk])
    assert as_part(late.cast, "justice:liaison").get(home).status_code == 404
    page = text_of(unit.get(home))
    assert made.demand in page
    act = reverse("orders:act", args=[made.pk, "answer_order"])
    assert act in unit.get(home).content.decode()
    assert post(unit, act, made, answer="").status_code == 422
    post(unit, act, made, answer="正在核对，后天反馈。")
    made = Order.objects.get(pk=made.pk)
    assert made.state == OrderState.ANSWERED
    post(office, reverse("orders:act", args=[made.pk, "send_back_answer"]), made, note="请写明办结日期。")
    made = Order.objects.get(pk=made.pk)
    assert "请写明办结日期。" in text_of(unit.get(home))
    post(unit, act, made, answer="12月2日反馈。")
    made = Order.objects.get(pk=made.pk)
    post(office, reverse("orders:act", args=[made.pk, "accept_answer"]), made, note="")
    assert Order.objects.get(pk=made.pk).state == OrderState.ACCEPTED
    assert made.number not in text_of(office.get(ORDERS))
    assert made.number in text_of(office.get(ORDERS, {"closed": "on"}))


@in_state(CaseState.DISTRIBUTED)
def test_whoever_opens_a_late_case_reads_who_what_and_what_next(late):
    made = issue_order(clock_of(late).pk, "urge", by=late.by("office"), at=late.at)
    swept("ladder", at=late.at)
    late.unit_answers("justice")
    pages = {
        "office": as_part(late.cast, "office").get(case_url("office:case", late)),
        "court": as_part(late.cast, "handling_judge").get(case_url("court:case", late)),
        "bureau": as_part(late.cast, "bureau_handler").get(case_url("bureau:case", late)),
        "unit": as_part(late.cast, "finance:liaison").get(reverse("member:answer", args=[late.unit("finance").pk])),
        "enterprise": agent_of(late).get(case_url("enterprise:case", late)),
    }
    for reader, answer in pages.items():
        text = text_of(answer)
        assert "超期情况" in text, reader
        assert "0714-0000104" in text, reader
        assert made.number in text, reader
        assert "超期三个工作日督办" in text, reader
        assert "西塞山区司法局“成员单位互认”" not in text
    # Outside the house nobody is named, and no order is opened.
    outside = pages["enterprise"].content.decode()
    assert reverse("orders:order", args=[made.pk]) not in outside
    assert not any(person.full_name in outside for part, person in late.cast.people.items() if part.startswith("finance"))


@in_state(CaseState.DISTRIBUTED)
def test_the_public_progress_names_who_is_late(late):
    made = issue_order(clock_of(late).pk, "urge", by=late.by("office"), at=late.at)
    found = case_progress(late.case, late.at.date())
    assert any(made.number in measure.what for view in found.late.views for measure in view.measures)
    assert all(not view.report_url and not view.urge_url for view in found.late.views)


@in_state(CaseState.DISTRIBUTED)
def test_an_enterprise_complains_from_its_case_and_reads_the_reply_there(late):
    client, one = agent_of(late), clock_of(late)
    address = case_url("enterprise:complain", late, one.pk)
    home = case_url("enterprise:case", late)
    assert address in client.get(home).content.decode()
    assert "西塞山区财政局" in text_of(client.get(address))
    wrong = client.post(address, {"words": " "})
    assert wrong.status_code == 422
    client.post(address, {"words": "一直没有反馈，耽误投标。"})
    (made,) = Complaint.objects.all()
    assert Clock.objects.get(about=one, code="K-36").obligor.is_office
    assert address not in client.get(home).content.decode()
    office = as_part(late.cast, "office")
    assert "一直没有反馈" in text_of(office.get(COMPLAINTS))
    assert as_part(late.cast, "finance:liaison").get(COMPLAINTS).status_code == 404
    act = reverse("orders:complaint_act", args=[made.pk, "reply_complaint"])
    assert "一直没有反馈" in text_of(office.get(reverse("orders:complaint", args=[made.pk])))
    post(office, act, made, reply="已督办区财政局，本周内反馈。")
    assert "本周内反馈" in text_of(client.get(home))


@in_state(CaseState.DISTRIBUTED)
def test_nobody_complains_in_anothers_case_or_of_who_is_not_late(late, case_in):
    other = case_in(CaseState.DISTRIBUTED)
    stranger = agent_of(other)
    assert stranger.get(case_url("enterprise:complain", late, clock_of(late).pk)).status_code == 404
    late.unit_answers("finance")
    mine = agent_of(late)
    answer = mine.get(case_url("enterprise:complain", late, clock_of(late).pk), follow=True)
    assert "不用反映" in text_of(answer)


@in_state(CaseState.SUPPLEMENT)
def test_the_officer_decides_on_the_page_what_did_not_lapse_by_itself(stood):
    officer = as_part(stood.cast, "acceptance_officer")
    with timekeeping.pinned(stood.at):
        assert step_url(stood, "lapse_by_hand") not in officer.get(case_url("court:case", stood)).content.decode()
    stood.later(days=30)
    with timekeeping.pinned(stood.at):
        assert step_url(stood, "lapse_by_hand") in officer.get(case_url("court:case", stood)).content.decode()
        inbox = officer.get(reverse("court:inbox"))
        assert "有 1 件申请的补正期限已过" in text_of(inbox)
        waiting = reverse("court:cases") + "?state=supplement&overdue=on"
        assert waiting.replace("&", "&amp;") in inbox.content.decode()
        assert case_url("court:case", stood) in officer.get(waiting).content.decode()
        assert "没有提醒的记录" in text_of(officer.get(step_url(stood, "lapse_by_hand")))
        assert "补正期限已过" not in text_of(as_part(stood.cast, "handling_judge").get(reverse("court:inbox")))
        post(officer, step_url(stood, "lapse_by_hand"), stood.case, note="已电话联系，不再补正。")
    assert stood.case.state == CaseState.LAPSED


@in_state(CaseState.SUPPLEMENT)
def test_the_officer_reads_what_the_enterprise_can_have_heard(stood):
    one = stood.case.clocks.get(code="K-03")
    swept("ladder", at=next(planned.at for planned in rungs_of(one)))
    stood.later(days=30)
    with timekeeping.pinned(stood.at):
        page = text_of(as_part(stood.cast, "acceptance_officer").get(step_url(stood, "lapse_by_hand")))
    assert "补正期限届满前三个工作日提醒企业" in page
    assert "企业没有登记可以发送的联系方式，也没有在本系统打开" in page


@in_state(CaseState.DISTRIBUTED)
def test_what_is_owed_and_what_waits_is_seen_on_signing_in(late):
    unit, office = as_part(late.cast, "finance:liaison"), as_part(late.cast, "office")
    inbox, board = reverse("member:inbox"), reverse("office:board")
    assert "待答复" not in text_of(unit.get(inbox))
    made = issue_order(clock_of(late).pk, "urge", by=late.by("office"), at=late.at)
    limit = Clock.objects.get(about=made.clock_id, code="K-47")
    assert "有 1 份催办单、督办单等待本单位答复" in text_of(unit.get(inbox))
    assert "等待本单位答复" not in text_of(as_part(late.cast, "justice:liaison").get(inbox))
    mine = f"{ORDERS}?mine=on"
    assert mine in unit.get(inbox).content.decode()
    assert made.number in text_of(unit.get(mine))
    assert f"截止 {weekday(limit.due_on)}" in text_of(unit.get(mine))
    assert made.number not in text_of(office.get(mine))
    assert limit.pk in {day.clock_id for day in agenda_of(late.by("finance:liaison"))}
    assert "份答复等待采纳" not in text_of(office.get(board))
    answer_order(made.pk, answer="已经办妥。", by=late.by("finance:liaison"), at=late.at)
    file_complaint(clock_of(late).pk, words="一直没有反馈。", by=late.agent_actor(), at=late.at)
    assert "等待本单位答复" not in text_of(unit.get(inbox))
    page = text_of(office.get(board))
    assert "有 1 份答复等待采纳或者退回" in page
    assert "有 1 件企业反映等待答复" in page
    assert made.number in text_of(office.get(mine))
    assert "份答复等待" not in text_of(as_part(late.cast, "leader").get(board))
    assert ClockCode.COMPLAINT in {Clock.objects.get(pk=day.clock_id).code for day in agenda_of(late.by("office"))}


@pytest.mark.parametrize(
    ("state", "part", "inbox"),
    [(CaseState.ACCEPTED, "handling_judge", "court:inbox"), (CaseState.RECEIVED, "bureau_handler", "bureau:inbox")],
)
def test_court_and_bureau_see_their_orders_too(case_in, state, part, inbox):
    walk = case_in(state)
    body = walk.case.court if part == "handling_judge" else walk.case.bureau
    one = walk.case.clocks.filter(obligor=body, status="running").order_by("due_on").first()
    at = datetime.combine(calendar_for(one.region_id).add_working_days(one.due_on, 2), time(10), SHANGHAI)
    swept("breaches", at=at)
    with timekeeping.pinned(at):
        reader = as_part(walk.cast, part)
        assert "等待本单位答复" not in text_of(reader.get(reverse(inbox)))
        made = issue_order(one.pk, "urge", by=walk.by("office"), at=at)
        assert "等待本单位答复" in text_of(reader.get(reverse(inbox)))
        assert made.number in text_of(reader.get(ORDERS, {"mine": "on"}))


@in_state(CaseState.DISTRIBUTED)
def test_a_case_with_many_late_units_shows_the_first_and_folds_the_others(late):
    page = as_part(late.cast, "office").get(case_url("office:case", late)).content.decode()
    panels = re.findall(r'<details class="cr-late-unit" (open)?>', page)
    assert len(panels) > 3
    assert panels == ["open", *[""] * (len(panels) - 1)]


@in_state(CaseState.DISTRIBUTED)
def test_a_unit_does_not_learn_from_its_order_that_somebody_complained(late):
    made = issue_order(clock_of(late).pk, "urge", by=late.by("office"), at=late.at)
    file_complaint(clock_of(late).pk, words="一直没有反馈。", by=late.agent_actor(), at=late.at)
    page = text_of(as_part(late.cast, "finance:liaison").get(reverse("orders:order", args=[made.pk])))
    assert "答复催办" in page
    assert Clock.objects.get(about=made.clock_id, code="K-36").rule.name not in page


@in_state(CaseState.DISTRIBUTED)
def test_about_the_office_itself_nobody_complains_to_the_office(late):
    late.unit_answers("finance", RecognitionResult.REFUSED)
    one = late.case.clocks.get(code="K-14")
    at = datetime.combine(one.due_on + timedelta(days=8), time(10), SHANGHAI)
    swept("breaches", at=at)
    with timekeeping.pinned(at):
        client = agent_of(late)
        assert "超期情况" in text_of(client.get(case_url("enterprise:case", late)))
        assert case_url("enterprise:complain", late, one.pk) not in client.get(case_url("enterprise:case", late)).content.decode()
        with pytest.raises(ConditionNotMet, match="不能向办公室反映"):
            file_complaint(one.pk, words="办公室也超期了", by=late.agent_actor(), at=at)


@in_state(CaseState.DISTRIBUTED)
def test_an_answer_by_the_service_is_shown_to_the_office(late):
    made = issue_order(clock_of(late).pk, "urge", by=late.by("office"), at=late.at)
    answer_order(made.pk, answer="已经办妥。", by=late.by("finance:approver"), at=late.at)
    assert "已经办妥。" in text_of(as_part(late.cast, "office").get(reverse("orders:order", args=[made.pk])))
