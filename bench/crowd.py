"""Very many clocks in little time, none of them due, so that a sweep finds nothing to do.

Rows keep every constraint of the database; foreign keys and triggers are off while they come, so this is no world to work
in, only one to search.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date, timedelta

from django.db import connection, models

from bench.rows.insert import array, insert, literal, table
from cases.enums import CaseState
from cases.models import Case, Certificate, Service
from deadlines.codes import RIGHTS, ClockCode, Nature
from deadlines.models import Clock
from messaging.models import Message, MessageReading
from notices.models import Document

CODES = tuple(code.value for code in ClockCode if code.nature != Nature.BAR)
# Over at once when their last day is over: such as are overdue would be something to do.
END_BY_THEMSELVES = (ClockCode.SUPPLEMENT.value, *(code.value for code in RIGHTS))
STATES = (
    *(CaseState.SUBMITTED, CaseState.SUPPLEMENT, CaseState.ACCEPTED, CaseState.PENDING_REVIEW, CaseState.PENDING_SIGN),
    *(CaseState.PUSHED, CaseState.DISTRIBUTED, CaseState.RECOGNIZING, CaseState.RECOGNIZED_ALL),
)
# As many as there are printers.
A_PRINTER_HAS = "n % 100000 IN (7, 8)"


@contextmanager
def unwatched() -> Iterator[None]:
    """Let rows come without foreign keys and triggers; only the tests' and the benches' servers allow it."""
    run("SET session_replication_role = 'replica'")
    try:
        yield
    finally:
        run("SET session_replication_role = 'origin'")


def run(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


def gather(clocks: int, today: date, *, base: int = 0) -> None:
    """Add open clocks, half as many that were met, a case for every third of them, its certificate, the paper of that, a message read.

    Some open clocks are overdue, but noted as such; some papers wait, but a printer has them.
    """
    cases = max(clocks // 3 // len(CODES), 1) * len(CODES)
    with unwatched():
        for statement in (*_cases(cases, today, base), *_clocks(clocks, cases, today, base), *_told(cases, today, base)):
            run(statement)
    for model in (Case, Certificate, Document, Service, Clock, Message, MessageReading):
        run(f"ANALYZE {table(model)}")


def rows_of(model: type[models.Model], given: Mapping[str, str], source: str) -> str:
    """Return the statement; columns that are not given get what the model says, or as little as it takes: nobody reads them here."""
    said = dict(given)
    for field in model._meta.local_concrete_fields:  # noqa: SLF001 - Django's public _meta
        if isinstance(field, models.AutoField):
            continue
        if field.has_default():
            said.setdefault(field.name, literal(field.get_db_prep_save(field.get_default(), connection)))
        elif field.null or field.blank:
            said.setdefault(field.name, "NULL" if field.null else "''")
        elif isinstance(field, models.CharField):
            said.setdefault(field.name, "'-'")
    return insert(model, said, source)


def _cases(count: int, today: date, base: int) -> Iterator[str]:
    numbered, at = f"FROM generate_series({base + 1}, {base + count}) AS n", f"TIMESTAMPTZ '{today} 12:00+08'"
    state = f"({array((state.value for state in STATES), 'text')})[1 + n % {len(STATES)}]"
    state = f"CASE WHEN {A_PRINTER_HAS} THEN {literal(CaseState.CERTIFIED.value)} ELSE {state} END"
    people = {"handler": "1", "reviewer": "2", "signer": "3", "decision": "n", "certificate": "n"}
    keys = dict.fromkeys(("region", "court", "bureau", "application", "enterprise"), "1")
    told = {"variant": "'listed'", "opened_at": at, "changed_at": at, "state_seq": "1"}
    yield rows_of(Case, {"id": "n", "number": "'修' || n", "enforcement_case": "n", "state": state, **people, **keys, **told}, numbered)
    term = {"type": "'C'", "entry_effect": "'delete'", "variant": "'listed'", "issued_on": literal(today), "issued_at": at}
    names = {"number": "'证' || n", "verify_code": "'码' || n", "scope_fields": "'{}'", "legal_basis": "'条'"}
    signed = {"signed_by": "1", "sealed_by": "2", "document": "n", "case": "n"}
    yield rows_of(Certificate, {"id": "n", **term, **names, **signed}, numbered)
    yield rows_of(Document, {"id": "n", "case": "n", **_paper(at)}, numbered)
    # Nearly all are served; the others wait for a clerk, since nobody agreed to be served in the portal.
    is_served = "n % 500 > 1"
    how = {"manner": "'electronic'", "receiver": "'-'", "served_on": literal(today), "account": "1", "arrived_at": at}
    served = {
        name: f"CASE WHEN {is_served} THEN {value} {'ELSE ' + chr(39) * 2 if name in ('manner', 'receiver') else ''} END"
        for name, value in how.items()
    }
    served["state"] = f"CASE WHEN {is_served} THEN 'served' ELSE 'owed' END"
    yield rows_of(Service, {"id": "n", "case": "n", "document": "n", "party": "'applicant'", "owed_at": at, **served}, numbered)


def _paper(at: str) -> dict[str, str]:
    return {
        "kind": "'D13'",
        "title": "'信用修复证明'",
        "audience": "'all'",
        "template_version": "'1'",
        "snapshot": "'{}'",
        "snapshot_sha256": "'0'",
        "state": f"CASE WHEN {A_PRINTER_HAS} THEN 'pending' ELSE 'ready' END",
        "lease_until": f"CASE WHEN {A_PRINTER_HAS} THEN {at} + interval '1 day' END",
        "file_name": "n || '.pdf'",
        "pdf_sha256": "'0'",
        "page_count": "1",
        "rendered_at": at,
        "created_at": at,
        "created_by": "'system'",
    }


def _clocks(count: int, cases: int, today: date, base: int) -> Iterator[str]:
    code = f"({array(CODES, 'text')})[1 + (n + n / {cases}) % {len(CODES)}]"
    ends_by_itself = f"{code} = ANY({array(END_BY_THEMSELVES, 'text')})"
    due_on = f"({literal(today)} + (n % 90)::int - CASE WHEN {ends_by_itself} THEN 0 ELSE 3 END)"
    at = f"TIMESTAMPTZ '{today} 12:00+08'"
    common = {"region": "1", "case": f"{base + 1} + n % {cases}", "rule": "1", "code": code, "calendar_version": "'2026.1'"}
    times = {"started_at": at, "opened_at": at}
    running = {"id": f"{base} + n", "started_on": f"{due_on} - 14", "due_on": due_on, "status": "'running'"}
    breached = {"breached_on": f"CASE WHEN {due_on} < {literal(today)} THEN {due_on} + 1 END"}
    yield rows_of(Clock, {**common, **times, **running, **breached}, f"FROM generate_series(1, {count}) AS n")
    past = literal(today - timedelta(days=30))
    met = {"id": f"{base + count} + n", "round": "2", "started_on": f"{past} - 9", "due_on": past, "stopped_on": past, "status": "'met'"}
    yield rows_of(Clock, {**common, **times, **met}, f"FROM generate_series(1, {count // 2}) AS n")


def _told(count: int, today: date, base: int) -> Iterator[str]:
    numbered, at = f"FROM generate_series({base + 1}, {base + count}) AS n", f"TIMESTAMPTZ '{today} 12:00+08'"
    yield rows_of(Message, {"enterprise": "n", "sent_at": at, "resolved_at": at, "dedup_key": "'crowd:' || n"}, numbered)
    yield rows_of(MessageReading, {"message": "n", "user": "1", "read_at": at}, numbered)
