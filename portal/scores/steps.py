"""The office's steps with an assessment, and those of a unit and the office with a card."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from assessment import services
from assessment.enums import AssessmentAction, ScorecardAction
from assessment.models import Assessment, Scorecard
from portal.scores.forms import AppealForm, DismissForm, UpholdForm
from portal.steps.pages import ActionPage

if TYPE_CHECKING:
    from procedure.actors import Actor


def _appealed(card: Scorecard, _actor: Actor) -> dict[str, Any]:
    return {"aside": [("申诉理由", card.appeal_reasons)], "aside_title": f"{card.department.short_name}的申诉"}


_LOCKED = "锁定后评分表和名次不能再改；通报随即制作，下载后由负责人签发、盖章印发。"
_PAGES: tuple[ActionPage[Assessment], ...] = (
    ActionPage(
        AssessmentAction.SHOW,
        lambda step: services.show(step.subject.pk, **step.common),
        "各单位在核对期限内看到自己的评分表和每一项扣分的案件，可以确认，也可以申诉。送出后不再重新计算。",
        "已送各单位核对。",
        is_main=True,
    ),
    ActionPage(
        AssessmentAction.RECALCULATE,
        lambda step: services.recalculate(step.subject.pk, **step.common),
        "按现在的办理记录重新计算全部评分表，指标按周期最后一天施行的版本。",
        "正在重新计算，算完后出现在本页。",
    ),
    ActionPage(
        AssessmentAction.LOCK,
        lambda step: services.lock(step.subject.pk, **step.common),
        _LOCKED,
        "已锁定，通报正在制作。",
        is_main=True,
        fits=lambda assessment: not assessment.period.is_year,
    ),
    ActionPage(
        AssessmentAction.LOCK_YEAR,
        lambda step: services.lock(step.subject.pk, **step.common),
        f"{_LOCKED}每个单位的年度考核评价表一并制作。",
        "已锁定，通报和各单位的年度考核评价表正在制作。",
        is_main=True,
        fits=lambda assessment: assessment.period.is_year,
    ),
)
PAGES = {page.action: page for page in _PAGES}

_CARD_PAGES: tuple[ActionPage[Scorecard], ...] = (
    ActionPage(
        ScorecardAction.CONFIRM,
        lambda step: services.confirm(step.subject.pk, **step.common),
        "确认评分表无误。确认后不能再申诉。",
        "已确认。",
        is_main=True,
    ),
    ActionPage(
        ScorecardAction.APPEAL,
        lambda step: services.appeal(step.subject.pk, items=step.data["items"], reasons=step.data["reasons"], **step.common),
        "对扣分有异议的，勾选事项并写明理由，由领导小组办公室处理。每份评分表申诉一次，请一次写全。",
        "申诉已提交，由办公室在期限内处理。",
        AppealForm,
        fits=lambda card: bool(services.charged_keys(card)),
    ),
    ActionPage(
        ScorecardAction.UPHOLD,
        lambda step: services.uphold(step.subject.pk, items=step.data["items"], reasons=step.data["reasons"], **step.common),
        "勾选的事项不再扣分，评分表随即重新计分。",
        "已采纳，评分表已经重新计分。",
        UpholdForm,
        is_main=True,
        context=_appealed,
    ),
    ActionPage(
        ScorecardAction.DISMISS,
        lambda step: services.dismiss(step.subject.pk, reasons=step.data["reasons"], **step.common),
        "申诉一项也不采纳的，评分表不变。",
        "已处理，评分表不变。",
        DismissForm,
        context=_appealed,
    ),
)
CARD_PAGES = {page.action: page for page in _CARD_PAGES}
