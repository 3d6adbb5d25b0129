"""Who is told of a step: the enterprise, what happened; whoever gets something to do by it, that it waits. All in one statement."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from cases.enums import CaseAction, DutyState, Replacement
from cases.models import EnforcementCase
from cases.parties import SERVED_BY_BUREAU, ElectronicService, Party
from cases.selectors import holder
from cases.states import CASE_STATES, ENTERPRISE_ACTS
from deadlines.enums import ClockStatus, Obligor
from departments.kept import departments
from messaging.enums import MessageKind
from messaging.services import Told, tell
from procedure.enums import BUREAU_ROLES, Role
from procedure.rows import Start
from words.dates import iso, until
from words.lists import listed

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

    from accounts.models import Mandate
    from cases.models import Case, ListDuty, Service
    from deadlines.models import Clock
    from procedure.actors import Actor
    from procedure.rows import Row
    from procedure.subjects import Step

A = CaseAction
# What a step gives somebody to do while the state, and with it the holder of the case, stays or says nothing of it.
BESIDE_THE_STATE: Final[Mapping[str, tuple[Role, ...]]] = {
    A.ISSUE_CERTIFICATE: (Role.LIST_OPERATOR,),
    A.REPORT_LIST_DIFFERENCE: (Role.HANDLING_JUDGE,),
    A.FILE_OBJECTION: (Role.REVIEWING_JUDGE, Role.SIGNING_PRESIDENT),
    A.RECORD_OBJECTION: (Role.REVIEWING_JUDGE, Role.SIGNING_PRESIDENT),
    A.ANSWER_REVOCATION: (Role.REVIEWING_JUDGE,),
    A.END_HEARING: (Role.REVIEWING_JUDGE,),
    A.REVIEW_REVOCATION: (Role.SIGNING_PRESIDENT,),
    A.PUSH_REVOCATION: (Role.BUREAU_HANDLER,),
    A.RECEIVE_REVOCATION: (Role.BUREAU_APPROVER,),
    A.ORDER_REPLACEMENT: (Role.ACCEPTANCE_OFFICER,),
    A.PUSH_REPLACEMENT: (Role.BUREAU_HANDLER,),
    A.RECEIVE_REPLACEMENT: (Role.BUREAU_APPROVER,),
    A.PROPOSE_EXTENSION: (Role.REVIEWING_JUDGE, Role.SIGNING_PRESIDENT),
    A.APPROVE_EXTENSION: (Role.HANDLING_JUDGE,),
    A.REFUSE_EXTENSION: (Role.HANDLING_JUDGE,),
    A.SUSPEND_EXAMINATION: (Role.HANDLING_JUDGE,),
    A.EXCLUDE_DAYS: (Role.HANDLING_JUDGE,),
    A.RESUME_EXAMINATION: (Role.HANDLING_JUDGE,),
    A.ANSWER_LIST_DIFFERENCE: (Role.LIST_OPERATOR,),
}
# What stops, or is settled, is told as news of the case: there is nothing to do.
WITHOUT_WORK: Final = frozenset({A.APPROVE_EXTENSION, A.REFUSE_EXTENSION, A.SUSPEND_EXAMINATION, A.EXCLUDE_DAYS})
# They check what another person did: whoever holds such a post as well as his own has not got it already.
SECOND_PERSON: Final = frozenset({Role.REVIEWING_JUDGE, Role.SIGNING_PRESIDENT, Role.BUREAU_APPROVER, Role.MEMBER_APPROVER})


def tell_applicant(
    case: Case, row: Row[Any], clocks: list[Clock] | None, *, said: str, at: datetime, dedup_key: str, work: Iterable[Told] = ()
) -> dict[str, str]:
    """Tell the enterprise what happened, who has the case now and until when, and others what they have to do; answers the same for the ledger."""
    now = holder(case, clocks)
    due_on = now.clock.due_on if now.clock and now.clock.status == ClockStatus.RUNNING else None
    told = list(work)
    if said:
        body = f"修复案号{case.number}：{said}。"
        if now.label and not CASE_STATES[case.state].has_ended:
            body += f"现在由{now.label}办理"
            body += f"，期限{until(due_on)}。" if due_on else "。"
        kind = MessageKind.TASK if _binds_the_enterprise(case, row) else MessageKind.PROGRESS
        told.append(Told(subject=said, body=body, dedup_key=dedup_key, kind=kind, enterprise_id=case.enterprise_id, case_id=case.pk))
    tell(told, at=at)
    return {"holder": now.label, "until": iso(due_on)}


def _binds_the_enterprise(case: Case, row: Row[Any]) -> bool:
    """Whether a limit of the enterprise may hang on what it is told: it has to act, its days begin, or the case has ended."""
    begins = any(isinstance(item, Start) and item.code.obligor == Obligor.ENTERPRISE for item in row.clocks)
    return begins or case.state in ENTERPRISE_ACTS or CASE_STATES[case.state].has_ended


def work_of(step: Step[Case], owed: Sequence[Service]) -> list[Told]:
    """Whoever has something in the inbox by this step, unless it is the one who took it."""
    case = step.subject
    held = CASE_STATES[case.state].held
    roles = list(BESIDE_THE_STATE.get(step.row.action, ()))
    if held is not None and held.role is not None and case.state != step.source:
        roles.append(held.role)
    if step.row.action == A.CORRECT_RECORD and case.replacement == Replacement.CALLED:
        roles.append(Role.SIGNING_PRESIDENT)
    key = f"case:{case.pk}:{case.state_seq}"
    what = f"{step.row.action.label}，案件现为“{case.get_state_display()}”"
    what += "。" if step.row.action in WITHOUT_WORK else "，等待您办理。"
    told = [_to_role(case, role, by=step.by, what=what, key=key) for role in dict.fromkeys(roles)]
    told += [_to_serve(case, owed, by=step.by, key=key), _to_serve(case, owed, by=step.by, key=key, by_bureau=True)]
    return [one for one in told if one is not None]


def has_it_already(by: Actor, role: Role, department: int) -> bool:
    """Whether the one who took a step is whom it leads to: nobody is told of what he did himself."""
    return role not in SECOND_PERSON and by.holds(role, department)


def _to_role(case: Case, role: Role, *, by: Actor, what: str, key: str) -> Told | None:
    """The judge is the one who has the case; of any other post, whoever holds it."""
    subject, body = f"待办：{case.number}", f"修复案号{case.number}，{case.enterprise.name}：{what}"
    if role == Role.HANDLING_JUDGE:
        if case.handler_id in (None, by.user_id):
            return None
        return Told(subject=subject, body=body, dedup_key=f"{key}:work:{role}", person_id=case.handler_id, case_id=case.pk)
    department = case.bureau_id if role in BUREAU_ROLES else case.court_id
    if has_it_already(by, role, department):
        return None
    return Told(subject=subject, body=body, dedup_key=f"{key}:work:{role}", department_id=department, role=role, case_id=case.pk)


def _to_serve(case: Case, owed: Sequence[Service], *, by: Actor, key: str, by_bureau: bool = False) -> Told | None:
    """Papers that somebody has to take to a party: those that do not go by themselves."""
    theirs = [service for service in owed if (service.document.kind in SERVED_BY_BUREAU) == by_bureau]
    role, department = (Role.BUREAU_HANDLER, case.bureau_id) if by_bureau else (Role.ACCEPTANCE_OFFICER, case.court_id)
    if not theirs or by.holds(role, department):
        return None
    goes_by_itself = case.application.service_electronic == ElectronicService.AGREED
    left = [service for service in theirs if not (goes_by_itself and service.party == Party.APPLICANT)]
    if not left:
        return None
    papers = listed(f"{service.document.title}（{service.get_party_display()}）" for service in left)
    return Told(
        subject=f"待送达：{case.number}",
        body=f"修复案号{case.number}，{case.enterprise.name}：{papers}，等待送达。",
        dedup_key=f"{key}:serve:{role}",
        department_id=department,
        role=role,
        case_id=case.pk,
    )


def work_of_duty(step: Step[ListDuty]) -> list[Told]:
    """An operation on the list that the court owes waits for its operator; one that is asked for, for those who decide."""
    duty, enforcement = step.subject, step.subject.enforcement_case
    if duty.state not in (DutyState.OWED, DutyState.ASKED) or duty.state == step.source:
        return []
    roles = (Role.LIST_OPERATOR,) if duty.state == DutyState.OWED else (Role.REVIEWING_JUDGE, Role.SIGNING_PRESIDENT)
    what = f"{duty.get_kind_display()}名单信息，事由是{duty.get_ground_display()}"
    return [
        Told(
            subject=f"待办：{enforcement.number}",
            body=f"执行案号{enforcement.number}，{enforcement.enterprise.name}：{what}，等待您办理。",
            dedup_key=f"duty:{duty.pk}:{duty.state_seq}:work:{role}",
            department_id=enforcement.court_id,
            role=role,
        )
        for role in roles
        if not has_it_already(step.by, role, enforcement.court_id)
    ]


def work_of_mandate(mandate: Mandate, seq: int) -> list[Told]:
    """A request to act waits for each court that has a case of the enterprise."""
    courts = EnforcementCase.objects.filter(enterprise=mandate.enterprise_id).order_by("court").values_list("court", flat=True).distinct()
    return [
        Told(
            subject="待核实：企业经办人",
            body=f"{mandate.enterprise.name}：有人申请代表该企业办理，等待核实。",
            dedup_key=f"mandate:{mandate.pk}:{seq}:work:{court}",
            department_id=court,
            role=Role.ACCEPTANCE_OFFICER,
        )
        for court in courts
    ]


def office_of(region_id: int) -> int | None:
    """The unit that is the office of the leading group now."""
    found = (unit.pk for unit in departments().values() if unit.region_id == region_id and unit.is_office and unit.left_on is None)
    return next(found, None)
