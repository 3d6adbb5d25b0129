"""Examination, recheck and signature: three people, one after the other."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, cast

from django.db import transaction

from cases import selectors
from cases.enums import CaseAction, CaseState, CertificateType, Finding, MeasureEffect, Recommendation, RejectionReason
from cases.models import Case, Decision, Examination, ExaminationItem, GuardRule, MeasureDecision, latest_examination
from cases.options import options_of
from cases.papers.certificate import legal_basis
from cases.papers.decision import APPROVAL_DECISION, REJECTION_DECISION
from cases.papers.examination import EXAMINATION_REPORT
from cases.rules import assigned_handler, examination_is_complete, examination_recommends_approval, term_gap
from cases.subjects import CASE
from deadlines import services as deadlines
from deadlines.codes import ClockCode
from ledger import services as ledger
from notices.services import issue
from procedure.actors import of_now
from procedure.engine import performing
from procedure.errors import ConditionNotMet, InvalidInput, NotPermitted, NotVisible, Stale
from procedure.refusals import refusals_in_words
from procedure.selectors import last_change_in_words
from procedure.texts import kept
from words.dates import until

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date, datetime

    from procedure.actors import Actor

EXAMINABLE = (CaseState.ACCEPTED, CaseState.RETURNED)


@dataclass(frozen=True, slots=True, kw_only=True)
class ExaminationData:
    """The examination form as filled in so far; incomplete is fine until it is submitted."""

    capacity: str = ""
    cooperation: str = ""
    related_cases_checked: bool = False
    related_cases_note: str = ""
    covers_all_cases: bool = False
    recommendation: Recommendation | str = ""
    certificate_type: CertificateType | str = ""
    valid_until: date | None = None
    conditions: str = ""
    opinion: str = ""
    items: Mapping[int, tuple[Finding | str, str]] = field(default_factory=dict)
    measures: Mapping[int, tuple[MeasureEffect | str, str]] = field(default_factory=dict)


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
            MeasureDecision(examination=examination, measure_id=row.measure_id, effect=row.effect, note=row.note)
            for row in last.measure_decisions.order_by("pk")
        )
    return examination


def _add_missing_rows(case: Case, examination: Examination, judged: set[int], decided: set[int]) -> None:
    rules = GuardRule.objects.filter(region=case.region_id, is_current=True).exclude(pk__in=judged)
    ExaminationItem.objects.bulk_create(ExaminationItem(examination=examination, rule=rule) for rule in rules.order_by("position", "pk"))
    measures = case.enforcement_case.measures.exclude(pk__in=decided).order_by("pk")
    MeasureDecision.objects.bulk_create(MeasureDecision(examination=examination, measure=row) for row in measures)


_FIELDS = (
    "capacity",
    "cooperation",
    "related_cases_checked",
    "related_cases_note",
    "covers_all_cases",
    "recommendation",
    "certificate_type",
    "valid_until",
    "conditions",
    "opinion",
)
_TEXTS = ("capacity", "cooperation", "related_cases_note", "conditions", "opinion")


def save_examination(
    case_id: int, data: ExaminationData, *, saved_at: datetime | None = None, version: int | None = None, by: Actor, at: datetime
) -> Examination:
    """Keep the form as far as it is filled in; only the handling judge, only while the case is under examination.

    ``saved_at`` is when the examination was last saved as the page showed it; Stale if another page has saved since.
    """
    for name in _TEXTS:
        kept(Examination, name, getattr(data, name))
    with refusals_in_words(), transaction.atomic():
        case = _examinable(case_id, by, at)
        if version not in (None, case.state_seq):
            raise Stale(last_change_in_words(CASE, case))
        examination = open_examination(case, at)
        if saved_at is not None and saved_at != examination.saved_at:
            msg = "这份审查表已在另一个页面保存过，为免覆盖，请先查看已保存的内容，再决定是否提交这里的文字。"
            raise Stale(msg)
        for name in _FIELDS:
            setattr(examination, name, getattr(data, name))
        if data.covers_all_cases and selectors.related_open_cases(case).exists():
            msg = "该企业在本院还有未结案件，不能勾选“全部涉本院案件均已履行”。"
            raise InvalidInput("covers_all_cases", msg)
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
        effect, note = data.measures.get(row.measure_id, (row.effect, row.note))
        if effect and effect not in MeasureEffect.values:
            raise InvalidInput("measures", "措施处理请从选项中选择。")
        row.effect, row.note = effect, kept(MeasureDecision, "note", note, field="measures")
        row.save()


def submit_examination(case_id: int, *, version: int | None = None, by: Actor, at: datetime) -> Case:
    """Hand the examination to the reviewing judge; refused with the first gap in words."""
    with performing(CASE, CaseAction.SUBMIT_EXAMINATION, case_id, by=by, at=at, version=version) as step:
        case = step.subject
        examination = _current(case)
        if examination.submitted_at is None:
            _refuse_gap(case, examination, step.on)
            examination.submitted_at = at
            examination.save()
        step.body["round"] = examination.round
        step.body["recommendation"] = examination.recommendation
        issue(step, EXAMINATION_REPORT, case, examination)
    return case


def _refuse_gap(case: Case, examination: Examination, on: date) -> None:
    """Before the database's own check, which knows no sentence for each gap."""
    if gap := examination_is_complete(case):
        raise ConditionNotMet(gap)
    if examination.valid_until is None:
        return
    months = options_of(case.region).certificates[CertificateType(examination.certificate_type)].max_months
    if gap := term_gap(examination.valid_until, on, months):
        raise InvalidInput("valid_until", gap)


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
        case.reviewer_id = by.user_id
        step.body["note"] = examination.review_note
    return case


