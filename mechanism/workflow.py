"""The steps of the leading group: its members, meetings, what they settled, and the registers of the units."""

from __future__ import annotations

from deadlines.codes import ClockCode as K
from mechanism import rules
from mechanism.enums import (
    EntryAction,
    EntryState,
    InvitationAction,
    InvitationState,
    ItemAction,
    ItemState,
    MeetingAction,
    MeetingState,
    MemberAction,
    MemberState,
)
from mechanism.models import ActionItem, GroupMember, Invitation, Meeting, RegisterEntry
from mechanism.states import OPEN_MEETINGS, STANDING_ENTRIES, WITHDRAWABLE
from notices.enums import DocumentKind as D
from procedure.rows import NEW, SAME, SYSTEM_ONLY, Row, Start, Stop

GROUP, DUTIES = "实施办法附件：领导小组及其办公室", "实施办法“部门职责”"
P, M, V, T, E = MemberAction, MeetingAction, InvitationAction, ItemAction, EntryAction
AT_THE_MEETING = tuple(state for state in InvitationState if state != InvitationState.OVER)

# fmt: off
MEMBER_ROWS: tuple[Row[GroupMember], ...] = (
    Row("L1a", P.APPOINT_MEMBER, NEW, MemberState.SERVING, rules.keeper_of_members, law=GROUP),
    Row("L1b", P.END_TERM, (MemberState.SERVING,), MemberState.ENDED, rules.keeper_of_members),
    Row("L1c", P.WITHDRAW_MEMBER, (MemberState.SERVING,), MemberState.WITHDRAWN, rules.keeper_of_members),
)
MEETING_ROWS: tuple[Row[Meeting], ...] = (
    Row("L2a", M.CONVENE, NEW, MeetingState.CONVENED, rules.office, law=GROUP),
    Row("L2b", M.RESCHEDULE, (MeetingState.CONVENED,), SAME, rules.office),
    Row("L2i", M.INVITE_MORE, (MeetingState.CONVENED,), SAME, rules.office),
    Row("L2c", M.WRITE_MINUTES, (MeetingState.CONVENED,), MeetingState.MINUTED, rules.office, (rules.somebody_was_there,)),
    Row("L2d", M.REOPEN_MINUTES, (MeetingState.MINUTED, MeetingState.CONFIRMED), MeetingState.MINUTED, rules.office,
        (rules.somebody_was_there,)),
    Row("L2e", M.SETTLE_MINUTES, (MeetingState.MINUTED,), MeetingState.CONFIRMED, SYSTEM_ONLY, (rules.all_present_have_confirmed,)),
    Row("L2f", M.CLOSE_MEETING, (MeetingState.CONFIRMED,), MeetingState.CLOSED, rules.office_unless_consulting,
        (rules.all_present_have_confirmed,), papers=(D.MEETING_MINUTES,), law=GROUP),
    Row("L2g", M.CLOSE_CONSULTATION, (MeetingState.CONFIRMED,), MeetingState.CLOSED, rules.office_consulting,
        (rules.all_present_have_confirmed,)),
    Row("L2h", M.CANCEL_MEETING, OPEN_MEETINGS, MeetingState.CANCELLED, rules.office, (rules.was_not_held,)),
)
INVITATION_ROWS: tuple[Row[Invitation], ...] = (
    Row("L3a", V.INVITE, NEW, InvitationState.SENT, rules.office_of_meeting),
    Row("L3j", V.INVITE_ANEW, (InvitationState.SENT, InvitationState.READ), InvitationState.SENT, SYSTEM_ONLY),
    Row("L3b", V.SIGN_FOR_INVITATION, (InvitationState.SENT,), InvitationState.READ, rules.invited_unit),
    Row("L3c", V.GIVE_OPINION, (InvitationState.READ,), SAME, rules.invited_unit),
    Row("L3d", V.NOTE_PRESENT, AT_THE_MEETING, InvitationState.PRESENT, SYSTEM_ONLY),
    Row("L3e", V.NOTE_ABSENT, AT_THE_MEETING, InvitationState.ABSENT, SYSTEM_ONLY),
    Row("L3f", V.CONFIRM_MINUTES, (InvitationState.PRESENT, InvitationState.CONTESTED), InvitationState.CONFIRMED, rules.invited_unit),
    Row("L3g", V.CONFIRM_ON_PAPER, (InvitationState.PRESENT, InvitationState.CONTESTED), InvitationState.CONFIRMED,
        rules.office_of_meeting),
    Row("L3h", V.CONTEST_MINUTES, (InvitationState.PRESENT,), InvitationState.CONTESTED, rules.invited_unit),
    Row("L3i", V.CALL_OFF, AT_THE_MEETING, InvitationState.OVER, SYSTEM_ONLY),
)
ITEM_ROWS: tuple[Row[ActionItem], ...] = (
    Row("L4a", T.OPEN_ITEM, NEW, ItemState.OPEN, rules.office_of_meeting, clocks=(Start(K.ACTION_ITEM),), law=GROUP),
    Row("L4b", T.REPORT_DONE, (ItemState.OPEN,), ItemState.REPORTED, rules.responsible_unit, clocks=(Stop(K.ACTION_ITEM),)),
    Row("L4c", T.ACCEPT_ITEM, (ItemState.REPORTED,), ItemState.ACCEPTED, rules.office_of_meeting),
    Row("L4d", T.RETURN_ITEM, (ItemState.REPORTED,), ItemState.OPEN, rules.office_of_meeting, clocks=(Start(K.ACTION_ITEM),)),
    Row("L4e", T.DROP_ITEM, (ItemState.OPEN,), ItemState.DROPPED, rules.office_of_meeting, clocks=(Stop(K.ACTION_ITEM, abandon=True),)),
)
ENTRY_ROWS: tuple[Row[RegisterEntry], ...] = (
    Row("L5a", E.ENTER_PUBLICITY, NEW, EntryState.RECORDED, rules.keeper, law=DUTIES),
    Row("L5b", E.ENTER_ASSISTANCE, NEW, EntryState.AWAITING_COURT, rules.keeper, law=DUTIES),
    Row("L5c", E.ENTER_RELAY, NEW, EntryState.AWAITING_FEEDBACK, rules.keeper, law=DUTIES),
    Row("L5d", E.AGREE_ASSISTANCE, (EntryState.AWAITING_COURT,), EntryState.AGREED, rules.court_of_region, law=DUTIES),
    Row("L5e", E.DECLINE_ASSISTANCE, (EntryState.AWAITING_COURT,), EntryState.DECLINED, rules.court_of_region, law=DUTIES),
    Row("L5f", E.RECORD_FEEDBACK, (EntryState.AWAITING_FEEDBACK,), EntryState.ANSWERED, rules.keeper, law=DUTIES),
    Row("L5g", E.SUPERSEDE_ENTRY, STANDING_ENTRIES, EntryState.SUPERSEDED, rules.keeper),
    Row("L5h", E.WITHDRAW_ENTRY, WITHDRAWABLE, EntryState.WITHDRAWN, rules.keeper),
)
# fmt: on
