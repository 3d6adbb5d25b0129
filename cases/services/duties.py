"""What the court owes to the list by itself: recorded with ground, day and evidence, done by the operator, taken back by another."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from cases.effects import DUTY_ROWS, duty_gap
from cases.enums import DutyAction, DutyGround, DutyKind, ListingState, ListOperationKind
from cases.gaps import standing_of
from cases.models import Case, EnforcementCase, ListDuty, Listing
from cases.rules import lies_ahead
from cases.selectors.duties import shield_end, shields_ended, terms_ended
from cases.services.certificates import end_list_operation, operations_owed, record_list_operation
from cases.services.enforcement import locked_enforcement_case
from cases.subjects import CASE, DUTY
from deadlines.codes import ClockCode
from ledger.constraints import sentence_of
from ledger.rows import Part
from ledger.timekeeping import legal_date
from procedure.actors import SYSTEM
from procedure.engine import creating, performing
from procedure.errors import ConditionNotMet, InvalidInput
from procedure.texts import kept
from uploads.services import store_upload
from words.dates import iso

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

    from django.core.files.uploadedfile import UploadedFile

    from procedure.actors import Actor

_STATE_AFTER = {
    DutyKind.DELETE: ListingState.DELETED,
    DutyKind.RESTORE: ListingState.LISTED,
    DutyKind.REVOKE: ListingState.REVOKED,
}


def record_duty(
    enforcement_case_id: int,
    *,
    ground: DutyGround,
    arose_on: date,
    evidence: str,
    upload: UploadedFile[bytes] | None = None,
    by: Actor,
    at: datetime,
) -> ListDuty:
    """The ground stands from ``arose_on``: the court has three working days from that day, whether or not anybody applies."""
    row = DUTY_ROWS[ground]
    if row.by_system != by.is_system:
        raise InvalidInput("ground", "这一事由由系统按名单记录自动登记，不用手工登记。")
    if row.needs_file and upload is None:
        raise InvalidInput("upload", "申请执行人要求删除的，须上传其书面申请。")
    shown = kept(ListDuty, "evidence", evidence, field="evidence")
    if not shown:
        raise InvalidInput("evidence", sentence_of(ListDuty, "list_duty_has_evidence"))
    file = None if upload is None else store_upload(upload, "upload", by=by, at=at)
    with transaction.atomic():
        enforcement = locked_enforcement_case(enforcement_case_id, by, at)
        if ahead := lies_ahead(ListDuty, "arose_on", arose_on, legal_date(at)):
            raise InvalidInput("arose_on", ahead)
        if gap := duty_gap(ground, standing_of(enforcement)):
            raise InvalidInput("ground", gap)
        duty = ListDuty(
            enforcement_case=enforcement,
            kind=row.kind,
            ground=ground,
            arose_on=arose_on,
            evidence=shown,
            file=file,
            recorded_by_id=None if by.is_system else by.person_id,
            recorded_at=at,
            state="",
        )
        with creating(DUTY, DutyAction.RECORD_DUTY, duty, by=by, at=at) as step:
            is_restoration = row.kind == DutyKind.RESTORE
            step.without_clocks.add(ClockCode.OWED_LIST_OPERATION if is_restoration else ClockCode.RESTORATION)
            step.clocks_from = arose_on
            step.keeps(*[file] if file else [])
            step.body |= {"ground": ground.value, "arose_on": iso(arose_on), "evidence": shown}
    return duty


def perform_duty(duty_id: int, *, performed_on: date, system_receipt: str, version: int | None = None, by: Actor, at: datetime) -> ListDuty:
    """What the operator did in the court's own system; a certificate that calls for the same deletion is served by it too."""
    with transaction.atomic():
        case = _case_owing(duty_id)
        if case is not None:
            CASE.lock(case.pk)
        duty = _perform(duty_id, performed_on=performed_on, system_receipt=system_receipt, version=version, by=by, at=at)
        if case is not None and duty.kind == DutyKind.DELETE and ListOperationKind.DELETE in operations_owed(case):
            record_list_operation(
                case.pk,
                kind=ListOperationKind.DELETE,
                performed_on=performed_on,
                system_receipt=system_receipt,
                by=by,
                at=at,
            )
        elif case is not None:
            end_list_operation(case.pk, at=at)
    return duty


