"""Every name of the portal that the benchmarks lean on; a model or an enumeration that moves is followed here alone."""

from accounts.enums import AgentKind, MandateOrigin, MandateState
from accounts.models import Enterprise, Mandate, User
from cases.enums import (
    ApplicationState,
    BasisKind,
    CaseAction,
    CaseState,
    CertificateStatus,
    CertificateType,
    EntryEffect,
    Finding,
    GuardKind,
    ListingState,
    MaterialKind,
    MeasureEffect,
    MeasureKind,
    NoticeState,
    PerformanceStatus,
    Recommendation,
    RepairGround,
    ServiceManner,
    Variant,
)
from cases.models import (
    Application,
    Case,
    Certificate,
    Decision,
    EnforcementCase,
    Examination,
    ExaminationItem,
    GuardRule,
    Listing,
    Material,
    Measure,
    MeasureDecision,
    ProactiveNotice,
    SupplementItem,
    SupplementRequest,
)
from cases.outcomes import DeclineReason, RejectionReason
from cases.parties import ElectronicService
from cases.states import ASSIGNED_STATES, CERTIFIED_STATES, DECIDED_STATES, ENDED_STATES
from deadlines.codes import DUTIES, ClockCode
from deadlines.enums import OPEN_STATUSES, ClockStatus, EventKind
from deadlines.models import Clock, ClockEvent, DeadlineRule
from deadlines.replay import Happening, due
from deadlines.selectors import calendar_for, current_rules, term_of, version_since
from departments.enums import DepartmentKind
from departments.models import Department, Post, Region
from ledger import timekeeping
from ledger.models import GENESIS, AllowedTransition, Event
from ledger.timekeeping import SHANGHAI
from messaging.models import Message
from notices.enums import Audience, DocumentKind, DocumentState
from notices.models import Document, NumberPattern, NumberSeries
from procedure.enums import Role
from recognition.enums import DeliveryState, Leg, RecognitionAction, RecognitionResult, RecognitionState
from recognition.models import Delivery, Recognition
from supervision.models import DatedTally, Reached, Spent, Tally
from supervision.recount import COUNTED
from uploads.models import Upload

__all__ = [
    "ASSIGNED_STATES",
    "CERTIFIED_STATES",
    "COUNTED",
    "DECIDED_STATES",
    "DUTIES",
    "ENDED_STATES",
    "GENESIS",
    "OPEN_STATUSES",
    "SHANGHAI",
    "AgentKind",
    "AllowedTransition",
    "Application",
    "ApplicationState",
    "Audience",
    "BasisKind",
    "Case",
    "CaseAction",
    "CaseState",
    "Certificate",
    "CertificateStatus",
    "CertificateType",
    "Clock",
    "ClockCode",
    "ClockEvent",
    "ClockStatus",
    "DatedTally",
    "DeadlineRule",
    "Decision",
    "DeclineReason",
    "Delivery",
    "DeliveryState",
    "Department",
    "DepartmentKind",
    "Document",
    "DocumentKind",
    "DocumentState",
    "ElectronicService",
    "EnforcementCase",
    "Enterprise",
    "EntryEffect",
    "Event",
    "EventKind",
    "Examination",
    "ExaminationItem",
    "Finding",
    "GuardKind",
    "GuardRule",
    "Happening",
    "Leg",
    "Listing",
    "ListingState",
    "Mandate",
    "MandateOrigin",
    "MandateState",
    "Material",
    "MaterialKind",
    "Measure",
    "MeasureDecision",
    "MeasureEffect",
    "MeasureKind",
    "Message",
    "NoticeState",
    "NumberPattern",
    "NumberSeries",
    "PerformanceStatus",
    "Post",
    "ProactiveNotice",
    "Reached",
    "Recognition",
    "RecognitionAction",
    "RecognitionResult",
    "RecognitionState",
    "Recommendation",
    "Region",
    "RejectionReason",
    "RepairGround",
    "Role",
    "ServiceManner",
    "Spent",
    "SupplementItem",
    "SupplementRequest",
    "Tally",
    "Upload",
    "User",
    "Variant",
    "calendar_for",
    "current_rules",
    "due",
    "term_of",
    "timekeeping",
    "version_since",
]
