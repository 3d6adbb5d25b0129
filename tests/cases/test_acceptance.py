"""The court's formal check: accept, ask once for everything, decline with the right channel, lapse."""

from contextlib import nullcontext
from copy import copy
from datetime import datetime, time, timedelta

import pytest

from cases.enums import CaseState, Variant
from cases.models import Case, SupplementRequest
from cases.outcomes import DeclineReason
from cases.selectors.reminders import KEY, supplements_in_doubt
from cases.services import acceptance
from cases.services.acceptance import SupplementLine
from cases.states import EXAMINED_STATES
from deadlines.ladder import SHANGHAI
from deadlines.models import Milestone
from deadlines.selectors import rungs_of
from departments.models import Post
from messaging.models import Delivery, Message
from messaging.services import mark_read
from notices.enums import DocumentKind
from oversight.ladder import fire_rungs
from procedure.errors import ConditionNotMet, InvalidInput, NotPermitted, NotVisible, Stale
from supervision import sweeps
from tests.cases.steps import clock, clocks, due, events
from tests.support.sweeping import swept
from tests.support.world import in_state

LINE = SupplementLine(what="结清证明", why="材料中没有", how="请申请执行人出具")


def accept(walk, by="acceptance_officer", **options):
    options = {"variant": Variant.LISTED, **options}
    return acceptance.accept(walk.case.pk, by=walk.by(by), at=walk.at, **options)


def ask(walk, *lines, by="acceptance_officer", **options):
    return acceptance.request_supplement(walk.case.pk, items=lines, by=walk.by(by), at=walk.at, **options)


# --- accept ---


@in_state(CaseState.SUBMITTED)
def test_an_accepted_case_has_a_judge_a_paper_and_fifteen_days(stood):
    case = accept(stood)
    assert case.handler_id in {stood.cast.people[part].pk for part in ("handling_judge", "handling_judge_2")}
    assert case.documents.get(kind=DocumentKind.ACCEPTANCE_NOTICE).number
    assert (clock(stood, "K-02").status, due(stood, "K-04")) == ("met", stood.at.date() + timedelta(days=15))


@in_state(CaseState.SUBMITTED)
def test_the_least_burdened_judge_gets_the_case_unless_one_is_named(stood, case_in):
    judges = [stood.cast.people[part].pk for part in ("handling_judge", "handling_judge_2")]
    busy = max(judges, key=lambda judge: Case.objects.filter(handler=judge, state__in=EXAMINED_STATES).count())
    accept(case_in(CaseState.SUBMITTED), handler_id=busy)
    assert accept(stood).handler_id != busy
    named = case_in(CaseState.SUBMITTED)
    assert accept(named, handler_id=busy).handler_id == busy


@in_state(CaseState.SUBMITTED)
def test_the_court_confirms_the_kind_of_applicant_that_the_list_shows(stood):
    with pytest.raises(InvalidInput, match="与名单记录不一致") as refusal:
        accept(stood, variant=Variant.NOT_YET_LISTED)
    assert refusal.value.field == "variant"
    assert accept(stood, variant=Variant.LISTED).variant == Variant.LISTED


@in_state(CaseState.SUBMITTED)
def test_somebody_who_is_no_handling_judge_is_not_assigned(stood):
    with pytest.raises(InvalidInput, match="没有可以承办的法官") as refusal:
        accept(stood, handler_id=stood.cast.people["reviewing_judge"].pk)
    assert refusal.value.field == "handler_id"
    assert stood.case.state == CaseState.SUBMITTED


@in_state(CaseState.SUBMITTED)
def test_a_court_without_a_handling_judge_is_told_so(stood):
    Post.objects.filter(role="handling_judge").update(valid_until=stood.at.date() - timedelta(days=1))
    with pytest.raises(InvalidInput, match="请先在岗位中登记"):
        accept(stood)


@in_state(CaseState.SUBMITTED)
def test_only_the_acceptance_officer_accepts(stood):
    with pytest.raises(NotPermitted):
        accept(stood, by="handling_judge")
    with pytest.raises(NotVisible):
        accept(stood, by="bureau_handler")


