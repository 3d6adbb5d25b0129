from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Func, Q, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Cast, Concat
from django_fsm import FSMField

from departments.models import Department, Region
from ledger.constraints import known, plain
from mechanism.enums import (
    Activity,
    EntryState,
    GroupPost,
    InvitationState,
    ItemState,
    ListChange,
    MeetingKind,
    MeetingState,
    MemberState,
    Outcome,
    RegisterKind,
)
from mechanism.states import OPEN_MEETINGS, STANDING_ENTRIES
from notices.models import Document
from recognition.models import Recognition

# The days of a term, its last one among them; without an end it goes on.
_TERM = Func(F("valid_from"), F("valid_until"), Value("[]"), function="daterange")


def _only(key: Combinable) -> Func:
    """A range of one key: so an exclusion needs no index of another extension, which not every server has."""
    return Func(key, key, Value("[]"), function="int8range")


_REGION, _UNIT = _only(F("region")), _only(F("department"))
_WHO = _only(Cast(Func(Concat("post", "name"), function="hashtext"), models.BigIntegerField()))


class GroupMember(models.Model):
    """A term of office in the leading group, as the unit has named the person. It gives no right in the portal; a post does."""

    region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="group_members")
    department = models.ForeignKey(Department, on_delete=models.PROTECT, related_name="group_members", verbose_name="单位")
    post = models.CharField("领导小组职务", max_length=12, choices=GroupPost)
    name = models.CharField("姓名", max_length=60)
    title = models.CharField("本单位职务", max_length=60, blank=True)
    phone = models.CharField("办公电话", max_length=40, blank=True)
    valid_from = models.DateField("任期起")
    valid_until = models.DateField("任期止", null=True, blank=True)
    state = FSMField("状态", max_length=12, choices=MemberState, protected=True)
    state_seq = models.PositiveIntegerField(default=0)
    note = models.CharField("说明", max_length=300, blank=True)
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    entered_at = models.DateTimeField("登记时间")

    class Meta:
        verbose_name = "领导小组成员"
        ordering = ("region_id", "department__position", "pk")
        constraints = (
            known("post", GroupPost, "group_member_post_known"),
            known("state", MemberState, "group_member_state_known"),
            plain("name", "group_member_name_plain"),
            models.CheckConstraint(
                condition=Q(valid_until__isnull=True) | Q(valid_until__gte=F("valid_from")),
                name="group_member_term_in_order",
                violation_error_message="任期止不能早于任期起。",
            ),
            models.CheckConstraint(
                condition=Q(state=MemberState.SERVING) | ~Q(note="") & (Q(state=MemberState.WITHDRAWN) | Q(valid_until__isnull=False)),
                name="group_member_ended_has_reason",
                violation_error_message="卸任须写明日期和原因，撤下登记须写明原因。",
            ),
            ExclusionConstraint(
                name="group_member_one_head",
                expressions=((_REGION, RangeOperators.OVERLAPS), (_TERM, RangeOperators.OVERLAPS)),
                condition=~Q(state=MemberState.WITHDRAWN) & Q(post=GroupPost.HEAD),
                violation_error_message="这段任期内本区已有组长，请先登记其卸任，或者把任期改为从其卸任后开始。",
            ),
            ExclusionConstraint(
                name="group_member_once",
                expressions=((_UNIT, RangeOperators.OVERLAPS), (_WHO, RangeOperators.OVERLAPS), (_TERM, RangeOperators.OVERLAPS)),
                condition=~Q(state=MemberState.WITHDRAWN),
                violation_error_message="该单位的这位成员在这段任期内已经登记过。",
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_post_display()} {self.name}"


class Meeting(models.Model):
    """A meeting of the leading group, or a consultation about one unit's answer."""

    region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="meetings")
    kind = models.CharField("类型", max_length=12, choices=MeetingKind)
    recognition = models.ForeignKey(Recognition, on_delete=models.PROTECT, null=True, blank=True, related_name="meetings")
    title = models.CharField("会议名称", max_length=120)
    agenda = models.CharField("议题", max_length=2000)
    place = models.CharField("地点", max_length=120)
    starts_at = models.DateTimeField("时间")
    state = FSMField("状态", max_length=12, choices=MeetingState, protected=True)
    state_seq = models.PositiveIntegerField(default=0)
    convened_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    convened_at = models.DateTimeField("召集时间")
    cancel_reason = models.CharField("取消原因", max_length=300, blank=True)
    document = models.OneToOneField(Document, on_delete=models.PROTECT, null=True, blank=True, related_name="meeting")

    class Meta:
        verbose_name = "会议"
        ordering = ("-starts_at", "-pk")
        indexes = (models.Index(fields=("region", "-starts_at", "-id"), name="meeting_of_region"),)
        constraints = (
            known("kind", MeetingKind, "meeting_kind_known"),
            known("state", MeetingState, "meeting_state_known"),
            models.CheckConstraint(
                condition=Q(kind=MeetingKind.CONSULTATION, recognition__isnull=False)
                | ~Q(kind=MeetingKind.CONSULTATION) & Q(recognition__isnull=True),
                name="meeting_consults_about_an_answer",
            ),
            models.CheckConstraint(
                condition=~Q(state=MeetingState.CANCELLED) | ~Q(cancel_reason=""),
                name="meeting_cancelled_has_reason",
                violation_error_message="取消会议须写明原因。",
            ),
            models.CheckConstraint(condition=~Q(state=MeetingState.CLOSED) | Q(document__isnull=False), name="meeting_closed_has_minutes"),
            models.UniqueConstraint(
                fields=("recognition",),
                condition=Q(state__in=OPEN_MEETINGS),
                name="meeting_one_open_about_an_answer",
                violation_error_message="这份反馈的会商已经召集，还没有办结。",
            ),
        )

    def __str__(self) -> str:
        return self.title


