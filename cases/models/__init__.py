from cases.models.application import STATEMENT_SECTIONS, Application, Material
from cases.models.case import (
    Case,
    Decision,
    ListOperation,
    SupplementItem,
    SupplementRequest,
)
from cases.models.certificate import Certificate
from cases.models.enforcement import EnforcementCase, Listing, Measure, Notice
from cases.models.review import GuardRule, MeasureDecision, Review, ReviewItem

__all__ = [
    "STATEMENT_SECTIONS",
    "Application",
    "Case",
    "Certificate",
    "Decision",
    "EnforcementCase",
    "GuardRule",
    "ListOperation",
    "Listing",
    "Material",
    "Measure",
    "MeasureDecision",
    "Notice",
    "Review",
    "ReviewItem",
    "SupplementItem",
    "SupplementRequest",
]
