"""The certificate: numbered, sealed, pushed; and the record of what was done to the list."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from cases.enums import CaseAction, CertificateType, ListingState, ListOperationKind, TermKind
from cases.models import Case, Certificate, ListOperation, latest_examination
from cases.papers.certificate import ADVICE_TO_UNITS, CERTIFICATE, certificate_draft, words_of
from cases.rules import term_is_over
from cases.subjects import CASE
from deadlines.codes import ClockCode
from departments.selectors import units_on
from ledger.constraints import sentence_of
from notices import printing
from notices.services import issue
from procedure.engine import performing
from procedure.errors import ConditionNotMet, InvalidInput
from procedure.texts import kept
from words.dates import day
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


def list_operation_for(case: Case) -> ListOperationKind | None:
    """The one operation that the certificate calls for; None where the debtor was never listed (type D).

    A listing with a term is shortened, one without is deleted; the two are never exchanged.
    """
    if case.certificate is None:
        return None
    listing = getattr(case.enforcement_case, "listing", None)
    match CertificateType(case.certificate.type):
        case CertificateType.WITHHELD:
            return ListOperationKind.WITHHOLD
        case CertificateType.SUSPENDED:
            return ListOperationKind.SHIELD
        case CertificateType.FULFILLED:
            has_term = listing is not None and listing.term_kind == TermKind.FIXED
            return ListOperationKind.SHORTEN if has_term else ListOperationKind.DELETE
    return None


def issue_certificate(case_id: int, *, version: int | None = None, by: Actor, at: datetime) -> Certificate:
    """Number and seal the certificate: today is T0. Refused before a number is spent if a character cannot be printed."""
    with performing(CASE, CaseAction.ISSUE_CERTIFICATE, case_id, by=by, at=at, version=version) as step:
        case = step.subject
        examination = latest_examination(case)
        if examination is None or not examination.certificate_type:
            msg = "审查表没有证明类型，请退回承办。"
            raise ConditionNotMet(msg)
        if over := term_is_over(examination.valid_until, step.on):
            raise ConditionNotMet(over)
        refuse_unprintable(certificate_draft(case, examination, step.on))
        words, code = words_of(case, examination, step.on), secrets.token_urlsafe(16)
        document = issue(step, CERTIFICATE, case, examination, words, code)
        certificate = Certificate.objects.create(
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
        case.certificate = certificate
        if list_operation_for(case) is None:
            step.without_clocks.add(ClockCode.LIST_OPERATION)
        issue(step, ADVICE_TO_UNITS, case, certificate, examination, list(units_on(case.region_id, step.on)))
        step.body["certificate"] = certificate.number
        step.body["type"] = certificate.type
        step.body["snapshot_sha256"] = document.snapshot_sha256
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
    new_term_end: date | None = None,
    note: str = "",
    version: int | None = None,
    by: Actor,
    at: datetime,
) -> Case:
    """Record what the operator did in the court's own system; stops K-06. The kind must fit the certificate."""
    with performing(CASE, CaseAction.RECORD_LIST_OPERATION, case_id, by=by, at=at, version=version) as step:
        case = step.subject
        _check_kind(case, kind)
        receipt = kept(ListOperation, "system_receipt", system_receipt)
        if not receipt:
            raise InvalidInput("system_receipt", "请填写办案系统的返回编号。")
        if case.certificate and not case.certificate.issued_on <= performed_on <= step.on:
            raise InvalidInput("performed_on", "操作日期应在证明出具日与今天之间。")
        listing = getattr(case.enforcement_case, "listing", None)
        if kind == ListOperationKind.SHORTEN:
            _check_shorter(listing, new_term_end)
        ListOperation.objects.create(
            case=case,
            kind=kind,
            performed_on=performed_on,
            system_receipt=receipt,
            new_term_end=new_term_end if kind == ListOperationKind.SHORTEN else None,
            note=kept(ListOperation, "note", note),
            operated_by_id=by.person_id,
            recorded_at=at,
        )
        if listing is not None:
            listing.state = _STATE_AFTER[kind]
            if kind == ListOperationKind.SHORTEN:
                listing.term_end = new_term_end
            listing.save()
        step.clocks_stop_on = performed_on
        step.body["kind"] = kind.value
        step.body["receipt"] = receipt
    return case


def _check_kind(case: Case, kind: ListOperationKind) -> None:
    expected = list_operation_for(case)
    if expected is None:
        msg = "该企业从未纳入名单，没有需要登记的名单操作。"
        raise ConditionNotMet(msg)
    if kind != expected:
        raise InvalidInput("kind", f"本案证明对应的操作是“{expected.label}”，不能登记为“{kind.label}”。")


def _check_shorter(listing: Listing | None, new_term_end: date | None) -> None:
    if new_term_end is None:
        raise InvalidInput("new_term_end", sentence_of(ListOperation, "list_operation_shorten_has_end"))
    if listing is not None and listing.term_end is not None and new_term_end >= listing.term_end:
        raise InvalidInput("new_term_end", f"新的截止日应早于原截止日{day(listing.term_end)}，请核对。")
