"""Every state of what this app keeps, one row each. No applicant is told of most of them; the words are then the staff's."""

from __future__ import annotations

from deadlines.codes import ClockCode as K
from deadlines.enums import Obligor
from mechanism.enums import EntryState, InvitationState, ItemState, MeetingState, MemberState
from procedure.states import Held, StateRow, by_state

OFFICE = Held(Obligor.OFFICE, "领导小组办公室")
INVITED = Held(Obligor.UNIT, "受邀单位")
Row = StateRow

# fmt: off
MEMBER_STATES = by_state(
    Row(state=MemberState.SERVING, applicant="任职", tone="success", held=OFFICE),
    Row(state=MemberState.ENDED, applicant="已卸任", tone="neutral"),
    Row(state=MemberState.WITHDRAWN, applicant="登记有误，已撤下", tone="neutral"),
)
MEETING_STATES = by_state(
    Row(state=MeetingState.CONVENED, applicant="已召集", tone="info", held=OFFICE, waiting="受邀单位"),
    Row(state=MeetingState.MINUTED, applicant="纪要待确认", tone="warning", held=INVITED, waiting="领导小组办公室"),
    Row(state=MeetingState.CONFIRMED, applicant="纪要已确认", tone="progress", held=OFFICE, waiting="受邀单位"),
    Row(state=MeetingState.CLOSED, applicant="已办结", tone="success"),
    Row(state=MeetingState.CANCELLED, applicant="已取消", tone="neutral"),
)
INVITATION_STATES = by_state(
    Row(state=InvitationState.SENT, applicant="待签收", tone="warning", held=INVITED, waiting="领导小组办公室"),
    Row(state=InvitationState.READ, applicant="已签收", tone="info", held=OFFICE),
    Row(state=InvitationState.PRESENT, applicant="待确认纪要", tone="warning", held=INVITED, waiting="领导小组办公室"),
    Row(state=InvitationState.CONFIRMED, applicant="已确认纪要", tone="success", held=OFFICE),
    Row(state=InvitationState.CONTESTED, applicant="对纪要有异议", tone="danger", held=OFFICE, waiting="受邀单位"),
    Row(state=InvitationState.ABSENT, applicant="缺席", tone="neutral", held=OFFICE),
    Row(state=InvitationState.OVER, applicant="会议已取消", tone="neutral"),
)
ITEM_STATES = by_state(
    Row(state=ItemState.OPEN, applicant="办理中", tone="info", held=Held(Obligor.UNIT, "责任单位", K.ACTION_ITEM), waiting="领导小组办公室"),
    Row(state=ItemState.REPORTED, applicant="待办公室确认", tone="progress", held=OFFICE, waiting="责任单位"),
    Row(state=ItemState.ACCEPTED, applicant="已办结", tone="success"),
    Row(state=ItemState.DROPPED, applicant="不再办理", tone="neutral"),
)
KEEPER, COURT = Held(Obligor.UNIT, "登记单位"), Held(Obligor.COURT, "法院承办法官")
ENTRY_STATES = by_state(
    Row(state=EntryState.RECORDED, applicant="已登记", tone="success", held=KEEPER),
    Row(state=EntryState.AWAITING_COURT, applicant="待法院确认", tone="warning", held=COURT, waiting="登记单位"),
    Row(state=EntryState.AGREED, applicant="法院已确认", tone="success", held=KEEPER),
    Row(state=EntryState.DECLINED, applicant="法院不同意", tone="danger", held=KEEPER),
    Row(state=EntryState.AWAITING_FEEDBACK, applicant="待机构反馈", tone="info", held=KEEPER),
    Row(state=EntryState.ANSWERED, applicant="机构已反馈", tone="success", held=KEEPER),
    Row(state=EntryState.SUPERSEDED, applicant="已更正", tone="neutral"),
    Row(state=EntryState.WITHDRAWN, applicant="登记有误，已撤下", tone="neutral"),
)
# fmt: on
# The whole table of the meetings that are not over.
OPEN_MEETINGS = tuple(state for state, row in MEETING_STATES.items() if not row.has_ended)
# Whose unit was in the room.
PRESENT_STATES = (InvitationState.PRESENT, InvitationState.CONFIRMED, InvitationState.CONTESTED)
STANDING_ENTRIES = tuple(state for state, row in ENTRY_STATES.items() if not row.has_ended)
# What the court has agreed to only a further line changes, to which it agrees as well.
WITHDRAWABLE = tuple(state for state in STANDING_ENTRIES if state != EntryState.AGREED)
