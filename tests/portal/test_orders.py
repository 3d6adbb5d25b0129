"""Who is late, on every page of a case; the office presses from its list; units answer; enterprises complain."""

from datetime import datetime, time

import pytest
from django.urls import reverse

from cases.enums import CaseState
from deadlines.ladder import SHANGHAI
from deadlines.models import Clock
from deadlines.selectors import calendar_for
from ledger import timekeeping
from oversight.enums import OrderState
from oversight.models import Complaint, Order
from oversight.services import answer_order, issue_order
from portal.public.progress import case_progress
from tests.portal.enterprise_pages import agent_of
from tests.portal.staff_pages import as_part, post, step_url, text_of
from tests.support.sweeping import swept
from tests.support.world import in_state

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
        post(officer, step_url(stood, "lapse_by_hand"), stood.case, note="已电话联系，不再补正。")
    assert stood.case.state == CaseState.LAPSED


@in_state(CaseState.DISTRIBUTED)
def test_an_answer_by_the_service_is_shown_to_the_office(late):
    made = issue_order(clock_of(late).pk, "urge", by=late.by("office"), at=late.at)
    answer_order(made.pk, answer="已经办妥。", by=late.by("finance:approver"), at=late.at)
    assert "已经办妥。" in text_of(as_part(late.cast, "office").get(reverse("orders:order", args=[made.pk])))
