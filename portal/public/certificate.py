"""A certificate as the public may see it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cases.enums import CertificateStatus
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

    @property
    def in_force(self) -> bool:
        return self.tone == "success"


def shown_certificate(certificate: Certificate, today: date) -> ShownCertificate:
    """What the certificate said on its day, and its status today."""
    status, tone, text = _status(certificate, today)
    return ShownCertificate(
        number=certificate.number,
        title=certificate.title,
        effect=certificate.effect,
        status=status,
        tone=tone,
        status_text=text,
        status_on=certificate.status_on,
        enterprise=masked_name(certificate.case.enterprise.name),
        uscc=masked_uscc(certificate.case.enterprise.uscc),
        court=certificate.case.court.name,
        issued_on=certificate.issued_on,
        validity=certificate.validity,
        scope=certificate.scope,
        sha256=certificate.document.pdf_sha256,
    )


def _status(certificate: Certificate, today: date) -> tuple[str, str, str]:
    """Label, tone and one sentence."""
    match certificate.status:
        case CertificateStatus.REVOKED:
            return "已撤销", "danger", "出具法院已撤销这份证明，请勿据此办理业务。"
        case CertificateStatus.REPLACED:
            return "已被替代", "warning", "出具法院已另行出具证明替代这一份，请向企业索取新的证明。"
    if certificate.valid_until is not None and certificate.valid_until < today:
        return "已过有效期", "warning", "这份证明附有期限，有效期已经届满。"
    return "有效", "success", "本系统记录的这份证明现在有效。"
