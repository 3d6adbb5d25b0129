"""Limits that run, what happened to them, and what came of the ladder."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q, Value

from deadlines.enums import (
    FINISHED_STATUSES,
    OPEN_STATUSES,
    ClockStatus,
    EventKind,
    MilestoneOutcome,
    RungAct,
)
from deadlines.models.rules import DeadlineRule, LadderRung
from ledger.constraints import known, one_of

# A duty whose breach has been noted and which is still not done.
OVERDUE = Q(status=ClockStatus.RUNNING, breached_on__isnull=False)


class Clock(models.Model):
    """One running time limit of one obligor in one round; its date is always the replay of its events."""

    # Worked out from the last day, the calendar and the ladder.
    NOT_HELD: ClassVar[frozenset[str]] = frozenset({"next_rung_at"})

    case = models.ForeignKey("cases.Case", models.PROTECT, null=True, blank=True, related_name="clocks", verbose_name="案件")
    notice = models.ForeignKey("cases.ProactiveNotice", models.PROTECT, null=True, blank=True, related_name="clocks", verbose_name="告知书")
    duty = models.ForeignKey("cases.ListDuty", models.PROTECT, null=True, blank=True, related_name="clocks", verbose_name="应办名单操作")
    # Set when the clock concerns one unit's answer only, as a consultation does: several may run at once in a case.
    recognition = models.ForeignKey(
        "recognition.Recognition",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="clocks",
        verbose_name="单位互认",
    )
    action_item = models.ForeignKey(
        "mechanism.ActionItem", models.PROTECT, null=True, blank=True, related_name="clocks", verbose_name="会议议定事项"
    )
    scorecard = models.ForeignKey(
        "assessment.Scorecard", models.PROTECT, null=True, blank=True, related_name="clocks", verbose_name="评分表"
    )
    # The late limit, where this one bounds the answer to an order or a complaint about it.
    about = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="replies", verbose_name="所催期限")
    rule = models.ForeignKey(DeadlineRule, models.PROTECT, related_name="clocks", verbose_name="规则")
    # Repeat rule.code and rule.region so that uniqueness and lists need no join; composite keys hold them equal.
    code = models.CharField("期限代码", max_length=8)
    region = models.ForeignKey("departments.Region", models.PROTECT, related_name="+", verbose_name="地区", db_index=False)
    round = models.PositiveSmallIntegerField("轮次", default=1)
    obligor = models.ForeignKey(
        "departments.Department",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="clocks",
        verbose_name="义务单位",
        help_text="空 = 企业",
    )
    started_on = models.DateField("起算日（不计入）")
    due_on = models.DateField("届满日")
    calendar_version = models.CharField("日历版本", max_length=120)
    provisional = models.BooleanField("暂定", default=False)
    status = models.CharField("状态", max_length=8, choices=ClockStatus.choices, default=ClockStatus.RUNNING)
    stopped_on = models.DateField("办结日", null=True, blank=True)
    # The first day after the last one, noted when it came and the duty was not done.
    breached_on = models.DateField("超期日", null=True, blank=True)
    started_at = models.DateTimeField("起算时间", help_text="使期限起算的那一步的时间")
    opened_at = models.DateTimeField("登记时间", help_text="本行写入的时间")
    # The moment of the first rung of the ladder that nothing has come of yet; only a running clock waits for one.
    next_rung_at = models.DateTimeField("下一次提醒或者催办", null=True, blank=True, editable=False)

    class Meta:
        verbose_name = "期限"
        verbose_name_plural = verbose_name
        ordering = ("due_on", "id")
        constraints = (
            models.CheckConstraint(
                condition=one_of("case", "notice", "duty", "action_item", "scorecard"),
                name="deadlines_clock_one_subject",
                violation_error_message="一个期限只能属于一个案件、一份告知书、一项应办名单操作、一项会议议定事项或者一份评分表。",
            ),
            models.CheckConstraint(
                condition=Q(stopped_on__isnull=False, status__in=FINISHED_STATUSES) | Q(stopped_on__isnull=True, status__in=OPEN_STATUSES),
                name="deadlines_clock_stopped_or_open",
                violation_error_message="期限的办结日与状态不一致。",
            ),
            models.CheckConstraint(condition=Q(due_on__gte=F("started_on")), name="deadlines_clock_due_after_start"),
            models.CheckConstraint(
                condition=(
                    Q(status=ClockStatus.BREACHED, breached_on__gt=F("due_on"))
                    | Q(status__in=OPEN_STATUSES) & (Q(breached_on__isnull=True) | Q(breached_on__gt=F("due_on")))
                    | Q(status__in=(ClockStatus.MET, ClockStatus.VOID), breached_on__isnull=True)
                ),
                name="deadlines_clock_breached_after_due",
            ),
            models.CheckConstraint(
                condition=Q(next_rung_at__isnull=True) | Q(status=ClockStatus.RUNNING), name="deadlines_clock_rung_while_running"
            ),
            models.UniqueConstraint(
                fields=("case", "notice", "duty", "recognition", "action_item", "scorecard", "about", "code", "obligor", "round"),
                nulls_distinct=False,
                name="deadlines_clock_round",
            ),
            models.UniqueConstraint(
                fields=("case", "notice", "duty", "recognition", "action_item", "scorecard", "about", "code", "obligor"),
                condition=Q(status__in=OPEN_STATUSES),
                nulls_distinct=False,
                name="deadlines_clock_one_open",
                violation_error_message="同一期限已在计时。",
            ),
        )
        indexes = (
            # None for all open clocks by day alone: the database would prefer it where a code is asked for, and read them all.
            models.Index(
                fields=("due_on",),
                condition=Q(status=ClockStatus.RUNNING, breached_on__isnull=True),
                name="deadlines_clock_unbreached",
            ),
            models.Index(fields=("code", "due_on"), condition=Q(status=ClockStatus.RUNNING), name="deadlines_clock_running_due"),
            models.Index(
                fields=("region", "next_rung_at", "id"), condition=Q(next_rung_at__isnull=False), name="deadlines_clock_next_rung"
            ),
            models.Index(fields=("obligor", "due_on"), condition=Q(status__in=OPEN_STATUSES), name="deadlines_clock_obligor_due"),
            models.Index(fields=("region", "due_on", "id"), condition=OVERDUE, name="deadlines_clock_overdue"),
            models.Index(fields=("region", "obligor", "due_on", "id"), condition=OVERDUE, name="deadlines_clock_overdue_of"),
            models.Index(fields=("region", "due_on", "id"), condition=Q(status__in=OPEN_STATUSES), name="deadlines_clock_open_of_region"),
            models.Index(
                fields=("region", "code", "breached_on", "id"),
                condition=Q(breached_on__isnull=False),
                name="deadlines_clock_late_of_region",
            ),
            models.Index(fields=("case",), condition=OVERDUE, name="deadlines_clock_overdue_case"),
            models.Index(fields=("notice",), condition=OVERDUE & Q(notice__isnull=False), name="deadlines_clock_overdue_notice"),
        )

    def __str__(self) -> str:
        return f"{self.code} 第 {self.round} 轮 {self.due_on}"

    @property
    def is_open(self) -> bool:
        return self.status in OPEN_STATUSES


class ClockEvent(models.Model):
    """What happened to a clock. Append-only; the database also holds the order pause, resume, pause."""

    clock = models.ForeignKey(Clock, models.PROTECT, related_name="events", verbose_name="期限")
    seq = models.PositiveSmallIntegerField("序号")
    kind = models.CharField("类型", max_length=11, choices=EventKind.choices)
    effective_on = models.DateField("生效日")
    # Only an extension has a length here, in the unit of the rule, and what was taken out as a whole, in days.
    days = models.PositiveSmallIntegerField("延长或者扣除的长度", default=0)
    # Only a start has one: the last day that was agreed in place of the rule's length.
    agreed_on = models.DateField("议定的届满日", null=True, blank=True)
    due_on = models.DateField("此后届满日")
    recorded_at = models.DateTimeField("记录时间")
    actor = models.CharField("办理人", max_length=100)
    # In which office, as the day-by-day strip says it to everybody.
    post = models.CharField("办理岗位", max_length=60, blank=True)
    reason = models.CharField("事由", max_length=500, blank=True)
    law = models.CharField("依据", max_length=300, blank=True)
    evidence = models.CharField("证据", max_length=300, blank=True)

    class Meta:
        verbose_name = "期限事件"
        verbose_name_plural = verbose_name
        ordering = ("clock", "seq")
        constraints = (
            models.UniqueConstraint(fields=("clock", "seq"), name="deadlines_clock_event_seq"),
            known("kind", EventKind, "deadlines_clock_event_kind"),
            models.CheckConstraint(
                condition=Q(kind__in=(EventKind.EXTEND, EventKind.EXCLUDE), days__gt=0)
                | (~Q(kind__in=(EventKind.EXTEND, EventKind.EXCLUDE)) & Q(days=0)),
                name="deadlines_clock_event_days",
            ),
            models.CheckConstraint(
                condition=Q(agreed_on__isnull=True) | Q(kind=EventKind.START, agreed_on__gte=F("effective_on")),
                name="deadlines_clock_event_agreed",
                violation_error_message="议定的届满日不能早于起算日。",
            ),
            models.CheckConstraint(
                condition=~Q(kind__in=(EventKind.PAUSE, EventKind.EXCLUDE)) | (~Q(reason="") & ~Q(law="") & ~Q(evidence="")),
                name="deadlines_clock_event_pause_why",
                violation_error_message="中止计时和扣除的日期须写明事由、依据和证据。",
            ),
        )

    def __str__(self) -> str:
        return f"{self.clock_id}#{self.seq} {self.get_kind_display()} {self.effective_on}"


class UnchargedSpan(models.Model):
    """Days of a clock that are not charged: from the first up to, not including, the one from which it runs again.

    The database writes these rows from the events and takes them from nobody else. That no two of a clock overlap is said
    with ranges of keys instead of with an index of another extension, which not every server has.
    """

    clock = models.ForeignKey(Clock, models.PROTECT, related_name="uncharged", verbose_name="期限")
    days = DateRangeField("不计入的日期")

    class Meta:
        verbose_name = "不计入期限的日期"
        verbose_name_plural = verbose_name
        ordering = ("clock", "days")
        constraints = (
            ExclusionConstraint(
                name="deadlines_uncharged_once",
                expressions=(
                    (Func(F("clock"), F("clock"), Value("[]"), function="int8range"), RangeOperators.OVERLAPS),
                    ("days", RangeOperators.OVERLAPS),
                ),
                violation_error_message="这段日期与已经中止或者扣除的日期重叠，请改从其后的日期起。",
            ),
        )

    def __str__(self) -> str:
        return f"{self.clock_id} {self.days}"


class ClockProof(models.Model):
    """A nightly replay of every clock, so far as it has come: it is done piece by piece and goes on where it stopped."""

    began_at = models.DateTimeField("开始时间")
    up_to = models.BigIntegerField("已核对到", default=0)
    checked = models.PositiveBigIntegerField("核对的期限", default=0)
    compared = models.PositiveBigIntegerField("核对的届满日和计数", default=0)
    found = models.PositiveIntegerField("问题数", default=0)
    # The first of them, in the operator's words.
    findings = models.JSONField("问题", default=list)
    ended_at = models.DateTimeField("完成时间", null=True, blank=True)

    class Meta:
        verbose_name = "期限核对"
        verbose_name_plural = verbose_name
        ordering = ("-pk",)
        constraints = (
            models.UniqueConstraint(
                fields=("ended_at",), condition=Q(ended_at__isnull=True), nulls_distinct=False, name="deadlines_proof_one_open"
            ),
        )

    def __str__(self) -> str:
        return f"{self.began_at} {self.checked}"


class Milestone(models.Model):
    """What came of a rung of one clock: when it was due, when the sweep got to it. Once for each last day that the clock has had.

    A last day that moves is another one, so its reminders are given again.
    """

    clock = models.ForeignKey(Clock, models.PROTECT, related_name="milestones", verbose_name="期限")
    rung = models.ForeignKey(LadderRung, models.PROTECT, related_name="+", verbose_name="梯次")
    # Key and act repeat the rung's: a new version of a rung is the same rung.
    key = models.CharField("梯次代码", max_length=40)
    act = models.CharField("措施", max_length=8, choices=RungAct.choices)
    due_on = models.DateField("届满日")
    fires_at = models.DateTimeField("应发时间")
    settled_at = models.DateTimeField("处理时间")
    outcome = models.CharField("结果", max_length=12, choices=MilestoneOutcome.choices)

    class Meta:
        verbose_name = "督促记录"
        verbose_name_plural = verbose_name
        ordering = ("clock", "fires_at", "id")
        constraints = (
            models.UniqueConstraint(fields=("clock", "key", "due_on"), name="deadlines_milestone_once"),
            known("outcome", MilestoneOutcome, "deadlines_milestone_outcome"),
            known("act", RungAct, "deadlines_milestone_act"),
            models.CheckConstraint(condition=Q(settled_at__gte=F("fires_at")), name="deadlines_milestone_not_early"),
        )

    def __str__(self) -> str:
        return f"{self.clock_id} {self.key} {self.get_outcome_display()}"
