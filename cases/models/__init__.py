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
from cases.models.creditor import CreditorConsultation
from cases.models.creditor_link import CreditorInstalment, CreditorLink, CreditorStatement
from cases.models.duty import ListDuty
from cases.models.enforcement import EnforcementCase, Listing, Measure, ProactiveNotice
from cases.models.examination import Examination, ExaminationItem, GuardRule, MeasureDecision, latest_examination
from cases.models.hold import ExaminationExtension, ExaminationHold
from cases.models.imports import CaseImport, ImportedCase
from cases.models.objection import Objection
from cases.models.revocation import Revocation
from cases.models.service import Service
from cases.models.signing import SigningLink

__all__ = [
    "STATEMENT_SECTIONS",
    "Application",
    "Case",
    "CaseImport",
    "Certificate",
    "Correction",
    "CreditorConsultation",
    "CreditorInstalment",
    "CreditorLink",
    "CreditorStatement",
    "Decision",
    "EnforcementCase",
    "Examination",
    "ExaminationExtension",
    "ExaminationHold",
    "ExaminationItem",
    "GuardRule",
    "ImportedCase",
    "ListDuty",
    "ListOperation",
    "Listing",
    "Material",
    "Measure",
    "MeasureDecision",
    "Objection",
    "ProactiveNotice",
    "Revocation",
    "Service",
    "SigningLink",
    "SupplementItem",
    "SupplementRequest",
    "latest_examination",
]
