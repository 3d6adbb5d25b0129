"""The debtor asks that the list be put right: brought in the portal or on paper, decided by another than who recorded it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from cases.effects import DUTY_ROWS, duty_gap
from cases.enums import DutyAction, DutyGround
from cases.gaps import standing_of
from cases.models import EnforcementCase, ListDuty
from cases.papers.list_correction import LIST_CORRECTION
from cases.parties import ElectronicService
from cases.rules import lies_ahead
from cases.selectors import enforcement_cases_visible_to
from cases.services.enforcement import locked_enforcement_case
from cases.subjects import DUTY
from ledger.constraints import sentence_of
from ledger.timekeeping import legal_date
from notices.services import issue
from procedure.engine import creating, performing
from procedure.errors import ConditionNotMet, InvalidInput, NotVisible
from procedure.texts import kept
from uploads.services import store_upload
from words.dates import iso

if TYPE_CHECKING:
    from datetime import date, datetime

    from django.core.files.uploadedfile import UploadedFile

    from procedure.actors import Actor
    from procedure.subjects import Step

# What a debtor may rely on: not on somebody else's request, nor on what the record shows by itself.
ASKED_GROUNDS = tuple(row.ground for row in DUTY_ROWS.values() if not row.by_system and not row.needs_file)
EVIDENCE = "企业申请纠正所附的事实和理由"


def ask_for_correction(
    enforcement_case_id: int,
    *,
    ground: DutyGround,
    statement: str,
    service_address: str,
    service_electronic: ElectronicService,
    upload: UploadedFile[bytes] | None = None,
    by: Actor,
    at: datetime,
) -> ListDuty:
    """The debtor asks in the portal, today, and says how the decision is to be served on it."""
    if not enforcement_cases_visible_to(by).filter(pk=enforcement_case_id, enterprise__in=by.enterprise_ids).exists():
        raise NotVisible
    said, where = _said(statement), kept(ListDuty, "service_address", service_address)
    if service_electronic not in ElectronicService.values:
        raise InvalidInput("service_electronic", "请选择是否同意电子送达。")
    file = None if upload is None else store_upload(upload, "upload", by=by, at=at)
    with transaction.atomic():
        enforcement = EnforcementCase.objects.select_for_update(of=("self",)).get(pk=enforcement_case_id)
        duty = _asked(enforcement, ground, said, legal_date(at), by, at)
        duty.file, duty.service_address, duty.service_electronic = file, where, service_electronic
        with creating(DUTY, DutyAction.ASK_DUTY, duty, by=by, at=at) as step:
            step.keeps(*[file] if file else [])
            step.body |= {"ground": ground.value, "asked_on": iso(step.on)}
    return duty


def record_asked(
    enforcement_case_id: int,
    *,
    ground: DutyGround,
    statement: str,
    asked_on: date,
    service_address: str,
    upload: UploadedFile[bytes] | None,
    by: Actor,
    at: datetime,
) -> ListDuty:
    """The court records a request that came in on paper, on the day on which it came in."""
    if upload is None:
        raise InvalidInput("upload", sentence_of(ListDuty, "list_duty_paper_has_its_scan"))
    if ahead := lies_ahead(ListDuty, "asked_on", asked_on, legal_date(at)):
        raise InvalidInput("asked_on", ahead)
    said, where = _said(statement), kept(ListDuty, "service_address", service_address)
    file = store_upload(upload, "upload", by=by, at=at)
    with transaction.atomic():
        duty = _asked(locked_enforcement_case(enforcement_case_id, by, at), ground, said, asked_on, by, at)
        duty.file, duty.is_paper, duty.service_address = file, True, where
        with creating(DUTY, DutyAction.RECORD_ASKED, duty, by=by, at=at) as step:
            step.keeps(file)
            step.clocks_from = asked_on
            step.body |= {"ground": ground.value, "asked_on": iso(asked_on)}
    return duty


def _said(statement: str) -> str:
    said = kept(ListDuty, "statement", statement)
    if not said:
        raise InvalidInput("statement", sentence_of(ListDuty, "list_duty_asked_says_why"))
    return said


def _asked(enforcement: EnforcementCase, ground: DutyGround, said: str, asked_on: date, by: Actor, at: datetime) -> ListDuty:
    if ground not in ASKED_GROUNDS:
        raise InvalidInput("ground", "请从所列事由中选择。")
    if gap := duty_gap(ground, standing_of(enforcement)):
        raise InvalidInput("ground", gap)
    return ListDuty(
        enforcement_case=enforcement,
        kind=DUTY_ROWS[ground].kind,
        ground=ground,
        # Until it is granted nothing is owed; it is owed from the day of the decision.
        arose_on=asked_on,
        evidence=EVIDENCE,
        asked_on=asked_on,
        statement=said,
        recorded_by_id=by.person_id,
        recorded_at=at,
        state="",
    )


def grant_correction(duty_id: int, *, reasons: str, version: int | None = None, by: Actor, at: datetime) -> ListDuty:
    """The debtor is right: from today the court has three working days."""
    with performing(DUTY, DutyAction.GRANT_DUTY, duty_id, by=by, at=at, version=version) as step:
        duty = step.subject
        if gap := duty_gap(DutyGround(duty.ground), standing_of(duty.enforcement_case)):
            raise ConditionNotMet(gap)
        duty.arose_on = step.on
        _decide(step, reasons)
    return duty


def refuse_correction(duty_id: int, *, reasons: str, version: int | None = None, by: Actor, at: datetime) -> ListDuty:
    """The entry stays as it is, and the debtor reads why and where to turn."""
    with performing(DUTY, DutyAction.REFUSE_DUTY, duty_id, by=by, at=at, version=version) as step:
        _decide(step, reasons)
    return step.subject


def _decide(step: Step[ListDuty], reasons: str) -> None:
    duty = step.subject
    duty.reasons = kept(ListDuty, "reasons", reasons)
    if not duty.reasons:
        raise InvalidInput("reasons", sentence_of(ListDuty, "list_duty_decided_with_reasons"))
    duty.decided_by_id, duty.decided_at = step.by.person_id, step.at
    is_granted = step.row.action == DutyAction.GRANT_DUTY
    duty.decision_number = issue(step, LIST_CORRECTION, duty, is_granted=is_granted).number
    step.body |= {"decision": duty.decision_number, "ground": duty.ground}
