"""Examination, recheck and signature: three people, one after the other."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, cast

from django.db import transaction

from cases import selectors
from cases.effects import DECIDED_KINDS, MEASURE_ROWS
from cases.enums import CaseAction, CaseState, CertificateType, EntryEffect, Finding, MeasureEffect, MeasureKind, Recommendation
from cases.gaps import date_in_the_past, unsettled_gap
from cases.models import Case, Decision, Examination, ExaminationItem, GuardRule, MeasureDecision, latest_examination
from cases.options import options_of
from cases.outcomes import RejectionReason
from cases.papers.certificate import legal_basis
from cases.papers.decision import APPROVAL_DECISION, REJECTION_DECISION
from cases.papers.examination import EXAMINATION_REPORT
from cases.rules import assigned_handler, examination_recommends_approval
from cases.services.holds import drop_extension
from cases.services.submitting import refuse_gap
from cases.subjects import CASE
from deadlines import services as deadlines
from deadlines.codes import ClockCode
from ledger import services as ledger
from ledger.constraints import sentence_of
from ledger.rows import Part
from notices.services import issue
from procedure.actors import of_now
from procedure.engine import performing
from procedure.errors import ConditionNotMet, InvalidInput, NotPermitted, NotVisible, Stale
from procedure.refusals import refusals_in_words
from procedure.selectors import last_change_in_words
from procedure.texts import kept, within
from words import limits
from words.dates import day, until
from words.lists import sentence

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime

    from procedure.actors import Actor

REASON_AT_MOST = 500
EXAMINABLE = (CaseState.ACCEPTED, CaseState.RETURNED)


@dataclass(frozen=True, slots=True, kw_only=True)
class MeasureChoice:
    """What the judge says of one measure."""

    effect: MeasureEffect | str = ""
    ends_on: date | None = None
    ruling_number: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ExaminationData:
    """The examination form as filled in so far; incomplete is fine until it is submitted."""

    capacity: str = ""
    cooperation: str = ""
    related_cases_checked: bool = False
    related_cases_note: str = ""
    covers_all_cases: bool = False
    query_on: date | None = None
    query_number: str = ""
    recommendation: Recommendation | str = ""
    certificate_type: CertificateType | str = ""
    entry_effect: EntryEffect | str = ""
    entry_until: date | None = None
    entry_reasons: str = ""
    valid_until: date | None = None
    conditions: str = ""
    opinion: str = ""
    items: Mapping[int, tuple[Finding | str, str]] = field(default_factory=dict)
    measures: Mapping[int, MeasureChoice] = field(default_factory=dict)


def ensure_examination(case_id: int, *, by: Actor, at: datetime) -> Examination:
    """The open examination of the current round, with a row for each current guard and each measure."""
    with refusals_in_words(), transaction.atomic():
        case = _examinable(case_id, by, at)
        return open_examination(case, at)


def _examinable(case_id: int, by: Actor, at: datetime) -> Case:
    case = CASE.lock(case_id)
    by = of_now(by, at)
    if not assigned_handler(by, case):
        raise NotPermitted if selectors.cases_visible_to(by).filter(pk=case_id).exists() else NotVisible
    if case.state not in EXAMINABLE:
        msg = f"该案现为“{case.get_state_display()}”，审查表不能再修改。"
        raise Stale(msg)
    return case


def open_examination(case: Case, at: datetime) -> Examination:
    """The examination of the current round, made if it is not there; the caller holds the case."""
    last = latest_examination(case)
    if last is not None and last.submitted_at is None:
        examination, have = last, _rows_of(last)
    else:
        examination = _next_round(case, last, at)
        have = _rows_of(examination) if last is not None else (set(), set())
    _add_missing_rows(case, examination, *have)
    return examination


def _rows_of(examination: Examination) -> tuple[set[int], set[int]]:
    """The keys of the guards and the measures that it has a row for."""
    return set(examination.items.values_list("rule_id", flat=True)), set(examination.measure_decisions.values_list("measure_id", flat=True))


def _next_round(case: Case, last: Examination | None, at: datetime) -> Examination:
    """A returned case starts from what the last round said, so that nothing has to be typed again."""
    examination = Examination(case=case, round=1, handler_id=cast("int", case.handler_id), saved_at=at)
    if last is not None:
        examination.round = last.round + 1
        for name in _FIELDS:
            setattr(examination, name, getattr(last, name))
    examination.save(force_insert=True)
    if last is not None:
        ExaminationItem.objects.bulk_create(
            ExaminationItem(examination=examination, rule_id=item.rule_id, finding=item.finding, evidence=item.evidence)
            for item in last.items.filter(rule__is_current=True).order_by("pk")
        )
        MeasureDecision.objects.bulk_create(
            MeasureDecision(examination=examination, **{name: getattr(row, name) for name in _OF_MEASURE})
            for row in last.measure_decisions.order_by("pk")
        )
    return examination


def _add_missing_rows(case: Case, examination: Examination, judged: set[int], decided: set[int]) -> None:
    rules = GuardRule.objects.filter(region=case.region_id, is_current=True).exclude(pk__in=judged)
    ExaminationItem.objects.bulk_create(ExaminationItem(examination=examination, rule=rule) for rule in rules.order_by("position", "pk"))
    measures = case.enforcement_case.measures.filter(kind__in=DECIDED_KINDS).exclude(pk__in=decided).order_by("pk")
    MeasureDecision.objects.bulk_create(MeasureDecision(examination=examination, measure=row, kind=row.kind) for row in measures)


_FIELDS = (
    "capacity",
    "cooperation",
    "related_cases_checked",
    "related_cases_note",
    "covers_all_cases",
    "query_on",
    "query_number",
    "recommendation",
    "certificate_type",
    "entry_effect",
    "entry_until",
    "entry_reasons",
    "valid_until",
    "conditions",
    "opinion",
)
REVIEW = ("reviewed_by_id", "review_note")
_TEXTS = ("capacity", "cooperation", "related_cases_note", "query_number", "entry_reasons", "conditions", "opinion")
_OF_MEASURE = ("measure_id", "kind", "effect", "ends_on", "ruling_number", "note")


def save_examination(
    case_id: int, data: ExaminationData, *, saved_at: datetime | None = None, version: int | None = None, by: Actor, at: datetime
) -> Examination:
    """Keep the form as far as it is filled in; only the handling judge, only while the case is under examination.

    ``saved_at`` is when the examination was last saved as the page showed it; Stale if another page has saved since.
    """
    texts = {name: kept(Examination, name, getattr(data, name)) for name in _TEXTS}
    with refusals_in_words(), transaction.atomic():
        case = _examinable(case_id, by, at)
        if version not in (None, case.state_seq):
            raise Stale(last_change_in_words(CASE, case))
        examination = open_examination(case, at)
        if saved_at is not None and saved_at != examination.saved_at:
            msg = "这份审查表已在另一个页面保存过，为免覆盖，请先查看已保存的内容，再决定是否提交这里的文字。"
            raise Stale(msg)
        for name in _FIELDS:
            setattr(examination, name, texts.get(name, getattr(data, name)))
        if data.covers_all_cases and (gap := unsettled_gap(case.enforcement_case)):
            raise InvalidInput("covers_all_cases", gap)
        examination.saved_at = at
        examination.save()
        _save_rows(examination, data)
        ledger.append_event(
            stream=f"case:{case.pk}",
            actor=by.key,
            action="examination_saved",
            object=f"examination:{examination.pk}",
            at=at,
            body={"post": "法院承办法官", "round": examination.round},
        )
    return examination


def _save_rows(examination: Examination, data: ExaminationData) -> None:
    for item in examination.items.order_by("pk"):
        finding, evidence = data.items.get(item.rule_id, (item.finding, item.evidence))
        if finding and finding not in Finding.values:
            raise InvalidInput("items", "核查结果请从选项中选择。")
        item.finding, item.evidence = finding, kept(ExaminationItem, "evidence", evidence, field="items")
        item.save()
    for row in examination.measure_decisions.order_by("pk"):
        choice = data.measures.get(row.measure_id)
        if choice is None:
            continue
        if choice.effect and choice.effect not in MEASURE_ROWS[MeasureKind(row.kind)].effects:
            raise InvalidInput("measures", sentence_of(MeasureDecision, "measure_decision_is_in_the_table"))
        row.effect, row.ends_on = choice.effect, choice.ends_on
        row.ruling_number = kept(MeasureDecision, "ruling_number", choice.ruling_number, field="measures")
        row.note = kept(MeasureDecision, "note", choice.note, field="measures")
        row.save()


def submit_examination(case_id: int, *, version: int | None = None, by: Actor, at: datetime) -> Case:
    """Hand the examination to the reviewing judge; refused with the first gap in words."""
    with performing(CASE, CaseAction.SUBMIT_EXAMINATION, case_id, by=by, at=at, version=version) as step:
        case = step.subject
        examination = _current(case)
        if examination.submitted_at is None:
            refuse_gap(case, examination, step.on)
            examination.submitted_at = at
            examination.save()
        step.keeps(examination, *examination.items.order_by("pk"), *MeasureDecision.recorded.filter(examination=examination).order_by("pk"))
        step.body |= {"round": examination.round, "recommendation": examination.recommendation}
        issue(step, EXAMINATION_REPORT, case, examination)
    return case


def _current(case: Case) -> Examination:
    examination = latest_examination(case)
    if examination is None:
        msg = "请先填写审查表并保存。"
        raise ConditionNotMet(msg)
    return examination


def return_by_reviewer(case_id: int, *, note: str, version: int | None = None, by: Actor, at: datetime) -> Case:
    """The reviewing judge gives the case back to the handling judge with comments."""
    return _give_back(CaseAction.RETURN_BY_REVIEWER, case_id, note=note, version=version, by=by, at=at)


def return_by_signer(case_id: int, *, note: str, version: int | None = None, by: Actor, at: datetime) -> Case:
    """The signing president gives the case back to the handling judge with comments."""
    return _give_back(CaseAction.RETURN_BY_SIGNER, case_id, note=note, version=version, by=by, at=at)


def _give_back(action: CaseAction, case_id: int, *, note: str, version: int | None, by: Actor, at: datetime) -> Case:
    if not note.strip():
        raise InvalidInput("note", "请写明退回的意见，承办人要据此修改。")
    with performing(CASE, action, case_id, by=by, at=at, version=version) as step:
        case = step.subject
        case.return_note = kept(Case, "return_note", note, field="note")
        # The next round is rechecked by whoever takes it; this round keeps its reviewer in its own row.
        if action == CaseAction.RETURN_BY_REVIEWER:
            examination = _current(case)
            examination.reviewed_by_id = by.user_id
            examination.review_note = case.return_note
            examination.save()
            step.keeps(Part(examination, REVIEW))
        case.reviewer = None
        open_examination(case, at)
        step.body["note"] = case.return_note
    return case


def pass_review(case_id: int, *, note: str = "", version: int | None = None, by: Actor, at: datetime) -> Case:
    """The reviewing judge agrees; the case goes to the signing president."""
    with performing(CASE, CaseAction.PASS_REVIEW, case_id, by=by, at=at, version=version) as step:
        case = step.subject
        examination = _current(case)
        examination.reviewed_by_id = by.user_id
        examination.review_note = kept(Examination, "review_note", note, field="note")
        examination.save()
        step.keeps(Part(examination, REVIEW))
        case.reviewer_id = by.user_id
        step.body["note"] = examination.review_note
    return case


def approve(case_id: int, *, reason_text: str, version: int | None = None, by: Actor, at: datetime) -> Case:
    """Sign the approval; refused when the examination did not recommend it or an obstacle is open."""
    if not reason_text.strip():
        raise InvalidInput("reason_text", "请写明准予的理由。")
    _refuse_proposal("reason_text", reason_text)
    with performing(CASE, CaseAction.APPROVE, case_id, by=by, at=at, version=version) as step:
        case = step.subject
        examination = _current(case)
        if gap := examination_recommends_approval(case) or date_in_the_past(examination, step.on):
            raise ConditionNotMet(gap)
        case.signer_id = by.user_id
        decision = Decision(
            case=case,
            is_approval=True,
            reason_text=kept(Decision, "reason_text", reason_text),
            legal_basis=legal_basis(case, examination),
            signed_by_id=by.person_id,
            signed_at=at,
        )
        decision.number = issue(step, APPROVAL_DECISION, case, decision, examination).number
        decision.save(force_insert=True)
        case.decision = decision
        step.keeps(decision)
        drop_extension(step)
        step.body["decision"] = decision.number
    return case


def reject(
    case_id: int,
    *,
    reasons: Mapping[RejectionReason, str],
    guidance: str,
    reapply_on: date,
    version: int | None = None,
    by: Actor,
    at: datetime,
) -> Case:
    """Sign a rejection: each ground with its reasons, guidance, and the earliest date to apply again are all owed.

    The remedy, its period and whom to turn to come from the rule of the limit.
    """
    _require_parts(reasons, guidance)
    with performing(CASE, CaseAction.REJECT, case_id, by=by, at=at, version=version) as step:
        case = step.subject
        _require_reapplication_date(case, reapply_on, step.on)
        case.signer_id = by.user_id
        decision = Decision(
            case=case,
            is_approval=False,
            reason_codes=[code.value for code in reasons],
            reason_texts=[within(REASON_AT_MOST, text, field=f"reason_{code.value}", label=code.label) for code, text in reasons.items()],
            reason_text=_reasons_together(reasons),
            legal_basis="\n".join(options_of(case.region).rejection_basis),
            guidance=kept(Decision, "guidance", guidance),
            remedy=_remedy(case, reapply_on),
            reapply_on=reapply_on,
            signed_by_id=by.person_id,
            signed_at=at,
        )
        decision.number = issue(step, REJECTION_DECISION, case, decision).number
        decision.save(force_insert=True)
        case.decision = decision
        step.keeps(decision)
        drop_extension(step)
        step.body |= {"decision": decision.number, "reasons": decision.reason_codes}
    return case


def _reasons_together(reasons: Mapping[RejectionReason, str]) -> str:
    return "\n".join(f"{code.label}：{sentence(text)}" for code, text in reasons.items())


def _remedy(case: Case, reapply_on: date) -> str:
    """Without its last day, which nobody knows before the decision is served."""
    rule = deadlines.current_rule(case.region, ClockCode.REMEDY)
    return limits.objection(limits.length(rule.length, rule.unit), rule.authority, day(reapply_on))


def _require_parts(reasons: Mapping[RejectionReason, str], guidance: str) -> None:
    if not reasons:
        raise InvalidInput("reason_codes", "请至少选择一项不予修复事由。")
    for code, text in reasons.items():
        if not text.strip():
            raise InvalidInput(f"reason_{code.value}", f"请写明“{code.label}”的事实和理由。")
        _refuse_proposal(f"reason_{code.value}", text)
    if not guidance.strip():
        raise InvalidInput("guidance", "请写明怎样才能修复，给企业明确的指引。")


def _refuse_proposal(name: str, text: str) -> None:
    """A decision decides; what an examination proposes stands in the report."""
    if "建议" in text:
        raise InvalidInput(name, "决定书写明结论，不写“建议”，请改写。")


def _require_reapplication_date(case: Case, reapply_on: date, today: date) -> None:
    if reapply_on < today:
        raise InvalidInput("reapply_on", "最早可再次申请的日期不能早于今天。")
    latest = deadlines.due_preview(case.region, ClockCode.REAPPLICATION, today)
    if reapply_on > latest:
        raise InvalidInput("reapply_on", f"限制再次申请的期间最长{until(latest)}，不能更晚。")
