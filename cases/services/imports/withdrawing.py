"""An import is taken back as long as nothing of it was served: what it made is void, and stays on record as void."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from cases.enums import CaseState, NoticeAction, NoticeState
from cases.models import EnforcementCase, Listing, Measure
from cases.services.imports.planning import locked_import, log_import
from cases.states import ASSIGNED_STATES
from cases.subjects import NOTICE
from ledger import services as ledger
from ledger.rows import Kept, Part, name_of
from procedure.engine import performing
from procedure.errors import ConditionNotMet, InvalidInput, Stale
from procedure.refusals import refusals_in_words

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from cases.models import CaseImport, ImportedCase
    from procedure.actors import Actor

OBSTACLES_SHOWN = 5
WITHDRAWN = ("withdrawn_at",)


def obstacles(batch: CaseImport) -> list[str]:
    """Why an import cannot be withdrawn; nothing when it can."""
    items = batch.items.select_related("enforcement_case", "notice").order_by("pk")
    return [sentence for item in items for sentence in _obstacles_of(item)]


def _obstacles_of(item: ImportedCase) -> Iterator[str]:
    case, notice = item.enforcement_case, item.notice
    if notice.state == NoticeState.SERVED:
        yield f"告知书{notice.number}已经登记送达"
    elif notice.measures.filter(decisions__isnull=False).exists():
        yield f"{case.number}的措施已经在审查中处理"
    if item.made_case:
        if case.applications.exists() or case.cases.exists():
            yield f"企业已经就{case.number}填写信用修复申请"
        if case.measures.exclude(notice=notice).exists():
            yield f"{case.number}在导入之后又登记了措施"
    elif item.made_listing and case.cases.filter(state__in=ASSIGNED_STATES).exclude(state=CaseState.REJECTED).exists():
        yield f"{case.number}的信用修复已经受理，名单记录不能再改"


def withdraw_import(import_id: int, *, reason: str, by: Actor, at: datetime) -> CaseImport:
    """Void the notices, measures, entries and cases of an import. InvalidInput, Stale, ConditionNotMet."""
    reason = reason.strip()
    if not reason:
        raise InvalidInput("reason", "请写明撤回的原因。")
    with refusals_in_words(), transaction.atomic():
        batch = locked_import(import_id, by)
        if batch.confirmed_at is None or batch.withdrawn_at is not None:
            msg = "这次导入已经撤回。" if batch.withdrawn_at else "这次导入还没有确认，没有可以撤回的内容。"
            raise Stale(msg)
        cases = batch.items.values("enforcement_case")
        list(EnforcementCase.objects.select_for_update(of=("self",)).filter(pk__in=cases).order_by("pk"))
        if found := obstacles(batch):
            msg = f"不能撤回：{'；'.join(found[:OBSTACLES_SHOWN])}{'等' if len(found) > OBSTACLES_SHOWN else ''}。个别登记有误的，请在案件页面更正。"
            raise ConditionNotMet(msg)
        for item in batch.items.select_related("enforcement_case", "notice").order_by("pk"):
            _void(item, batch, reason, by, at)
        batch.withdrawn_at, batch.withdrawn_by_id, batch.withdrawal_reason = at, by.person_id, reason
        batch.save(update_fields=["withdrawn_at", "withdrawn_by", "withdrawal_reason"])
        log_import(
            batch,
            "import_withdrawn",
            by,
            at,
            {"reason": reason},
            rows=[Part(batch, ("withdrawn_at", "withdrawn_by_id", "withdrawal_reason"))],
        )
    return batch


def _void(item: ImportedCase, batch: CaseImport, reason: str, by: Actor, at: datetime) -> None:
    case = item.enforcement_case
    with performing(NOTICE, NoticeAction.WITHDRAW_NOTICE, item.notice_id, by=by, at=at) as step:
        step.body["reason"] = reason
        measures = list(step.subject.measures.order_by("pk"))
        for measure in measures:
            measure.withdrawn_at = at
        Measure.objects.bulk_update(measures, ["withdrawn_at"])
        step.keeps(*(Part(measure, WITHDRAWN) for measure in measures))
    body: dict[str, object] = {"import": batch.pk, "notice": item.notice.number, "reason": reason, "case": item.made_case}
    rows: list[Kept] = []
    if item.made_listing and not item.made_case:
        listing = Listing.objects.filter(enforcement_case=case).first()
        if listing is not None:
            body["listing"] = {"state": listing.state, "situations": listing.situations, "term_kind": listing.term_kind}
            rows.append(name_of(listing))
            listing.delete()
    if item.made_case:
        EnforcementCase.objects.filter(pk=case.pk).update(withdrawn_at=at)
        case.withdrawn_at = at
        rows.append(Part(case, WITHDRAWN))
    stream = f"enforcement:{case.pk}"
    ledger.locked_stream(stream)
    ledger.append_event(stream=stream, actor=by.key, action="import_withdrawn", object=stream, at=at, body=body, rows=rows)
