"""The certificate that sealing will make, read before it is sealed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cases.models import latest_examination
from cases.papers.certificate import certificate_draft, replacement_draft
from ledger import timekeeping
from notices.preview import preview

if TYPE_CHECKING:
    from django.utils.safestring import SafeString

    from cases.models import Case


def certificate_preview(case: Case) -> SafeString | None:
    """The paper of today, from the builder and the template that will print it; None before an examination names its type."""
    examination = latest_examination(case)
    if examination is None or not examination.certificate_type:
        return None
    return preview(certificate_draft(case, examination, timekeeping.today()))


def replacement_preview(case: Case) -> SafeString | None:
    """The same of the certificate that will take the place of a wrong one."""
    examination = latest_examination(case)
    if examination is None or case.certificate is None:
        return None
    return preview(replacement_draft(case, examination, case.certificate, timekeeping.today()))
