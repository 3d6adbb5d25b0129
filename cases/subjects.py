"""The subjects of this app: a notice, what the court owes to the list, an application and a case, each with its tables and where it belongs."""

from __future__ import annotations

from datetime import date, datetime

from django.db.models import Model, QuerySet

from cases import selectors
from cases.enums import ApplicationAction, CaseAction, DutyAction, NoticeAction
from cases.models import Application, Case, EnforcementCase, ListDuty, ProactiveNotice
from cases.states import APPLICATION_STATES, CASE_STATES, DUTY_STATES, NOTICE_STATES
from cases.workflow import APPLICATION_ROWS, CASE_ROWS, DUTY_ROWS, NOTICE_ROWS
from deadlines.codes import ClockCode
from deadlines.enums import Obligor
from deadlines.models import Clock
from departments.selectors import units_on
from notices import services as notices
from procedure.actors import Actor
from procedure.subjects import Step, Subject
from words.dates import iso, until


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
            notices.tell_enterprise(
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
        enforcement, said = step.subject.enforcement_case, step.said
        if said:
            notices.tell_enterprise(
                enforcement.enterprise,
                case=None,
                subject=said,
                body=f"执行案号{enforcement.number}：{step.subject.get_kind_display()}名单信息，事由是{step.subject.get_ground_display()}。",
                at=step.at,
                dedup_key=f"{self.entity}:{step.subject.pk}:{step.subject.state_seq}",
            )
        return {}


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
        key = f"{self.entity}:{step.subject.pk}:{step.subject.state_seq}"
        return tell_applicant(step.subject, step.clocks, said=step.said, at=step.at, dedup_key=key)


def obligors_of_case(case: Case, code: ClockCode, on: date) -> list[Model | None]:
    """Whom a clock of a case binds: of a unit's clock every unit that takes part on that day."""
    match code.obligor:
        case Obligor.COURT:
            return [case.court]
        case Obligor.BUREAU:
            return [case.bureau]
        case Obligor.UNIT:
            return list(units_on(case.region_id, on))
        case Obligor.OFFICE:
            return [units_on(case.region_id, on).get(is_office=True)]
        case Obligor.ENTERPRISE:
            return [None]


def tell_applicant(case: Case, clocks: list[Clock] | None, *, said: str, at: datetime, dedup_key: str) -> dict[str, str]:
    """Tell the enterprise what happened, who has the case now and until when; answers the same for the ledger."""
    holder = selectors.holder(case, clocks)
    due_on = holder.clock.due_on if holder.clock else None
    if said:
        body = f"修复案号{case.number}：{said}。"
        if holder.label and not CASE_STATES[case.state].has_ended:
            body += f"现在由{holder.label}办理"
            body += f"，期限{until(due_on)}。" if due_on else "。"
        notices.tell_enterprise(case.enterprise, case=case, subject=said, body=body, at=at, dedup_key=dedup_key)
    return {"holder": holder.label, "until": iso(due_on)}


NOTICE, DUTY, APPLICATION, CASE = NoticeSubject(), DutySubject(), ApplicationSubject(), CaseSubject()
