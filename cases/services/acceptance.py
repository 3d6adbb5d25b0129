"""The court's formal check: accept, ask once for everything missing, or decline with the right channel."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cases import selectors
from cases.enums import CaseAction, Variant
from cases.gaps import variant_of
from cases.models import Case, SupplementItem, SupplementRequest
from cases.outcomes import DeclineReason
from cases.papers.acceptance import ACCEPTANCE_NOTICE, DECLINE_NOTICE, LAPSE_NOTICE, SUPPLEMENT_NOTICE
from cases.selectors.reminders import reminded
from cases.services.creditors import write_to_creditor
from cases.services.examination import open_examination
from cases.subjects import CASE
from deadlines import services as deadlines
from deadlines.codes import ClockCode
from deadlines.selectors import clocks_run_out
from ledger.constraints import sentence_of
from ledger.timekeeping import legal_date
from notices.services import issue
from procedure.actors import SYSTEM
from procedure.engine import performing
from procedure.errors import ConditionNotMet, InvalidInput
from procedure.texts import kept, within

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

    from procedure.actors import Actor

ITEMS_AT_MOST = 20
NOTE_AT_MOST = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class SupplementLine:
    """One missing thing: what, why, and how to get it; all three are owed to the enterprise."""

    what: str
    why: str
    how: str


def accept(case_id: int, *, variant: Variant, handler_id: int | None = None, version: int | None = None, by: Actor, at: datetime) -> Case:
    """Accept, confirm the kind of applicant, and assign the handling judge (the least burdened unless named)."""
    with performing(CASE, CaseAction.ACCEPT, case_id, by=by, at=at, version=version) as step:
        case = step.subject
        if variant != variant_of(case.enforcement_case):
            raise InvalidInput("variant", "申请类型与名单记录不一致，请先在执行案件中更正名单记录，再受理。")
        case.variant = variant
        case.acceptance_officer_id = by.user_id
        case.handler_id = handler_of(case, handler_id, step.on)
        open_examination(case, at)
        due_on = deadlines.due_preview(step.region, ClockCode.EXAMINATION, step.on)
        step.body["variant"] = variant.value
        step.body["handler"] = case.handler_id
        issue(step, ACCEPTANCE_NOTICE, case, due_on)
        write_to_creditor(case, by=by, at=at)
    return case


def handler_of(case: Case, handler_id: int | None, today: date) -> int:
    """The judge who was named, or the one with the least in hand."""
    candidates = selectors.handler_candidates(case, today)
    chosen = candidates.filter(pk=handler_id).first() if handler_id else candidates.first()
    if chosen is None:
        raise InvalidInput("handler_id", "没有可以承办的法官，请先在岗位中登记承办法官，或者另选一人。")
    return int(chosen.pk)


def request_supplement(case_id: int, *, items: Sequence[SupplementLine], version: int | None = None, by: Actor, at: datetime) -> Case:
    """Tell the enterprise once and completely what is missing (一次性告知)."""
    for line in items:
        if not (line.what.strip() and line.why.strip() and line.how.strip()):
            raise InvalidInput("items", sentence_of(SupplementItem, "supplement_item_complete"))
    lines = [{name: kept(SupplementItem, name, getattr(line, name), field="items") for name in ("what", "why", "how")} for line in items]
    if not 1 <= len(items) <= ITEMS_AT_MOST:
        raise InvalidInput("items", f"请列出1至{ITEMS_AT_MOST}项需要补正的内容。")
    with performing(CASE, CaseAction.REQUEST_SUPPLEMENT, case_id, by=by, at=at, version=version) as step:
        case = step.subject
        case.supplement_rounds += 1
        request = SupplementRequest.objects.create(
            case=case,
            round=case.supplement_rounds,
            requested_by_id=by.person_id,
            requested_at=at,
        )
        rows = SupplementItem.objects.bulk_create(
            SupplementItem(request=request, position=n, **line) for n, line in enumerate(lines, start=1)
        )
        step.body["round"] = request.round
        step.body["items"] = len(items)
        step.keeps(request, *rows)
        issue(step, SUPPLEMENT_NOTICE, case, request)
    return case


def lapse_supplement(case_id: int, *, at: datetime) -> Case:
    """End a case whose supplement is overdue (视为撤回); the enterprise may apply again at once.

    Only where that the enterprise was reminded is on record; otherwise a person decides, by :func:`lapse_by_hand`.
    """
    with performing(CASE, CaseAction.LAPSE, case_id, by=SYSTEM, at=at) as step:
        request = _supplement_over(step.subject, at)
        if not reminded(clocks_run_out(ClockCode.SUPPLEMENT, legal_date(at)).filter(case=case_id), at).exists():
            raise ConditionNotMet("补正期限届满前对企业的提醒没有全部发出，不能自动视为撤回，请受理人员联系企业后决定。")
        issue(step, LAPSE_NOTICE, step.subject, request)
    return step.subject


def lapse_by_hand(case_id: int, *, note: str, version: int | None = None, by: Actor, at: datetime) -> Case:
    """The same decided by a person, who says how the enterprise was told: the portal's reminders did not all reach it."""
    if not note.strip():
        raise InvalidInput("note", "请写明怎样联系了企业，企业怎样答复。")
    with performing(CASE, CaseAction.LAPSE_BY_HAND, case_id, by=by, at=at, version=version) as step:
        request = _supplement_over(step.subject, at)
        step.body["note"] = within(NOTE_AT_MOST, note, field="note", label="联系情况")
        issue(step, LAPSE_NOTICE, step.subject, request)
    return step.subject