@in_state(CaseState.SUBMITTED)
def test_the_second_officer_learns_that_the_first_was_there(stood):
    version = stood.case.state_seq
    accept(stood, version=version)
    with pytest.raises(Stale, match=r"立案受理岗已于.*办理“受理”，该事项现为“审查中”"):
        accept(stood, version=version)


# --- supplement ---


@in_state(CaseState.SUBMITTED)
def test_one_list_says_what_why_and_how_and_has_a_due_date_once_served(stood):
    ask(stood, LINE, SupplementLine(what=" 履行计划 ", why="余款未付", how="自行制作"))
    stood.deliver(DocumentKind.SUPPLEMENT_NOTICE)
    request = stood.case.supplements.get()
    assert [item.what for item in request.items.all()] == ["结清证明", "履行计划"]
    assert request.due_on == due(stood, "K-03")
    assert stood.case.documents.filter(kind=DocumentKind.SUPPLEMENT_NOTICE).count() == 1
    assert clock(stood, "K-02").status == "met"


@in_state(CaseState.SUBMITTED)
@pytest.mark.parametrize("empty", ["what", "why", "how"])
def test_an_item_owes_all_three_parts(stood, empty):
    parts = {"what": "甲", "why": "乙", "how": "丙", empty: " "}
    with pytest.raises(InvalidInput, match="需要什么、为什么需要、怎样取得"):
        ask(stood, LINE, SupplementLine(**parts))
    assert not SupplementRequest.objects.filter(case=stood.case).exists()


@in_state(CaseState.SUBMITTED)
@pytest.mark.parametrize("count", [0, 21])
def test_the_list_has_one_to_twenty_items(stood, count):
    with pytest.raises(InvalidInput, match="1至20项"):
        ask(stood, *[LINE] * count)


@in_state(CaseState.SUBMITTED)
def test_the_region_limits_how_often_one_may_ask(stood):
    for _ in range(2):
        ask(stood, LINE)
        stood.deliver(DocumentKind.SUPPLEMENT_NOTICE).answer_supplement()
    with pytest.raises(ConditionNotMet, match="已告知补正2次"):
        ask(stood, LINE)
    assert (stood.case.state, stood.case.supplement_rounds) == (CaseState.SUBMITTED, 2)
    assert [one.round for one in clocks(stood, "K-03")] == [1, 2]


@in_state(CaseState.SUPPLEMENT)
def test_while_the_enterprise_has_it_nothing_more_is_asked(stood):
    with pytest.raises(Stale, match="一次性告知补正"):
        ask(stood, LINE)


# --- lapse ---


def lapsed_by_sweep(walk):
    walk.reminded()
    swept("supplements", at=walk.at)
    return walk.case.state == CaseState.LAPSED


@in_state(CaseState.SUPPLEMENT)
def test_on_the_last_day_nothing_lapses_and_on_the_next_it_does(stood):
    stood.at += due(stood, "K-03") - stood.at.date()
    assert not lapsed_by_sweep(stood)
    with pytest.raises(ConditionNotMet, match="期限还没有过"):
        acceptance.lapse_supplement(stood.case.pk, at=stood.at)
    assert lapsed_by_sweep(stood.later(days=1))
    assert clock(stood, "K-03").status == "breached"
    assert stood.case.documents.filter(kind=DocumentKind.LAPSE_NOTICE).count() == 1


@in_state(CaseState.SUPPLEMENT)
def test_the_sweep_twice_lapses_once(stood):
    assert lapsed_by_sweep(stood.later(days=30))
    assert swept("supplements", at=stood.at) == 0
    assert len(events(stood, "lapse")) == 1


@in_state(CaseState.SUBMITTED)
def test_an_answered_supplement_does_not_lapse(stood):
    ask(stood, LINE)
    stood.answer_supplement()
    assert not lapsed_by_sweep(stood.later(days=30))


