"""Who may do a thing, and when it may be done: pure predicates that the transition table names.

A right answers ``bool``. A condition answers the Chinese sentence that says what is still missing, or ``""``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q

from cases.enums import (
    CERTIFICATE_TYPES_OF,
    CONDITIONAL_TYPES,
    CertificateType,
    Finding,
    GuardKind,
    ListingState,
    MeasureEffect,
    MeasureKind,
    PerformanceStatus,
    Recommendation,
    Variant,
)
from cases.models import Decision, latest_examination
from deadlines.calendar_math import shift_months
from ledger.constraints import sentence_of
from notices.enums import DocumentKind, DocumentState
from procedure.enums import Role
from procedure.rows import right
from procedure.texts import label_of
from words import limits
from words.dates import day, until

if TYPE_CHECKING:
    from datetime import date

    from django.db.models import Model, QuerySet

    from cases.models import Application, Case, EnforcementCase, Examination, MeasureDecision, ProactiveNotice
    from notices.models import Document
    from procedure.actors import Actor

MATERIALS_AT_MOST = 3
LISTED_STATES = (ListingState.LISTED, ListingState.SHIELDED, ListingState.TERM_SHORTENED)
# What a certificate of each type may do to a measure; only the entry in the list is shielded, shortened or deleted.
EFFECTS_OF = {
    CertificateType.WITHHELD: (MeasureEffect.WITHHOLD, MeasureEffect.MAINTAIN),
    CertificateType.SUSPENDED: (MeasureEffect.SUSPEND, MeasureEffect.LIFT, MeasureEffect.SHIELD, MeasureEffect.MAINTAIN),
    CertificateType.FULFILLED: (MeasureEffect.LIFT, MeasureEffect.DELETE, MeasureEffect.SHORTEN, MeasureEffect.MAINTAIN),
    CertificateType.PERFORMED_UNLISTED: (MeasureEffect.LIFT, MeasureEffect.MAINTAIN),
}
EFFECTS_ON_LIST = (MeasureEffect.SHIELD, MeasureEffect.DELETE, MeasureEffect.SHORTEN)


# --- rights ----------------------------------------------------------------------------------------------------


def _at_court(actor: Actor, role: Role) -> Q:
    return Q(court__in=actor.departments_of(role))


def _at_bureau(actor: Actor, role: Role) -> Q:
    return Q(bureau__in=actor.departments_of(role))


@right("法院立案受理岗或承办法官")
def notice_court_officer(actor: Actor, notice: ProactiveNotice) -> bool:
    court = notice.enforcement_case.court_id
    return actor.holds(Role.ACCEPTANCE_OFFICER, court) or actor.holds(Role.HANDLING_JUDGE, court)


@right("企业")
def applicant(actor: Actor, subject: Application | Case) -> bool:
    return subject.enterprise_id in actor.enterprise_ids


@right("法院立案受理岗", where=lambda actor: _at_court(actor, Role.ACCEPTANCE_OFFICER))
def acceptance_officer(actor: Actor, case: Case) -> bool:
    return actor.holds(Role.ACCEPTANCE_OFFICER, case.court_id)


@right("法院立案受理岗（用印）", where=lambda actor: _at_court(actor, Role.ACCEPTANCE_OFFICER) & ~Q(signer=actor.user_id))
def sealing_officer(actor: Actor, case: Case) -> bool:
    return acceptance_officer(actor, case) and actor.user_id != case.signer_id


@right("法院承办法官", where=lambda actor: _at_court(actor, Role.HANDLING_JUDGE) & Q(handler=actor.user_id))
def assigned_handler(actor: Actor, case: Case) -> bool:
    return actor.holds(Role.HANDLING_JUDGE, case.court_id) and actor.user_id == case.handler_id


def _neither_handles_nor_signs(actor: Actor) -> Q:
    return _at_court(actor, Role.REVIEWING_JUDGE) & ~Q(handler=actor.user_id) & ~Q(signer=actor.user_id)


@right("法院复核法官", where=_neither_handles_nor_signs)
def other_reviewing_judge(actor: Actor, case: Case) -> bool:
    """Reviewing is done by somebody who neither handles nor signs the case."""
    return actor.holds(Role.REVIEWING_JUDGE, case.court_id) and actor.user_id not in (case.handler_id, case.signer_id)


def _did_not_propose_decline(actor: Actor) -> Q:
    return _at_court(actor, Role.REVIEWING_JUDGE) & ~Q(acceptance_officer=actor.user_id)


@right("法院复核法官", where=_did_not_propose_decline)
def declining_judge(actor: Actor, case: Case) -> bool:
    """Who confirms that a case is not accepted is not who proposed it."""
    return actor.holds(Role.REVIEWING_JUDGE, case.court_id) and actor.user_id != case.acceptance_officer_id


def _neither_handles_nor_reviews(actor: Actor) -> Q:
    return _at_court(actor, Role.SIGNING_PRESIDENT) & ~Q(handler=actor.user_id) & ~Q(reviewer=actor.user_id)


@right("法院签发院长", where=_neither_handles_nor_reviews)
def other_signing_president(actor: Actor, case: Case) -> bool:
    return actor.holds(Role.SIGNING_PRESIDENT, case.court_id) and actor.user_id not in (case.handler_id, case.reviewer_id)


def _owes_list_operation(actor: Actor) -> Q:
    return _at_court(actor, Role.LIST_OPERATOR) & Q(list_due_on__isnull=False)


@right("法院名单操作员", where=_owes_list_operation)
def list_operator(actor: Actor, case: Case) -> bool:
    return actor.holds(Role.LIST_OPERATOR, case.court_id)


@right("牵头部门经办", where=lambda actor: _at_bureau(actor, Role.BUREAU_HANDLER))
def bureau_handler(actor: Actor, case: Case) -> bool:
    return actor.holds(Role.BUREAU_HANDLER, case.bureau_id)


def _did_not_propose_distribution(actor: Actor) -> Q:
    return _at_bureau(actor, Role.BUREAU_APPROVER) & ~Q(distribution_proposer=actor.user_id)


@right("牵头部门审核", where=_did_not_propose_distribution)
def other_bureau_approver(actor: Actor, case: Case) -> bool:
    return actor.holds(Role.BUREAU_APPROVER, case.bureau_id) and actor.user_id != case.distribution_proposer_id


def variant_of(enforcement: EnforcementCase) -> Variant:
    """Which of the two kinds of applicant the record of the list makes of the debtor."""
    listing = getattr(enforcement, "listing", None)
    return Variant.LISTED if listing is not None and listing.state in LISTED_STATES else Variant.NOT_YET_LISTED


# --- conditions -----------------------------------------------------------------------------------------------------


def lies_ahead(model: type[Model], column: str, on: date, today: date) -> str:
    """Why a day on which something is said to have happened is refused."""
    return f"{label_of(model, column)}不能晚于今天。" if on > today else ""


def notice_has_proof_of_service(notice: ProactiveNotice) -> str:
    if not (notice.manner and notice.served_on and notice.receiver):
        return sentence_of(notice, "notice_served_has_proof")
    return ""


def application_is_complete(application: Application) -> str:
    """The four entered fields, three sections, commitment and a material; that there are three at most is a matter of their places."""
    required = (
        ("ground", ""),
        ("performance", ""),
        ("contact_phone", ""),
        ("duties_performed", "情况说明："),
        ("wrongs_corrected", "情况说明："),
        ("prevention", "情况说明："),
        ("signatory", ""),
    )
    missing = [f"{part}{label_of(application, name)}" for name, part in required if not getattr(application, name).strip()]
    if not application.enforcement_cases.exists():
        missing.insert(0, "执行案件")
    if not application.commitment_agreed:
        missing.append("同意信用承诺书")
    materials = application.current_materials.count()
    if materials == 0:
        missing.append("至少一份证明材料（或勾选材料遗失请求核实）")
    if missing:
        return f"还差这些内容才能提交：{'、'.join(missing)}。"
    return ""


def supplement_is_listed(case: Case) -> str:
    request = case.latest_supplement
    if request is None or request.answered_at is not None or not request.items.exists():
        return "请至少列出一项需要补正的内容。"
    return ""


def supplement_round_is_left(case: Case) -> str:
    """K-03 rounds are counted: the list is meant to be complete at the first time (一次性告知)."""
    limit = int(case.region.options["supplement_rounds"])
    if case.supplement_rounds > limit:
        return f"本案已告知补正{limit}次，不能再次要求补正，请受理或者提出不予受理。"
    return ""


def supplement_is_answered(case: Case) -> str:
    request = case.latest_supplement
    if request is None or request.answered_at is None:
        return "请回答补正通知中的每一项。"
    for item in request.items.all():
        if not item.answer.strip() and not item.materials.exists():
            return f"补正事项“{item.what}”还没有说明，也没有上传材料。"
    return ""


def decline_is_explained(case: Case) -> str:
    if not (case.decline_reason and case.decline_note.strip() and case.decline_channel.strip()):
        return sentence_of(case, "case_declined_names_channel")
    return ""


def examination_is_complete(case: Case) -> str:
    """The form of the handling judge: each guard with its evidence, each measure, a consistent recommendation."""
    examination = latest_examination(case)
    if examination is None:
        return "请先填写审查表。"
    return examination_gap(examination, Variant(case.variant))


def examination_gap(examination: Examination, variant: Variant) -> str:
    for item in examination.items.select_related("rule"):
        if not item.finding or not item.evidence.strip():
            return f"核查事项“{item.rule.text}”还没有结论或依据。"
    for name, label in (("capacity", "履行能力"), ("cooperation", "配合执行情况"), ("opinion", "审查意见")):
        if not getattr(examination, name).strip():
            return f"请填写{label}。"
    if not examination.related_cases_checked:
        return "请核查关联案件并勾选。"
    if not examination.recommendation:
        return "请选择处理建议。"
    return _approval_gap(examination, variant) if examination.recommendation == Recommendation.APPROVE else ""


def _approval_gap(examination: Examination, variant: Variant) -> str:
    if obstacle := guard_in_the_way(examination):
        return obstacle
    if not examination.certificate_type:
        return "请选择证明类型。"
    if mismatch := _certificate_mismatch(CertificateType(examination.certificate_type), variant, examination):
        return mismatch
    return next(filter(None, (_effect_gap(row, examination) for row in examination.measure_decisions.select_related("measure"))), "")


def _effect_gap(decision: MeasureDecision, examination: Examination) -> str:
    name = decision.measure.get_kind_display()
    if not decision.effect:
        return f"请决定措施“{name}”如何处理。"
    effect, kind = MeasureEffect(decision.effect), CertificateType(examination.certificate_type)
    if effect not in EFFECTS_OF[kind]:
        return f"{kind.value}类证明不能对“{name}”作“{effect.label}”处理，请修改。"
    if (effect in EFFECTS_ON_LIST) and decision.measure.kind != MeasureKind.LISTING:
        return f"“{effect.label}”只用于名单，不能用于“{name}”，请修改。"
    return ""


def _certificate_mismatch(kind: CertificateType, variant: Variant, examination: Examination) -> str:
    if kind not in CERTIFICATE_TYPES_OF[variant]:
        return f"“{variant.label}”的申请不能出具{kind.value}类证明。"
    if kind not in CONDITIONAL_TYPES and examination.case.enforcement_case.performance != PerformanceStatus.FULL:
        return f"{kind.value}类证明用于全部履行的案件，请先在执行案件中登记全部履行，或者改选附条件的类型。"
    if kind in CONDITIONAL_TYPES and examination.valid_until is None:
        return "附条件的证明须填写有效期。"
    if kind not in CONDITIONAL_TYPES and examination.valid_until is not None:
        return "履行完毕的证明没有有效期，请清空有效期。"
    return ""


def term_gap(valid_until: date, on: date, months: int | None) -> str:
    """What is wrong with a certificate's term on a day: it ends after that day, and within what the region allows its type."""
    if months is not None and not on < valid_until <= shift_months(on, months):
        return f"这类证明的有效期应在今天之后、{limits.months(months)}之内（最晚{day(shift_months(on, months))}），请修改。"
    return ""


