"""催办、督办 and what an enterprise complains of: who may, what follows, what escalates by itself."""

from datetime import datetime, time, timedelta

import pytest
from django.db import transaction

from cases.enums import CaseState
from cases.selectors import holder
from deadlines.codes import ClockCode
from deadlines.ladder import SHANGHAI
from deadlines.models import Clock
from deadlines.selectors import calendar_for
from departments.models import Department, Post, Region
from ledger.models import Event
from messaging.models import Message
from notices.models import Document
from oversight import services
from oversight.enums import ComplaintState, OrderAction, OrderKind, OrderState
from oversight.models import Complaint, Order
from oversight.selectors import late_among
from oversight.subjects import ORDER
from procedure.actors import SYSTEM
from procedure.engine import performing
from procedure.errors import ConditionNotMet, InvalidInput, NotPermitted, NotVisible, Stale
from tests.cases.steps import commit, events, refused_by_database, sql
from tests.support.sweeping import swept
from tests.support.world import everybody_of, in_state

ANSWER = "已核对完毕，因系统升级迟延，明日反馈。"


def unit_clock(walk, unit="finance"):
    return walk.case.clocks.get(code=ClockCode.RECOGNITION, obligor__code=unit)


def working(day, hour=10):
    return datetime.combine(day, time(hour), SHANGHAI)


def late_by(walk, days, unit="finance"):
    """Move the walk to the morning so many working days after the unit's last day, with the breach noted."""
    one = unit_clock(walk, unit)
    walk.at = working(calendar_for(one.region_id).add_working_days(one.due_on, days))
    swept("breaches", at=walk.at)
    return Clock.objects.get(pk=one.pk)


def order(walk, kind=OrderKind.URGE, unit="finance", by="office"):
    return services.issue_order(unit_clock(walk, unit).pk, kind, by=walk.by(by), at=walk.at)


def answered(walk, made, by="finance:liaison"):
    return services.answer_order(made.pk, answer=ANSWER, by=walk.by(by), at=walk.at)


def state(made):
    return Order.objects.get(pk=made.pk).state


def reply_clock(made):
    return Clock.objects.filter(about=made.clock_id).order_by("-pk").first()


@in_state(CaseState.DISTRIBUTED)
def test_the_office_urges_the_unit_answers_the_office_accepts(stood):
    one = late_by(stood, 1)
    made = order(stood)
    assert made.number.startswith("西修办催〔2026〕")
    assert events(stood, "issue_urge")[-1].body["post"] == "领导小组办公室"
    paper = Document.objects.get(number=made.number)
    assert (paper.kind, paper.department_id, paper.case_id) == ("D20", one.obligor_id, stood.case.pk)
    reply = reply_clock(made)
    assert (reply.code, reply.obligor_id, reply.status) == ("K-47", one.obligor_id, "running")
    with pytest.raises(InvalidInput):
        services.answer_order(made.pk, answer=" ", by=stood.by("finance:liaison"), at=stood.at)
    answered(stood, made)
    reply.refresh_from_db()
    assert (state(made), reply.status) == (OrderState.ANSWERED, "met")
    services.accept_answer(made.pk, by=stood.by("office"), at=stood.at)
    assert state(made) == OrderState.ACCEPTED
    assert [event.action for event in events_of(made)] == ["issue_urge", "answer_order", "accept_answer"]
    commit()


def events_of(made):
    return list(Event.objects.filter(object=f"order:{made.pk}").order_by("seq"))


@in_state(CaseState.DISTRIBUTED)
def test_an_answer_that_is_sent_back_is_owed_anew(stood):
    late_by(stood, 1)
    made = order(stood, OrderKind.OVERSIGHT)
    assert made.number.startswith("西修办督〔2026〕")
    answered(stood, made)
    with pytest.raises(InvalidInput):
        services.send_back_answer(made.pk, note="", by=stood.by("office"), at=stood.at)
    services.send_back_answer(made.pk, note="没有写明办结日期。", by=stood.by("office"), at=stood.at)
    second = reply_clock(made)
    assert (state(made), second.code, second.round, second.status) == (OrderState.RETURNED, "K-48", 2, "running")
    assert not Clock.objects.filter(about=made.clock_id, code="K-47").exists()
    answered(stood, made)
    assert state(made) == OrderState.ANSWERED
    commit()