def _case_owing(duty_id: int) -> Case | None:
    """A case whose certificate calls for an operation on an entry that the court takes off the list anyway."""
    owing = Case.objects.select_related("certificate").filter(
        enforcement_case__list_duties=duty_id,
        enforcement_case__list_duties__kind__in=(DutyKind.DELETE, DutyKind.REVOKE),
        list_due_on__isnull=False,
    )
    return owing.order_by("-pk").first()


def _perform(duty_id: int, *, performed_on: date, system_receipt: str, version: int | None, by: Actor, at: datetime) -> ListDuty:
    with performing(DUTY, DutyAction.PERFORM_DUTY, duty_id, by=by, at=at, version=version) as step:
        duty = step.subject
        if gap := duty_gap(DutyGround(duty.ground), standing_of(duty.enforcement_case)):
            msg = f"{gap}登记的事由已经不成立，请由登记人以外的复核法官撤销这项登记。"
            raise ConditionNotMet(msg)
        if not duty.arose_on <= performed_on <= step.on:
            raise InvalidInput("performed_on", "操作日期应在事由成立之日与今天之间。")
        duty.performed_on = performed_on
        duty.system_receipt = kept(ListDuty, "system_receipt", system_receipt)
        if not duty.system_receipt:
            raise InvalidInput("system_receipt", "请填写办案系统的返回编号。")
        duty.operated_by_id = by.person_id
        step.keeps(*(Part(row, ("state",)) for row in note_in_list(duty.enforcement_case_id, DutyKind(duty.kind))))
        step.clocks_stop_on = performed_on
        step.body |= {"kind": duty.kind, "receipt": duty.system_receipt}
    return duty


def note_in_list(enforcement_case_id: int, kind: DutyKind) -> list[Listing]:
    """How the debtor stands in the list after the operation; answers what has changed."""
    if kind not in _STATE_AFTER:
        return []
    listings = list(Listing.objects.select_for_update().filter(enforcement_case=enforcement_case_id))
    for listing in listings:
        listing.state = _STATE_AFTER[kind]
        listing.save()
    return listings


def void_duty(duty_id: int, *, reason: str, version: int | None = None, by: Actor, at: datetime) -> ListDuty:
    """A ground that was recorded by mistake; another person than who recorded it takes it back."""
    with performing(DUTY, DutyAction.VOID_DUTY, duty_id, by=by, at=at, version=version) as step:
        step.subject.void_reason = kept(ListDuty, "void_reason", reason, field="reason")
        step.body["note"] = step.subject.void_reason
    return step.subject


def terms_to_note(limit: int, *, at: datetime) -> Sequence[int]:
    """Enforcement cases whose entry has to go, or to be shown again, because a term ended."""
    on = legal_date(at)
    ended = terms_ended(on).values_list("pk", flat=True)
    return list(ended.union(shields_ended(on).values_list("pk", flat=True), all=True)[:limit])


def note_ended_term(enforcement_case_id: int, *, at: datetime) -> None:
    """Record what the end of a term makes the court owe."""
    enforcement = EnforcementCase.objects.select_related("listing").get(pk=enforcement_case_id)
    listing, on = enforcement.listing, legal_date(at)
    if listing.state == ListingState.SHIELDED and (ended := shield_end(enforcement)) and ended < on:
        record_duty(enforcement_case_id, ground=DutyGround.SHIELD_END, arose_on=ended, evidence="证明载明的有效期", by=SYSTEM, at=at)
    elif listing.term_end is not None and listing.term_end < on:
        evidence = "名单记录载明的纳入期限"
        record_duty(enforcement_case_id, ground=DutyGround.TERM_END, arose_on=listing.term_end, evidence=evidence, by=SYSTEM, at=at)