def term_is_over(valid_until: date | None, on: date) -> str:
    """Why a certificate whose term ends today or has ended is not issued any more."""
    if valid_until is not None and valid_until <= on:
        return f"审查表写明的有效期{until(valid_until)}已过，不能再出具，请与承办法官联系。"
    return ""


def guard_in_the_way(examination: Examination) -> str:
    """The first condition not met or obstacle found, as a sentence; soft findings only need their explanation."""
    for item in examination.items.select_related("rule"):
        if item.rule.kind == GuardKind.CONDITION and item.finding == Finding.CLEAR:
            return f"必备条件“{item.rule.text}”未具备，不能建议准予。"
        if item.rule.kind == GuardKind.HARD and item.finding == Finding.FOUND:
            return f"存在禁止情形“{item.rule.text}”，不能建议准予。"
    return ""


def examination_recommends_approval(case: Case) -> str:
    examination = latest_examination(case)
    if examination is None or examination.recommendation != Recommendation.APPROVE:
        return "审查意见不是建议准予，不能签发准予决定；如有不同意见请退回承办。"
    return examination_gap(examination, Variant(case.variant))


def decision_is_recorded(case: Case) -> str:
    return "" if case.decision is not None else "请填写决定内容。"


def rejection_is_explained(case: Case) -> str:
    decision = case.decision
    if decision is None or not (
        decision.reason_codes
        and decision.reason_text.strip()
        and decision.guidance.strip()
        and decision.remedy.strip()
        and decision.reapply_on
    ):
        return sentence_of(Decision, "decision_rejection_is_complete")
    return ""


