"""An examination as others than its author read it, and what its author needs beside the form."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from cases import selectors
from cases.effects import row_of, said
from cases.enums import CaseState, GuardKind
from cases.models import latest_examination
from cases.outcomes import RejectionReason
from portal.court.columns import FINDINGS, MEASURES_DECIDED
from portal.court.forms.examination import FINDING_WORDS
from portal.court.party_views import creditor_of
from portal.shell.components import DataItem, Table
from recognition.enums import DeliveryState
from words.certificates import cases_covered
from words.dates import day, until
from words.lists import listed
from words.money import yuan

if TYPE_CHECKING:
    from cases.models import Case, EnforcementCase, Examination, MeasureDecision
    from procedure.actors import Actor


@dataclass(frozen=True, slots=True)
class FindingLine:
    """What was found on one guard."""

    kind: str
    text: str
    words: str
    evidence: str
    tone: str


@dataclass(frozen=True, slots=True)
class MeasureLine:
    """What becomes of one measure."""

    measure: str
    effect: str
    note: str


@dataclass(frozen=True, slots=True)
class ExaminationView:
    """One round of an examination, ready to be read."""

    title: str
    findings: Table
    measures: Table
    facts: tuple[tuple[str, str], ...]


def latest(case: Case) -> ExaminationView | None:
    """The last round, if any judge has begun one."""
    examination = latest_examination(case)
    return None if examination is None else view_of(examination)


def rounds(case: Case) -> list[ExaminationView]:
    """Every round, the last one first."""
    return [view_of(examination) for examination in case.examinations.select_related("handler", "reviewed_by").order_by("-round")]


def view_of(examination: Examination) -> ExaminationView:
    return ExaminationView(
        title=f"第 {examination.round} 轮审查" + ("" if examination.submitted_at else "（还没有提交）"),
        findings=Table(FINDINGS, [_finding(item) for item in examination.items.select_related("rule")]),
        measures=Table(
            MEASURES_DECIDED,
            [
                MeasureLine(f"{decision.measure}（{decision.measure.internal_subject}）", _treatment(decision), decision.note)
                for decision in examination.measure_decisions.select_related("measure")
            ],
        ),
        facts=tuple(_facts(examination)),
    )


def _treatment(decision: MeasureDecision) -> str:
    if not decision.effect:
        return ""
    ruling = f"，裁定书：{decision.ruling_number}" if decision.ruling_number else ""
    return f"{decision.get_effect_display()}{until(decision.ends_on)}{ruling}"


def _entry(examination: Examination) -> str:
    row = row_of(examination.certificate_type, examination.entry_effect)
    return "" if row is None else said(row, examination.valid_until, examination.entry_until)


def _finding(item: Any) -> FindingLine:
    kind = GuardKind(item.rule.kind)
    words = dict(FINDING_WORDS[kind]).get(item.finding, "")
    # A condition that is not met and an obstacle that exists both stand in the way.
    stands_in_the_way = (kind, item.finding) in {(GuardKind.CONDITION, "clear"), (GuardKind.HARD, "found")}
    is_noted = (kind, item.finding) == (GuardKind.SOFT, "found")
    tone = "danger" if stands_in_the_way else "warning" if is_noted else "success"
    return FindingLine(str(kind.label), item.rule.text, words, item.evidence, tone)


def _facts(examination: Examination) -> list[tuple[str, str]]:
    facts = [
        ("承办法官", str(examination.handler)),
        ("处理建议", examination.get_recommendation_display() if examination.recommendation else ""),
        (
            "证明类型",
            f"{examination.certificate_type} 类 {examination.get_certificate_type_display()}" if examination.certificate_type else "",
        ),
        ("名单处理", _entry(examination)),
        ("名单处理理由", examination.entry_reasons),
        ("有效期", until(examination.valid_until)),
        ("效力条件", examination.conditions),
        ("履行能力", examination.capacity),
        ("配合执行情况", examination.cooperation),
        ("关联案件", examination.related_cases_note or ("已核查" if examination.related_cases_checked else "")),
        ("效力范围", cases_covered(all_cases=examination.covers_all_cases)),
        ("办案系统查询", f"{day(examination.query_on)}，编号{examination.query_number}" if examination.query_on else ""),
        ("审查意见", examination.opinion),
    ]
    if examination.review_note:
        facts.append(("复核或签发意见", examination.review_note))
    return [fact for fact in facts if fact[1]]


def related_lines(case: Case) -> list[tuple[EnforcementCase, str]]:
    """Other open enforcement cases of the enterprise before this court, with what is still owed."""
    related = selectors.related_open_cases(case).order_by("-filed_on", "-pk")
    return [(other, yuan(other.amount_fen - other.performed_fen)) for other in related]


def desk_context(case: Case, _actor: Actor) -> dict[str, Any]:
    """What the handling judge reads while filling the table."""
    return {
        "application": case.application,
        "related": related_lines(case),
        "creditor": creditor_of(case),
        "return_note": case.return_note if case.state == CaseState.RETURNED else "",
    }


def returned_push(case: Case) -> list[tuple[str, str]]:
    """Why the bureau sent the last push back."""
    push = case.deliveries.filter(state=DeliveryState.RETURNED).order_by("-pk").first()
    return [] if push is None else [("退回单位", push.department.name), ("数据缺陷", push.return_reason)]


def decision_facts(case: Case) -> list[DataItem]:
    """The signed decision; a rejection with everything that the enterprise is owed."""
    decision = case.decision
    if decision is None:
        return []
    facts = [
        DataItem("决定", "准予信用修复" if decision.is_approval else "不予信用修复"),
        DataItem("决定书编号", decision.number),
        DataItem("签发院长", str(decision.signed_by)),
        DataItem("理由", decision.reason_text, wide=True),
        DataItem("依据", decision.legal_basis, wide=True),
    ]
    if decision.is_approval:
        return facts
    reasons = listed(RejectionReason(code).label for code in decision.reason_codes)
    return [
        *facts,
        DataItem("不予修复事由", reasons, wide=True),
        DataItem("修复指引", decision.guidance, wide=True),
        DataItem("救济途径", decision.remedy, wide=True),
        DataItem("最早可再次申请", day(decision.reapply_on)),
    ]


def decline_facts(case: Case) -> list[DataItem]:
    """Why an application is not accepted, and the way that is right for it."""
    if not case.decline_reason:
        return []
    return [
        DataItem("事由", case.get_decline_reason_display()),
        DataItem("说明", case.decline_note, wide=True),
        DataItem("正确渠道", case.decline_channel, wide=True),
    ]
