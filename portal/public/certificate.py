"""A certificate as the public may see it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.urls import reverse

from portal.words.certificates import standing_of
from portal.words.masking import masked_name, masked_uscc

if TYPE_CHECKING:
    from datetime import date

    from cases.models import Certificate


@dataclass(frozen=True)
class ShownCertificate:
    """Masked name, scope and status now. No person's name, no record that led to it."""

    number: str
    title: str
    effect: str
    status: str
    tone: str
    status_text: str
    status_on: date | None
    enterprise: str
    uscc: str
    court: str
    issued_on: date
    validity: str
    scope: str
    sha256: str
    successor: str = ""
    successor_url: str = ""

    @property
    def in_force(self) -> bool:
        return self.tone == "success"


def shown_certificate(certificate: Certificate, today: date) -> ShownCertificate:
    """What the certificate said on its day, and its status today."""
    now = standing_of(certificate, today)
    return ShownCertificate(
        number=certificate.number,
        title=certificate.title,
        effect=certificate.effect,
        status=now.label,
        tone=now.tone,
        status_text=now.sentence,
        status_on=certificate.status_on,
        enterprise=masked_name(certificate.enterprise_name),
        uscc=masked_uscc(certificate.uscc),
        court=certificate.case.court.name,
        issued_on=certificate.issued_on,
        validity=certificate.validity,
        scope=certificate.scope,
        sha256=certificate.document.pdf_sha256,
        successor=certificate.replaced_by.number if certificate.replaced_by else "",
        successor_url=reverse("public:certificate", args=[certificate.replaced_by.verify_code]) if certificate.replaced_by else "",
    )
