from django.db.models import TextChoices


class GroupPost(TextChoices):
    """A post of the leading group."""

    HEAD = "head", "组长"
    DEPUTY = "deputy", "副组长"
    IN_CHARGE = "in_charge", "责任领导"
    LIAISON = "liaison", "联络员"


class MemberState(TextChoices):
    """A term of office in the leading group."""

    SERVING = "serving", "任职"
    ENDED = "ended", "已卸任"
    WITHDRAWN = "withdrawn", "登记有误，已撤下"


class MemberAction(TextChoices):
    APPOINT_MEMBER = "appoint_member", "登记成员"
    END_TERM = "end_term", "登记卸任"
    WITHDRAW_MEMBER = "withdraw_member", "撤下登记"


class MeetingKind(TextChoices):
    """Why people meet."""

    MEETING = "meeting", "领导小组会议"
    ACTIVITY = "activity", "领导小组活动"
    CONSULTATION = "consultation", "会商"


class MeetingState(TextChoices):
    """A meeting from its invitation to what was settled."""

    CONVENED = "convened", "已召集"
    MINUTED = "minuted", "纪要待确认"
    CONFIRMED = "confirmed", "纪要已确认"
    CLOSED = "closed", "已办结"
    CANCELLED = "cancelled", "已取消"


class MeetingAction(TextChoices):
    CONVENE = "convene", "召集会议"
    RESCHEDULE = "reschedule", "改期改地点"
    INVITE_MORE = "invite_more", "增加受邀单位"
    WRITE_MINUTES = "write_minutes", "登记出席和纪要"
    SETTLE_MINUTES = "settle_minutes", "纪要已由出席单位确认"
    REOPEN_MINUTES = "reopen_minutes", "重新登记纪要"
    CLOSE_MEETING = "close_meeting", "印发会议纪要"
    CLOSE_CONSULTATION = "close_consultation", "办结会商"
    CANCEL_MEETING = "cancel_meeting", "取消会议"


class Outcome(TextChoices):
    """How a consultation ends, as those present confirm it."""

    RECOGNIZE = "recognize", "改为认可"
    UPHOLD = "uphold", "维持该单位意见"
    ESCALATE = "escalate", "上报领导小组研究"


class InvitationState(TextChoices):
    """One invited unit on its way through a meeting."""

    SENT = "sent", "待签收"
    READ = "read", "已签收"
    PRESENT = "present", "出席，待确认纪要"
    CONFIRMED = "confirmed", "已确认纪要"
    CONTESTED = "contested", "对纪要有异议"
    ABSENT = "absent", "缺席"
    OVER = "over", "会议已取消"


class InvitationAction(TextChoices):
    INVITE = "invite", "邀请单位"
    INVITE_ANEW = "invite_anew", "重新通知"
    SIGN_FOR_INVITATION = "sign_for_invitation", "签收会议通知"
    GIVE_OPINION = "give_opinion", "提交书面意见"
    NOTE_PRESENT = "note_present", "登记出席"
    NOTE_ABSENT = "note_absent", "登记缺席"
    CONFIRM_MINUTES = "confirm_minutes", "确认纪要"
    CONFIRM_ON_PAPER = "confirm_on_paper", "登记书面确认"
    CONTEST_MINUTES = "contest_minutes", "对纪要提出异议"
    CALL_OFF = "call_off", "会议取消"


class ItemState(TextChoices):
    """What a meeting settled that somebody has to do."""

    OPEN = "open", "办理中"
    REPORTED = "reported", "已报办结，待办公室确认"
    ACCEPTED = "accepted", "已办结"
    DROPPED = "dropped", "不再办理"


class ItemAction(TextChoices):
    OPEN_ITEM = "open_item", "交办议定事项"
    REPORT_DONE = "report_done", "报告办结"
    ACCEPT_ITEM = "accept_item", "确认办结"
    RETURN_ITEM = "return_item", "退回继续办理"
    DROP_ITEM = "drop_item", "不再办理"


class RegisterKind(TextChoices):
    """The light registers: which unit keeps which, the region's file says."""

    PUBLICITY = "publicity", "法治宣传和法治体检"
    ASSISTANCE = "assistance", "帮扶企业名单"
    BANK_RELAY = "bank_relay", "转送金融机构"


class EntryState(TextChoices):
    """A line of a register."""

    RECORDED = "recorded", "已登记"
    AWAITING_COURT = "awaiting_court", "待法院确认"
    AGREED = "agreed", "法院已确认"
    DECLINED = "declined", "法院不同意"
    AWAITING_FEEDBACK = "awaiting_feedback", "待机构反馈"
    ANSWERED = "answered", "机构已反馈"
    SUPERSEDED = "superseded", "已更正，不再有效"
    WITHDRAWN = "withdrawn", "登记有误，已撤下"


class EntryAction(TextChoices):
    ENTER_PUBLICITY = "enter_publicity", "登记宣传或者体检"
    ENTER_ASSISTANCE = "enter_assistance", "登记列入或者移出"
    ENTER_RELAY = "enter_relay", "登记转送"
    AGREE_ASSISTANCE = "agree_assistance", "法院确认"
    DECLINE_ASSISTANCE = "decline_assistance", "法院不同意"
    RECORD_FEEDBACK = "record_feedback", "登记机构反馈"
    SUPERSEDE_ENTRY = "supersede_entry", "更正登记"
    WITHDRAW_ENTRY = "withdraw_entry", "撤下登记"


class Activity(TextChoices):
    """What a unit did for enterprises."""

    PUBLICITY = "publicity", "入企法治宣传"
    CHECK_UP = "check_up", "法治体检"
    MEDIATION = "mediation", "调解涉企纠纷"
    ADVICE = "advice", "解答法律咨询"
    HELP = "help", "协助申请信用修复"


class ListChange(TextChoices):
    """What happens to an enterprise on the assistance list."""

    ADD = "add", "列入"
    REMOVE = "remove", "移出"
