"""Who answers for a paper: the body that issued it, whose people can have it made again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from notices.kinds import Owner

if TYPE_CHECKING:
    from django.db.models import Model

    from notices.models import Document


def office_of(document: Document, owner: Owner) -> Model | None:
    """The issuing body."""
    if owner == Owner.UNIT:
        return document.department
    if owner == Owner.BUREAU and document.assessment is not None:
        return document.assessment.region.departments.filter(is_office=True).order_by("pk").last()
    if owner == Owner.OFFICE:
        unit = document.department
        return None if unit is None else unit.region.departments.filter(is_office=True, left_on=None).first()
    if owner == Owner.BUREAU:
        return document.case.bureau if document.case else document.department
    return _court_of(document)


def _court_of(document: Document) -> Model | None:
    if document.case:
        return document.case.court
    if document.notice:
        return document.notice.enforcement_case.court
    if document.duty:
        return document.duty.enforcement_case.court
    case = document.application.cases.order_by("pk").first() if document.application else None
    return case.court if case else None
