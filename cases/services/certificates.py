"""The certificate: numbered, sealed, pushed; and the record of what was done to the list."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cases.effects import EntryRow, date_of, operation_gap, row_of
from cases.enums import CaseAction, DutyAction, DutyKind, DutyState, EntryEffect, ListingState, ListOperationKind
from cases.gaps import date_in_the_past, term_is_over
from cases.models import Case, Certificate, ListDuty, ListOperation, latest_examination
from cases.papers.certificate import ADVICE_TO_UNITS, CERTIFICATE, certificate_draft, words_of
from cases.services.codes import new_verify_code
from cases.subjects import CASE, DUTY
from deadlines.codes import ClockCode
from departments.selectors import units_on
from ledger.rows import Part
from notices import printing
from notices.services import issue
from procedure.actors import SYSTEM
from procedure.engine import performing
from procedure.errors import ConditionNotMet, InvalidInput
from procedure.texts import kept
from words.lists import listed

if TYPE_CHECKING:
    from datetime import date, datetime

    from cases.models import Listing
    from cases.papers.certificate import CertificatePaper
    from procedure.actors import Actor

_STATE_AFTER = {
    ListOperationKind.WITHHOLD: ListingState.WITHHELD,
    ListOperationKind.SHIELD: ListingState.SHIELDED,
    ListOperationKind.SHORTEN: ListingState.TERM_SHORTENED,
    ListOperationKind.DELETE: ListingState.DELETED,
}


def operations_owed(case: Case) -> tuple[ListOperationKind, ...]:
    """The operations of which the certificate calls for one; none where the decision leaves the entry as it is."""
    row = _row_of(case)
    return row.operations if row else ()


def operation_ends_on(case: Case, performed_on: date) -> date | None:
    """The date that the operation has to carry in the court's own system, by the decision."""
    row, certificate = _row_of(case), case.certificate
    if row is None or certificate is None:
        return None
    if row.effect == EntryEffect.DELETE_EARLY:
        return performed_on
    return date_of(row, certificate.valid_until, certificate.entry_until)


def _row_of(case: Case) -> EntryRow | None:
    certificate = case.certificate
    return None if certificate is None else row_of(certificate.type, certificate.entry_effect)


def issue_certificate(case_id: int, *, version: int | None = None, by: Actor, at: datetime) -> Certificate:
    """Number and seal the certificate: today is T0. Refused before a number is spent if a character cannot be printed."""
    with performing(CASE, CaseAction.ISSUE_CERTIFICATE, case_id, by=by, at=at, version=version) as step:
        case = step.subject
        examination = latest_examination(case)
        if examination is None or not examination.certificate_type:
            msg = "审查表没有证明类型，请退回承办。"
            raise ConditionNotMet(msg)
        if over := term_is_over(examination.valid_until, step.on) or date_in_the_past(examination, step.on):
            raise ConditionNotMet(over)
        refuse_unprintable(certificate_draft(case, examination, step.on))
        words, code = words_of(case, examination, step.on), new_verify_code()
        document = issue(step, CERTIFICATE, case, examination, words, code)
        case.certificate = certificate = Certificate.objects.create(
            case=case,
            type=examination.certificate_type,
            variant=case.variant,
            number=document.number,
            title=words.title,
            verify_code=code,
            enterprise_name=case.enterprise.name,
            uscc=case.enterprise.uscc,
            case_number=case.enforcement_case.number,
            issued_on=step.on,
            issued_at=at,
            entry_effect=examination.entry_effect,
            entry_until=examination.entry_until,
            valid_until=examination.valid_until,
            conditions=examination.conditions,
            effect=words.effect,
            scope=words.scope,
            validity=words.validity,
            scope_fields=list(words.scope_fields),
            covers_all_cases=examination.covers_all_cases,
            legal_basis=words.legal_basis,
            document=document,
            signed_by_id=_signer(case),
            sealed_by_id=by.person_id,
        )
        if not operations_owed(case):
            step.without_clocks.add(ClockCode.LIST_OPERATION)
        issue(step, ADVICE_TO_UNITS, case, certificate, examination, list(units_on(case.region_id, step.on)))
        step.keeps(certificate)
        step.body |= {"certificate": certificate.number, "type": certificate.type, "snapshot_sha256": document.snapshot_sha256}
    return certificate


def _signer(case: Case) -> int:
    if case.signer_id is None:
        msg = "本案没有签发人，不能出具证明。"
        raise ConditionNotMet(msg)
    return case.signer_id


def refuse_unprintable(draft: CertificatePaper) -> None:
    if missing := printing.unprintable_characters(draft):
        msg = f"证明中有字体打印不出的字：{listed(sorted(missing))}。请联系系统管理员安装含有该字的字体后再用印，编号没有占用。"
        raise ConditionNotMet(msg)


