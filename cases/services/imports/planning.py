"""From a file to a plan that is looked at before anything is made, and from the plan to what is made of it, once."""

from __future__ import annotations

import hashlib
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.db import transaction

from cases.models import CaseImport, ImportedCase
from cases.services.enforcement import require_court_officer
from cases.services.imports import layout
from cases.services.imports.faults import ImportRejected
from cases.services.imports.lines import Line, lines_of
from cases.services.imports.reading import MAX_BYTES, read_workbook, shown
from cases.services.imports.recording import record
from ledger import services as ledger
from procedure.errors import InvalidInput, NotVisible
from procedure.refusals import refusals_in_words
from words.dates import day

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from django.core.files.uploadedfile import UploadedFile

    from cases.services.imports.recording import Made
    from ledger.rows import Kept
    from procedure.actors import Actor

KEPT_UNCONFIRMED = timedelta(days=7)
NAME_AT_MOST = 120


def prepare_import(upload: UploadedFile[bytes], *, court_id: int, by: Actor, at: datetime) -> CaseImport:
    """The plan of a file; nothing else is made. Raises ImportRejected with each fault."""
    require_court_officer(by, court_id)
    content: bytes = upload.read(MAX_BYTES + 1)
    found = layout.find(read_workbook(content))
    lines, faults = lines_of(found.rows)
    if faults or found.faults:
        raise ImportRejected([*found.faults, *faults])
    tried = _tried(lines, court_id, by, at)
    CaseImport.objects.filter(court=court_id, confirmed_at__isnull=True, prepared_at__lt=at - KEPT_UNCONFIRMED).delete()
    return CaseImport.objects.create(
        court_id=court_id,
        file_name=shown(upload.name or "", NAME_AT_MOST),
        file_sha256=hashlib.sha256(content).hexdigest(),
        plan={
            "sheet": found.sheet,
            "lines": [line.packed() for line in lines],
            "hidden": [line.row for line in lines if line.is_hidden],
            "struck": [line.row for line in lines if line.is_struck],
            "ignored": found.ignored,
            "remarks": [*found.remarks, *(remark for one in tried for remark in one["remarks"])],
            "cases": tried,
        },
        prepared_at=at,
        prepared_by_id=by.person_id,
    )


def _tried(lines: list[Line], court_id: int, by: Actor, at: datetime) -> list[dict[str, Any]]:
    """What would be made of the lines: it is made, told and taken back, so that the same rules judge as later."""
    with refusals_in_words(), transaction.atomic():
        told = [_told(one) for one in record(lines, court_id=court_id, by=by, at=at)]
        transaction.set_rollback(True)
    return told


def _told(made: Made) -> dict[str, Any]:
    case = made.case
    listing = getattr(case, "listing", None) if made.made_listing else None
    return {
        "rows": made.rows,
        "number": case.number,
        "enterprise": case.enterprise.name,
        "is_new": made.made_case,
        "measures": [f"{measure.get_kind_display()}（{day(measure.taken_on)}）" for measure in made.measures],
        "amount_fen": case.amount_fen,
        "performed_fen": case.performed_fen,
        "listing": listing.get_state_display() if listing else "",
        "remarks": made.remarks,
    }


def confirm_import(
    import_id: int, *, takes_hidden: bool | None = None, takes_struck: bool | None = None, by: Actor, at: datetime
) -> CaseImport:
    """Make what the plan says, all of it or nothing; a second time changes nothing.

    ``takes_hidden`` and ``takes_struck`` answer what becomes of rows that the file hides or crosses out. Raises ImportRejected
    where the record has changed since.
    """
    with refusals_in_words(), transaction.atomic():
        batch = locked_import(import_id, by)
        if batch.confirmed_at is not None:
            return batch
        lines = [Line.unpacked(stored) for stored in batch.plan["lines"]]
        lines = _taken(lines, takes_hidden=takes_hidden, takes_struck=takes_struck)
        made = record(lines, court_id=batch.court_id, by=by, at=at)
        items = ImportedCase.objects.bulk_create(
            ImportedCase(batch=batch, enforcement_case=one.case, notice=one.notice, made_case=one.made_case, made_listing=one.made_listing)
            for one in made
        )
        batch.confirmed_at, batch.confirmed_by_id = at, by.person_id
        batch.save(update_fields=["confirmed_at", "confirmed_by"])
        body = {"file": batch.file_sha256, "rows": len(lines), "notices": [one.notice.number for one in made]}
        log_import(batch, "import_confirmed", by, at, body, rows=[batch, *items])
    return batch


def _taken(lines: list[Line], *, takes_hidden: bool | None, takes_struck: bool | None) -> list[Line]:
    """The lines that whoever confirms wants; one that is both hidden and crossed out must be wanted as both."""
    if takes_hidden is None and any(line.is_hidden for line in lines):
        raise InvalidInput("hidden", "请选择隐藏的行是否一并导入。")
    if takes_struck is None and any(line.is_struck for line in lines):
        raise InvalidInput("struck", "请选择加了删除线的行是否一并导入。")
    taken = [line for line in lines if (takes_hidden or not line.is_hidden) and (takes_struck or not line.is_struck)]
    if not taken:
        raise InvalidInput("", "不导入隐藏的和加了删除线的行，就没有可以导入的内容了。")
    return taken


def locked_import(import_id: int, by: Actor) -> CaseImport:
    batch = CaseImport.objects.select_for_update(of=("self",)).filter(pk=import_id).first()
    if batch is None:
        raise NotVisible
    require_court_officer(by, batch.court_id)
    return batch


def log_import(batch: CaseImport, action: str, by: Actor, at: datetime, body: dict[str, object], *, rows: Sequence[Kept] = ()) -> None:
    stream = f"import:{batch.pk}"
    ledger.locked_stream(stream)
    ledger.append_event(stream=stream, actor=by.key, action=action, object=stream, at=at, body=body, rows=rows)
