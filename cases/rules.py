"""Who may do a thing, and when it may be done: pure predicates that the transition table names.

A right answers ``bool``. A condition answers the Chinese sentence that says what is still missing, or ``""``.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.db.models import Q

from cases.commitment import signature_gap
from cases.enums import ListingState, MaterialKind, Recommendation, RepairGround, Replacement
from cases.gaps import examination_gap
from cases.models import Decision, Listing, Material, latest_examination
from deadlines.calendar_math import shift_months
from ledger.constraints import sentence_of
from procedure.enums import Role
from procedure.rows import right
from procedure.texts import label_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.db.models import Model

    from cases.models import Application, Case, ListDuty, ProactiveNotice, SupplementRequest
    from procedure.actors import Actor

MATERIALS_AT_MOST = 3
# A term is two years, prolonged by three at most (法释〔2017〕7号 art. 2).
LISTED_YEARS_AT_MOST = 5


# --- rights ----------------------------------------------------------------------------------------------------


def _at_court(actor: Actor, role: Role) -> Q:
    return Q(court__in=actor.departments_of(role))


def _at_bureau(actor: Actor, role: Role) -> Q:
    return Q(bureau__in=actor.departments_of(role))


@right("法院立案受理岗或承办法官")
def notice_court_officer(actor: Actor, notice: ProactiveNotice) -> bool:
    return _is_officer(actor, notice.enforcement_case.court_id)


@right("法院立案受理岗或承办法官，或者系统")
def duty_recorder(actor: Actor, duty: ListDuty) -> bool:
    court = duty.enforcement_case.court_id
    return actor.is_system or actor.holds(Role.ACCEPTANCE_OFFICER, court) or actor.holds(Role.HANDLING_JUDGE, court)


@right("法院名单操作员", where=lambda actor: Q(enforcement_case__court__in=actor.departments_of(Role.LIST_OPERATOR)))
def duty_operator(actor: Actor, duty: ListDuty) -> bool:
    return actor.holds(Role.LIST_OPERATOR, duty.enforcement_case.court_id)


@right("法院复核法官")
def duty_reviewer(actor: Actor, duty: ListDuty) -> bool:
    """Who takes back a recorded duty is not who recorded it."""
    return actor.holds(Role.REVIEWING_JUDGE, duty.enforcement_case.court_id) and actor.user_id != duty.recorded_by_id


@right("企业")
def duty_asker(actor: Actor, duty: ListDuty) -> bool:
    return duty.enforcement_case.enterprise_id in actor.enterprise_ids


@right("法院立案受理岗或承办法官")
def asked_recorder(actor: Actor, duty: ListDuty) -> bool:
    return _is_officer(actor, duty.enforcement_case.court_id)


@right("法院复核法官或者签发院长（登记人除外）")
def duty_decider(actor: Actor, duty: ListDuty) -> bool:
    court = duty.enforcement_case.court_id
    is_judge = actor.holds(Role.REVIEWING_JUDGE, court) or actor.holds(Role.SIGNING_PRESIDENT, court)
    return is_judge and actor.user_id != duty.recorded_by_id


@right("企业")
def applicant(actor: Actor, subject: Application | Case) -> bool:
    return subject.enterprise_id in actor.enterprise_ids


@right("法院立案受理岗", where=lambda actor: _at_court(actor, Role.ACCEPTANCE_OFFICER))
def acceptance_officer(actor: Actor, case: Case) -> bool:
    return actor.holds(Role.ACCEPTANCE_OFFICER, case.court_id)


@right("法院立案受理岗")
def lapsing_officer(actor: Actor, case: Case) -> bool:
    """As above, but the case is the enterprise's to act on: it fills no list of the court."""
    return acceptance_officer(actor, case)


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


def _is_officer(actor: Actor, court_id: int) -> bool:
    return actor.holds(Role.ACCEPTANCE_OFFICER, court_id) or actor.holds(Role.HANDLING_JUDGE, court_id)


