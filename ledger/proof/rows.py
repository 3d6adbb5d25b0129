"""Each row that the ledger knows against its table, column by column, and each row of a table against the ledger."""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, date, datetime, time
from functools import cache
from typing import TYPE_CHECKING, Any, Final, TypeVar

from django.apps import apps
from django.db import connection, models

from ledger.proof.findings import Finding

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from ledger.proof.findings import Report
    from ledger.proof.spool import Said, Spool

    Values = dict[str, Any]

ABSENT: Final = "∅"
CHUNK: Final = 2000
# Rows that nothing but a step on what they belong to can bring into being: where the ledger keeps that, it keeps them. One way is enough.
BELONG: Final[dict[str, dict[str, str]]] = {
    "accounts_mandate": {"enterprise_id": "accounts_enterprise"},
    "assessment_indicator": {"region_id": "departments_region"},
    "assessment_scorecard": {"assessment_id": "assessment_assessment"},
    "cases_case": {"application_id": "cases_application"},
    "cases_certificate": {"case_id": "cases_case"},
    "cases_correction": {"enforcement_case_id": "cases_enforcementcase"},
    "cases_creditorconsultation": {"case_id": "cases_case"},
    "cases_creditorinstalment": {"consultation_id": "cases_creditorconsultation"},
    "cases_creditorlink": {"consultation_id": "cases_creditorconsultation"},
    "cases_creditorstatement": {"consultation_id": "cases_creditorconsultation"},
    "cases_decision": {"case_id": "cases_case"},
    "cases_examinationextension": {"case_id": "cases_case"},
    "cases_examinationhold": {"case_id": "cases_case"},
    "cases_examinationitem": {"examination_id": "cases_examination"},
    "cases_importedcase": {"batch_id": "cases_caseimport"},
    "cases_listduty": {"enforcement_case_id": "cases_enforcementcase"},
    "cases_listing": {"enforcement_case_id": "cases_enforcementcase"},
    "cases_listoperation": {"case_id": "cases_case"},
    "cases_measure": {"notice_id": "cases_proactivenotice"},
    "cases_measuredecision": {"examination_id": "cases_examination"},
    "cases_objection": {"case_id": "cases_case"},
    "cases_revocation": {"case_id": "cases_case"},
    "cases_service": {"case_id": "cases_case", "duty_id": "cases_listduty"},
    "cases_supplementitem": {"request_id": "cases_supplementrequest"},
    "cases_supplementrequest": {"case_id": "cases_case"},
    "deadlines_clock": {
        "case_id": "cases_case",
        "notice_id": "cases_proactivenotice",
        "duty_id": "cases_listduty",
        "action_item_id": "mechanism_actionitem",
        "scorecard_id": "assessment_scorecard",
    },
    "deadlines_clockevent": {"clock_id": "deadlines_clock"},
    "deadlines_deadlinerule": {"region_id": "departments_region"},
    "deadlines_ladderrung": {"region_id": "departments_region"},
    "deadlines_milestone": {"clock_id": "deadlines_clock"},
    "departments_department": {"region_id": "departments_region"},
    "departments_regionversion": {"region_id": "departments_region"},
    "mechanism_actionitem": {"meeting_id": "mechanism_meeting"},
    "mechanism_invitation": {"meeting_id": "mechanism_meeting"},
    "mechanism_minutes": {"meeting_id": "mechanism_meeting"},
    "mechanism_resolution": {"minutes_id": "mechanism_minutes"},
    "notices_document": {
        "case_id": "cases_case",
        "notice_id": "cases_proactivenotice",
        "application_id": "cases_application",
        "assessment_id": "assessment_assessment",
        "duty_id": "cases_listduty",
    },
    "oversight_complaint": {"clock_id": "deadlines_clock"},
    "oversight_order": {"clock_id": "deadlines_clock"},
    "recognition_delivery": {"case_id": "cases_case"},
    "recognition_recognition": {"case_id": "cases_case"},
}
# These nobody may add beside the ledger, whatever they belong to.
ALWAYS: Final = frozenset({"departments_post"})


def compare_rows(spool: Spool, report: Report) -> None:
    tables = {model._meta.db_table: model for model in apps.get_models()}  # noqa: SLF001 - Django's public _meta
    for name in sorted({*spool.tables(), *ALWAYS, *BELONG} & tables.keys()):
        model = tables[name]
        for key, said, values in merged(spool.rows_of(name), stored(model)):
            report.rows += said is not None
            report.extend(_problems(model, key, said, values, spool))
    for name in spool.tables():
        if name not in tables:
            report.add(Finding("missing", name, None, "账本中有记录，本版本没有这个数据表"))


K = TypeVar("K", int, str)
A = TypeVar("A")
B = TypeVar("B")


def merged(left: Iterable[tuple[Any, A]], right: Iterable[tuple[Any, B]]) -> Iterator[tuple[Any, A | None, B | None]]:
    """Both sides by their keys, which come in order, numbers before texts; None where one side has nothing."""
    lefts, rights = iter(left), iter(right)
    one, other = next(lefts, None), next(rights, None)
    while one is not None or other is not None:
        if other is None or (one is not None and _order(one[0]) < _order(other[0])):
            assert one is not None  # noqa: S101 - the loop goes on while one of them is there
            yield one[0], one[1], None
            one = next(lefts, None)
        elif one is None or _order(other[0]) < _order(one[0]):
            yield other[0], None, other[1]
            other = next(rights, None)
        else:
            yield one[0], one[1], other[1]
            one, other = next(lefts, None), next(rights, None)


