"""The subjects of this app: a mandate, a notice, what the court owes to the list, an application and a case.

Each with its tables and where it belongs.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, TypeVar

from django.db.models import Model, QuerySet

from accounts.enums import MandateState
from accounts.models import Enterprise, Mandate, User
from cases import selectors
from cases.enums import ApplicationAction, CaseAction, CaseState, DutyAction, DutyState, MandateAction, NoticeAction
from cases.models import Application, Case, CreditorConsultation, Decision, EnforcementCase, ListDuty, ProactiveNotice, Service
from cases.parties import SERVED_ON, ConsultationAction, Party, ServiceAction, ServiceState
from cases.states import (
    APPLICATION_STATES,
    CASE_STATES,
    CONSULTATION_STATES,
    DUTY_STATES,
    EXAMINED_STATES,
    MANDATE_STATES,
    NOTICE_STATES,
    SERVICE_STATES,
)
from cases.telling import tell_applicant, work_of, work_of_duty, work_of_mandate
from cases.workflow import APPLICATION_ROWS, CASE_ROWS, CONSULTATION_ROWS, DUTY_ROWS, MANDATE_ROWS, NOTICE_ROWS, SERVICE_ROWS
from deadlines.codes import ClockCode
from deadlines.enums import Obligor
from departments.selectors import units_on
from ledger import services as ledger
from ledger.reading import only_row
from messaging.enums import MessageKind
from messaging.services import Told, tell, tell_enterprise
from notices.enums import DocumentKind
from procedure.actors import SYSTEM, Actor
from procedure.engine import creating, performing
from procedure.errors import NotVisible
from procedure.rows import Row
from procedure.subjects import Step, Subject
from words.dates import day, until

# A part of a case, which it names as ``case``.
P = TypeVar("P", bound=Model)


class MandateSubject(Subject[Mandate]):
    entity = "mandate"
    label = "代表企业办理的授权"
    model = Mandate
    actions = MandateAction
    rows = MANDATE_ROWS
    states = MANDATE_STATES

    def lock(self, pk: int) -> Mandate:
        """After its enterprise, whose stream records it, and its person, who takes no step while the right to it changes."""
        found = Mandate.objects.filter(pk=pk).values_list("enterprise_id", "user_id").first()
        if found is None:
            raise NotVisible
        enterprise_id, user_id = found
        lock_enterprise(enterprise_id)
        only_row(User.objects.select_for_update(no_key=True).filter(pk=user_id))
        return super().lock(pk)

    def stream(self, subject: Mandate) -> str:
        return f"enterprise:{subject.enterprise_id}"

    def visible_to(self, actor: Actor) -> QuerySet[Mandate]:
        return selectors.mandates_visible_to(actor)

    def region(self, subject: Mandate) -> Model:
        return subject.enterprise.enforcement_cases.select_related("court__region").order_by("pk")[0].court.region

    def hangs_on(self, subject: Mandate) -> dict[str, Model]:
        return {"mandate": subject}

    def tell(self, step: Step[Mandate]) -> dict[str, str]:
        """Everybody who acts for the enterprise; a person who asks alone has nobody to be told."""
        mandate, said = step.subject, step.said
        if mandate.state == MandateState.REQUESTED and not step.source:
            tell(work_of_mandate(mandate, mandate.state_seq), at=step.at)
        if said and (step.source or self._is_acted_for(mandate)):
            reason = f"，原因：{mandate.reason}" if mandate.state in (MandateState.REVOKED, MandateState.REFUSED) else ""
            tell_enterprise(
                mandate.enterprise,
                case=None,
                subject=said,
                body=f"{said}：{mandate.user.full_name}（{mandate.get_kind_display()}）{reason}。",
                at=step.at,
                dedup_key=f"{self.entity}:{mandate.pk}:{mandate.state_seq}",
            )
        return {}

    def _is_acted_for(self, mandate: Mandate) -> bool:
        return mandate.enterprise.mandates.filter(state=MandateState.ACTIVE).exists()


def lock_enterprise(enterprise_id: int) -> Enterprise:
    """Who acts for an enterprise changes one step after the other, and so do the lines of its stream."""
    enterprise = Enterprise.objects.select_for_update(of=("self",)).get(pk=enterprise_id)
    ledger.locked_stream(f"enterprise:{enterprise_id}")
    return enterprise


class NoticeSubject(Subject[ProactiveNotice]):
    entity = "notice"
    label = "主动告知书"
    model = ProactiveNotice
    actions = NoticeAction
    rows = NOTICE_ROWS
    states = NOTICE_STATES

    def visible_to(self, actor: Actor) -> QuerySet[ProactiveNotice]:
        return selectors.notices_visible_to(actor)

    def region(self, subject: ProactiveNotice) -> Model:
        return subject.enforcement_case.court.region

    def hangs_on(self, subject: ProactiveNotice) -> dict[str, Model]:
        return {"notice": subject}

    def obligors(self, subject: ProactiveNotice, code: ClockCode, on: date) -> list[Model | None]:
        del code, on
        return [subject.enforcement_case.court]

    def tell(self, step: Step[ProactiveNotice]) -> dict[str, str]:
        enforcement, said = step.subject.enforcement_case, step.said
        if said:
            tell_enterprise(
                enforcement.enterprise,
                case=None,
                subject=said,
                body=f"执行案号{enforcement.number}：{said}。",
                at=step.at,
                dedup_key=f"{self.entity}:{step.subject.pk}:{step.subject.state_seq}",
            )
        return {}


class DutySubject(Subject[ListDuty]):
    entity = "duty"
    label = "应办名单操作"
    model = ListDuty
    actions = DutyAction
    rows = DUTY_ROWS
    states = DUTY_STATES

    def visible_to(self, actor: Actor) -> QuerySet[ListDuty]:
        return selectors.list_duties_visible_to(actor)

    def region(self, subject: ListDuty) -> Model:
        return subject.enforcement_case.court.region

    def hangs_on(self, subject: ListDuty) -> dict[str, Model]:
        return {"duty": subject}

    def obligors(self, subject: ListDuty, code: ClockCode, on: date) -> list[Model | None]:
        del code, on
        return [subject.enforcement_case.court]

    def tell(self, step: Step[ListDuty]) -> dict[str, str]:
        owe_services(step, step.subject)
        enforcement, said = step.subject.enforcement_case, step.said
        told = work_of_duty(step)
        if said:
            told.append(
                Told(
                    subject=said,
                    body=f"执行案号{enforcement.number}：{self._about(step.subject)}",
                    dedup_key=f"{self.entity}:{step.subject.pk}:{step.subject.state_seq}",
                    enterprise_id=enforcement.enterprise_id,
                )
            )
        tell(told, at=step.at)
        return {}

    def _about(self, duty: ListDuty) -> str:
        if duty.state in (DutyState.ASKED, DutyState.REFUSED):
            return f"您请求{duty.get_kind_display()}名单信息，事由是{duty.get_ground_display()}。"
        return f"{duty.get_kind_display()}名单信息，事由是{duty.get_ground_display()}。"


class ApplicationSubject(Subject[Application]):
    entity = "application"
    label = "信用修复申请"
    model = Application
    actions = ApplicationAction
    rows = APPLICATION_ROWS
    states = APPLICATION_STATES

    def visible_to(self, actor: Actor) -> QuerySet[Application]:
        return selectors.applications_visible_to(actor)

    def region(self, subject: Application) -> Model:
        return subject.cases.select_related("region").order_by("pk")[0].region

    def hangs_on(self, subject: Application) -> dict[str, Model]:
        return {"application": subject}

    def tell(self, step: Step[Application]) -> dict[str, str]:
        """A signature, and a change of who has it in hand, to everybody who acts for the enterprise."""
        application, said = step.subject, step.said
        if said:
            is_passed_on = step.row.action in (ApplicationAction.HAND_OVER, ApplicationAction.TAKE_OVER)
            hands = f"{application.agent.full_name}现为经办人，" if is_passed_on else ""
            tell_enterprise(
                application.enterprise,
                subject=said,
                body=f"{said}：{hands}涉及{_of_what(application)}。",
                kind=MessageKind.PROGRESS,
                at=step.at,
                dedup_key=f"{self.entity}:{application.pk}:{application.state_seq}",
            )
        return {}


def _of_what(application: Application) -> str:
    numbers = [case.number for case in application.cases.order_by("pk")]
    return f"修复案号{'、'.join(numbers)}" if numbers else "一份没有提交的申请草稿"


class CaseSubject(Subject[Case]):
    entity = "case"
    label = "信用修复案件"
    model = Case
    actions = CaseAction
    rows = CASE_ROWS
    states = CASE_STATES

    def lock(self, pk: int) -> Case:
        """With enterprise, enforcement case and listing, read by a statement of their own: one that waited for the lock shows them stale."""
        case = super().lock(pk)
        case.enforcement_case = EnforcementCase.objects.select_related("enterprise", "listing").get(pk=case.enforcement_case_id)
        case.enterprise = case.enforcement_case.enterprise
        return case

    def visible_to(self, actor: Actor) -> QuerySet[Case]:
        return selectors.cases_visible_to(actor)

    def region(self, subject: Case) -> Model:
        return subject.region

    def hangs_on(self, subject: Case) -> dict[str, Model]:
        return {"case": subject}

    def obligors(self, subject: Case, code: ClockCode, on: date) -> list[Model | None]:
        return obligors_of_case(subject, code, on)

    def touch(self, subject: Case, at: datetime) -> None:
        subject.changed_at = at

    def tell(self, step: Step[Case]) -> dict[str, str]:
        owed = owe_services(step, step.subject)
        key = f"{self.entity}:{step.subject.pk}:{step.subject.state_seq}"
        work = work_of(step, owed)
        return tell_applicant(step.subject, step.row, step.clocks, said=step.said, at=step.at, dedup_key=key, work=work)


class PartSubject(Subject[P]):
    """A part of a case, or of a request about the list: locked after it, and a line in its stream."""

    def lock(self, pk: int) -> P:
        found: Any = self.model._default_manager.filter(pk=pk).order_by("pk").first()  # noqa: SLF001 - Django's public name
        if found is None:
            raise NotVisible
        name, whole, key = self._whole(found)
        held, part = whole.lock(key), super().lock(pk)
        setattr(part, name, held)
        return part

    def _whole(self, part: Any) -> tuple[str, Subject[Any], int]:
        return ("case", CASE, part.case_id) if part.case_id else ("duty", DUTY, part.duty_id)

    def stream(self, subject: Any) -> str:
        name, whole, _ = self._whole(subject)
        return whole.stream(getattr(subject, name))

    def region(self, subject: Any) -> Model:
        name, whole, _ = self._whole(subject)
        return whole.region(getattr(subject, name))

    def hangs_on(self, subject: Any) -> dict[str, Model]:
        name, _, _ = self._whole(subject)
        return {name: getattr(subject, name)}


class ServiceSubject(PartSubject[Service]):
    entity = "service"
    label = "送达"
    model = Service
    actions = ServiceAction
    rows = SERVICE_ROWS
    states = SERVICE_STATES

    def visible_to(self, actor: Actor) -> QuerySet[Service]:
        return selectors.services_visible_to(actor)

    def obligors(self, subject: Service, code: ClockCode, on: date) -> list[Model | None]:
        return obligors_of_case(subject.of_case, code, on)

    def said(self, subject: Service, row: Row[Service]) -> str:
        """The applicant is told of a service from which days of its own run."""
        if subject.document.kind == DocumentKind.SUPPLEMENT_NOTICE and subject.of_case.state == CaseState.SUPPLEMENT:
            return "补正通知书已经送达，补正期限开始计算"
        return row.said if starts_remedy(subject) else ""

    def tell(self, step: Step[Service]) -> dict[str, str]:
        service, said = step.subject, step.said
        if not said:
            return {}
        key = f"{self.entity}:{service.pk}:{service.state_seq}"
        if not starts_remedy(service):
            return tell_applicant(service.of_case, step.row, step.clocks, said=said, at=step.at, dedup_key=key)
        ends = next((until(clock.due_on) for clock in step.clocks or () if clock.code == ClockCode.REMEDY and clock.is_open), "")
        tell_enterprise(
            service.of_case.enterprise,
            case=service.case,
            subject=said,
            body=f"修复案号{service.number}：{service.document.title}于{day(service.served_on)}送达，异议期限{ends}。",
            at=step.at,
            dedup_key=key,
        )
        return {}


def starts_remedy(service: Service) -> bool:
    """Whether the period to object runs from this service (K-05): not once it was objected to, nor where the decision was set aside."""
    if service.party != Party.APPLICANT or service.document.kind != DocumentKind.REJECTION_DECISION:
        return False
    return Decision.objects.filter(case=service.case_id, number=service.document.number, objection=None).exists()


class ConsultationSubject(PartSubject[CreditorConsultation]):
    entity = "consultation"
    label = "征询申请执行人意见"
    model = CreditorConsultation
    actions = ConsultationAction
    rows = CONSULTATION_ROWS
    states = CONSULTATION_STATES

    def visible_to(self, actor: Actor) -> QuerySet[CreditorConsultation]:
        return selectors.consultations_before_court(actor)

    def tell(self, step: Step[CreditorConsultation]) -> dict[str, str]:
        owe_services(step, step.subject.case)
        return {}


def owe_services(step: Step[Any], of: Case | ListDuty) -> list[Service]:
    """Every paper that a step issues to a party is to be served on it."""
    whole = {"case": of} if isinstance(of, Case) else {"duty": of}
    listed: list[Service] = []
    for document in step.issued:
        for party in SERVED_ON.get(document.kind, ()):
            service = Service(document=document, party=party, owed_at=step.at, state="", **whole)
            with creating(SERVICE, ServiceAction.OWE_SERVICE, service, by=SYSTEM, at=step.at) as owed:
                owed.body |= {"document": document.number or document.title, "party": party.value}
            listed.append(service)
    if isinstance(of, Case):
        _drop_moot(step, of)
    return listed


def _drop_moot(step: Step[Any], case: Case) -> None:
    """Of a paper that no longer counts nobody is served."""
    replaced = [document.replaces_id for document in step.issued if document.replaces_id]
    owed_still = Service.objects.filter(case=case, state=ServiceState.OWED)
    moot = owed_still.filter(document__in=replaced) if replaced else owed_still.none()
    if step.source in EXAMINED_STATES and case.state not in EXAMINED_STATES:
        # Once it is decided or withdrawn the creditor is not asked any more.
        moot = owed_still.filter(document__kind=DocumentKind.CREDITOR_LETTER)
    for key in moot.order_by("pk").values_list("pk", flat=True):
        with performing(SERVICE, ServiceAction.DROP_SERVICE, key, by=SYSTEM, at=step.at):
            pass


def obligors_of_case(case: Case, code: ClockCode, on: date) -> list[Model | None]:
    """Whom a clock of a case binds: of a unit's clock every unit that takes part on that day; None is who is no department."""
    match code.obligor:
        case Obligor.COURT:
            return [case.court]
        case Obligor.BUREAU:
            return [case.bureau]
        case Obligor.UNIT:
            return list(units_on(case.region_id, on))
        case Obligor.OFFICE:
            return [units_on(case.region_id, on).get(is_office=True)]
        case Obligor.ENTERPRISE | Obligor.CREDITOR:
            return [None]


MANDATE, NOTICE, DUTY = MandateSubject(), NoticeSubject(), DutySubject()
APPLICATION, CASE = ApplicationSubject(), CaseSubject()
SERVICE, CONSULTATION = ServiceSubject(), ConsultationSubject()