@right("法院立案受理岗或承办法官")
def record_officer(actor: Actor, case: Case) -> bool:
    """Of another court's case of the same enterprise the system takes note."""
    return actor.is_system or _is_officer(actor, case.court_id)


@right("法院签发院长", where=lambda actor: _neither_handles_nor_reviews(actor) & Q(replacement=Replacement.CALLED))
def replacement_signer(actor: Actor, case: Case) -> bool:
    return case.replacement == Replacement.CALLED and other_signing_president(actor, case)


def _did_not_order_replacement(actor: Actor) -> Q:
    return _at_court(actor, Role.ACCEPTANCE_OFFICER) & Q(replacement=Replacement.ORDERED) & ~Q(replacement_signer=actor.user_id)


@right("法院立案受理岗（用印）", where=_did_not_order_replacement)
def replacement_sealer(actor: Actor, case: Case) -> bool:
    return case.replacement == Replacement.ORDERED and acceptance_officer(actor, case) and actor.user_id != case.replacement_signer_id


@right("牵头部门经办", where=lambda actor: _at_bureau(actor, Role.BUREAU_HANDLER) & Q(replacement=Replacement.PUSHED))
def replacement_receiver(actor: Actor, case: Case) -> bool:
    return case.replacement == Replacement.PUSHED and bureau_handler(actor, case)


def _did_not_receive_replacement(actor: Actor) -> Q:
    return _at_bureau(actor, Role.BUREAU_APPROVER) & Q(replacement=Replacement.RECEIVED) & ~Q(replacement_receiver=actor.user_id)


@right("牵头部门审核", where=_did_not_receive_replacement)
def replacement_forwarder(actor: Actor, case: Case) -> bool:
    received = case.replacement == Replacement.RECEIVED and actor.user_id != case.replacement_receiver_id
    return received and actor.holds(Role.BUREAU_APPROVER, case.bureau_id)


# --- conditions -----------------------------------------------------------------------------------------------------


def lies_ahead(model: type[Model], column: str, on: date, today: date) -> str:
    """Why a day on which something is said to have happened is refused."""
    return f"{label_of(model, column)}不能晚于今天。" if on > today else ""


def wrong_term(listed_on: date | None, term_end: date | None) -> str:
    """Why a term in the list cannot be: it ends before it begins, or lasts longer than any ground allows."""
    if listed_on is None or term_end is None:
        return ""
    if term_end <= listed_on:
        return sentence_of(Listing, "listing_term_after_listing")
    if term_end > shift_months(listed_on, 12 * LISTED_YEARS_AT_MOST):
        return f"纳入期限一般为二年，延长后最多{LISTED_YEARS_AT_MOST}年，请核对截止日期的年份。"
    return ""


def notice_has_proof_of_service(notice: ProactiveNotice) -> str:
    if not (notice.manner and notice.served_on and notice.receiver):
        return sentence_of(notice, "notice_served_has_proof")
    return ""


def duty_is_done(duty: ListDuty) -> str:
    if duty.performed_on and duty.system_receipt:
        return ""
    return sentence_of(duty, "list_duty_done_has_proof")


def duty_is_decided(duty: ListDuty) -> str:
    return "" if duty.reasons and duty.decision_number else sentence_of(duty, "list_duty_decided_with_reasons")


def duty_void_is_explained(duty: ListDuty) -> str:
    return "" if duty.void_reason else sentence_of(duty, "list_duty_void_has_reason")