def _supplement_over(case: Case, at: datetime) -> SupplementRequest:
    request = case.latest_supplement
    if request is None or request.due_on is None or legal_date(at) <= request.due_on:
        msg = "补正期限还没有过。"
        raise ConditionNotMet(msg)
    return request


def supplements_to_lapse(limit: int, *, at: datetime) -> list[int]:
    """The cases whose supplement clock has run out after every reminder was sent, which is on record; the longest over first."""
    over = clocks_run_out(ClockCode.SUPPLEMENT, legal_date(at)).filter(case__isnull=False)
    return list(reminded(over, at).values_list("case_id", flat=True)[:limit])


def propose_decline(
    case_id: int,
    *,
    reason: DeclineReason,
    note: str,
    channel: str,
    version: int | None = None,
    by: Actor,
    at: datetime,
) -> Case:
    """Propose not to accept; a reviewing judge confirms."""
    with performing(CASE, CaseAction.PROPOSE_DECLINE, case_id, by=by, at=at, version=version) as step:
        case = step.subject
        case.acceptance_officer_id = by.user_id
        case.decline_reason = reason
        case.decline_note = kept(Case, "decline_note", note, field="note")
        case.decline_channel = kept(Case, "decline_channel", channel, field="channel")
        step.body["reason"] = reason.value
    return case


def return_decline(case_id: int, *, note: str, version: int | None = None, by: Actor, at: datetime) -> Case:
    """Give the case back to the acceptance officer."""
    with performing(CASE, CaseAction.RETURN_DECLINE, case_id, by=by, at=at, version=version) as step:
        if not note.strip():
            raise InvalidInput("note", "请写明退回的理由。")
        step.subject.return_note = kept(Case, "return_note", note, field="note")
        step.body["note"] = step.subject.return_note
    return step.subject


def confirm_decline(case_id: int, *, version: int | None = None, by: Actor, at: datetime) -> Case:
    """Decline, with reason and the channel that leads on."""
    with performing(CASE, CaseAction.CONFIRM_DECLINE, case_id, by=by, at=at, version=version) as step:
        case = step.subject
        issue(step, DECLINE_NOTICE, case)
    return case
