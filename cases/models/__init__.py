from cases.models.application import STATEMENT_SECTIONS, Application, Material
from cases.models.case import (
    Case,
    Decision,
    ListOperation,
    SupplementItem,
    SupplementRequest,
)
from cases.models.certificate import Certificate
from cases.models.correction import Correction
from cases.models.enforcement import EnforcementCase, Listing, Measure, ProactiveNotice
from cases.models.examination import Examination, ExaminationItem, GuardRule, MeasureDecision, latest_examination

__all__ = [
    "STATEMENT_SECTIONS",
    "Application",
    "Case",
    "Certificate",
    "Correction",
    "Decision",
    "EnforcementCase",
    "Examination",
    "ExaminationItem",
    "GuardRule",
    "ListOperation",
    "Listing",
    "Material",
    "Measure",
    "MeasureDecision",
    "ProactiveNotice",
    "SupplementItem",
    "SupplementRequest",
    "latest_examination",
]