@pytest.mark.parametrize("trouble", [Stale(), RuntimeError("a fault of ours")])
@in_state(CaseState.SUPPLEMENT)
def test_one_case_that_cannot_lapse_does_not_keep_the_others_open(stood, case_in, monkeypatch, trouble):
    other, real = case_in(CaseState.SUPPLEMENT), acceptance.lapse_supplement
    copy(stood).later(days=30).reminded()

    def lapse(case_id, *, at):
        if case_id == stood.case.pk:
            raise trouble
        return real(case_id, at=at)

    monkeypatch.setattr(sweeps, "lapse_supplement", lapse)
    with pytest.raises(AssertionError) if isinstance(trouble, RuntimeError) else nullcontext():
        swept("supplements", at=other.later(days=30).reminded().at)
    assert (other.case.state, stood.case.state) == (CaseState.LAPSED, CaseState.SUPPLEMENT)


@in_state(CaseState.SUPPLEMENT)
def test_without_its_reminders_nothing_lapses_by_itself_and_the_officer_decides(stood):
    stood.later(days=30)
    assert swept("supplements", at=stood.at) == 0
    with pytest.raises(ConditionNotMet, match="没有全部发出"):
        acceptance.lapse_supplement(stood.case.pk, at=stood.at)
    assert stood.case.state == CaseState.SUPPLEMENT
    officer = {"by": stood.by("acceptance_officer"), "at": stood.at}
    with pytest.raises(InvalidInput):
        acceptance.lapse_by_hand(stood.case.pk, note=" ", **officer)
    with pytest.raises(NotPermitted):
        acceptance.lapse_by_hand(stood.case.pk, note="已电话联系", by=stood.by("handling_judge"), at=stood.at)
    acceptance.lapse_by_hand(stood.case.pk, note="11月24日电话联系，企业表示不再补正。", **officer)
    assert stood.case.state == CaseState.LAPSED
    (event,) = events(stood, "lapse_by_hand")
    assert "不再补正" in event.body["note"]


def reminders(walk):
    """Fire the reminders at their hours; nobody opens them, and no letter is out."""
    one = clock(walk, "K-03")
    for planned in rungs_of(one):
        if planned.at.date() <= one.due_on:
            fire_rungs(one.pk, at=planned.at)
    told = Message.objects.filter(enterprise=walk.case.enterprise, dedup_key__startswith=f"rung:{one.pk}:").order_by("pk")
    assert told.count() == 2
    return list(told)


def send_letter(walk, message, at, state="sent"):
    person = walk.agent
    failure = "" if state == "sent" else "对方拒收"
    Delivery.objects.create(
        message=message, person=person, channel="mail", state=state, due_at=message.sent_at, sent_at=at, failure=failure, attempts=1
    )


def lapses(walk):
    swept("supplements", at=walk.later(days=30).at)
    return walk.case.state == CaseState.LAPSED


@in_state(CaseState.SUPPLEMENT)
def test_it_lapses_only_where_the_sending_of_each_reminder_is_on_record(stood):
    """A letter that is out, or a reminder that somebody at the enterprise has opened; what was written and lay there is none."""
    first, second = reminders(stood)
    at_due = datetime.combine(due(stood, "K-03"), time(16), SHANGHAI)
    over = stood.at + timedelta(days=30)
    assert swept("supplements", at=over) == 0
    send_letter(stood, first, first.sent_at)
    assert swept("supplements", at=over) == 0, "one of the two is none"
    mark_read(second.pk, user=stood.agent, at=at_due)
    assert swept("supplements", at=over) == 1
    assert stood.case.state == CaseState.LAPSED


@pytest.mark.parametrize("how", ["nothing left", "refused by the other side", "out when it was over", "opened when it was over"])
@in_state(CaseState.SUPPLEMENT)
def test_a_reminder_that_did_not_go_out_in_time_leaves_it_to_a_person(stood, how):
    first, second = reminders(stood)
    send_letter(stood, first, first.sent_at)
    over = datetime.combine(due(stood, "K-03") + timedelta(days=1), time(9), SHANGHAI)
    match how:
        case "refused by the other side":
            send_letter(stood, second, None, "failed")
        case "out when it was over":
            send_letter(stood, second, over)
        case "opened when it was over":
            mark_read(second.pk, user=stood.agent, at=over)
    assert not lapses(stood)
    with pytest.raises(ConditionNotMet, match="没有全部发出"):
        acceptance.lapse_supplement(stood.case.pk, at=stood.at)
    officer = stood.by("acceptance_officer")
    assert list(supplements_in_doubt(officer, stood.at)) == [clock(stood, "K-03")]
    assert not supplements_in_doubt(stood.by("handling_judge"), stood.at).exists()
    acceptance.lapse_by_hand(stood.case.pk, note="电话联系，企业表示不再补正。", by=officer, at=stood.at)
    assert stood.case.state == CaseState.LAPSED
    assert not supplements_in_doubt(officer, stood.at).exists()