class Minutes(models.Model):
    """The minutes as they were laid before those present; a change is a new version, which is confirmed anew."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="minutes")
    version = models.PositiveSmallIntegerField("第几稿")
    held_on = models.DateField("召开日期")
    chair = models.CharField("主持人", max_length=60)
    guests = models.CharField("列席", max_length=500, blank=True)
    content = models.CharField("会议意见", max_length=2000)
    outcome = models.CharField("会商结果", max_length=12, choices=Outcome, blank=True)
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField("登记时间")

    class Meta:
        verbose_name = "会议纪要"
        verbose_name_plural = verbose_name
        ordering = ("meeting_id", "version")
        constraints = (
            models.UniqueConstraint(fields=("meeting", "version"), name="minutes_version"),
            known("outcome", Outcome, "minutes_outcome_known", blank=True),
        )

    def __str__(self) -> str:
        return f"第{self.version}稿"


class Resolution(models.Model):
    """One line of what the minutes settle: what, who, until when."""

    minutes = models.ForeignKey(Minutes, on_delete=models.PROTECT, related_name="resolutions")
    position = models.PositiveSmallIntegerField("序号")
    content = models.CharField("议定事项", max_length=500)
    department = models.ForeignKey(Department, on_delete=models.PROTECT, related_name="resolutions", verbose_name="责任单位")
    # Empty: the length of the region's rule.
    due_on = models.DateField("完成日期", null=True, blank=True)

    class Meta:
        verbose_name = "议定事项"
        ordering = ("minutes_id", "position")
        constraints = (models.UniqueConstraint(fields=("minutes", "position"), name="resolution_position"),)

    def __str__(self) -> str:
        return self.content


class Invitation(models.Model):
    """One unit at one meeting: that it read the invitation, what it thinks, whether it came, that it confirms the minutes."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="invitations")
    department = models.ForeignKey(Department, on_delete=models.PROTECT, related_name="invitations", verbose_name="受邀单位")
    state = FSMField("状态", max_length=12, choices=InvitationState, protected=True)
    state_seq = models.PositiveIntegerField(default=0)
    read_at = models.DateTimeField("签收时间", null=True, blank=True)
    read_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    opinion = models.CharField("书面意见", max_length=2000, blank=True)
    opinion_at = models.DateTimeField("提交时间", null=True, blank=True)
    people = models.CharField("出席人员", max_length=200, blank=True)
    answered_at = models.DateTimeField("确认时间", null=True, blank=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    # Which draft of the minutes was confirmed or contested.
    version = models.PositiveSmallIntegerField("所确认的稿次", null=True, blank=True)
    note = models.CharField("异议或者书面确认的说明", max_length=1000, blank=True)

    class Meta:
        verbose_name = "会议邀请"
        ordering = ("meeting_id", "department__position", "pk")
        indexes = (models.Index(fields=("department", "state"), name="invitation_of_unit"),)
        constraints = (
            known("state", InvitationState, "invitation_state_known"),
            models.UniqueConstraint(fields=("meeting", "department"), name="invitation_once"),
            models.CheckConstraint(
                condition=~Q(state=InvitationState.READ) | Q(read_at__isnull=False, read_by__isnull=False),
                name="invitation_read_by_somebody",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=(InvitationState.CONFIRMED, InvitationState.CONTESTED))
                | Q(answered_at__isnull=False, answered_by__isnull=False, version__isnull=False),
                name="invitation_answered_by_somebody",
            ),
            models.CheckConstraint(
                condition=~Q(state=InvitationState.CONTESTED) | ~Q(note=""),
                name="invitation_contested_has_reason",
                violation_error_message="请写明纪要哪里不对、应当怎样写。",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=("present", "confirmed", "contested")) | ~Q(people=""), name="invitation_present_names_people"
            ),
        )

    def __str__(self) -> str:
        return f"{self.department} {self.get_state_display()}"