def _order(key: int | str) -> tuple[bool, int | str]:
    return isinstance(key, str), key


def stored(model: type[models.Model]) -> Iterator[tuple[int, Values]]:
    """The rows of a table in the order of their keys, bytes as their digest."""
    fields = list(model._meta.concrete_fields)  # noqa: SLF001 - as above
    quoted = connection.ops.quote_name
    columns = [_asked(field) for field in fields]
    table, key = quoted(model._meta.db_table), quoted(str(_key_of(model).column))  # noqa: SLF001 - as above
    with connection.chunked_cursor() as cursor:
        cursor.execute(f"SELECT {key}, {', '.join(columns)} FROM {table} ORDER BY {key}")  # noqa: S608 - names of Django's own
        while chunk := cursor.fetchmany(CHUNK):
            for row in chunk:
                yield row[0], dict(zip((f.attname for f in fields), row[1:], strict=True))


def _asked(field: models.Field[Any, Any]) -> str:
    name = connection.ops.quote_name(str(field.column))
    return f"encode(sha256({name}), 'hex')" if isinstance(field, models.BinaryField) else name


def _key_of(model: type[models.Model]) -> models.Field[Any, Any]:
    key = model._meta.pk  # noqa: SLF001 - as above
    if key is None:
        raise LookupError(model)
    return key


def _problems(model: type[models.Model], key: int, said: Said | None, values: Values | None, spool: Spool) -> Iterator[Finding]:
    table = model._meta.db_table  # noqa: SLF001 - as above
    where, label = f"{table}:{key}", f"{model._meta.verbose_name} {key}"  # noqa: SLF001 - as above
    if said is None:
        if values and _must_be_known(table, values, spool):
            yield Finding("unknown", where, None, f"{label}：数据表中有这一行，账本没有记录")
        return
    if values is None:
        if said.columns:
            yield Finding("missing", where, None, f"{label}：账本中有记录（{said.line}），数据表中没有这一行")
    elif not said.columns:
        yield Finding("unknown", where, None, f"{label}：账本记为已经去掉（{said.line}），数据表中仍有这一行")
    elif different := list(_differences(model, said, values)):
        yield Finding("row", where, None, f"{label}：{'；'.join(different)}")


def _must_be_known(table: str, values: Values, spool: Spool) -> bool:
    """Whether the ledger has what the row belongs to from its beginning on: the line that made it keeps its first column too."""
    if table in ALWAYS:
        return True
    owners = BELONG.get(table, {}).items()
    return any(values[column] is not None and spool.knows(owner, values[column], _first_of(owner)) for column, owner in owners)


@cache
def _first_of(table: str) -> str:
    """The column after the key: what a row is, or of what, which no step changes."""
    (model,) = (model for model in apps.get_models() if model._meta.db_table == table)  # noqa: SLF001 - as above
    return next(field.attname for field in model._meta.concrete_fields if not field.primary_key)  # noqa: SLF001 - as above


def _differences(model: type[models.Model], said: Said, values: Values) -> Iterator[str]:
    for field in model._meta.concrete_fields:  # noqa: SLF001 - as above
        recorded = said.columns.get(field.attname)
        if recorded is None:
            continue
        present, by = text_of(field, values[field.attname]), said.by[field.attname]
        if recorded.startswith("#"):
            if present == ABSENT or f"#{hashlib.sha256(present.encode()).hexdigest()[:32]}" != recorded:
                yield f"“{_label(field)}”现为“{_shown(field, present)}”，与账本记录的摘要不符（{by}）"
        elif present != recorded:
            yield f"“{_label(field)}”现为“{_shown(field, present)}”，账本记为“{_shown(field, recorded)}”（{by}）"


def _label(field: models.Field[Any, Any]) -> str:
    """What a column is called on the pages, or what it points to."""
    if not str(field.verbose_name).isascii():
        return str(field.verbose_name)
    other = getattr(field.related_model, "_meta", None)
    return f"{other.verbose_name}（{field.name}）" if other else str(field.column)


def text_of(field: models.Field[Any, Any], value: object) -> str:
    """The verifier's own spelling of a value of the database."""
    if value is None:
        return ABSENT
    if isinstance(field, models.JSONField) and isinstance(value, str):
        value = json.loads(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime):
        return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, list | dict):
        return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return str(value)


SHOWN_AT_MOST: Final = 60


def _shown(field: models.Field[Any, Any], text: str) -> str:
    if text in (ABSENT, ""):
        return "空"
    if isinstance(field, models.BooleanField):
        return "是" if text == "true" else "否"
    label = dict(field.flatchoices).get(text)
    words = f"{label}" if label else text
    return words if len(words) <= SHOWN_AT_MOST else f"{words[:SHOWN_AT_MOST]}…"