@in_state(CaseState.SUPPLEMENT)
def test_what_lapses_by_itself_waits_for_nobody(stood):
    stood.later(days=30).reminded()
    assert not supplements_in_doubt(stood.by("acceptance_officer"), stood.at).exists()


@in_state(CaseState.SUPPLEMENT)
def test_the_key_that_the_database_writes_is_the_message_s(stood):
    first, _ = reminders(stood)
    milestone = Milestone.objects.annotate(written=KEY).get(clock=clock(stood, "K-03"), key="supplement-three-days")
    assert milestone.written == first.dedup_key


@in_state(CaseState.SUPPLEMENT)
def test_the_officer_does_not_end_what_is_not_over(stood):
    with pytest.raises(ConditionNotMet, match="还没有过"):
        acceptance.lapse_by_hand(stood.case.pk, note="已联系", by=stood.by("acceptance_officer"), at=stood.at)


# --- decline ---


def propose(walk, by="acceptance_officer", **facts):
    facts = {"reason": DeclineReason.OTHER_COURT, "note": "本案由邻县法院执行", "channel": "向邻县法院申请", **facts}
    return acceptance.propose_decline(walk.case.pk, by=walk.by(by), at=walk.at, **facts)


@in_state(CaseState.SUBMITTED)
def test_declining_takes_a_second_person_and_names_the_channel(stood):
    propose(stood)
    acceptance.confirm_decline(stood.case.pk, by=stood.by("reviewing_judge"), at=stood.at)
    case = stood.case
    assert (case.state, case.decline_channel) == (CaseState.NOT_ACCEPTED, "向邻县法院申请")
    assert (clock(stood, "K-02").status, case.documents.filter(kind=DocumentKind.DECLINE_NOTICE).count()) == ("met", 1)


@in_state(CaseState.SUBMITTED)
@pytest.mark.parametrize("empty", ["note", "channel"])
def test_declining_without_words_or_channel_is_refused(stood, empty):
    with pytest.raises(ConditionNotMet, match="事由、说明和企业可走的正确渠道"):
        propose(stood, **{empty: " "})
    assert (stood.case.state, stood.case.decline_reason) == (CaseState.SUBMITTED, "")


@in_state(CaseState.PENDING_DECLINE)
def test_a_returned_decline_goes_on_with_its_clock(stood):
    acceptance.return_decline(stood.case.pk, note="属本院案件", by=stood.by("reviewing_judge"), at=stood.at)
    assert (stood.case.state, stood.case.return_note) == (CaseState.SUBMITTED, "属本院案件")
    assert [one.status for one in clocks(stood, "K-02")] == ["running"]


@in_state(CaseState.PENDING_DECLINE)
def test_a_return_says_why(stood):
    with pytest.raises(InvalidInput, match="退回的理由"):
        acceptance.return_decline(stood.case.pk, note=" ", by=stood.by("reviewing_judge"), at=stood.at)


@in_state(CaseState.PENDING_DECLINE)
def test_who_proposed_a_decline_does_not_confirm_it(stood):
    person = stood.cast.people["acceptance_officer"]
    Post.objects.create(user=person, department=stood.cast.court, role="reviewing_judge", valid_from=stood.at.date())
    with pytest.raises(NotPermitted):
        acceptance.confirm_decline(stood.case.pk, by=stood.by("acceptance_officer"), at=stood.at)
    assert stood.case.state == CaseState.PENDING_DECLINE
