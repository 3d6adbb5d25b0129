from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from cases.models.application import Application
from ledger.constraints import plain

TRIES_AT_MOST = 5


class SigningLink(models.Model):
    """An address by which the legal representative signs a commitment letter once, without an account.

    Whom it is for, the enterprise says: name and the end of a mobile number, which the person has to know. Of the token only the
    digest is kept, and the link is good for one version of letter and application.
    """

    # Counted without a step.
    NOT_HELD: ClassVar[frozenset[str]] = frozenset({"wrong_tries", "ended_at"})

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="signing_links")
    token_sha256 = models.CharField(max_length=64, unique=True)
    name = models.CharField("法定代表人姓名", max_length=60)
    phone_tail = models.CharField("手机号码后四位", max_length=4)
    # Whether the court has the same name on record; otherwise the enterprise alone says so.
    is_on_record = models.BooleanField("与法院登记一致")
    shown_digest = models.CharField(max_length=64)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField("生成时间")
    expires_at = models.DateTimeField("失效时间")
    wrong_tries = models.PositiveSmallIntegerField("输错次数", default=0)
    used_at = models.DateTimeField("签署时间", null=True, blank=True)
    ended_at = models.DateTimeField("停用时间", null=True, blank=True)

    class Meta:
        verbose_name = "签署链接"
        ordering = ("-pk",)
        constraints = (
            plain("name", "signing_link_name_plain"),
            models.CheckConstraint(condition=Q(phone_tail__regex=r"^[0-9]{4}$"), name="signing_link_phone_tail"),
            models.CheckConstraint(condition=Q(expires_at__gt=F("made_at")), name="signing_link_expires_later"),
            models.CheckConstraint(condition=Q(wrong_tries__lte=TRIES_AT_MOST), name="signing_link_few_tries"),
            models.CheckConstraint(condition=Q(used_at__isnull=True) | Q(ended_at__isnull=True), name="signing_link_used_or_ended"),
            models.CheckConstraint(
                condition=Q(used_at__isnull=True) | Q(used_at__gte=F("made_at"), used_at__lte=F("expires_at")),
                name="signing_link_used_in_time",
                violation_error_message="这个签署链接已经过期，请联系经办人重新发送。",
            ),
            models.UniqueConstraint(
                fields=("application",),
                condition=Q(used_at__isnull=True, ended_at__isnull=True),
                name="signing_link_one_open",
            ),
        )

    def __str__(self) -> str:
        return str(self.pk)
