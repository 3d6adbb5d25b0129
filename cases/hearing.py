"""Who serves and who answers, and when: rights and conditions of a service and of the creditor's consultation."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q

from cases.enums import CaseState
from cases.parties import SERVED_BY_BUREAU, CreditorAnswer
from cases.readiness import paper_gap
from ledger.constraints import sentence_of
from notices.models import Document
from procedure.enums import Role
from procedure.rows import right

if TYPE_CHECKING:
    from cases.models import Case, CreditorConsultation, Service
    from procedure.actors import Actor

# As long as the judge has not handed in his examination, what the creditor says can still count.
HEARD_IN = (CaseState.ACCEPTED, CaseState.RETURNED)
TOO_LATE = "法院已经完成审查，不能再在这里答复。对决定有意见的，请按决定书写明的途径提出，或者联系法院。"


def _officers(actor: Actor) -> Q:
    return Q(case__court__in=actor.departments_of(Role.ACCEPTANCE_OFFICER, Role.HANDLING_JUDGE))


def is_officer(actor: Actor, case: Case) -> bool:
    return actor.holds(Role.ACCEPTANCE_OFFICER, case.court_id) or actor.holds(Role.HANDLING_JUDGE, case.court_id)


@right("法院立案受理岗或承办法官", where=_officers)
def serving_officer(actor: Actor, subject: CreditorConsultation) -> bool:
    return is_officer(actor, subject.case)


def servers_of(actor: Actor) -> Q:
    courts = actor.departments_of(Role.ACCEPTANCE_OFFICER, Role.HANDLING_JUDGE)
    of_court = Q(case__court__in=courts) | Q(duty__enforcement_case__court__in=courts)
    of_bureau = Q(case__bureau__in=actor.departments_of(Role.BUREAU_HANDLER), document__kind__in=SERVED_BY_BUREAU)
    return of_court & ~Q(document__kind__in=SERVED_BY_BUREAU) | of_bureau


@right("法院立案受理岗或承办法官，互认结果通知书由牵头部门经办人", where=servers_of)
def server_of_paper(actor: Actor, service: Service) -> bool:
    """Whoever issued a paper serves it."""
    if service.document.kind in SERVED_BY_BUREAU:
        return actor.holds(Role.BUREAU_HANDLER, service.of_case.bureau_id)
    return any(actor.holds(role, service.court_id) for role in (Role.ACCEPTANCE_OFFICER, Role.HANDLING_JUDGE))


@right("申请执行人（凭法院给的链接）")
def holder_of_the_link(actor: Actor, subject: CreditorConsultation) -> bool:
    """Whoever has the token acts as a visitor; nobody with an account does so in his own name."""
    return actor.user_id is None and not actor.is_system and subject.links.filter(ended_at__isnull=True).exists()


def service_has_proof(service: Service) -> str:
    if not (service.manner and service.served_on and service.receiver):
        return sentence_of(service, "service_says_how")
    if service.proof is None and service.arrived_at is None:
        return sentence_of(service, "service_has_proof")
    return ""


def served_paper_is_ready(service: Service) -> str:
    """Nobody is served what does not exist."""
    return paper_gap(Document.objects.filter(pk=service.document_id))


def creditor_is_heard_in_time(consultation: CreditorConsultation) -> str:
    return "" if consultation.case.state in HEARD_IN else TOO_LATE


def answer_is_given(consultation: CreditorConsultation) -> str:
    if not (consultation.answer and consultation.signer):
        return sentence_of(consultation, "consultation_answer_is_given")
    if consultation.answer == CreditorAnswer.OPPOSES and not consultation.words:
        return sentence_of(consultation, "consultation_opposition_has_reasons")
    return ""
