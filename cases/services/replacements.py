"""A certificate that says something wrong is not changed: another one of the same day takes its place."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import connection

from cases.enums import CaseAction, CertificateStatus, Replacement
from cases.models import Case, Certificate, latest_examination
from cases.papers.certificate import (
    ADVICE_TO_UNITS,
    CERTIFICATE,
    performance_then,
    printed,
    replacement_draft,
    taken_from_record,
    words_kept,
)
from cases.services.certificates import refuse_unprintable
from cases.services.codes import new_verify_code
from cases.states import DISTRIBUTED_STATES
from cases.subjects import CASE
from departments.selectors import units_on
from ledger.rows import Part
from notices.services import issue_instead_of
from procedure.engine import performing
from procedure.errors import ConditionNotMet

if TYPE_CHECKING:
    from datetime import datetime

    from cases.models import Examination
    from procedure.actors import Actor
    from procedure.subjects import Step

# What a replacement has of its own; everything else it takes from the certificate whose place it takes.
OWN = {"id", "number", "verify_code", "document_id", "issued_at", "signed_by_id", "sealed_by_id", "status", "status_on", "status_reason"}


def facts_now(case_id: int) -> dict[str, object]:
    """What a certificate of the case would take from the record today; empty while there is none."""
    case = Case.objects.select_related("certificate", "decision", "court", "enterprise", "enforcement_case").get(pk=case_id)
    examination = latest_examination(case)
    if case.certificate is None or examination is None:
        return {}
    return taken_from_record(replacement_draft(case, examination, case.certificate, case.certificate.issued_on))


def facts_printed(certificate: Certificate) -> dict[str, object]:
    """What it took from the record on its day."""
    return taken_from_record(printed(certificate))


def order_replacement(case_id: int, *, version: int | None = None, by: Actor, at: datetime) -> Case:
    """The president orders that the certificate be replaced; the officer who seals is another person."""
    with performing(CASE, CaseAction.ORDER_REPLACEMENT, case_id, by=by, at=at, version=version) as step:
        step.subject.replacement = Replacement.ORDERED
        step.subject.replacement_signer_id = by.person_id
        step.body["certificate"] = _replaced(step.subject).number
    return step.subject


def supersede(case_id: int, *, version: int | None = None, by: Actor, at: datetime) -> Certificate:
    """Seal the certificate that takes the place of a wrong one: same day, new number, the old one out of force at once."""
    state = Case.objects.filter(pk=case_id).values_list("state", flat=True).first()
    action = CaseAction.SUPERSEDE_DISTRIBUTED if state in DISTRIBUTED_STATES else CaseAction.SUPERSEDE
    with performing(CASE, action, case_id, by=by, at=at, version=version) as step:
        case = step.subject
        old, examination = _replaced(case), latest_examination(case)
        if examination is None:
            msg = "本案没有审查表，不能出具替代证明。"
            raise ConditionNotMet(msg)
        refuse_unprintable(replacement_draft(case, examination, old, step.on))
        advice = case.documents.filter(kind=ADVICE_TO_UNITS.code, replaced_by=None).order_by("-pk").first()
        case.certificate = new = _sealed(step, old, examination)
        case.replacement = Replacement.SEALED if action == CaseAction.SUPERSEDE_DISTRIBUTED else ""
        units = list(units_on(case.region_id, old.issued_on))
        issue_instead_of(advice, step, ADVICE_TO_UNITS, case, new, examination, units)
        step.body.update(certificate=new.number, replaces=old.number, snapshot_sha256=new.document.snapshot_sha256)
    return new


def _replaced(case: Case) -> Certificate:
    if case.certificate is None:
        msg = "本案还没有出具证明。"
        raise ConditionNotMet(msg)
    return case.certificate


def _sealed(step: Step[Case], old: Certificate, examination: Examination) -> Certificate:
    case, code = step.subject, new_verify_code()
    words, performance = words_kept(old), performance_then(case, old)
    document = issue_instead_of(old.document, step, CERTIFICATE, case, examination, words, code, old, performance)
    new = Certificate(**_kept_of(old), pk=_next_key(), number=document.number, verify_code=code, document=document, issued_at=step.at)
    new.enterprise_name = case.enterprise.name
    new.uscc = case.enterprise.uscc
    new.case_number = case.enforcement_case.number
    new.signed_by_id, new.sealed_by_id = case.replacement_signer_id or 0, step.by.person_id
    # One of a kind is in force at a time, so the old one goes first; it names a row that is about to be.
    old.status = CertificateStatus.REPLACED
    old.status_on = step.on
    old.status_reason = f"所载信息有误，由{document.number}更正并替代"
    old.replaced_by_id = new.pk
    old.save(update_fields=("status", "status_on", "status_reason", "replaced_by"))
    new.save(force_insert=True)
    step.keeps(Part(old, ("status", "status_on", "status_reason", "replaced_by_id")), new)
    # Read once more: it now answers whose place it took.
    return Certificate.objects.select_related("document", "case", "replaces").get(pk=new.pk)


def _kept_of(old: Certificate) -> dict[str, Any]:
    names = {field.attname for field in Certificate._meta.concrete_fields}  # noqa: SLF001 - Django's public _meta
    return {name: getattr(old, name) for name in names - OWN - {"replaced_by_id", "enterprise_name", "uscc", "case_number"}}


def _next_key() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval(pg_get_serial_sequence('cases_certificate', 'id'))")
        return int(cursor.fetchone()[0])


def differences(case: Case) -> list[tuple[str, str, str]]:
    """Of each fact in which a certificate and the record differ: what it is, what the one says, what the other."""
    if case.certificate is None:
        return []
    then, now = facts_printed(case.certificate), facts_now(case.pk)
    return [(LABELS[name], _told(then[name]), _told(now[name])) for name in then if now and then[name] != now[name]]


LABELS = {
    "enterprise_name": "企业名称",
    "uscc": "统一社会信用代码",
    "case_number": "执行案号",
    "instrument": "执行依据",
    "performance": "履行情况",
    "measures": "措施及其处理",
}


def _told(value: object) -> str:
    if isinstance(value, tuple):
        return "；".join(f"{row.kind}（{row.subject}）{row.effect}" for row in value)
    return str(value)
