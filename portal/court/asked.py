"""The court's steps in a request that the list be put right."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cases.enums import DutyAction
from cases.services import asking
from portal.court.forms.duties import DutyDecisionForm
from portal.steps.pages import ActionPage
from portal.words.asked import asked_items

if TYPE_CHECKING:
    from cases.models import ListDuty
    from procedure.actors import Actor


def _asked(duty: ListDuty, _actor: Actor) -> dict[str, Any]:
    return {"aside": asked_items(duty), "aside_title": "企业的纠正申请"}


ASKED_PAGES: tuple[ActionPage[ListDuty], ...] = (
    ActionPage(
        DutyAction.GRANT_DUTY,
        lambda step: asking.grant_correction(step.subject.pk, reasons=step.data["reasons"], **step.common),
        "申请成立的，写明理由；决定书自动制作，名单操作的期限从今天起算，由名单操作员办理。",
        "申请成立，名单操作的期限开始计算，已通知企业。",
        DutyDecisionForm,
        submit="申请成立，应当办理",
        is_main=True,
        context=_asked,
    ),
    ActionPage(
        DutyAction.REFUSE_DUTY,
        lambda step: asking.refuse_correction(step.subject.pk, reasons=step.data["reasons"], **step.common),
        "申请不成立的，写明理由驳回；决定书写明企业可以在十日内向上一级人民法院申请复议。",
        "申请已驳回，已通知企业。",
        DutyDecisionForm,
        submit="驳回申请",
        tone="danger",
        context=_asked,
    ),
)