def record_list_operation(
    case_id: int,
    *,
    kind: ListOperationKind,
    performed_on: date,
    system_receipt: str,
    ends_on: date | None = None,
    note: str = "",
    version: int | None = None,
    by: Actor,
    at: datetime,
) -> Case:
    """Record what the operator did in the court's own system; stops K-06. Kind and date must be those decided."""
    with performing(CASE, CaseAction.RECORD_LIST_OPERATION, case_id, by=by, at=at, version=version) as step:
        case = step.subject
        receipt = kept(ListOperation, "system_receipt", system_receipt)
        if not receipt:
            raise InvalidInput("system_receipt", "请填写办案系统的返回编号。")
        issued_on = _issued_on(case)
        deleted_before = _deleted_before(case, performed_on)
        if not (issued_on <= performed_on <= step.on or deleted_before):
            raise InvalidInput("performed_on", "操作日期应在证明出具日与今天之间。")
        _require_decided(case, kind, ends_on, performed_on)
        operation = ListOperation.objects.create(
            case=case,
            kind=kind,
            performed_on=performed_on,
            system_receipt=receipt,
            ends_on=ends_on,
            note=kept(ListOperation, "note", note),
            operated_by_id=by.person_id,
            recorded_at=at,
        )
        step.keeps(operation, *(Part(row, ("state", "term_end")) for row in _note_in_list(case, kind, ends_on, performed_on)))
        if kind == ListOperationKind.DELETE or ends_on == performed_on:
            _settle_duty(case, performed_on, receipt, by=by, at=at)
        case.list_difference = ""
        step.clocks_stop_on = max(performed_on, issued_on)
        step.body["kind"] = kind.value
        step.body["receipt"] = receipt
    return case


def _issued_on(case: Case) -> date:
    if case.certificate is None:
        msg = "本案还没有出具证明，没有需要登记的名单操作。"
        raise ConditionNotMet(msg)
    return case.certificate.issued_on


def _deleted_before(case: Case, performed_on: date) -> bool:
    """The court deleted the entry by itself before, or apart from, the certificate."""
    done = ListDuty.objects.filter(enforcement_case=case.enforcement_case_id, kind=DutyKind.DELETE, state=DutyState.DONE)
    return done.filter(performed_on=performed_on).exists()


def _settle_duty(case: Case, performed_on: date, receipt: str, *, by: Actor, at: datetime) -> None:
    """The deletion that a certificate calls for is also the one that the court owed by itself."""
    owed = ListDuty.objects.filter(enforcement_case=case.enforcement_case_id, kind=DutyKind.DELETE, state=DutyState.OWED)
    for duty in owed.filter(arose_on__lte=performed_on):
        with performing(DUTY, DutyAction.PERFORM_DUTY, duty.pk, by=by, at=at) as step:
            step.subject.performed_on = performed_on
            step.subject.system_receipt = receipt
            step.subject.operated_by_id = by.person_id
            step.clocks_stop_on = performed_on
            step.body |= {"kind": duty.kind, "receipt": receipt}


def end_list_operation(case_id: int, *, at: datetime) -> Case:
    """The entry was taken off the list by law before the decided operation on it was recorded: nothing is left to operate on."""
    with performing(CASE, CaseAction.END_LIST_OPERATION, case_id, by=SYSTEM, at=at) as step:
        step.subject.list_difference = ""
    return step.subject


def _require_decided(case: Case, kind: ListOperationKind, ends_on: date | None, performed_on: date) -> None:
    row = _row_of(case)
    if row is None or not row.operations:
        msg = "本案的决定不需要办理名单操作，没有需要登记的内容。"
        raise ConditionNotMet(msg)
    if _is_off_the_list(case, kind):
        msg = "本院已经依法删除或者撤销这条名单信息，决定的名单操作不再需要办理，请刷新后查看。"
        raise ConditionNotMet(msg)
    decided = date_of(row, case.certificate.valid_until, case.certificate.entry_until) if case.certificate else None
    if gap := operation_gap(row, kind, ends_on, decided=decided, performed_on=performed_on):
        raise InvalidInput("ends_on" if kind in row.operations else "kind", gap)


def _is_off_the_list(case: Case, kind: ListOperationKind) -> bool:
    """A deletion of what the court deleted by itself is the same one, recorded for the certificate too."""
    listing: Listing | None = getattr(case.enforcement_case, "listing", None)
    state = listing.state if listing else ""
    return state == ListingState.REVOKED or (state == ListingState.DELETED and kind != ListOperationKind.DELETE)


def _note_in_list(case: Case, kind: ListOperationKind, ends_on: date | None, performed_on: date) -> list[Listing]:
    listing: Listing | None = getattr(case.enforcement_case, "listing", None)
    if listing is None:
        return []
    listing.state = _STATE_AFTER[kind]
    if kind == ListOperationKind.SHORTEN:
        listing.term_end = ends_on
        # Shortened to the day itself, the entry is gone: that is how a fixed term is deleted early.
        listing.state = ListingState.DELETED if ends_on == performed_on else ListingState.TERM_SHORTENED
    listing.save()
    return [listing]


def report_list_difference(case_id: int, *, note: str, version: int | None = None, by: Actor, at: datetime) -> Case:
    """The operator cannot do what was decided, or found it done otherwise: the judge has to answer; K-06 runs on."""
    with performing(CASE, CaseAction.REPORT_LIST_DIFFERENCE, case_id, by=by, at=at, version=version) as step:
        step.subject.list_difference = kept(Case, "list_difference", note, field="note")
        step.body["note"] = step.subject.list_difference
    return step.subject


def answer_list_difference(case_id: int, *, note: str, version: int | None = None, by: Actor, at: datetime) -> Case:
    """The handling judge tells the operator how to go on."""
    if not note.strip():
        raise InvalidInput("note", "请写明怎样处理，名单操作员据此办理。")
    with performing(CASE, CaseAction.ANSWER_LIST_DIFFERENCE, case_id, by=by, at=at, version=version) as step:
        step.body["about"] = step.subject.list_difference
        step.body["note"] = kept(Case, "list_difference", note, field="note")
        step.subject.list_difference = ""
    return step.subject
