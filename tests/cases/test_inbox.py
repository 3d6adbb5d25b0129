"""An inbox holds exactly what can be done, the most urgent first, and is searched by what people know."""

from datetime import datetime, time, timedelta

import pytest

from cases import selectors
from cases.enums import CaseAction, CaseState
from cases.models import Case
from departments.models import Post
from ledger.timekeeping import SHANGHAI
from procedure.selectors import available_actions
from recognition import selectors as recognitions
from recognition.enums import RecognitionState
from tests.cases.steps import clock, due
from tests.support.sweeping import swept
from tests.support.world import in_state, new_walk

STAFF = (
    "acceptance_officer",
    "handling_judge",
    "handling_judge_2",
    "reviewing_judge",
    "signing_president",
    "bureau_handler",
    "bureau_approver",
    "office",
    "leader",
    "administrator",
    "finance:liaison",
    "finance:approver",
)


def holds_all_posts_of_court(walk):
    """Every person of the court holds every post of it: only the separation of people is left to tell them apart."""
    for part in ("acceptance_officer", "handling_judge", "handling_judge_2", "reviewing_judge", "signing_president"):
        for role in ("acceptance_officer", "handling_judge", "reviewing_judge", "signing_president"):
            user = walk.cast.people[part]
            Post.objects.get_or_create(
                user=user, department=walk.cast.court, role=role, valid_until=None, defaults={"valid_from": walk.at.date()}
            )


def agree(walk, parts):
    case = walk.case
    for part in parts:
        actor = walk.by(part)
        # A right that fills no list is one that nobody waits for.
        offered = any(row.who.where is not None for row in available_actions(case, actor))
        assert selectors.inbox(actor).filter(pk=case.pk).exists() == offered, (case.state, part)


@in_state(*CaseState)
def test_a_case_is_in_the_inbox_of_whoever_can_do_something(stood):
    agree(stood, STAFF)


@in_state(*CaseState)
def test_the_inbox_keeps_people_apart_as_the_table_does(stood):
    holds_all_posts_of_court(stood)
    agree(stood, STAFF[:5])


@in_state(CaseState.RECEIVED, CaseState.PENDING_DISTRIBUTION)
def test_the_bureau_keeps_its_two_people_apart(stood):
    for part in ("bureau_handler", "bureau_approver"):
        for role in ("bureau_handler", "bureau_approver"):
            Post.objects.get_or_create(
                user=stood.cast.people[part],
                department=stood.cast.bureau,
                role=role,
                valid_until=None,
                defaults={"valid_from": stood.at.date()},
            )
    agree(stood, ("bureau_handler", "bureau_approver"))


@in_state(*CaseState)
def test_the_list_operator_has_what_still_owes_an_operation(stood):
    owing = stood.case.clocks.filter(code="K-06", status="running").exists()
    actor = stood.by("list_operator")
    assert selectors.inbox(actor).filter(pk=stood.case.pk).exists() == owing
    if owing:
        stood.operate_list()
        assert not selectors.inbox(actor).filter(pk=stood.case.pk).exists()


@pytest.mark.parametrize("state", [*RecognitionState])
def test_an_answer_is_in_the_inbox_of_whoever_can_do_something(distributed, state):
    walk = distributed(state)
    row = walk.unit("finance")
    for part in (*STAFF, "justice:liaison", "justice:approver"):
        actor = walk.by(part)
        offered = {line.action for line in available_actions(row, actor)}
        listed = recognitions.consultations(actor) if part == "office" else recognitions.unit_inbox(actor)
        assert listed.filter(pk=row.pk).exists() == bool(offered), (state, part)


def test_a_unit_keeps_its_two_people_apart(distributed):
    walk = distributed("received")
    row = walk.unit("finance")
    for part, role in (("finance:liaison", "member_approver"), ("finance:approver", "member_liaison")):
        Post.objects.create(user=walk.cast.people[part], department=row.department, role=role, valid_from=walk.at.date())
    walk.unit_proposes("finance")
    assert not recognitions.unit_inbox(walk.by("finance:liaison")).filter(pk=row.pk).exists()
    assert recognitions.unit_inbox(walk.by("finance:approver")).filter(pk=row.pk).exists()


# --- order ---


def test_the_most_urgent_case_comes_first_and_none_twice(case_in, cast):
    later = new_walk(cast).record().take_measures().serve().later(days=9).join().draft().fill().submit()
    first = case_in(CaseState.SUBMITTED)
    listed = [case for case in selectors.inbox(first.by("acceptance_officer")) if case.pk in (first.case.pk, later.case.pk)]
    assert [case.pk for case in listed] == [first.case.pk, later.case.pk]
    assert [case.due_on for case in listed] == [due(first, "K-02"), due(later, "K-02")]


def test_the_most_urgent_answer_comes_first(distributed, case_in):
    early = distributed()
    late = case_in(CaseState.CERTIFIED).later(days=20).push().receive().propose_distribution().distribute()
    rows = [early.unit("finance").pk, late.unit("finance").pk]
    listed = [row for row in recognitions.unit_inbox(early.by("finance:liaison")) if row.pk in rows]
    assert [row.pk for row in listed] == rows
    assert [row.due_on for row in listed] == [one.due_on for one in (k12(early), k12(late))]


