"""The court's steps in what is brought against a decision."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cases.enums import CaseAction
from cases.outcomes import ObjectionStage, RevocationGround, RevocationStage
from cases.services import objections, revocations
from ledger import timekeeping
from portal.court.forms.remedies import (
    DismissForm,
    DropRevocationForm,
    PaperObjectionForm,
    ProposeRevocationForm,
    ReviewRevocationForm,
    RevokeForm,
    UpholdForm,
)
from portal.steps.pages import ActionPage, Confirmed
from portal.words.remedies import objection_items, revocation_items
from recognition import revoking

if TYPE_CHECKING:
    from cases.models import Case
    from procedure.actors import Actor


REVOCABLE = (RevocationStage.PROPOSED, RevocationStage.HEARD, RevocationStage.REVIEWED)


def _can_be_objected_to(case: Case) -> bool:
    """Also after the limit: what came in on paper in time may be recorded later."""
    return case.decision is not None and not objections.objection_gap(case, objections.last_day_to_object(case, timekeeping.today()))


def _objection(case: Case, _actor: Actor) -> dict[str, Any]:
    return {"aside": objection_items(case, "court:objection_file"), "aside_title": "企业的异议"}


def _uphold(step: Confirmed[Case]) -> object:
    return objections.uphold_objection(step.subject.pk, **step.data, **step.common)


def _revocation(case: Case, _actor: Actor) -> dict[str, Any]:
    return {"aside": revocation_items(case, "court:revocation_file"), "aside_title": "拟撤销的事实和企业的陈述申辩"}


def _propose(step: Confirmed[Case]) -> object:
    ground = RevocationGround(step.data["ground"])
    return revocations.propose_revocation(step.subject.pk, **{**step.data, "ground": ground}, **step.common)


REMEDY_PAGES: tuple[ActionPage[Case], ...] = (
    ActionPage(
        CaseAction.RECORD_OBJECTION,
        lambda step: objections.record_objection(step.subject.pk, **step.data, **step.common),
        "企业以纸质方式提出异议的，登记收到日期和异议书。异议由签发原决定的人以外的人决定。",
        "异议已登记，已通知企业。",
        PaperObjectionForm,
        submit="登记异议",
        fits=_can_be_objected_to,
    ),
    ActionPage(
        CaseAction.UPHOLD_OBJECTION,
        _uphold,
        "异议成立的，原不予修复决定撤销并留存备查，案件回到审查，审查期限重新计算。",
        "异议成立，原决定已撤销，案件重新审查，已通知企业。",
        UpholdForm,
        submit="撤销原决定，重新审查",
        fits=lambda case: case.objection == ObjectionStage.OPEN,
        context=_objection,
    ),
    ActionPage(
        CaseAction.DISMISS_OBJECTION,
        lambda step: objections.dismiss_objection(step.subject.pk, reasons=step.data["reasons"], **step.common),
        "异议不成立的，写明理由驳回；原决定继续有效，最早可再次申请的日期不变。",
        "异议已驳回，已通知企业。",
        DismissForm,
        submit="驳回异议",
        tone="danger",
        fits=lambda case: case.objection == ObjectionStage.OPEN,
        context=_objection,
    ),
    ActionPage(
        CaseAction.PROPOSE_REVOCATION,
        _propose,
        "企业违反证明的条件或者承诺，或者材料虚假的，写明事实并上传证据。系统通知企业陈述申辩，期满或者收到意见后由复核法官复核，院长决定；决定之前证明继续有效。",
        "已提出，已通知企业陈述申辩。",
        ProposeRevocationForm,
        submit="提出撤销，通知企业",
        tone="danger",
        fits=revocations.can_be_revoked,
    ),
    ActionPage(
        CaseAction.REVIEW_REVOCATION,
        lambda step: revocations.review_revocation(step.subject.pk, note=step.data["note"], **step.common),
        "核对事实、证据和企业的陈述申辩，同意的交院长决定。",
        "复核通过，已交院长决定。",
        ReviewRevocationForm,
        is_main=True,
        fits=lambda case: case.revocation == RevocationStage.HEARD,
        context=_revocation,
    ),
    ActionPage(
        CaseAction.REVOKE,
        lambda step: revoking.revoke(step.subject.pk, reasons=step.data["reasons"], **step.common),
        "决定后证明立即失效，查验页面显示已撤销；系统制作决定书和撤销通知书，通知企业、牵头部门和收到过证明的各单位；名单信息已经屏蔽的，登记应办的恢复显示。",
        "已撤销信用修复，撤销通知制成后自动推送。",
        RevokeForm,
        submit="撤销信用修复",
        tone="danger",
        fits=lambda case: case.revocation == RevocationStage.REVIEWED,
        context=_revocation,
    ),
    ActionPage(
        CaseAction.DROP_REVOCATION,
        lambda step: revocations.drop_revocation(step.subject.pk, reasons=step.data["reasons"], **step.common),
        "事实不成立，或者企业已经改正、理由正当的，不予撤销，证明继续有效。",
        "不予撤销，已通知企业。",
        DropRevocationForm,
        submit="不予撤销",
        fits=lambda case: case.revocation in REVOCABLE,
        context=_revocation,
    ),
)
