"""The office's steps: convene a consultation about a refusal, and record how it ended."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from portal.casepage import answers
from portal.office.forms import MinutesForm
from portal.steps.pages import ActionPage, Confirmed
from recognition import services as recognition
from recognition.enums import RecognitionAction

if TYPE_CHECKING:
    from collections.abc import Callable

    from procedure.actors import Actor
    from recognition.models import Recognition


def _conclude(outcome: RecognitionAction) -> Callable[[Confirmed[Recognition]], object]:
    def run(step: Confirmed[Recognition]) -> object:
        return recognition.conclude_consultation(
            step.subject.pk, outcome=outcome, note=step.data["note"], attendees=step.data["attendees"], **step.common
        )

    return run


def _answered(answer: Recognition, _actor: Actor) -> dict[str, Any]:
    return {"aside": answers.answer_facts(answer, is_internal=False), "aside_title": f"{answer.department.short_name}的反馈"}


_PAGES: tuple[ActionPage[Recognition], ...] = (
    ActionPage(
        RecognitionAction.OPEN_CONSULTATION,
        lambda step: recognition.open_consultation(step.subject.pk, **step.common),
        "召集该单位、法院和有关单位会商，会商期限内形成结论。",
        "已召集会商。",
        is_main=True,
        context=_answered,
    ),
    ActionPage(
        RecognitionAction.CONSULT_RECOGNIZE,
        _conclude(RecognitionAction.CONSULT_RECOGNIZE),
        "经会商，该单位改为认可；已上报的，按领导小组研究的结果登记。会商纪要随即制作。",
        "会商已办结：改为认可。",
        MinutesForm,
        is_main=True,
        context=_answered,
    ),
    ActionPage(
        RecognitionAction.CONSULT_UPHOLD,
        _conclude(RecognitionAction.CONSULT_UPHOLD),
        "经会商，维持该单位的意见；已上报的，按领导小组研究的结果登记。企业会读到理由和指引。",
        "会商已办结：维持原意见。",
        MinutesForm,
        context=_answered,
    ),
    ActionPage(
        RecognitionAction.CONSULT_ESCALATE,
        _conclude(RecognitionAction.CONSULT_ESCALATE),
        "会商不能达成一致的，上报领导小组研究。研究结果出来后，仍在会商列表中登记。",
        "已上报领导小组。",
        MinutesForm,
        context=_answered,
    ),
)
PAGES = {page.action: page for page in _PAGES}