def k12(walk):
    return walk.case.clocks.get(code="K-12", obligor__code="finance")


def test_a_date_beyond_the_published_calendar_is_marked(cast, db):
    walk = new_walk(cast)
    walk.at += timedelta(days=56)
    case = walk.apply().case
    assert (case.due_on.year, case.due_provisional) == (2027, True)


@in_state(CaseState.REJECTED)
def test_a_remedy_window_is_no_due_date_of_the_case(stood):
    assert clock(stood, "K-05").status == "running"
    assert stood.case.due_on is None


# --- search ---


def searched(text, cases=None):
    return (Case.objects.all() if cases is None else cases).filter(selectors.cases_found(text.strip()).among())


@in_state(CaseState.CERTIFIED)
def test_a_case_is_found_by_everything_people_know_of_it(stood):
    case = stood.case
    known = (
        stood.plot.enterprise_name[2:6],
        stood.plot.uscc,
        stood.plot.uscc.lower(),
        f" {stood.plot.uscc[:9]} {stood.plot.uscc[9:]} ",
        stood.plot.number,
        stood.plot.number.replace("（", "(").replace("）", ")"),
        case.number,
        case.certificate.number,
    )
    for text in known:
        assert searched(text).filter(pk=case.pk).exists(), text


@in_state(CaseState.CERTIFIED)
@pytest.mark.parametrize("text", ["没有这家公司", "-", "－ -", "%", "_", "\x00", "'; DROP TABLE cases_case; --", "长" * 5000])
def test_what_nobody_knows_finds_nothing(stood, text):
    assert not searched(text).exists()


@in_state(CaseState.CERTIFIED)
def test_a_search_stays_inside_what_the_person_sees(stood):
    assert searched(stood.plot.uscc).exists()
    assert not searched(stood.plot.uscc, selectors.cases_visible_to(stood.by("bureau_handler"))).exists()


# --- the board ---


@in_state(CaseState.RECOGNIZING)
def test_progress_is_counted_in_the_list_as_on_the_page(stood):
    stood.unit_answers("finance").unit_answers("justice")
    (listed,) = recognitions.with_progress(selectors.cases_in_region(stood.by("office")).filter(pk=stood.case.pk))
    assert (listed.units_recognized, listed.units_total) == (2, 8)


@in_state(CaseState.PUSHED)
def test_a_clock_is_overdue_after_its_last_day_and_only_then(stood):
    def overdue(day):
        swept("breaches", at=datetime.combine(day, time(9), SHANGHAI))
        clocks = selectors.overdue_clocks(stood.cast.region.pk)
        return {one.code for one in clocks if one.case_id == stood.case.pk}

    last = due(stood, "K-10")
    assert "K-10" not in overdue(last)
    assert "K-10" in overdue(last + timedelta(days=1))
    assert not selectors.overdue_clocks(stood.cast.region.pk + 1).exists()


@in_state(CaseState.REJECTED)
def test_an_unused_remedy_window_is_nobodys_delay(stood):
    swept("breaches", at=stood.at + timedelta(days=99))
    overdue = selectors.overdue_clocks(stood.cast.region.pk)
    assert "K-05" not in {one.code for one in overdue}


def test_a_notice_not_served_is_overdue_on_the_next_day(walk):
    walk.record().take_measures()
    swept("breaches", at=walk.at + timedelta(days=1))
    overdue = selectors.overdue_clocks(walk.cast.region.pk)
    assert walk.notice.pk in {one.notice_id for one in overdue}


@in_state(CaseState.RECOGNIZED_ALL)
def test_every_clock_of_a_case_is_told(stood):
    assert len(selectors.clocks_of(stood.case)) == stood.case.clocks.count()


# --- public ---


@in_state(CaseState.CERTIFIED)
def test_a_certificate_is_found_by_its_whole_code_only(stood):
    code = stood.case.certificate.verify_code
    assert selectors.certificate_by_code(code) == stood.case.certificate
    assert selectors.certificate_by_code(code.lower()) == stood.case.certificate
    for wrong in (code[:-1], f"{code}X", "", "%"):
        assert selectors.certificate_by_code(wrong) is None


@in_state(CaseState.SUBMITTED)
def test_progress_needs_the_code_and_the_phones_tail(stood):
    code = stood.application.query_code
    assert selectors.progress_by_code(f" {code.lower()} ", "0000") == stood.application
    for wrong in ((code, "0001"), (code, ""), ("ZZZZZZZZZZ", "0000")):
        assert selectors.progress_by_code(*wrong) is None


@in_state(CaseState.PUSHED)
def test_the_actions_of_a_page_of_rows_cost_no_query(stood, django_assert_num_queries):
    cases, actor = list(selectors.inbox(stood.by("bureau_handler"))), stood.by("bureau_handler")
    with django_assert_num_queries(0):
        rows = {case.pk: available_actions(case, actor) for case in cases}
    assert {row.action for row in rows[stood.case.pk]} == {CaseAction.RETURN_PUSH, CaseAction.RECEIVE_PUSH}
