"""A meeting of the leading group: invited, read, answered, minuted, confirmed by those present, and then its tasks."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.template.loader import render_to_string

from cases.selectors import documents_visible_to
from deadlines.models import Clock, ClockEvent
from deadlines.selectors import due_strip, rungs_of
from mechanism.models import ActionItem, Invitation, Meeting, Minutes
from mechanism.selectors import items_visible_to, meetings_visible_to
from mechanism.services import items, meetings, minutes
from mechanism.services.minutes import ResolutionData
from messaging.models import Message
from notices.models import Document
from notices.snapshots import context_of
from oversight.models import Order
from oversight.services import accept_answer, answer_order, issue_order
from procedure.errors import ConditionNotMet, InvalidInput, NotPermitted, NotVisible, Stale
from tests.support.sweeping import swept
from tests.support.world import AT

UNITS = ("court", "finance", "justice")


def states(meeting):
    return dict(meeting.invitations.values_list("department__code", "state"))


def settled(group, **line):
    meeting = group.convene(*UNITS)
    line = {"content": "清点逾期的反馈", "department_id": group.unit("finance").pk, **line}
    group.write(meeting, resolutions=[ResolutionData(**line)])
    group.confirm(meeting)
    group.close(meeting)
    return meeting.items.get()


def test_the_invited_are_told_and_their_reading_is_on_record(group):
    meeting = group.convene(*UNITS)
    told = Message.objects.filter(dedup_key__startswith=f"meeting:{meeting.pk}:")
    assert set(told.values_list("department__code", "role")) == {
        ("court", "handling_judge"),
        ("finance", "member_liaison"),
        ("justice", "member_liaison"),
    }
    assert "三楼会议室" in told[0].body
    group.later(hours=1).sign(meeting)
    row = meeting.invitations.get(department__code="finance")
    assert (row.state, row.read_at, row.read_by) == ("read", group.at, group.cast.people["finance:liaison"])
    meetings.give_opinion(row.pk, opinion="先", by=group.by("finance:liaison"), at=group.at)
    meetings.give_opinion(row.pk, opinion="同意召开", by=group.by("finance:approver"), at=group.at)
    assert Invitation.objects.get(pk=row.pk).opinion == "同意召开"


def test_nobody_else_reads_signs_or_convenes(group):
    meeting = group.convene("finance")
    row = meeting.invitations.get()
    with pytest.raises(NotVisible):
        meetings.sign_for(row.pk, by=group.by("justice:liaison"), at=group.at)
    with pytest.raises(NotPermitted):
        meetings.sign_for(row.pk, by=group.by("office"), at=group.at)
    with pytest.raises(NotPermitted):
        meetings.cancel(meeting.pk, reason="无", by=group.by("finance:liaison"), at=group.at)


def test_what_a_meeting_needs_is_said(group):
    for said, words in (
        ({"starts_at": AT - timedelta(minutes=1)}, "已经过去"),
        ({"agenda": " "}, "议题"),
        ({"place": ""}, "地点"),
        ({"title": ""}, "会议名称"),
    ):
        with pytest.raises(InvalidInput, match=words):
            group.convene("finance", **said)
    with pytest.raises(InvalidInput, match="至少一家"):
        group.convene()
    assert not Meeting.objects.exists()


def test_a_meeting_that_moves_or_falls_through_is_told_again(group):
    meeting = group.convene("finance", starts_at=AT + timedelta(days=2))
    meetings.reschedule(meeting.pk, place="二楼", starts_at=AT + timedelta(days=3), by=group.by("office"), at=group.at)
    meetings.cancel(meeting.pk, reason="另择时间", by=group.by("office"), at=group.at)
    told = Message.objects.filter(dedup_key__startswith=f"meeting:{meeting.pk}:").order_by("pk")
    assert [message.subject.partition("：")[0] for message in told] == ["会议通知", "会议改期", "会议取消"]
    assert states(meeting) == {"finance": "over"}
    with pytest.raises(Stale):
        group.write(meeting)


def test_minutes_count_once_everybody_present_has_confirmed_them(group):
    meeting = group.convene(*UNITS)
    group.write(meeting, absent=("justice",))
    assert states(meeting) == {"court": "present", "finance": "present", "justice": "absent"}
    group.confirm(meeting, but=("finance",))
    with pytest.raises(Stale):
        group.close(meeting)
    row = meeting.invitations.get(department__code="finance")
    minutes.contest(row.pk, note="少记了一项", by=group.by("finance:liaison"), at=group.at)
    group.write(meeting, absent=("justice",), content="会议同意并补记一项。")
    assert states(meeting) == {"court": "present", "finance": "present", "justice": "absent"}
    group.confirm(meeting)
    assert Meeting.objects.get(pk=meeting.pk).state == "confirmed"
    assert set(meeting.invitations.exclude(version=None).values_list("version", flat=True)) == {2}
    paper = group.close(meeting).document
    assert (paper.kind, paper.department.code, paper.audience) == ("D19M", "development-reform", "units")
    assert paper.number == "西修办纪要〔2026〕1号"


def test_a_draft_that_was_replaced_is_not_confirmed_by_an_old_page(group):
    meeting = group.convene("finance")
    group.write(meeting)
    group.write(meeting, content="改过的一稿。")
    row = meeting.invitations.get()
    with pytest.raises(ConditionNotMet, match="刚刚改过"):
        minutes.confirm(row.pk, shown=1, by=group.by("finance:liaison"), at=group.at)
    minutes.confirm(row.pk, shown=2, by=group.by("finance:liaison"), at=group.at)


def test_a_signature_on_paper_is_the_offices_to_record_and_says_how(group):
    meeting = group.convene("finance")
    group.write(meeting)
    row = meeting.invitations.get()
    with pytest.raises(InvalidInput, match="书面确认"):
        minutes.confirm_on_paper(row.pk, note=" ", by=group.by("office"), at=group.at)
    minutes.confirm_on_paper(row.pk, note="11月3日签字，原件存办公室", by=group.by("office"), at=group.at)
    assert Meeting.objects.get(pk=meeting.pk).state == "confirmed"


def test_minutes_of_nobody_or_of_a_day_to_come_are_refused(group):
    meeting = group.convene(*UNITS, starts_at=AT + timedelta(days=1))
    with pytest.raises(ConditionNotMet, match="至少登记一家"):
        group.write(meeting, present={})
    with pytest.raises(InvalidInput, match="还没有召开"):
        group.write(meeting, held_on=AT.date() + timedelta(days=1))
    with pytest.raises(InvalidInput, match="受邀单位"):
        group.write(meeting, present={group.unit("natural-resources").pk: "某人"})
    with pytest.raises(InvalidInput, match="已经过去"):
        group.write(
            meeting, resolutions=[ResolutionData(content="x", department_id=group.unit("court").pk, due_on=AT.date() - timedelta(days=1))]
        )
    assert not Minutes.objects.exists()
    assert states(meeting) == dict.fromkeys(UNITS, "sent")


def test_a_draft_cannot_be_changed_behind_the_portal(group):
    meeting = group.convene("finance")
    group.write(meeting)
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE mechanism_minutes SET content = 'anders'")


def test_whoever_signed_for_another_day_signs_anew(group):
    meeting = group.convene("finance", "justice", starts_at=AT + timedelta(days=2))
    group.sign(meeting)
    row = meeting.invitations.get(department__code="finance")
    meetings.give_opinion(row.pk, opinion="同意召开", by=group.by("finance:liaison"), at=group.at)
    meetings.reschedule(meeting.pk, place="二楼", starts_at=AT + timedelta(days=3), by=group.by("office"), at=group.at)
    row.refresh_from_db(fields=("read_at", "opinion"))
    assert (states(meeting), row.read_at, row.opinion) == ({"finance": "sent", "justice": "sent"}, None, "同意召开")
    group.sign(meeting)
    assert set(states(meeting).values()) == {"read"}


def test_who_is_told_that_it_falls_through_is_not_asked_to_sign(group):
    meeting = group.convene("finance", starts_at=AT + timedelta(days=2))
    meetings.cancel(meeting.pk, reason="主持人出差", by=group.by("office"), at=group.at)
    body = Message.objects.get(subject__startswith="会议取消").body
    assert "主持人出差" in body
    assert "签收" not in body


def test_further_units_are_invited_before_it_is_held_and_told_once(group):
    meeting = group.convene("finance", starts_at=AT + timedelta(days=2))
    office, justice = group.by("office"), group.unit("justice").pk
    meetings.invite_more(meeting.pk, units=[justice], by=office, at=group.at)
    assert states(meeting) == {"finance": "sent", "justice": "sent"}
    told = Message.objects.filter(dedup_key__startswith=f"meeting:{meeting.pk}:")
    assert sorted(told.values_list("department__code", flat=True)) == ["finance", "justice"]
    for units in ([justice], [], [justice, group.unit("court").pk]):
        with pytest.raises(InvalidInput, match="还没有受邀"):
            meetings.invite_more(meeting.pk, units=units, by=office, at=group.at)
    group.later(days=2).write(meeting)
    with pytest.raises(Stale):
        meetings.invite_more(meeting.pk, units=[group.unit("court").pk], by=office, at=group.at)


def test_what_was_held_is_not_called_off(group):
    meeting = group.convene(*UNITS)
    group.write(meeting)
    group.confirm(meeting)
    with pytest.raises(ConditionNotMet, match="已经召开"):
        meetings.cancel(meeting.pk, reason="不要了", by=group.by("office"), at=group.at)
    assert set(states(meeting).values()) == {"confirmed"}


# --- tasks ---


def test_no_task_is_given_whose_day_went_by_while_units_confirmed(group):
    meeting = group.convene("finance")
    line = ResolutionData(content="清点", department_id=group.unit("finance").pk, due_on=AT.date() + timedelta(days=1))
    group.write(meeting, resolutions=[line])
    group.confirm(meeting)
    group.later(days=3)
    with pytest.raises(ConditionNotMet, match=r"第1项议定事项的完成日期.*已经过去"):
        group.close(meeting)
    group.write(meeting, resolutions=[ResolutionData(content="清点", department_id=group.unit("finance").pk, due_on=group.at.date())])
    group.confirm(meeting)
    group.close(meeting)
    assert Clock.objects.get(action_item__meeting=meeting).due_on == group.at.date()


def test_a_task_of_a_unit_that_was_not_invited_is_its_own_and_the_meeting_is_not(group):
    meeting = group.convene("finance")
    group.write(meeting, resolutions=[ResolutionData(content="开通接口", department_id=group.unit("justice").pk)])
    group.confirm(meeting)
    group.close(meeting)
    item = meeting.items.get()
    justice = group.by("justice:liaison")
    assert items_visible_to(justice).get() == item
    assert not meetings_visible_to(justice).exists()
    assert Clock.objects.get(action_item=item).obligor.code == "justice"
    assert "开通接口" in Message.objects.get(department__code="justice", subject="会议交办事项").body
    items.report_done(item.pk, report="已开通", by=justice, at=group.at)


def test_the_day_that_the_meeting_chose_is_the_last_day(group):
    # A Sunday: chosen by people, it stands.
    chosen = AT.date() + timedelta(days=12)
    assert chosen.isoweekday() == 7
    item = settled(group, due_on=chosen)
    clock = Clock.objects.get(action_item=item)
    assert (clock.code, clock.obligor.code, clock.due_on, clock.provisional) == ("K-60", "finance", chosen, False)
    assert ClockEvent.objects.get(clock=clock).agreed_on == chosen
    assert "议定的届满日" in due_strip(clock)[-1].label
    assert "至2026年11月15日" in Message.objects.get(subject="会议交办事项").body


def test_without_a_day_the_length_of_the_rule_holds(group):
    assert Clock.objects.get(action_item=settled(group)).due_on.isoformat() == "2026-11-17"


def test_a_task_is_reported_given_back_with_a_new_day_and_accepted(group):
    item = settled(group, due_on=AT.date() + timedelta(days=3))
    liaison, office = group.by("finance:liaison"), group.by("office")
    with pytest.raises(NotPermitted):
        items.report_done(item.pk, report="好了", by=group.by("justice:liaison"), at=group.at)
    items.report_done(item.pk, report="已清点", by=liaison, at=group.at)
    again = AT.date() + timedelta(days=9)
    items.give_back(item.pk, note="缺清单", due_on=again, by=office, at=group.at)
    rounds = list(Clock.objects.filter(action_item=item).order_by("round").values_list("round", "status", "due_on"))
    assert rounds == [(1, "met", AT.date() + timedelta(days=3)), (2, "running", again)]
    items.report_done(item.pk, report="已附清单", by=liaison, at=group.at)
    items.accept(item.pk, by=office, at=group.at)
    assert ActionItem.objects.get(pk=item.pk).state == "accepted"
    assert not Clock.objects.filter(action_item=item, status="running").exists()


def test_a_task_that_is_late_is_pressed_for_by_the_ladder_and_by_the_office(group):
    """Its unit is reminded, urged, overseen and answers; the order names the meeting, not a case."""
    item = settled(group, due_on=AT.date() + timedelta(days=3))
    one = Clock.objects.get(action_item=item)
    for planned in rungs_of(one):
        swept("ladder", at=planned.at)
    assert dict(one.milestones.values_list("key", "outcome")) == dict.fromkeys(
        ("before", "on-the-day", "urge", "oversee", "leaders"), "fired"
    )
    urging, overseeing = Order.objects.filter(clock=one).order_by("pk")
    assert (urging.kind, urging.state, overseeing.kind, overseeing.department.code) == ("urge", "raised", "oversight", "finance")
    paper = Document.objects.get(number=overseeing.number)
    assert (paper.case_id, paper.department.code) == (None, "finance")
    printed = render_to_string("paper/parts/order.html", {"paper": context_of(paper.kind, bytes(paper.snapshot))})
    assert "领导小组季度会议交由你单位办理的“清点逾期的反馈”已经超期。期限至2026年11月6日" in printed
    assert "统一社会信用代码" not in printed
    assert documents_visible_to(group.by("finance:liaison")).filter(pk=paper.pk).exists()
    assert not documents_visible_to(group.by("justice:liaison")).filter(pk=paper.pk).exists()
    group.at = AT + timedelta(days=20)
    answer_order(overseeing.pk, answer="明日办结。", by=group.by("finance:liaison"), at=group.at)
    accept_answer(overseeing.pk, by=group.by("office"), at=group.at)
    again = issue_order(one.pk, "urge", by=group.by("office"), at=group.at)
    items.report_done(item.pk, report="已清点", by=group.by("finance:liaison"), at=group.at)
    swept("urges_over", at=group.at)
    assert Order.objects.get(pk=again.pk).state == "done"


def test_a_task_of_the_court_is_its_judge_s(group):
    item = settled(group, department_id=group.unit("court").pk)
    one = Clock.objects.get(action_item=item)
    swept("ladder", at=rungs_of(one)[0].at)
    told = Message.objects.get(dedup_key__startswith=f"rung:{one.pk}:before:")
    assert (told.department.code, told.role, told.case_id) == ("court", "handling_judge", None)


def test_a_task_that_is_late_is_a_breach_like_any_other(group):
    item = settled(group, due_on=AT.date() + timedelta(days=1))
    swept("breaches", at=AT + timedelta(days=2))
    assert Clock.objects.get(action_item=item).breached_on == AT.date() + timedelta(days=2)
    items.drop(item.pk, note="不再需要", by=group.by("office"), at=AT + timedelta(days=2))
    assert Clock.objects.get(action_item=item).status == "void"
