"""A certificate as pages tell it: what it said on its day, never what the region's file says today."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from cases.enums import CertificateStatus
from portal.shell.components import DataItem
from portal.words.tones import tone_of
from words.dates import day

if TYPE_CHECKING:
    from datetime import date

    from cases.models import Case, Certificate


def certificate_items(certificate: Certificate) -> list[DataItem]:
    return [
        DataItem("出具日", day(certificate.issued_on)),
        DataItem("有效期", certificate.validity, wide=True),
        DataItem("证明内容", certificate.effect, wide=True),
        DataItem("效力范围", certificate.scope, wide=True),
        DataItem("效力条件", certificate.conditions or "无", wide=True),
    ]


def renamed(certificate: Certificate, case: Case) -> bool:
    """Whether the enterprise has another name by now, as the registry's extract says, than its certificate."""
    return certificate.enterprise_name != case.enterprise.name and certificate.enterprise_name in case.enterprise.former_names.split("、")


@dataclass(frozen=True)
class CertificateStanding:
    """Whether a certificate may be relied on today: label, tone, and one sentence for whoever asks."""

    label: str
    tone: str
    sentence: str


_SENTENCES: Final = {
    CertificateStatus.REVOKED: "出具法院已撤销这份证明，请勿据此办理业务。",
    CertificateStatus.REPLACED: "出具法院已另行出具证明替代这一份，这一份不再有效，请以新的证明为准。",
    CertificateStatus.VALID: "本系统记录的这份证明现在有效。",
}


def standing_of(certificate: Certificate, today: date) -> CertificateStanding:
    """The same for the public, the enterprise, the court and the units: a term that is over ends what no decision has ended."""
    status = CertificateStatus(certificate.status)
    if status == CertificateStatus.VALID and certificate.valid_until is not None and certificate.valid_until < today:
        return CertificateStanding("已过有效期", "warning", "这份证明附有期限，有效期已经届满。")
    return CertificateStanding(str(status.label), tone_of(certificate, "status"), _SENTENCES[status])
