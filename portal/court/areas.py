"""What a court's people see and where it is handled. Only posts in the court count here, not what else a person may be."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cases.subjects import CASE, CONSULTATION, DUTY, NOTICE, SERVICE
from portal.casepage.serving import SERVICE_PAGES, describe_service
from portal.court.party_steps import CONSULTATION_PAGES
from portal.court.selectors import own_cases, own_consultations, own_duties, own_notices, own_services
from portal.court.steps import CASE_PAGES, DUTY_PAGES, NOTICE_PAGES
from portal.steps.pages import Area
from portal.words.cases import case_in_a_line

if TYPE_CHECKING:
    from cases.models import Case, CreditorConsultation, ListDuty, ProactiveNotice


def describe_case(case: Case) -> str:
    return f"{case_in_a_line(case)} · {case.number}"


def describe_notice(notice: ProactiveNotice) -> str:
    return f"{notice.enforcement_case.enterprise.name} · {notice.enforcement_case.number} · {notice.number}"


def describe_duty(duty: ListDuty) -> str:
    return f"{duty.enforcement_case.enterprise.name} · {duty.enforcement_case.number} · {duty}"


def describe_consultation(consultation: CreditorConsultation) -> str:
    return f"{consultation.case.enterprise.name} · {consultation.case.number}"


CASES = Area(
    subject=CASE,
    visible=own_cases,
    home="court:case",
    route="court:act",
    pages=CASE_PAGES,
    describe=describe_case,
)
DUTIES = Area(
    subject=DUTY,
    visible=own_duties,
    home="court:duty",
    route="court:duty_act",
    pages=DUTY_PAGES,
    describe=describe_duty,
)
NOTICES = Area(
    subject=NOTICE,
    visible=own_notices,
    home="court:notice",
    route="court:notice_act",
    pages=NOTICE_PAGES,
    describe=describe_notice,
)
SERVICES = Area(
    subject=SERVICE,
    visible=own_services,
    home="court:service",
    route="court:service_act",
    pages=SERVICE_PAGES,
    describe=describe_service,
)
CONSULTATIONS = Area(
    subject=CONSULTATION,
    visible=own_consultations,
    home="court:creditor",
    route="court:creditor_act",
    pages=CONSULTATION_PAGES,
    describe=describe_consultation,
)
