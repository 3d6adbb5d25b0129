"""What an examination must have before it is handed in, each gap as a sentence."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cases.consent import still_awaited
from cases.enums import CertificateType, Recommendation
from cases.gaps import GRACE_AT_LEAST, date_in_the_past, term_gap
from cases.options import options_of
from cases.rules import examination_is_complete
from procedure.errors import ConditionNotMet, InvalidInput

if TYPE_CHECKING:
    from datetime import date

    from cases.models import Case, Examination


def refuse_gap(case: Case, examination: Examination, on: date) -> None:
    """Before the database's own check, which knows no sentence for each gap."""
    if gap := examination_is_complete(case):
        raise ConditionNotMet(gap)
    if examination.recommendation != Recommendation.APPROVE:
        return
    if gap := date_in_the_past(examination, on):
        raise ConditionNotMet(gap)
    _refuse_term(case, examination, on)
    if gap := still_awaited(case):
        raise ConditionNotMet(gap)


def _refuse_term(case: Case, examination: Examination, on: date) -> None:
    if examination.valid_until is None:
        return
    kind = CertificateType(examination.certificate_type)
    months = options_of(case.region).certificates[kind].max_months
    if gap := term_gap(examination.valid_until, on, months, GRACE_AT_LEAST if kind == CertificateType.WITHHELD else 0):
        raise InvalidInput("valid_until", gap)
