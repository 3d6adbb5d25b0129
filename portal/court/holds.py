"""The court's steps that stop, resume and extend the limit of an examination."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from cases.enums import CaseAction
from cases.outcomes import HoldGround
from cases.services import holds
from portal.court.forms.holds import (
    ApproveExtensionForm,
    ExcludeForm,
    ProposeExtensionForm,
    RefuseExtensionForm,
    ResumeForm,
    SuspendForm,
)
from portal.steps.pages import ActionPage, Confirmed
from portal.words.holds import hold_items

if TYPE_CHECKING:
    from cases.models import Case
    from procedure.actors import Actor


NOT_MEANWHILE = (CaseAction.SUBMIT_EXAMINATION, CaseAction.PASS_REVIEW, CaseAction.APPROVE, CaseAction.REJECT)


def runs(case: Case) -> bool:
    """Whether the limit of the examination runs, and so the examination goes on."""
    return not case.hold


def while_it_runs(page: ActionPage[Case]) -> ActionPage[Case]:
    """Nothing is examined further or decided while the limit stands still, so there is no button for it."""
    if page.action not in NOT_MEANWHILE:
        return page
    return replace(page, fits=lambda case: runs(case) and page.fits(case))


def _hold(step: Confirmed[Case]) -> object:
    return holds.hold_examination(step.subject.pk, **{**step.data, "ground": HoldGround(step.data["ground"])}, **step.common)


def _held(case: Case, _actor: Actor) -> dict[str, Any]:
    return {"aside": hold_items(case), "aside_title": "中止、扣除和延长"}


HOLD_PAGES: tuple[ActionPage[Case], ...] = (
    ActionPage(
        CaseAction.SUSPEND_EXAMINATION,
        _hold,
        "审判监督、破产或者刑事程序没有了结、不能继续审查的，中止审查，审查期限暂停计算。企业会收到消息；原因消除后，在这里登记恢复。",
        "已中止审查，审查期限暂停计算，已通知企业。",
        SuspendForm,
        is_beside=True,
        tone="danger",
        fits=runs,
    ),
    ActionPage(
        CaseAction.EXCLUDE_DAYS,
        _hold,
        "听证、鉴定、征求专家意见或者委托其他法院协助的日期，不计入审查期限。办完后，在这里登记恢复。",
        "已登记，审查期限暂停计算，已通知企业。",
        ExcludeForm,
        is_beside=True,
        fits=runs,
    ),
    ActionPage(
        CaseAction.RESUME_EXAMINATION,
        lambda step: holds.resume_examination(step.subject.pk, **step.data, **step.common),
        "中止的原因已经消除，或者扣除期间的事项已经办完的，恢复计算审查期限；届满日按不计入的日期顺延。",
        "已恢复计时，届满日已经重新计算，已通知企业。",
        ResumeForm,
        is_main=True,
        fits=lambda case: bool(case.hold),
        context=_held,
    ),
    ActionPage(
        CaseAction.PROPOSE_EXTENSION,
        lambda step: holds.propose_extension(step.subject.pk, **step.data, **step.common),
        "案情复杂、不能在期限内办结的，写明理由提出延长，由另一人决定；同意以前，届满日不变。",
        "已提出，待复核法官或者院长决定。",
        ProposeExtensionForm,
        is_beside=True,
        fits=lambda case: case.extension_proposer_id is None,
    ),
    ActionPage(
        CaseAction.APPROVE_EXTENSION,
        lambda step: holds.decide_extension(step.subject.pk, agrees=True, note=step.data["note"], **step.common),
        "同意后届满日随即顺延，企业会收到消息，并在期限说明中读到理由。",
        "已同意延长，届满日已经重新计算，已通知企业。",
        ApproveExtensionForm,
        fits=lambda case: case.extension_proposer_id is not None,
        context=_held,
    ),
    ActionPage(
        CaseAction.REFUSE_EXTENSION,
        lambda step: holds.decide_extension(step.subject.pk, agrees=False, note=step.data["note"], **step.common),
        "不同意的，写明理由，届满日不变。",
        "已答复：不同意延长。",
        RefuseExtensionForm,
        fits=lambda case: case.extension_proposer_id is not None,
        context=_held,
    ),
)