def paper_gap(papers: QuerySet[Document]) -> str:
    """Why a step that rests on a paper has to wait: the latest of those given is not made yet."""
    # The snapshot stays where it is.
    paper = papers.order_by("-pk").values("title", "state", "failure").first()
    if paper is None or paper["state"] == DocumentState.READY:
        return ""
    if paper["state"] == DocumentState.PENDING:
        return f"《{paper['title']}》的PDF还在制作，通常只要几秒，制成后即可办理这一步，请稍候再试。"
    return f"《{paper['title']}》没有制成：{paper['failure']}。请先在“待人工处理的文书”中处理好，再办理这一步。"


def notice_paper_is_ready(notice: ProactiveNotice) -> str:
    """Nobody is served what does not exist."""
    return paper_gap(notice.documents.filter(kind=DocumentKind.PROACTIVE_NOTICE))


def decision_paper_is_ready(case: Case) -> str:
    """The seal is put on what the decision says."""
    return paper_gap(case.documents.filter(kind=DocumentKind.APPROVAL_DECISION))


def push_letter_is_ready(case: Case) -> str:
    """What is signed for is the letter."""
    return paper_gap(case.documents.filter(kind=DocumentKind.PUSH_LETTER))


def certificate_is_numbered(case: Case) -> str:
    return "" if case.certificate is not None else "证明尚未编号。"


def certificate_paper_is_ready(case: Case) -> str:
    if case.certificate is None:
        return "证明尚未编号。"
    return paper_gap(case.documents.filter(pk=case.certificate.document_id))


def list_operation_fits(case: Case) -> str:
    return "" if case.list_operations.exists() else "请登记操作类型、日期和返回编号。"


def some_unit_received(case: Case) -> str:
    """The case is in recognition as soon as the first unit has signed for its push."""
    return "" if case.recognitions.filter(received_at__isnull=False).exists() else "还没有单位签收。"


def all_recognized(case: Case) -> str:
    asked = case.recognitions.all()
    return "" if asked.exists() and not asked.not_recognized().exists() else "还有单位没有认可。"


def all_answered_some_refused(case: Case) -> str:
    asked = case.recognitions.all()
    return "" if asked.not_recognized().exists() and not asked.unsettled().exists() else "还有单位没有办结。"