def approve(case_id: int, *, reason_text: str, version: int | None = None, by: Actor, at: datetime) -> Case:
    """Sign the approval; refused when the examination did not recommend it or an obstacle is open."""
    if not reason_text.strip():
        raise InvalidInput("reason_text", "请写明准予的理由。")
    with performing(CASE, CaseAction.APPROVE, case_id, by=by, at=at, version=version) as step:
        case = step.subject
        examination = _current(case)
        if gap := examination_recommends_approval(case):
            raise ConditionNotMet(gap)
        case.signer_id = by.user_id
        decision = Decision(
            case=case,
            is_approval=True,
            reason_text=kept(Decision, "reason_text", reason_text),
            legal_basis=legal_basis(case, CertificateType(examination.certificate_type)),
            signed_by_id=by.person_id,
            signed_at=at,
        )
        decision.number = issue(step, APPROVAL_DECISION, case, decision, examination).number
        decision.save(force_insert=True)
        case.decision = decision
        step.body["decision"] = decision.number
    return case


def reject(
    case_id: int,
    *,
    reason_codes: Sequence[RejectionReason],
    reason_text: str,
    guidance: str,
    remedy: str,
    reapply_on: date,
    version: int | None = None,
    by: Actor,
    at: datetime,
) -> Case:
    """Sign a rejection: coded reasons, text, guidance, remedy and the earliest date to apply again are all owed."""
    _require_parts(reason_codes, reason_text, guidance, remedy)
    with performing(CASE, CaseAction.REJECT, case_id, by=by, at=at, version=version) as step:
        case = step.subject
        _require_reapplication_date(case, reapply_on, step.on)
        case.signer_id = by.user_id
        decision = Decision(
            case=case,
            is_approval=False,
            reason_codes=[code.value for code in reason_codes],
            reason_text=kept(Decision, "reason_text", reason_text),
            legal_basis="\n".join(options_of(case.region).rejection_basis),
            guidance=kept(Decision, "guidance", guidance),
            remedy=kept(Decision, "remedy", remedy),
            reapply_on=reapply_on,
            signed_by_id=by.person_id,
            signed_at=at,
        )
        remedy_until = deadlines.due_preview(case.region, ClockCode.REMEDY, step.on)
        decision.number = issue(step, REJECTION_DECISION, case, decision, remedy_until).number
        decision.save(force_insert=True)
        case.decision = decision
        step.body["decision"] = decision.number
        step.body["reasons"] = decision.reason_codes
    return case


def _require_parts(reason_codes: Sequence[RejectionReason], reason_text: str, guidance: str, remedy: str) -> None:
    owed = (
        ("reason_codes", reason_codes, "请至少选择一项不予修复事由。"),
        ("reason_text", reason_text.strip(), "请写明不予修复的理由。"),
        ("guidance", guidance.strip(), "请写明怎样才能修复，给企业明确的指引。"),
        ("remedy", remedy.strip(), "请写明救济途径。"),
    )
    for name, value, sentence in owed:
        if not value:
            raise InvalidInput(name, sentence)


def _require_reapplication_date(case: Case, reapply_on: date, today: date) -> None:
    if reapply_on < today:
        raise InvalidInput("reapply_on", "最早可再次申请的日期不能早于今天。")
    latest = deadlines.due_preview(case.region, ClockCode.REAPPLICATION, today)
    if reapply_on > latest:
        raise InvalidInput("reapply_on", f"限制再次申请的期间最长{until(latest)}，不能更晚。")