@pytest.mark.parametrize(
    ("action", "allowed"),
    [("issue", {"office"}), ("answer", {"finance:liaison", "finance:approver"}), ("accept", {"office"}), ("withdraw", {"office"})],
)
@in_state(CaseState.DISTRIBUTED)
def test_who_may(stood, action, allowed):
    late_by(stood, 1)
    parts = (
        "office",
        "leader",
        "finance:liaison",
        "finance:approver",
        "justice:liaison",
        "bureau_handler",
        "handling_judge",
        "administrator",
    )
    actors = {part: stood.by(part) for part in parts} | {"agent": stood.agent_actor(), "elsewhere": everybody_of(other_region(stood))}
    may = set()
    for part, actor in actors.items():
        with transaction.atomic():
            made = None if action == "issue" else order(stood)
            if action == "accept":
                answered(stood, made)
            common = {"by": actor, "at": stood.at}
            try:
                match action:
                    case "issue":
                        services.issue_order(unit_clock(stood).pk, OrderKind.URGE, **common)
                    case "answer":
                        services.answer_order(made.pk, answer=ANSWER, **common)
                    case "accept":
                        services.accept_answer(made.pk, **common)
                    case "withdraw":
                        services.withdraw_order(made.pk, note="误发", **common)
                may.add(part)
            except (NotPermitted, NotVisible):
                pass
            transaction.set_rollback(rollback=True)
    assert may == allowed


def other_region(walk):
    region, _ = Region.objects.get_or_create(
        code="elsewhere", defaults={"name": "邻区", "division_code": "420299", "measures_title": "办法"}
    )
    Department.objects.get_or_create(
        region=region, code="member", defaults={"name": "邻区局", "short_name": "邻区局", "kind": "member", "joined_on": walk.at.date()}
    )
    return region


@in_state(CaseState.DISTRIBUTED)
def test_nobody_is_urged_who_is_not_late_or_twice(stood):
    with pytest.raises(ConditionNotMet, match="还没有超期"):
        order(stood)
    late_by(stood, 1)
    order(stood)
    with pytest.raises(ConditionNotMet, match="还没有了结"):
        order(stood)
    consultation = Clock.objects.filter(case=stood.case, code="K-47").first()
    with pytest.raises(ConditionNotMet, match="不能催办"):
        services.issue_order(consultation.pk, OrderKind.URGE, by=stood.by("office"), at=stood.at)
    stood.unit_answers("justice")
    with pytest.raises(ConditionNotMet, match="已经办结"):
        order(stood, unit="justice")


@in_state(CaseState.DISTRIBUTED)
def test_an_oversight_takes_the_place_of_the_urging(stood):
    late_by(stood, 1)
    urging = order(stood)
    oversight = order(stood, OrderKind.OVERSIGHT)
    assert (state(urging), state(oversight)) == (OrderState.RAISED, OrderState.ISSUED)
    with pytest.raises(ConditionNotMet):
        order(stood)
    commit()


@in_state(CaseState.DISTRIBUTED)
def test_the_ladder_does_not_repeat_what_the_office_did_by_hand(stood):
    one = late_by(stood, 1)
    made = order(stood)
    stood.at += timedelta(hours=1)
    swept("ladder", at=stood.at)
    assert Order.objects.filter(clock=one).count() == 1
    assert one.milestones.get(key="urge").outcome == "covered"
    assert state(made) == OrderState.ISSUED


@in_state(CaseState.DISTRIBUTED)
def test_silence_raises_an_urging_and_takes_an_oversight_to_the_leaders(stood):
    one = late_by(stood, 1)
    urging = order(stood)
    calendar = calendar_for(one.region_id)
    urged_until = reply_clock(urging).due_on
    swept("unanswered_orders", at=working(urged_until, 16))
    assert state(urging) == OrderState.ISSUED
    swept("unanswered_orders", at=working(urged_until + timedelta(days=1), 7))
    assert state(urging) == OrderState.ISSUED, "outside office hours nothing leaves"
    at = working(calendar.add_working_days(urged_until, 1))
    swept("unanswered_orders", at=at)
    oversight = Order.objects.get(clock=one, kind=OrderKind.OVERSIGHT)
    assert (state(urging), oversight.issued_by_id) == (OrderState.RAISED, None)
    assert [(one.code, one.status) for one in Clock.objects.filter(about=one).order_by("pk")] == [("K-47", "breached"), ("K-48", "running")]
    at = working(calendar.add_working_days(reply_clock(oversight).due_on, 1))
    swept("unanswered_orders", at=at)
    swept("unanswered_orders", at=at)
    assert state(oversight) == OrderState.ESCALATED
    told = Message.objects.filter(dedup_key__startswith=f"order:{oversight.pk}:", role="leader")
    assert [message.department.code for message in told] == ["development-reform"]
    assert len([event for event in events_of(oversight) if event.action == "escalate_order"]) == 1
    stood.at = at
    answered(stood, oversight, by="finance:approver")
    assert state(oversight) == OrderState.ANSWERED
    commit()


@in_state(CaseState.DISTRIBUTED)
def test_an_urging_ends_with_what_it_urges_and_an_oversight_does_not(stood):
    late_by(stood, 1)
    urging = order(stood)
    overseen = order(stood, OrderKind.OVERSIGHT, unit="justice")
    stood.unit_answers("finance").unit_answers("justice")
    swept("urges_over", at=stood.at)
    assert (state(urging), state(overseen)) == (OrderState.DONE, OrderState.ISSUED)
    assert reply_clock(urging).status == "met"
    commit()


