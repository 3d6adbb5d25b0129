"""The court's steps: which form, which service, and what the person is told before and after."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction

from cases.enums import CaseAction, DutyAction, ListOperationKind, NoticeAction, ServiceManner, Variant
from cases.lost import materials_to_verify
from cases.options import options_of
from cases.outcomes import DeclineReason
from cases.services import acceptance, certificates, corrections, duties, enforcement, examination, recorded, replacements, verification
from portal.court import examination_view
from portal.court.asked import ASKED_PAGES
from portal.court.forms.acceptance import AcceptForm, DeclineForm, SupplementForm
from portal.court.forms.corrections import PushAgainForm
from portal.court.forms.decision import (
    ApproveForm,
    DeclineReturnForm,
    ListDifferenceAnswerForm,
    ListDifferenceForm,
    ListOperationForm,
    PassForm,
    RejectForm,
    ReturnForm,
)
from portal.court.forms.duties import DutyDoneForm, DutyVoidForm
from portal.court.forms.enforcement import ServeForm
from portal.court.forms.examination import ExaminationForm
from portal.court.forms.verification import VerificationForm
from portal.court.holds import HOLD_PAGES, while_it_runs
from portal.court.lapsing import LAPSE_PAGE
from portal.court.party_views import creditor_of
from portal.court.preview import certificate_preview, replacement_preview
from portal.court.remedies import REMEDY_PAGES
from portal.steps.pages import ActionPage, Confirmed
from procedure.errors import ConditionNotMet
from recognition import services as recognition

if TYPE_CHECKING:
    from datetime import datetime

    from cases.models import Case, ListDuty, ProactiveNotice
    from procedure.actors import Actor


def _accept(step: Confirmed[Case]) -> object:
    data = step.data
    return acceptance.accept(step.subject.pk, variant=Variant(data["variant"]), handler_id=data["handler_id"], **step.common)


def _request_supplement(step: Confirmed[Case]) -> object:
    form = step.form
    assert isinstance(form, SupplementForm)  # noqa: S101 - the page names this form
    lines = [acceptance.SupplementLine(**line) for line in form.filled]
    return acceptance.request_supplement(step.subject.pk, items=lines, **step.common)


def _propose_decline(step: Confirmed[Case]) -> object:
    data = step.data
    return acceptance.propose_decline(
        step.subject.pk, reason=DeclineReason(data["reason"]), note=data["note"], channel=data["channel"], **step.common
    )


def _verify(step: Confirmed[Case]) -> object:
    form = step.form
    assert isinstance(form, VerificationForm)  # noqa: S101 - the page names this form
    return verification.verify_materials(step.subject.pk, found=form.found, **step.common)


def _save_examination(step: Confirmed[Case]) -> object:
    form = step.form
    assert isinstance(form, ExaminationForm)  # noqa: S101 - the page names this form
    saved = examination.save_examination(step.subject.pk, form.examination_data(), saved_at=form.shown_at, **step.common)
    form.note_saved(saved.saved_at)
    return saved


def _submit_examination(step: Confirmed[Case]) -> object:
    """Keep what is there, then name every gap at once; what is complete goes on."""
    _save_examination(step)
    form = step.form
    assert isinstance(form, ExaminationForm)  # noqa: S101 - the page names this form
    if gaps := form.note_gaps():
        raise ConditionNotMet(f"审查表还有 {gaps} 处没有填写，已填的内容已经保存。")
    return examination.submit_examination(step.subject.pk, **step.common)


def _prepare_examination(case: Case, actor: Actor, at: datetime) -> object:
    return examination.ensure_examination(case.pk, by=actor, at=at)


def _reject(step: Confirmed[Case]) -> object:
    form = step.form
    assert isinstance(form, RejectForm)  # noqa: S101 - the page names this form
    data = step.data
    return examination.reject(
        step.subject.pk, reasons=form.reasons, guidance=data["guidance"], reapply_on=data["reapply_on"], **step.common
    )


def _owes_list_operation(case: Case) -> bool:
    """Whether the certificate calls for an operation that nobody has recorded yet: its limit still runs."""
    return case.list_due_on is not None


def _record_list_operation(step: Confirmed[Case]) -> object:
    return certificates.record_list_operation(step.subject.pk, **{**step.data, "kind": ListOperationKind(step.data["kind"])}, **step.common)


def _serve(step: Confirmed[ProactiveNotice]) -> object:
    data = dict(step.data)
    spot = recorded.ServiceSpot(at_time=data.pop("served_at_time"), place=data.pop("place"))
    data["manner"] = ServiceManner(data["manner"])
    return enforcement.serve_notice(step.subject.pk, **data, spot=spot, **step.common)


def _channels(case: Case, _actor: Actor) -> dict[str, Any]:
    texts = options_of(case.region).decline_channels
    return {"aside": [(str(reason.label), texts.get(reason, "")) for reason in DeclineReason], "aside_title": "各事由的正确渠道"}


def _decline(case: Case, _actor: Actor) -> dict[str, Any]:
    return {"aside": examination_view.decline_facts(case), "aside_title": "拟不予受理的内容"}


def _examined(case: Case, _actor: Actor) -> dict[str, Any]:
    return {"examination": examination_view.latest(case), "creditor": creditor_of(case)}


def _about_examination(case: Case, actor: Actor) -> dict[str, Any]:
    return examination_view.desk_context(case, actor)


@transaction.atomic
def _push_again(step: Confirmed[Case]) -> object:
    """What was changed is a correction, and the certificate that prints it comes first; what was not goes out again."""
    form = step.form
    assert isinstance(form, PushAgainForm)  # noqa: S101 - the page names this form
    changed, upload = form.changes(), step.data.get("evidence")
    if not changed or upload is None:
        return recognition.push_again(step.subject.pk, note=step.data["note"], **step.common)
    for record, key, values in changed:
        upload.seek(0)
        why = corrections.Why(reason=step.data["note"], evidence=upload)
        corrections.correct(step.subject.enforcement_case_id, record, values, why=why, object_id=key, by=step.by, at=step.at)
    return "已更正。证明载有原来的内容，须由院长签发更正、用印出具替代证明，随后自动推送牵头部门。"


def _differences(case: Case, _actor: Actor) -> dict[str, Any]:
    lines = [(label, f"证明所载：{printed}　更正后：{now}") for label, printed, now in replacements.differences(case)]
    reasons = [
        ("更正理由", f"{one.label}：{one.reason}（依据：{one.evidence.original_name}）")
        for one in case.enforcement_case.corrections.select_related("evidence")[:5]
    ]
    return {"aside": lines + reasons, "aside_title": "更正的内容"}


def _replacement(case: Case, actor: Actor) -> dict[str, Any]:
    return {"paper": replacement_preview(case), **_differences(case, actor)}


def _certificate(case: Case, _actor: Actor) -> dict[str, Any]:
    return {"paper": certificate_preview(case)}


_CASE_PAGES: tuple[ActionPage[Case], ...] = (
    ActionPage(
        CaseAction.ACCEPT,
        _accept,
        "材料齐全、属于本院受理范围的，确认申请类型并交承办法官审查。",
        "已受理，已通知企业。",
        AcceptForm,
        is_main=True,
    ),
    ActionPage(
        CaseAction.REQUEST_SUPPLEMENT,
        _request_supplement,
        "把缺少的内容一次列全：企业只应收到一份补正清单。以后再要求补正会计入次数。",
        "补正清单已发出，已通知企业。",
        SupplementForm,
        submit="发出补正通知",
        template="court/supplement.html",
    ),
    ActionPage(
        CaseAction.PROPOSE_DECLINE,
        _propose_decline,
        "不属于本院受理范围的，写明事由、说明和企业可走的正确渠道，由复核法官审核。",
        "已提交复核法官审核。",
        DeclineForm,
        submit="提交复核法官审核",
        tone="danger",
        context=_channels,
    ),
    ActionPage(
        CaseAction.CONFIRM_DECLINE,
        lambda step: acceptance.confirm_decline(step.subject.pk, **step.common),
        "同意后即制作不予受理通知书并通知企业，本次申请结束。",
        "已作出不予受理，已通知企业。",
        tone="danger",
        is_main=True,
        context=_decline,
    ),
    ActionPage(
        CaseAction.RETURN_DECLINE,
        lambda step: acceptance.return_decline(step.subject.pk, note=step.data["note"], **step.common),
        "不宜作不予受理处理的，退回立案受理岗继续核对。",
        "已退回立案受理岗。",
        DeclineReturnForm,
        context=_decline,
    ),
    ActionPage(
        CaseAction.VERIFY_MATERIALS,
        _verify,
        "企业报告遗失的材料，向出具单位核实后在这里登记；全部登记以后才能提交审查意见。",
        "核实结果已登记，已通知企业。",
        VerificationForm,
        fits=lambda case: case.has_lost_material and materials_to_verify(case).exists(),
    ),
    ActionPage(
        CaseAction.SUBMIT_EXAMINATION,
        _submit_examination,
        "逐项写明核查结果和依据。可以先保存，填完后提交复核。",
        "审查意见已提交复核。",
        ExaminationForm,
        label="填写审查表",
        is_main=True,
        template="court/examination.html",
        context=_about_examination,
        save=_save_examination,
        prepare=_prepare_examination,
    ),
    ActionPage(
        CaseAction.PASS_REVIEW,
        lambda step: examination.pass_review(step.subject.pk, note=step.data["note"], **step.common),
        "同意承办法官的审查意见，交院长签发。",
        "复核通过，已交签发。",
        PassForm,
        is_main=True,
        template="court/examined.html",
        context=_examined,
    ),
    ActionPage(
        CaseAction.RETURN_BY_REVIEWER,
        lambda step: examination.return_by_reviewer(step.subject.pk, note=step.data["note"], **step.common),
        "需要补查或者更正的，退回承办法官。本轮审查表保留，承办法官另起一轮。",
        "已退回承办法官。",
        ReturnForm,
        template="court/examined.html",
        context=_examined,
    ),
    ActionPage(
        CaseAction.APPROVE,
        lambda step: examination.approve(step.subject.pk, reason_text=step.data["reason_text"], **step.common),
        "签发后即制作准予信用修复决定书，交用印出具证明。",
        "已签发准予决定，交用印出具证明。",
        ApproveForm,
        submit="签发准予决定",
        is_main=True,
        template="court/examined.html",
        context=_examined,
    ),
    ActionPage(
        CaseAction.RETURN_BY_SIGNER,
        lambda step: examination.return_by_signer(step.subject.pk, note=step.data["note"], **step.common),
        "不同意审查意见或者需要补查的，退回承办法官。",
        "已退回承办法官。",
        ReturnForm,
        template="court/examined.html",
        context=_examined,
    ),
    ActionPage(
        CaseAction.REJECT,
        _reject,
        "决定书写明事由、理由、修复指引、救济途径和最早可再次申请的日期，缺一项都不能保存。",
        "已作出不予修复决定，已通知企业。",
        RejectForm,
        submit="签发不予修复决定",
        tone="danger",
        template="court/reject.html",
        context=_examined,
    ),
    ActionPage(
        CaseAction.ISSUE_CERTIFICATE,
        lambda step: certificates.issue_certificate(step.subject.pk, **step.common),
        "核对将要印制的证明后用印。证明随即编号、生效并推送牵头部门，内容不能再改；出具日是全部互认期限的起点。",
        "证明已用印出具，正在制作并推送。",
        is_main=True,
        template="court/seal.html",
        context=_certificate,
    ),
    ActionPage(
        CaseAction.RECORD_LIST_OPERATION,
        _record_list_operation,
        "先在办案系统中操作，再登记操作日期和返回编号。",
        "名单操作已登记。",
        ListOperationForm,
        submit="登记",
        fits=_owes_list_operation,
    ),
    ActionPage(
        CaseAction.REPORT_LIST_DIFFERENCE,
        lambda step: certificates.report_list_difference(step.subject.pk, note=step.data["note"], **step.common),
        "办案系统不能按决定操作，或者其中的情况与决定不一致的，报告承办法官。办理期限不因此停止。",
        "已报告承办法官。",
        ListDifferenceForm,
        submit="报告承办法官",
        fits=_owes_list_operation,
    ),
    ActionPage(
        CaseAction.ANSWER_LIST_DIFFERENCE,
        lambda step: certificates.answer_list_difference(step.subject.pk, note=step.data["note"], **step.common),
        "名单操作员报告了与决定不符的情况，请写明怎样办理。",
        "已答复名单操作员。",
        ListDifferenceAnswerForm,
        submit="答复",
        fits=lambda case: bool(case.list_difference),
        context=lambda case, _actor: {"aside": [("不符之处", case.list_difference)], "aside_title": "名单操作员的报告"},
    ),
    ActionPage(
        CaseAction.PUSH_AGAIN,
        _push_again,
        "核对牵头部门指出的事项，有误的在这里改正。证明本身载有误的，更正后由院长签发、用印出具替代证明，随后自动推送；核对无误的，写明依据再次推送。",
        "已重新推送牵头部门。",
        PushAgainForm,
        submit="更正或者再次推送",
        is_main=True,
        fits=lambda case: not case.replacement,
        context=lambda case, _actor: {"aside": examination_view.returned_push(case), "aside_title": "牵头部门的退回意见"},
    ),
    ActionPage(
        CaseAction.ORDER_REPLACEMENT,
        lambda step: replacements.order_replacement(step.subject.pk, **step.common),
        "登记信息已经更正，证明所载与更正后的登记不一致。核对后签发，由用印人另行出具证明替代：出具日不变，编号另取，原证明随即失效。",
        "已签发更正，交用印出具替代证明。",
        submit="签发更正",
        is_main=True,
        context=_differences,
    ),
    ActionPage(
        CaseAction.SUPERSEDE,
        lambda step: replacements.supersede(step.subject.pk, **step.common),
        "核对替代证明后用印。原证明随即失效，查验页显示已被替代；替代证明自动推送牵头部门。",
        "替代证明已用印出具，正在制作并推送。",
        is_main=True,
        template="court/seal.html",
        context=_replacement,
    ),
    ActionPage(
        CaseAction.SUPERSEDE_DISTRIBUTED,
        lambda step: replacements.supersede(step.subject.pk, **step.common),
        "核对替代证明后用印。原证明随即失效，查验页显示已被替代；替代证明自动推送牵头部门，并转推持有原证明的各单位，各单位已作的反馈继续有效。",
        "替代证明已用印出具，正在制作并推送。",
        is_main=True,
        template="court/seal.html",
        context=_replacement,
    ),
)
_NOTICE_PAGES: tuple[ActionPage[ProactiveNotice], ...] = (
    ActionPage(
        NoticeAction.SERVE_NOTICE,
        _serve,
        "登记送达方式、日期和签收人。措施当天没有送达的，会标为“未同步告知”。",
        "送达已登记，送达回证正在制作。",
        ServeForm,
        submit="登记送达",
        is_main=True,
    ),
)

_DUTY_PAGES: tuple[ActionPage[ListDuty], ...] = (
    ActionPage(
        DutyAction.PERFORM_DUTY,
        lambda step: duties.perform_duty(step.subject.pk, **step.data, **step.common),
        "先在办案系统中操作，再登记操作日期和返回编号。",
        "名单操作已登记。",
        DutyDoneForm,
        submit="登记",
        is_main=True,
    ),
    ActionPage(
        DutyAction.VOID_DUTY,
        lambda step: duties.void_duty(step.subject.pk, reason=step.data["reason"], **step.common),
        "登记的事由不成立的，由登记人以外的复核法官撤销登记。",
        "登记已撤销。",
        DutyVoidForm,
        submit="撤销登记",
        tone="danger",
    ),
)

CASE_PAGES = {page.action: while_it_runs(page) for page in (*_CASE_PAGES, LAPSE_PAGE, *HOLD_PAGES, *REMEDY_PAGES)}
DUTY_PAGES = {page.action: page for page in (*_DUTY_PAGES, *ASKED_PAGES)}
NOTICE_PAGES = {page.action: page for page in _NOTICE_PAGES}

__all__ = ["CASE_PAGES", "DUTY_PAGES", "NOTICE_PAGES"]
