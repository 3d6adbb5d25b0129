"""The steps of the leading group's work: meetings, invited units, tasks, members, registers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from mechanism.enums import EntryAction, InvitationAction, ItemAction, MeetingAction, MeetingKind, MeetingState, MemberAction
from mechanism.selectors import latest_minutes
from mechanism.services import items, meetings, members, minutes, registers
from mechanism.services.minutes import MinutesData, ResolutionData
from portal.group.forms import meetings as asked
from portal.group.forms.members import EndTermForm, WithdrawForm
from portal.group.forms.registers import CorrectionForm, DecideForm, DeclineForm, FeedbackForm, WithdrawEntryForm
from portal.shell.components import DataItem
from portal.steps.pages import ActionPage, Confirmed
from words.dates import day

if TYPE_CHECKING:
    from mechanism.models import ActionItem, GroupMember, Invitation, Meeting, RegisterEntry
    from procedure.actors import Actor


def _reschedule(step: Confirmed[Meeting]) -> object:
    form: Any = step.form
    return meetings.reschedule(step.subject.pk, place=step.data["place"], starts_at=form.starts_at(), **step.common)


def _write(step: Confirmed[Meeting]) -> object:
    form: Any = step.form
    names = ("held_on", "chair", "guests", "content")
    lines = [ResolutionData(content=line["content"], department_id=line["department"], due_on=line["due_on"]) for line in form.filled]
    data = MinutesData(
        **{name: step.data[name] for name in names}, outcome=step.data.get("outcome", ""), present=form.present, resolutions=lines
    )
    return minutes.write_minutes(step.subject.pk, data, **step.common)


def minutes_items(meeting: Meeting) -> list[DataItem]:
    """The last draft as everybody of the meeting reads it."""
    last = latest_minutes(meeting)
    if last is None:
        return []
    lines = last.resolutions.select_related("department").order_by("position")
    outcome = [DataItem("会商结果", last.get_outcome_display(), wide=True)] if last.outcome else []
    return [
        DataItem("稿次", f"第 {last.version} 稿"),
        DataItem("召开日期", day(last.held_on)),
        DataItem("主持人", last.chair),
        *([DataItem("列席", last.guests, wide=True)] if last.guests else []),
        DataItem("会议意见", last.content, wide=True),
        *outcome,
        *(
            DataItem(
                f"议定事项 {line.position}",
                f"{line.content}（{line.department.short_name}，{day(line.due_on) if line.due_on else '按本区规则的天数'}）",
                wide=True,
            )
            for line in lines
        ),
    ]


def _shown_minutes(invitation: Invitation, _actor: Actor) -> dict[str, Any]:
    return {"aside": minutes_items(invitation.meeting), "aside_title": "会议纪要"}


def _agenda(invitation: Invitation, _actor: Actor) -> dict[str, Any]:
    return {"aside": [DataItem("议题", invitation.meeting.agenda, wide=True)], "aside_title": invitation.meeting.title}


def _reported(item: ActionItem, _actor: Actor) -> dict[str, Any]:
    return {
        "aside": [DataItem("议定事项", item.content, wide=True), DataItem("办理情况", item.report, wide=True)],
        "aside_title": "责任单位报告",
    }


def _confirm(step: Confirmed[Invitation]) -> object:
    form: Any = step.form
    return minutes.confirm(step.subject.pk, shown=form.shown_version, **step.common)


def _contest(step: Confirmed[Invitation]) -> object:
    form: Any = step.form
    return minutes.contest(step.subject.pk, note=step.data["note"], shown=form.shown_version, **step.common)


def _correct(step: Confirmed[RegisterEntry]) -> object:
    form: Any = step.form
    return registers.correct(step.subject.pk, form.written, reason=step.data["reason"], **step.common)


# fmt: off
_MEETING: tuple[ActionPage[Meeting], ...] = (
    ActionPage(
        MeetingAction.WRITE_MINUTES, _write,
        "登记谁出席、会议意见和议定事项。出席单位逐家确认后，才能印发纪要、交办事项。", "纪要已交出席单位确认。",
        asked.MinutesForm, is_main=True, template="group/minutes_form.html",
    ),
    ActionPage(
        MeetingAction.REOPEN_MINUTES, _write,
        "按出席单位的意见修改纪要。改过的是新的一稿，出席单位重新确认，原来的各稿保留。", "新的一稿已交出席单位确认。",
        asked.MinutesForm, template="group/minutes_form.html",
    ),
    ActionPage(
        MeetingAction.CLOSE_MEETING, lambda step: minutes.close(step.subject.pk, **step.common),
        "出席单位都已确认。印发会议纪要，议定事项交责任单位办理，期限从今天起算。", "会议纪要已印发，议定事项已交办。", is_main=True,
    ),
    ActionPage(
        MeetingAction.CLOSE_CONSULTATION, lambda step: minutes.close(step.subject.pk, **step.common),
        "出席单位都已确认。按确认的会商结果办结，制作会商纪要；企业和各单位从此读到会商后的结果，原来的反馈仅作记录。",
        "会商已办结。", is_main=True,
    ),
    ActionPage(
        MeetingAction.RESCHEDULE, _reschedule, "改期或者换地点，受邀单位会收到通知，须重新签收；已经提交的书面意见保留。", "已改期，受邀单位会收到通知。", asked.RescheduleForm,
    ),
    ActionPage(
        MeetingAction.INVITE_MORE,
        lambda step: meetings.invite_more(step.subject.pk, units=frozenset(step.data["units"]), **step.common),
        "会议召开前增加受邀单位，向其发会议通知；已经受邀的不再通知。", "已增加受邀单位，会议通知已发出。", asked.InviteMoreForm,
    ),
    ActionPage(
        MeetingAction.CANCEL_MEETING,
        lambda step: meetings.cancel(step.subject.pk, reason=step.data["reason"], **step.common),
        "会议不再召开，受邀单位会收到通知；会商取消后须再次召集，会商期限继续计算。", "会议已取消。", asked.CancelForm, tone="danger",
        # A consultation whose answer is gone may be called off whenever; the rule says it of the rest.
        fits=lambda meeting: meeting.state == MeetingState.CONVENED or meeting.kind == MeetingKind.CONSULTATION,
    ),
)
_INVITATION: tuple[ActionPage[Invitation], ...] = (
    ActionPage(
        InvitationAction.SIGN_FOR_INVITATION, lambda step: meetings.sign_for(step.subject.pk, **step.common),
        "签收表示本单位已经看到会议通知。签收后可以先提交书面意见。", "已签收会议通知。", is_main=True, context=_agenda,
    ),
    ActionPage(
        InvitationAction.GIVE_OPINION,
        lambda step: meetings.give_opinion(step.subject.pk, opinion=step.data["opinion"], **step.common),
        "先把本单位的意见写在这里，会议据此讨论，并写入纪要。", "书面意见已提交。", asked.OpinionForm, is_main=True, context=_agenda,
    ),
    ActionPage(
        InvitationAction.CONFIRM_MINUTES, _confirm,
        "确认本页“会议纪要”所列的一稿如实记载了会议。全部出席单位确认后，由办公室办结。", "已确认纪要。", asked.ShownMinutesForm, is_main=True,
        context=_shown_minutes,
    ),
    ActionPage(
        InvitationAction.CONTEST_MINUTES, _contest,
        "写明纪要哪里不对，由办公室修改后重新确认。", "已提出异议，由办公室修改。", asked.ContestForm, context=_shown_minutes,
    ),
    ActionPage(
        InvitationAction.CONFIRM_ON_PAPER,
        lambda step: minutes.confirm_on_paper(step.subject.pk, note=step.data["note"], **step.common),
        "该单位在打印的纪要上签字确认的，在这里登记。", "已登记书面确认。", asked.OnPaperForm, context=_shown_minutes,
    ),
)
_ITEM: tuple[ActionPage[ActionItem], ...] = (
    ActionPage(
        ItemAction.REPORT_DONE, lambda step: items.report_done(step.subject.pk, report=step.data["report"], **step.common),
        "写明怎样办的、结果如何。报告后期限停止计算，由办公室确认。", "已报办结，由办公室确认。", asked.ReportForm, is_main=True,
    ),
    ActionPage(
        ItemAction.ACCEPT_ITEM, lambda step: items.accept(step.subject.pk, note=step.data["note"], **step.common),
        "确认该事项已经办结。", "已确认办结。", asked.AcceptForm, is_main=True, context=_reported,
    ),
    ActionPage(
        ItemAction.RETURN_ITEM,
        lambda step: items.give_back(step.subject.pk, note=step.data["note"], due_on=step.data["due_on"], **step.common),
        "还没有办好的，退回继续办理，期限重新计算。", "已退回继续办理。", asked.GiveBackForm, context=_reported,
    ),
    ActionPage(
        ItemAction.DROP_ITEM, lambda step: items.drop(step.subject.pk, note=step.data["note"], **step.common),
        "情况变化、不需要再办的，写明原因后结束，不计逾期。", "已登记不再办理。", asked.DropForm, tone="danger",
    ),
)
_MEMBER: tuple[ActionPage[GroupMember], ...] = (
    ActionPage(
        MemberAction.END_TERM,
        lambda step: members.end_term(step.subject.pk, last_day=step.data["last_day"], note=step.data["note"], **step.common),
        "登记卸任的日期和原因，任职记录保留。由他人接任的，再登记一位成员。", "已登记卸任。", EndTermForm, is_main=True,
    ),
    ActionPage(
        MemberAction.WITHDRAW_MEMBER, lambda step: members.withdraw(step.subject.pk, note=step.data["note"], **step.common),
        "登记有误的，撤下这一条，再登记正确的；撤下的仍可查看。", "已撤下登记。", WithdrawForm, tone="danger",
    ),
)
_ENTRY: tuple[ActionPage[RegisterEntry], ...] = (
    ActionPage(
        EntryAction.AGREE_ASSISTANCE, lambda step: registers.agree(step.subject.pk, note=step.data["note"], **step.common),
        "确认后，该企业列入或者移出帮扶企业名单。", "已确认。", DecideForm, is_main=True,
    ),
    ActionPage(
        EntryAction.DECLINE_ASSISTANCE, lambda step: registers.decline(step.subject.pk, note=step.data["note"], **step.common),
        "不同意的，写明理由，登记单位会读到。", "已登记不同意。", DeclineForm, tone="danger",
    ),
    ActionPage(
        EntryAction.RECORD_FEEDBACK,
        lambda step: registers.record_feedback(
            step.subject.pk, feedback=step.data["feedback"], feedback_on=step.data["feedback_on"], **step.common
        ),
        "登记金融机构怎样办理。", "已登记机构反馈。", FeedbackForm, is_main=True,
    ),
    ActionPage(
        EntryAction.SUPERSEDE_ENTRY, _correct,
        "写正确的一条，替代原来的一条；原来的保留，标明已更正。帮扶企业名单的更正须由法院重新确认。", "已更正。", CorrectionForm,
    ),
    ActionPage(
        EntryAction.WITHDRAW_ENTRY,
        lambda step: registers.withdraw(step.subject.pk, reason=step.data["reason"], **step.common),
        "不应当登记的，写明原因后撤下，不再计入；撤下的保留可查。法院已经确认的，请登记移出。", "已撤下登记。", WithdrawEntryForm,
        tone="danger",
    ),
)
# fmt: on
MEETING_PAGES = {page.action: page for page in _MEETING}
INVITATION_PAGES = {page.action: page for page in _INVITATION}
ITEM_PAGES = {page.action: page for page in _ITEM}
MEMBER_PAGES = {page.action: page for page in _MEMBER}
ENTRY_PAGES = {page.action: page for page in _ENTRY}
