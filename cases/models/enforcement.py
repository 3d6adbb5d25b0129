from __future__ import annotations

from datetime import date
from typing import ClassVar, TypeVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django_fsm import FSMField

from cases.effects import DISCIPLINE_KINDS
from cases.enums import (
    STILL_LISTED,
    BasisKind,
    ListingState,
    MeasureKind,
    NoticeState,
    PerformanceStatus,
    ServiceManner,
    TermKind,
)
from cases.parties import BoundPerson
from ledger.constraints import known, plain, sane
from words.dates import day
from words.normal import EARLIEST, LATEST

# The first rules on the list of dishonest judgment debtors came into force on this day (法释〔2013〕17号).
FIRST_LISTINGS = date(2013, 10, 1)

Row = TypeVar("Row", bound=models.Model)


class Standing(models.Manager[Row]):
    """What was withdrawn, by an import or as entered by mistake, is not found, neither directly nor from its other ends.

    The rows stay: notices and the ledger name them.
    """

    def get_queryset(self) -> models.QuerySet[Row]:
        return super().get_queryset().filter(withdrawn_at__isnull=True)


class EnforcementCase(models.Model):
    """One 执行案号 against one judgment debtor. Money is in fen (1/100 yuan)."""

    # Moved by the database.
    NOT_HELD: ClassVar[frozenset[str]] = frozenset({"unnotified_from"})

    court = models.ForeignKey("departments.Department", on_delete=models.PROTECT, related_name="enforcement_cases", db_index=False)
    number = models.CharField("执行案号", max_length=60)
    enterprise = models.ForeignKey(
        "accounts.Enterprise", on_delete=models.PROTECT, related_name="enforcement_cases", verbose_name="被执行企业"
    )
    filed_on = models.DateField("立案日期")
    basis_kind = models.CharField("执行依据类型", max_length=20, choices=BasisKind)
    basis_number = models.CharField("执行依据文号", max_length=80)
    basis_issuer = models.CharField("执行依据制作单位", max_length=80)
    cause = models.CharField("案由", max_length=80, blank=True)
    obligation = models.CharField("确定的义务", max_length=500)
    amount_fen = models.BigIntegerField("执行标的（分）")
    performed_fen = models.BigIntegerField("已履行（分）", default=0)
    performance = models.CharField("履行情况", max_length=10, choices=PerformanceStatus, default=PerformanceStatus.NONE)
    creditor = models.CharField("申请执行人", max_length=100)
    # The court's alone, as the name: for reaching him.
    creditor_phone = models.CharField("申请执行人电话", max_length=40, blank=True)
    handler_name = models.CharField("执行承办人", max_length=60, blank=True)
    handler_phone = models.CharField("承办电话", max_length=40, blank=True)
    is_concluded = models.BooleanField("已结案", default=False)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField("登记时间")
    # The earliest day of a measure whose notice was not served on that day. The database keeps it in step with measures and
    # notices and takes nothing that a program writes here.
    unnotified_from = models.DateField("最早未同步告知日", null=True, blank=True, editable=False)
    withdrawn_at = models.DateTimeField("撤回时间", null=True, blank=True, editable=False)

    objects = Standing["EnforcementCase"]()
    recorded = models.Manager["EnforcementCase"]()

    class Meta:
        verbose_name = "执行案件"
        ordering = ("-filed_on", "-pk")
        indexes = (
            models.Index(fields=("court", "-filed_on", "-id"), name="enforcement_case_by_day"),
            models.Index(
                fields=("court", "-filed_on", "-id"),
                include=("unnotified_from",),
                condition=Q(unnotified_from__isnull=False),
                name="enforcement_case_unnotified",
            ),
        )
        constraints = (
            models.UniqueConstraint(
                fields=("court", "number", "enterprise"),
                condition=Q(withdrawn_at__isnull=True),
                name="enforcement_case_once",
                violation_error_message="该企业的这个执行案号已经登记过。",
            ),
            models.CheckConstraint(
                condition=Q(amount_fen__gte=0, performed_fen__gte=0, performed_fen__lte=F("amount_fen")),
                name="enforcement_case_amounts",
                violation_error_message="已履行金额不能大于执行标的，金额不能为负。",
            ),
            models.CheckConstraint(
                condition=Q(performance="none", performed_fen=0) | Q(performance__in=("partial", "full"), performed_fen__gt=0),
                name="enforcement_case_performance_fits",
                violation_error_message="履行情况与已履行金额不一致：全部未履行的填0，部分或全部履行的填实际金额。",
            ),
            models.CheckConstraint(
                condition=Q(basis_kind__in=BasisKind.values) & Q(performance__in=PerformanceStatus.values),
                name="enforcement_case_values_known",
            ),
            plain("number", "enforcement_case_number_plain"),
            plain("basis_number", "enforcement_case_basis_plain"),
            plain("creditor", "enforcement_case_creditor_plain"),
            sane("filed_on", "enforcement_case_filed_sane", earliest=EARLIEST, latest=LATEST),
        )

    def __str__(self) -> str:
        return self.number


