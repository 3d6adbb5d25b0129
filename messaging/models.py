from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from ledger.constraints import known
from messaging.enums import OUTSIDE_ONLY, SWITCHABLE, Channel, DeliveryState, Manner, MessageKind


class Message(models.Model):
    """What an enterprise, the holders of a role in a department, or one person is told; written with the fact it tells."""

    enterprise = models.ForeignKey("accounts.Enterprise", on_delete=models.PROTECT, null=True, blank=True, related_name="messages")
    department = models.ForeignKey("departments.Department", on_delete=models.PROTECT, null=True, blank=True, related_name="messages")
    role = models.CharField("岗位", max_length=30, blank=True)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="messages")
    case = models.ForeignKey("cases.Case", on_delete=models.PROTECT, null=True, blank=True, related_name="messages")
    kind = models.CharField("种类", max_length=10, choices=MessageKind, default=MessageKind.TASK)
    subject = models.CharField("标题", max_length=120)
    body = models.CharField("内容", max_length=2000)
    sent_at = models.DateTimeField("时间")
    dedup_key = models.CharField(max_length=120, unique=True)
    # When it was settled who gets it by which channel: never in the step that wrote it.
    resolved_at = models.DateTimeField("分发时间", null=True, blank=True)

    class Meta:
        verbose_name = "消息"
        ordering = ("-sent_at", "-pk")
        indexes = (
            models.Index(fields=("enterprise", "-sent_at", "-id"), name="message_of_enterprise"),
            models.Index(fields=("department", "role", "-sent_at", "-id"), name="message_of_post"),
            models.Index(fields=("person", "-sent_at", "-id"), condition=Q(person__isnull=False), name="message_of_person"),
            models.Index(fields=("id",), condition=Q(resolved_at__isnull=True), name="message_to_resolve"),
        )
        constraints = (
            models.CheckConstraint(
                condition=Q(enterprise__isnull=False, department__isnull=True, person__isnull=True)
                | Q(enterprise__isnull=True, department__isnull=False, person__isnull=True)
                | Q(enterprise__isnull=True, department__isnull=True, person__isnull=False),
                name="message_has_one_receiver",
            ),
            known("kind", MessageKind, "message_kind_known"),
        )

    def __str__(self) -> str:
        return self.subject

    @property
    def is_in_portal(self) -> bool:
        return self.kind not in OUTSIDE_ONLY


class MessageReading(models.Model):
    """That a person has read a message."""

    message = models.ForeignKey(Message, on_delete=models.PROTECT, related_name="readings")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    read_at = models.DateTimeField("阅读时间")

    class Meta:
        ordering = ("pk",)
        constraints = (models.UniqueConstraint(fields=("message", "user"), name="message_read_once"),)

    def __str__(self) -> str:
        return f"{self.message_id} {self.user_id}"


class Reader(models.Model):
    """What is kept of a person who reads: up to where everything is read, the last digest, the address of the own calendar."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, primary_key=True, related_name="reader")
    # Every message with a lower key, or this one, counts as read; later ones have a MessageReading each.
    read_up_to = models.BigIntegerField("已读到", default=0)
    # The day on which it was last looked what the person's digest would hold.
    digest_on = models.DateField("最近汇总日期", null=True, blank=True)
    calendar_sha256 = models.CharField(max_length=64, blank=True)
    calendar_made_at = models.DateTimeField("日历地址生成时间", null=True, blank=True)

    class Meta:
        verbose_name = "收信人"
        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(fields=("calendar_sha256",), condition=~Q(calendar_sha256=""), name="reader_calendar_once"),
            models.CheckConstraint(
                condition=Q(calendar_sha256="", calendar_made_at__isnull=True) | ~Q(calendar_sha256="") & Q(calendar_made_at__isnull=False),
                name="reader_calendar_has_moment",
            ),
        )

    def __str__(self) -> str:
        return str(self.user_id)


class Address(models.Model):
    """Where a person is reached by a channel. What was asked for counts once its owner has typed the code that was sent there."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="addresses")
    channel = models.CharField("渠道", max_length=10, choices=Channel)
    value = models.CharField("联系方式", max_length=254, blank=True)
    confirmed_at = models.DateTimeField("核实时间", null=True, blank=True)
    asked_value = models.CharField("待核实的联系方式", max_length=254, blank=True)
    asked_at = models.DateTimeField("提出时间", null=True, blank=True)
    wrong_tries = models.PositiveSmallIntegerField("输错次数", default=0)
    # The other side takes nothing for it.
    refused_at = models.DateTimeField("被拒收时间", null=True, blank=True)
    refusal = models.CharField("拒收原因", max_length=200, blank=True)

    class Meta:
        verbose_name = "联系方式"
        ordering = ("user_id", "channel")
        constraints = (
            known("channel", Channel, "address_channel_known"),
            models.UniqueConstraint(fields=("user", "channel"), name="address_once_per_channel"),
            models.CheckConstraint(
                condition=Q(value="", confirmed_at__isnull=True) | ~Q(value="") & Q(confirmed_at__isnull=False),
                name="address_in_use_is_confirmed",
            ),
            models.CheckConstraint(
                condition=Q(asked_value="", asked_at__isnull=True) | ~Q(asked_value="") & Q(asked_at__isnull=False),
                name="address_asked_has_moment",
            ),
        )

    def __str__(self) -> str:
        return f"{self.user_id} {self.channel}"