def application_is_complete(application: Application) -> str:
    """The four entered fields, three sections and a material; that there are three at most is a matter of their places."""
    required = (
        ("ground", ""),
        ("performance", ""),
        ("contact_phone", ""),
        ("service_address", ""),
        ("service_mobile", ""),
        ("service_electronic", ""),
        ("duties_performed", "情况说明："),
        ("wrongs_corrected", "情况说明："),
        ("prevention", "情况说明："),
    )
    missing = [f"{part}{label_of(application, name)}" for name, part in required if not getattr(application, name).strip()]
    if not application.enforcement_cases.exists():
        missing.insert(0, "执行案件")
    materials = list(application.current_materials)
    if not materials:
        missing.append("至少一份证明材料（或勾选材料遗失请求核实）")
    if lacks_consent(application, materials):
        missing.append("申请执行人的书面同意（作为证明材料上传，材料类型选“申请执行人的书面同意”）")
    if missing:
        return f"还差这些内容才能提交：{'、'.join(missing)}。"
    return next((gap for material in materials if (gap := file_gap(material, f"材料{material.slot}"))), "")


def commitment_is_signed(application: Application) -> str:
    """By whom the region asks, and as the letter and the application stand."""
    return signature_gap(application)


def lacks_consent(application: Application, materials: Iterable[Material]) -> bool:
    """The creditor's written consent is a file before it is a ground."""
    if application.ground != RepairGround.CREDITOR_CONSENT:
        return False
    return not any(material.kind == MaterialKind.CREDITOR_CONSENT and material.upload is not None for material in materials)


def file_gap(material: Material, place: str) -> str:
    """What is still to be waited for or to be done before anything may rest on a file."""
    if material.upload is None or material.upload.is_usable:
        return ""
    if material.upload.is_being_checked:
        return f"{place}“{material.original_name}”还在检查，{material.upload.finding or '通常几秒钟就好。'}检查通过以后才能提交。"
    return f"{place}没有通过检查，请换一份：{material.upload.finding}"


def supplement_files_are_judged(request: SupplementRequest) -> str:
    current = Material.objects.current().filter(supplement_item__request=request).order_by("slot")
    return next((gap for material in current if (gap := file_gap(material, f"第{material.slot}项的文件"))), "")


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
        if not item.answer.strip() and not item.materials.current().exists():
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
    return examination_gap(examination)


def examination_recommends_approval(case: Case) -> str:
    examination = latest_examination(case)
    if examination is None or examination.recommendation != Recommendation.APPROVE:
        return "审查意见不是建议准予，不能签发准予决定；如有不同意见请退回承办。"
    return examination_gap(examination)


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


def _has_difference(actor: Actor) -> Q:
    return _at_court(actor, Role.HANDLING_JUDGE) & Q(handler=actor.user_id) & ~Q(list_difference="")


@right("法院承办法官", where=_has_difference)
def handler_of_difference(actor: Actor, case: Case) -> bool:
    return assigned_handler(actor, case) and bool(case.list_difference)


def list_difference_is_told(case: Case) -> str:
    return "" if case.list_difference else "请写明名单操作与决定不符之处。"


def no_replacement_is_under_way(case: Case) -> str:
    """Nothing that is known to be wrong goes to the bureau again, nor on from there."""
    return f"{case.get_replacement_display()}，替代证明出具后自动推送，原证明不再推送。" if case.replacement else ""


def list_operation_fits(case: Case) -> str:
    return "" if case.list_operations.exists() else "请登记操作类型、日期和返回编号。"


def entry_is_off_the_list(case: Case) -> str:
    gone = Listing.objects.filter(enforcement_case=case.enforcement_case_id, state__in=(ListingState.DELETED, ListingState.REVOKED))
    return "" if gone.exists() else "名单信息仍在，须按决定办理名单操作。"


def some_unit_received(case: Case) -> str:
    """The case is in recognition as soon as the first unit has signed for its push."""
    return "" if case.recognitions.filter(received_at__isnull=False).exists() else "还没有单位签收。"


def all_recognized(case: Case) -> str:
    asked = case.recognitions.all()
    return "" if asked.exists() and not asked.not_recognized().exists() else "还有单位没有认可。"


def all_answered_some_refused(case: Case) -> str:
    asked = case.recognitions.all()
    return "" if asked.not_recognized().exists() and not asked.unsettled().exists() else "还有单位没有办结。"
