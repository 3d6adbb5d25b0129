"""What people and files say of an enforcement case, in its normal form: the same for a form, an import and any other caller."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final, TypeVar

from accounts.models import Enterprise
from accounts.uscc import DOUBT, uscc_fits
from cases.models import EnforcementCase, Listing, Measure
from cases.models.enforcement import FIRST_LISTINGS
from procedure.errors import InvalidInput
from procedure.texts import kept, label_of
from words import normal

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import date

    from django.db.models import Model

    Texts = Mapping[str, tuple[type[Model], str, Callable[[str], str]]]

# The data that `cases.services.enforcement` takes, which this module cannot name.
Data = TypeVar("Data", bound=Any)

# Each text of the data: the column that holds it, and its kind.
CASE_TEXTS: Final[Texts] = {
    "enterprise_name": (Enterprise, "name", normal.name),
    "address": (Enterprise, "address", normal.line),
    "legal_representative": (Enterprise, "legal_representative", normal.name),
    "uscc_reason": (Enterprise, "uscc_reason", normal.line),
    "basis_number": (EnforcementCase, "basis_number", normal.document_number),
    "basis_issuer": (EnforcementCase, "basis_issuer", normal.name),
    "obligation": (EnforcementCase, "obligation", normal.text),
    "creditor": (EnforcementCase, "creditor", normal.name),
    "creditor_phone": (EnforcementCase, "creditor_phone", normal.phone),
    "handler_name": (EnforcementCase, "handler_name", normal.name),
    "handler_phone": (EnforcementCase, "handler_phone", normal.phone),
}
MEASURE_TEXTS: Final[Texts] = {
    "detail": (Measure, "detail", normal.line),
    "document_number": (Measure, "document_number", normal.document_number),
}
LISTING_TEXTS: Final[Texts] = {"decision_number": (Listing, "decision_number", normal.document_number)}


def normal_case(data: Data) -> Data:
    return replace(_normal(data, CASE_TEXTS), filed_on=day_of(EnforcementCase, "filed_on", data.filed_on))


def normal_measure(data: Data) -> Data:
    return replace(_normal(data, MEASURE_TEXTS), taken_on=day_of(Measure, "taken_on", data.taken_on))


def normal_listing(data: Data) -> Data:
    """InvalidInput for a day before there was a list, and for a term that no ground allows."""
    listed_on = data.listed_on and day_of(Listing, "listed_on", data.listed_on, earliest=FIRST_LISTINGS)
    term_end = data.term_end and day_of(Listing, "term_end", data.term_end, earliest=FIRST_LISTINGS)
    return replace(_normal(data, LISTING_TEXTS), listed_on=listed_on, term_end=term_end)


def _normal(data: Data, texts: Texts) -> Data:
    forms = {field: kept(model, column, getattr(data, field), field=field, kind=kind) for field, (model, column, kind) in texts.items()}
    return replace(data, **forms)


def day_of(model: type[Model], column: str, typed: date | str, *, earliest: date = normal.EARLIEST) -> date:
    """A day that makes sense. InvalidInput for one that does not."""
    try:
        return normal.day(typed, earliest=earliest)
    except normal.Misspelt as error:
        raise InvalidInput(column, f"{label_of(model, column)}：{error}") from error


def code_of(typed: str) -> str:
    """A credit code by class and structure. InvalidInput for another."""
    code = kept(Enterprise, "uscc", typed, kind=normal.uscc)
    if not code:
        raise InvalidInput("uscc", "请填写统一社会信用代码。")
    return code


def doubt_about(code: str) -> str:
    """Why a code is looked at twice before it is recorded, or ""; one that is on file has been."""
    return "" if uscc_fits(code) or Enterprise.objects.filter(uscc=code).exists() else DOUBT