class Listing(models.Model):
    """The entry of the debtor in the dishonest list for one enforcement case; the national list stays the truth."""

    enforcement_case = models.OneToOneField(EnforcementCase, on_delete=models.PROTECT, related_name="listing")
    state = models.CharField("名单状态", max_length=20, choices=ListingState)
    situations = ArrayField(models.PositiveSmallIntegerField(), verbose_name="纳入情形", default=list)
    decision_number = models.CharField("决定书文号", max_length=80, blank=True)
    listed_on = models.DateField("纳入日期", null=True, blank=True)
    term_kind = models.CharField("期限类型", max_length=10, choices=TermKind, default=TermKind.NONE)
    term_end = models.DateField("纳入期限止", null=True, blank=True)

    class Meta:
        verbose_name = "名单记录"
        ordering = ("pk",)
        # What a sweep asks every minute: whose term or shield has ended.
        indexes = (
            models.Index(fields=("term_end",), condition=Q(state__in=STILL_LISTED, term_kind="fixed"), name="listing_term_running"),
            models.Index(fields=("enforcement_case",), condition=Q(state="shielded"), name="listing_shielded"),
        )
        constraints = (
            known("term_kind", TermKind, "listing_term_kind_known"),
            models.CheckConstraint(
                condition=Q(term_kind="fixed", term_end__isnull=False) | Q(term_kind="none", term_end__isnull=True),
                name="listing_term_matches_kind",
                violation_error_message="有期限的须填写截止日期，无期限的不填。",
            ),
            # 法释〔2017〕7号 art. 2 §1: situation 1 alone carries no term.
            models.CheckConstraint(
                condition=~Q(situations=[1]) | Q(term_kind="none"),
                name="listing_first_situation_has_no_term",
                violation_error_message="仅因“有履行能力而拒不履行”纳入的，没有固定期限。",
            ),
            models.CheckConstraint(
                condition=Q(state__in=("proposed", "withheld")) | Q(listed_on__isnull=False),
                name="listing_has_date",
                violation_error_message="已纳入的须填写纳入日期。",
            ),
            models.CheckConstraint(condition=Q(situations__contained_by=[1, 2, 3, 4, 5, 6]), name="listing_situations_known"),
            models.CheckConstraint(condition=Q(state__in=ListingState.values), name="listing_state_known"),
            sane("listed_on", "listing_listed_sane", earliest=FIRST_LISTINGS, latest=LATEST),
            sane("term_end", "listing_term_sane", earliest=FIRST_LISTINGS, latest=LATEST),
            models.CheckConstraint(
                condition=~Q(term_kind="fixed") | Q(listed_on__isnull=True) | Q(term_end__gt=F("listed_on")),
                name="listing_term_after_listing",
                violation_error_message="纳入期限的截止日期应晚于纳入日期，请核对。",
            ),
        )

    def __str__(self) -> str:
        return self.get_state_display()