class ActionItem(models.Model):
    """What a meeting settled, as a task of one unit with a limit of its own (K-60)."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="items")
    resolution = models.OneToOneField(Resolution, on_delete=models.PROTECT, related_name="item")
    department = models.ForeignKey(Department, on_delete=models.PROTECT, related_name="action_items", verbose_name="责任单位")
    content = models.CharField("议定事项", max_length=500)
    # The day that the meeting has named, or the office when it gave the item back.
    agreed_on = models.DateField("议定的完成日期", null=True, blank=True)
    state = FSMField("状态", max_length=12, choices=ItemState, protected=True)
    state_seq = models.PositiveIntegerField(default=0)
    report = models.CharField("办理情况", max_length=2000, blank=True)
    reported_at = models.DateTimeField("报告时间", null=True, blank=True)
    reported_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    settled_at = models.DateTimeField("确认时间", null=True, blank=True)
    settled_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    note = models.CharField("办公室意见", max_length=500, blank=True)

    class Meta:
        verbose_name = "会议议定事项"
        ordering = ("pk",)
        indexes = (models.Index(fields=("department", "state", "id"), name="action_item_of_unit"),)
        constraints = (
            known("state", ItemState, "action_item_state_known"),
            models.CheckConstraint(
                condition=~Q(state__in=(ItemState.REPORTED, ItemState.ACCEPTED))
                | ~Q(report="") & Q(reported_at__isnull=False, reported_by__isnull=False),
                name="action_item_done_is_reported",
                violation_error_message="请写明怎样办的、结果如何。",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=(ItemState.ACCEPTED, ItemState.DROPPED)) | Q(settled_at__isnull=False, settled_by__isnull=False),
                name="action_item_settled_by_somebody",
            ),
            models.CheckConstraint(
                condition=~Q(state=ItemState.DROPPED) | ~Q(note=""),
                name="action_item_dropped_has_reason",
                violation_error_message="不再办理的，请写明原因。",
            ),
        )

    def __str__(self) -> str:
        return self.content


class RegisterEntry(models.Model):
    """A line of a light register. It is never edited: a correction is a line that takes the place of this one."""

    region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="register_entries")
    kind = models.CharField("登记簿", max_length=12, choices=RegisterKind)
    department = models.ForeignKey(Department, on_delete=models.PROTECT, related_name="register_entries", verbose_name="登记单位")
    state = FSMField("状态", max_length=20, choices=EntryState, protected=True)
    state_seq = models.PositiveIntegerField(default=0)
    on = models.DateField("日期")
    activity = models.CharField("活动类型", max_length=12, choices=Activity, blank=True)
    change = models.CharField("列入或者移出", max_length=8, choices=ListChange, blank=True)
    enterprise_name = models.CharField("企业名称", max_length=100, blank=True)
    uscc = models.CharField("统一社会信用代码", max_length=18, blank=True)
    place = models.CharField("地点", max_length=120, blank=True)
    headcount = models.PositiveIntegerField("人数", null=True, blank=True)
    institution = models.CharField("金融机构", max_length=100, blank=True)
    certificate_number = models.CharField("证明编号", max_length=80, blank=True)
    content = models.CharField("内容", max_length=1000)
    feedback = models.CharField("机构反馈", max_length=1000, blank=True)
    feedback_on = models.DateField("反馈日期", null=True, blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField("法院意见时间", null=True, blank=True)
    court_note = models.CharField("法院意见", max_length=500, blank=True)
    supersedes = models.OneToOneField("self", on_delete=models.PROTECT, null=True, blank=True, related_name="superseded_by")
    correction = models.CharField("更正原因", max_length=300, blank=True)
    withdrawal = models.CharField("撤下原因", max_length=300, blank=True)
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    entered_at = models.DateTimeField("登记时间")

    class Meta:
        verbose_name = "登记簿条目"
        ordering = ("-on", "-pk")
        indexes = (
            models.Index(fields=("region", "kind", "-on", "-id"), name="entry_of_register"),
            models.Index(fields=("region", "uscc", "-id"), condition=Q(kind=RegisterKind.ASSISTANCE), name="entry_on_assistance_list"),
        )
        constraints = (
            known("kind", RegisterKind, "entry_kind_known"),
            known("state", EntryState, "entry_state_known"),
            known("activity", Activity, "entry_activity_known", blank=True),
            known("change", ListChange, "entry_change_known", blank=True),
            plain("enterprise_name", "entry_enterprise_name_plain"),
            models.CheckConstraint(
                condition=Q(kind=RegisterKind.PUBLICITY) & ~Q(activity="") & Q(headcount__isnull=False)
                | Q(kind=RegisterKind.ASSISTANCE) & ~Q(change="") & ~Q(uscc="") & ~Q(enterprise_name="")
                | Q(kind=RegisterKind.BANK_RELAY) & ~Q(institution="") & ~Q(certificate_number=""),
                name="entry_is_whole",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=(EntryState.AGREED, EntryState.DECLINED)) | Q(decided_by__isnull=False, decided_at__isnull=False),
                name="entry_decided_by_somebody",
            ),
            models.CheckConstraint(
                condition=~Q(state=EntryState.DECLINED) | ~Q(court_note=""),
                name="entry_declined_has_reason",
                violation_error_message="不同意的，请写明理由。",
            ),
            models.CheckConstraint(
                condition=~Q(state=EntryState.ANSWERED) | ~Q(feedback="") & Q(feedback_on__isnull=False),
                name="entry_answered_has_feedback",
            ),
            models.CheckConstraint(
                condition=Q(supersedes__isnull=True) | ~Q(correction=""),
                name="entry_correction_has_reason",
                violation_error_message="更正须写明原因。",
            ),
            models.CheckConstraint(
                condition=~Q(state=EntryState.WITHDRAWN) | ~Q(withdrawal=""),
                name="entry_withdrawn_has_reason",
                violation_error_message="请写明这一条登记错在哪里。",
            ),
            models.UniqueConstraint(
                fields=("region", "uscc"),
                condition=Q(kind=RegisterKind.ASSISTANCE, state=EntryState.AWAITING_COURT),
                name="entry_one_waits_for_the_court",
                violation_error_message="该企业已有一条等待法院确认的登记。",
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.on}"

    @property
    def is_standing(self) -> bool:
        return self.state in STANDING_ENTRIES
