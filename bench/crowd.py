"""Very many clocks in very little time, by INSERT … SELECT: none of them due, so that a sweep finds nothing to do.

Rows keep every constraint of the database; foreign keys and triggers are off while they come, so this is no world to work
in, only one to search.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date, timedelta

from django.db import connection, models
from django.db.models.fields import NOT_PROVIDED

from cases.enums import CaseState
from cases.models import Case, Certificate
from deadlines.models import Clock
from notices.models import Document

# Coprime to the number of open states, so that the codes of a state are mixed.
CODES = ("K-01", "K-02", "K-03", "K-04", "K-05", "K-06", "K-10", "K-11", "K-12", "K-13", "K-14", "K-35", "K-41")
RIGHTS = ("K-03", "K-05")
STATES = (
    *(CaseState.SUBMITTED, CaseState.SUPPLEMENT, CaseState.ACCEPTED, CaseState.PENDING_REVIEW, CaseState.PENDING_SIGN),
    *(CaseState.PUSHED, CaseState.DISTRIBUTED, CaseState.RECOGNIZING, CaseState.RECOGNIZED_ALL, CaseState.CLOSED_WITH_REFUSALS),
)
A_PRINTER_HAS = "n % 2000 = 7"


@contextmanager
def unwatched() -> Iterator[None]:
    """Let rows come without foreign keys and triggers; only the tests' and the benches' servers allow it."""
    _run("SET session_replication_role = 'replica'")
    try:
        yield
    finally:
        _run("SET session_replication_role = 'origin'")


def gather(clocks: int, today: date, *, base: int = 0) -> None:
    """Add open clocks, half as many that ended, a case for every third of them, and its certificate with the paper.

    Some open clocks are overdue, but not such as end by themselves; some papers wait, but a printer has them.
    """
    cases = max(clocks // 3 // len(CODES), 1) * len(CODES)
    with unwatched():
        for statement in (*_cases(cases, today, base), *_clocks(clocks, cases, today, base)):
            _run(statement)
    for model in (Case, Certificate, Document, Clock):
        _run(f"ANALYZE {_table(model)}")


def insert(model: type[models.Model], given: Mapping[str, str], source: str) -> str:
    """Return the statement; given maps columns to SQL over source, the rest get what the model says."""
    fields = {str(field.column): field for field in model._meta.local_concrete_fields}  # noqa: SLF001 - Django's public _meta
    said = {column: given.get(column) or _default(field) for column, field in fields.items()}
    columns = {column: value for column, value in said.items() if value}
    return f"INSERT INTO {_table(model)} ({', '.join(columns)}) SELECT {', '.join(columns.values())} {source}"


def literal(value: object) -> str:
    text = str(value).replace("'", "''")
    return f"DATE '{text}'" if isinstance(value, date) else f"'{text}'"


def _cases(count: int, today: date, base: int) -> Iterator[str]:
    numbered, at = f"FROM generate_series({base + 1}, {base + count}) AS n", f"TIMESTAMPTZ '{today} 12:00+08'"
    state = f"(ARRAY[{', '.join(literal(state.value) for state in STATES)}])[1 + n % {len(STATES)}]"
    people = {"handler_id": "1", "reviewer_id": "2", "signer_id": "3", "decision_id": "n", "certificate_id": "n"}
    keys = dict.fromkeys(("region_id", "court_id", "bureau_id", "application_id", "enterprise_id"), "1")
    told = {"variant": "'listed'", "opened_at": at, "changed_at": at, "state_seq": "1"}
    state = f"CASE WHEN {A_PRINTER_HAS} THEN {literal(CaseState.CERTIFIED.value)} ELSE {state} END"
    yield insert(Case, {"id": "n", "number": "'修' || n", "enforcement_case_id": "n", "state": state, **people, **keys, **told}, numbered)
    term = {"type": "'C'", "variant": "'listed'", "issued_on": literal(today), "issued_at": at, "valid_until": "NULL"}
    names = {"number": "'证' || n", "verify_code": "'码' || n", "scope_fields": "'{}'", "legal_basis": "'条'"}
    signed = {"signed_by_id": "1", "sealed_by_id": "2", "document_id": "n", "case_id": "n"}
    yield insert(Certificate, {"id": "n", **term, **names, **signed}, numbered)
    yield insert(Document, {"id": "n", "case_id": "n", **_paper(at)}, numbered)


def _paper(at: str) -> dict[str, str]:
    return {
        "kind": "'D13'",
        "title": "'信用修复证明'",
        "audience": "'all'",
        "template_version": "'1'",
        "snapshot": "'{}'",
        "snapshot_sha256": "''",
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
    codes = f"(ARRAY[{', '.join(map(literal, CODES))}])"
    code = f"{codes}[1 + (n + n / {cases}) % {len(CODES)}]"
    ends_by_itself = f"{code} IN ({', '.join(map(literal, RIGHTS))})"
    due_on = f"{literal(today)} + (n % 90)::int - CASE WHEN {ends_by_itself} THEN 0 ELSE 3 END"
    at = f"TIMESTAMPTZ '{today} 12:00+08'"
    common = {"case_id": f"{base + 1} + n % {cases}", "rule_id": "1", "code": code, "calendar_version": "'2026.1'"}
    times = {"started_at": at, "opened_at": at}
    running = {"id": f"{base} + n", "started_on": f"{due_on} - 14", "due_on": due_on, "status": "'running'"}
    yield insert(Clock, {**common, **times, **running}, f"FROM generate_series(1, {count}) AS n")
    past = literal(today - timedelta(days=30))
    met = {"id": f"{base + count} + n", "round": "2", "started_on": f"{past} - 9", "due_on": past, "stopped_on": past, "status": "'met'"}
    yield insert(Clock, {**common, **times, **met}, f"FROM generate_series(1, {count // 2}) AS n")


def _default(field: models.Field[object, object]) -> str:
    """The field's default as SQL; empty when the database fills the column itself or says that something is missing."""
    if isinstance(field, models.AutoField) or field.db_default is not NOT_PROVIDED:
        return ""
    if field.has_default():
        value = field.get_db_prep_save(field.get_default(), connection)
        return literal(value.obj if hasattr(value, "obj") else value)
    return "''" if field.empty_strings_allowed and not field.null else ""


def _table(model: type[models.Model]) -> str:
    return f'"{model._meta.db_table}"'  # noqa: SLF001 - Django's public _meta


def _run(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)