class ProactiveNotice(models.Model):
    """A proactive notice (信用修复主动告知书) that goes out with enforcement measures."""

    enforcement_case = models.ForeignKey(EnforcementCase, on_delete=models.PROTECT, related_name="notices")
    number = models.CharField("告知书编号", max_length=80, unique=True)
    token = models.CharField(max_length=43, unique=True)
    # The form's own number: sending the same form twice must not make two notices.
    submission_token = models.CharField(max_length=43, unique=True)
    state = FSMField("状态", max_length=20, choices=NoticeState, protected=True)
    state_seq = models.PositiveIntegerField(default=0)
    prepared_at = models.DateTimeField("制作时间")
    prepared_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    manner = models.CharField("送达方式", max_length=12, choices=ServiceManner, blank=True)
    served_on = models.DateField("送达日期", null=True, blank=True)
    served_at_time = models.TimeField("送达时间", null=True, blank=True)
    place = models.CharField("送达地点", max_length=120, blank=True)
    receiver = models.CharField("签收人", max_length=60, blank=True)
    electronic_consent = models.BooleanField("受送达人同意电子送达", default=False)
    receipt = models.OneToOneField("uploads.Upload", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    # A notice that was served with something wrong in it is not changed; a new one replaces it.
    replaces = models.OneToOneField("self", on_delete=models.PROTECT, null=True, blank=True, related_name="replaced_by")

    class Meta:
        verbose_name = "主动告知书"
        ordering = ("-pk",)
        indexes = (models.Index(fields=("enforcement_case",), condition=Q(state=NoticeState.PREPARED), name="notice_to_serve"),)
        constraints = (
            known("manner", ServiceManner, "notice_manner_known", blank=True),
            models.CheckConstraint(
                condition=~Q(state="served") | ~Q(manner="") & Q(served_on__isnull=False) & ~Q(receiver=""),
                name="notice_served_has_proof",
                violation_error_message="请填写送达方式、送达日期和签收人。",
            ),
            models.CheckConstraint(
                condition=~Q(manner="electronic") | Q(electronic_consent=True),
                name="notice_electronic_needs_consent",
                violation_error_message="电子送达须经受送达人同意，请取得同意后勾选，或改用其他方式。",
            ),
            models.CheckConstraint(condition=Q(state__in=NoticeState.values), name="notice_state_known"),
            sane("served_on", "notice_served_sane", earliest=EARLIEST, latest=LATEST),
        )

    def __str__(self) -> str:
        return self.number

    @property
    def first(self) -> ProactiveNotice:
        """The notice that went out with the measures, whose corrected version this may be."""
        return self if self.replaces is None else self.replaces.first


class Measure(models.Model):
    """An enforcement measure taken in an enforcement case, with the notice that went out with it."""

    enforcement_case = models.ForeignKey(EnforcementCase, on_delete=models.PROTECT, related_name="measures")
    kind = models.CharField("措施", max_length=20, choices=MeasureKind)
    # An order that binds persons binds each by himself; their names stay with the court.
    bound = models.CharField("限制对象", max_length=20, choices=BoundPerson, default=BoundPerson.ENTERPRISE)
    person_name = models.CharField("姓名", max_length=60, blank=True)
    detail = models.CharField("内容", max_length=300, blank=True)
    document_number = models.CharField("文书号", max_length=80, blank=True)
    taken_on = models.DateField("采取日期")
    notice = models.ForeignKey(ProactiveNotice, on_delete=models.PROTECT, null=True, blank=True, related_name="measures")
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField("登记时间")
    withdrawn_at = models.DateTimeField("撤回时间", null=True, blank=True, editable=False)

    objects = Standing["Measure"]()
    recorded = models.Manager["Measure"]()

    class Meta:
        verbose_name = "执行措施"
        ordering = ("taken_on", "pk")
        constraints = (
            models.CheckConstraint(condition=Q(kind__in=MeasureKind.values), name="measure_kind_known"),
            known("bound", BoundPerson, "measure_bound_known"),
            models.CheckConstraint(
                condition=Q(kind__in=[kind.value for kind in DISCIPLINE_KINDS]) | Q(bound=BoundPerson.ENTERPRISE),
                name="measure_bound_by_discipline",
                violation_error_message="只有限制消费和限制出境分别针对个人，其他措施的限制对象请选“被执行企业”。",
            ),
            models.CheckConstraint(
                condition=Q(bound=BoundPerson.ENTERPRISE, person_name="") | ~Q(bound=BoundPerson.ENTERPRISE) & ~Q(person_name=""),
                name="measure_person_is_named",
                violation_error_message="限制对象是个人的须填写姓名，是企业的不填姓名。一人一行，分别登记。",
            ),
            sane("taken_on", "measure_taken_sane", earliest=EARLIEST, latest=LATEST),
        )

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {day(self.taken_on)}"

    @property
    def subject(self) -> str:
        """Whom or what it touches, as it may leave the court: a person by his position, never by name."""
        return self.get_bound_display() if self.kind in DISCIPLINE_KINDS else self.detail or BoundPerson.ENTERPRISE.label

    @property
    def internal_subject(self) -> str:
        """The same for the court alone, with the person's name and what the record says of it."""
        return "，".join(part for part in (self.subject, self.person_name, self.detail) if part and part != self.subject) or self.subject

    def is_notified_same_day(self) -> bool:
        """Whether the notice was served on the day of the measure (measures, step 1)."""
        return self.notice is not None and self.notice.served_on is not None and self.notice.served_on <= self.taken_on