@in_state(CaseState.DISTRIBUTED)
def test_whoever_answered_does_not_judge_the_answer(stood):
    """Somebody who answers for a unit and is given a post in the office as well."""
    late_by(stood, 1)
    made = order(stood)
    answered(stood, made)
    both = stood.cast.people["finance:liaison"]
    Post.objects.create(user=both, department=stood.case.bureau, role="office", valid_from=stood.at.date() - timedelta(days=1))
    with pytest.raises(ConditionNotMet, match="两个人"):
        services.accept_answer(made.pk, by=stood.by("finance:liaison"), at=stood.at)
    assert state(made) == OrderState.ANSWERED


@in_state(CaseState.DISTRIBUTED)
def test_the_database_keeps_orders_as_they_were(stood):
    late_by(stood, 1)
    made = order(stood)
    with refused_by_database("cannot change that way"):
        sql("UPDATE oversight_order SET demand = '不用办了' WHERE id = %s", made.pk)
    with refused_by_database("cannot change that way"):
        sql("DELETE FROM oversight_order WHERE id = %s", made.pk)
    with refused_by_database("order"):
        sql("UPDATE oversight_order SET state = 'done' WHERE id = %s", made.pk)


@in_state(CaseState.DISTRIBUTED)
def test_every_step_from_every_state_that_is_not_its_own_is_refused(stood):
    late_by(stood, 1)
    made = order(stood)
    for row in ORDER.rows:
        if OrderState.ISSUED not in row.sources and row.sources != ("",):
            for actor in (stood.by("office"), stood.by("finance:liaison"), SYSTEM):
                with pytest.raises((Stale, NotPermitted, NotVisible)), performing(ORDER, row.action, made.pk, by=actor, at=stood.at):
                    pytest.fail(f"{row.action} was let through")
    for action in (OrderAction.ESCALATE_ORDER,):
        with pytest.raises(ConditionNotMet, match="转为督办"), performing(ORDER, action, made.pk, by=SYSTEM, at=stood.at):
            pass


# --- the enterprise ---


def complaint(walk, unit="finance", words="贵单位迟迟不反馈，影响我公司投标。"):
    return services.file_complaint(unit_clock(walk, unit).pk, words=words, by=walk.agent_actor(), at=walk.at)


@in_state(CaseState.DISTRIBUTED)
def test_an_enterprise_complains_and_reads_the_reply(stood):
    with pytest.raises(ConditionNotMet, match="还没有超期"):
        complaint(stood)
    one = late_by(stood, 2)
    made = complaint(stood)
    office = Clock.objects.get(about=one, code="K-36")
    assert (office.obligor.is_office, office.due_on, office.rule.unit) == (True, working(stood.at.date() + timedelta(days=7)).date(), "ND")
    with pytest.raises(ConditionNotMet, match="已经反映过"):
        complaint(stood)
    with pytest.raises((NotPermitted, NotVisible)):
        services.reply_complaint(made.pk, reply="不", by=stood.by("finance:liaison"), at=stood.at)
    services.reply_complaint(made.pk, reply="已督办该单位，三日内反馈。", by=stood.by("office"), at=stood.at)
    office.refresh_from_db()
    assert (Complaint.objects.get(pk=made.pk).state, office.status) == (ComplaintState.REPLIED, "met")
    message = Message.objects.filter(enterprise=stood.case.enterprise).order_by("-pk")[0]
    assert "三日内反馈" in message.body
    commit()


@in_state(CaseState.DISTRIBUTED)
def test_only_the_enterprise_of_the_case_complains(stood, case_in):
    late_by(stood, 2)
    other = case_in(CaseState.DISTRIBUTED)
    with pytest.raises(NotVisible):
        services.file_complaint(unit_clock(stood).pk, words="不是我的案件", by=other.agent_actor(), at=stood.at)


@in_state(CaseState.DISTRIBUTED)
def test_who_is_late_is_named_with_what_was_done_and_what_comes_next(stood):
    late_by(stood, 1)
    stood.unit_answers("justice")
    made = order(stood)
    late = {one.unit.code: one for one in late_among(stood.case.clocks.all())}
    assert "justice" not in late
    one = late["finance"]
    assert one.unit.phone == "0714-0000104"
    assert [(done.what, done.number) for done in one.done if done.order] == [("催办单", made.number)]
    # The rung of this morning has not been swept yet, so it is the next.
    assert one.next.rung.key in ("urge", "oversee", "before", "on-the-day")


@in_state(CaseState.DISTRIBUTED)
def test_the_holder_of_a_late_case_is_the_unit_by_name(stood):
    assert "已超期" not in holder(stood.case).label
    for unit in stood.cast.units:
        if unit.code != "finance":
            stood.unit_answers(unit.code)
    late_by(stood, 1)
    assert holder(stood.case).label == "区财政局（已超期）"
    assert events(stood, "clock_breached")
