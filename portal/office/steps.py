"""The office's steps: convene a consultation about a refusal. How it ends is a step of the meeting."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from mechanism.services import meetings
from mechanism.services.meetings import MeetingData
from portal.casepage import answers
from portal.office.forms import ConsultationForm
from portal.steps.pages import ActionPage, Confirmed
from recognition.enums import RecognitionAction

if TYPE_CHECKING:
    from procedure.actors import Actor
    from recognition.models import Recognition


def _convene(step: Confirmed[Recognition]) -> object:
    form: Any = step.form
    data = MeetingData(
        agenda=step.data["agenda"], place=step.data["place"], starts_at=form.starts_at(), units=frozenset(step.data["units"])
    )
    return meetings.convene_consultation(step.subject.pk, data, **step.common)


def _answered(answer: Recognition, _actor: Actor) -> dict[str, Any]:
    return {"aside": answers.answer_facts(answer, is_internal=False), "aside_title": f"{answer.department.short_name}的反馈"}


_PAGES: tuple[ActionPage[Recognition], ...] = (
    ActionPage(
        RecognitionAction.OPEN_CONSULTATION,
        _convene,
        "召集该单位、法院和有关单位会商。各单位收到会议通知，签收并可以先提交书面意见；会商期限内形成结论。",
        "已召集会商，会议通知已发出。",
        ConsultationForm,
        is_main=True,
        context=_answered,
    ),
    ActionPage(
        RecognitionAction.CONVENE_AGAIN,
        _convene,
        "上一次会商没有形成结论，或者已经上报领导小组：再次召集，由领导小组研究。",
        "已召集会商，会议通知已发出。",
        ConsultationForm,
        is_main=True,
        context=_answered,
    ),
)
PAGES = {page.action: page for page in _PAGES}