class Preference(models.Model):
    """How a person wants one kind of message on one channel, where that is for the person to say."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="preferences")
    kind = models.CharField("种类", max_length=10, choices=MessageKind)
    channel = models.CharField("渠道", max_length=10, choices=Channel)
    manner = models.CharField("方式", max_length=10, choices=Manner)

    class Meta:
        verbose_name = "消息设置"
        ordering = ("user_id", "kind", "channel")
        constraints = (
            models.UniqueConstraint(fields=("user", "kind", "channel"), name="preference_once"),
            models.CheckConstraint(
                condition=Q(kind__in=SWITCHABLE),
                name="preference_of_what_may_be_switched",
                violation_error_message="待办和期限提醒关系到办理期限，不能关闭。",
            ),
            known("channel", Channel, "preference_channel_known"),
            known("manner", Manner, "preference_manner_known"),
        )

    def __str__(self) -> str:
        return f"{self.user_id} {self.kind} {self.channel}"


class Delivery(models.Model):
    """One message to one person by one channel: when it was due, how often it was tried, what became of it."""

    message = models.ForeignKey(Message, on_delete=models.PROTECT, related_name="deliveries")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="deliveries")
    channel = models.CharField("渠道", max_length=10, choices=Channel)
    state = models.CharField("状态", max_length=10, choices=DeliveryState, default=DeliveryState.WAITING)
    # The first moment within office hours.
    due_at = models.DateTimeField("应发时间")
    next_try_at = models.DateTimeField("下次发送时间", null=True, blank=True)
    attempts = models.PositiveIntegerField("发送次数", default=0)
    lease_until = models.DateTimeField(null=True, blank=True)
    lease_token = models.UUIDField(null=True, blank=True)
    sent_at = models.DateTimeField("发出时间", null=True, blank=True)
    delivered_at = models.DateTimeField("送到时间", null=True, blank=True)
    # What the provider calls it.
    reference = models.CharField("外部编号", max_length=120, blank=True)
    failure = models.CharField("原因", max_length=200, blank=True)

    class Meta:
        verbose_name = "消息发送"
        ordering = ("pk",)
        indexes = (
            models.Index(fields=("next_try_at", "id"), condition=Q(state=DeliveryState.WAITING), name="delivery_due"),
            models.Index(fields=("channel", "reference"), condition=~Q(reference=""), name="delivery_by_reference"),
            models.Index(fields=("channel", "due_at"), condition=Q(state=DeliveryState.FAILED), name="delivery_failed"),
        )
        constraints = (
            models.UniqueConstraint(fields=("message", "person", "channel"), name="delivery_once"),
            known("channel", Channel, "delivery_way_known"),
            known("state", DeliveryState, "delivery_state_known"),
            models.CheckConstraint(
                condition=Q(state="waiting", next_try_at__isnull=False) | ~Q(state="waiting") & Q(next_try_at__isnull=True),
                name="delivery_waiting_has_next_try",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=("sent", "delivered")) | Q(sent_at__isnull=False), name="delivery_sent_has_moment"
            ),
            models.CheckConstraint(condition=~Q(state__in=("failed", "dropped")) | ~Q(failure=""), name="delivery_ended_has_reason"),
        )

    def __str__(self) -> str:
        return f"{self.message_id} {self.person_id} {self.channel}"


class GatewayRecord(models.Model):
    """How one way out of the portal fares: what whoever operates it is shown, and nothing that a step rests on."""

    channel = models.CharField("渠道", max_length=10, choices=Channel, primary_key=True)
    sent_at = models.DateTimeField("最近一次发出", null=True, blank=True)
    away_at = models.DateTimeField("最近一次没有接通", null=True, blank=True)
    away = models.CharField("没有接通的原因", max_length=200, blank=True)
    receipt_at = models.DateTimeField("最近一次收到回执", null=True, blank=True)
    # Of an unknown sender, or that say nothing: the keys of the two sides differ, or somebody tries.
    bad_receipts = models.PositiveIntegerField("不能采信的回执", default=0)
    bad_receipt_at = models.DateTimeField("最近一次不能采信的回执", null=True, blank=True)

    class Meta:
        verbose_name = "渠道状况"
        ordering = ("channel",)
        constraints = (known("channel", Channel, "gateway_channel_known"),)

    def __str__(self) -> str:
        return self.get_channel_display()
