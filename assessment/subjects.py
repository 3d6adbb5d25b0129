"""The assessment of a period and one unit's card as subjects of the published flow. A card is part of its assessment."""

from __future__ import annotations

from datetime import date

from django.db.models import Model, QuerySet

from assessment import selectors
from assessment.enums import AssessmentAction, ScorecardAction
from assessment.models import Assessment, Scorecard
from assessment.states import ASSESSMENT_STATES, SCORECARD_STATES
from assessment.workflow import ASSESSMENT_ROWS, SCORECARD_ROWS
from deadlines.codes import ClockCode
from deadlines.enums import Obligor
from departments.models import Department
from messaging.services import tell_post
from procedure.actors import Actor
from procedure.enums import Role
from procedure.errors import NotVisible
from procedure.subjects import Step, Subject
from words.dates import until

# What a unit and the office are told of a step on a card.
TOLD = {
    ScorecardAction.SHOW_CARD: "请核对{period}考核评价评分表",
    ScorecardAction.UPHOLD: "{period}考核评价的申诉已采纳",
    ScorecardAction.DISMISS: "{period}考核评价的申诉未采纳",
    ScorecardAction.LOCK_CARD: "{period}考核评价已锁定",
    ScorecardAction.APPEAL: "{unit}对{period}考核评价提出申诉",
}


class AssessmentSubject(Subject[Assessment]):
    entity = "assessment"
    label = "考核评价"
    model = Assessment
    actions = AssessmentAction
    rows = ASSESSMENT_ROWS
    states = ASSESSMENT_STATES

    def visible_to(self, actor: Actor) -> QuerySet[Assessment]:
        return selectors.assessments_visible_to(actor)

    def region(self, subject: Assessment) -> Model:
        return subject.region

    def hangs_on(self, subject: Assessment) -> dict[str, Model]:
        return {"assessment": subject}


class ScorecardSubject(Subject[Scorecard]):
    entity = "scorecard"
    label = "单位评分表"
    model = Scorecard
    actions = ScorecardAction
    rows = SCORECARD_ROWS
    states = SCORECARD_STATES

    def lock(self, pk: int) -> Scorecard:
        assessment_id = Scorecard.objects.filter(pk=pk).order_by("pk").values_list("assessment_id", flat=True).first()
        if assessment_id is None:
            raise NotVisible
        assessment = ASSESSMENT.lock(assessment_id)
        card = Scorecard.objects.select_for_update(of=("self",)).select_related("department").get(pk=pk)
        card.assessment = assessment
        return card

    def stream(self, subject: Scorecard) -> str:
        return f"{AssessmentSubject.entity}:{subject.assessment_id}"

    def visible_to(self, actor: Actor) -> QuerySet[Scorecard]:
        return selectors.cards_visible_to(actor)

    def region(self, subject: Scorecard) -> Model:
        return subject.assessment.region

    def hangs_on(self, subject: Scorecard) -> dict[str, Model]:
        return {"scorecard": subject}

    def obligors(self, subject: Scorecard, code: ClockCode, on: date) -> list[Model | None]:
        del on
        if code.obligor == Obligor.UNIT:
            return [subject.department]
        return [office_of(subject.assessment)]

    def tell(self, step: Step[Scorecard]) -> dict[str, str]:
        """A unit of what the office does with its card, the office of an appeal."""
        card = step.subject
        words = TOLD.get(ScorecardAction(step.row.action.value))
        if words is None:
            return {}
        said = words.format(period=card.assessment.period.title, unit=card.department.short_name)
        is_appeal = step.row.action == ScorecardAction.APPEAL
        receivers = [(office_of(card.assessment), Role.OFFICE)] if is_appeal else [(card.department, Role.MEMBER_APPROVER)]
        ends = next((clock.due_on for clock in step.clocks or () if clock.is_open), None)
        body = f"{said}。期限{until(ends)}。" if ends else f"{said}。"
        for department, role in receivers:
            key = f"{self.entity}:{card.pk}:{card.state_seq}"
            tell_post(department, role=role, subject=said, body=body, at=step.at, dedup_key=key)
        return {"told": said}


def office_of(assessment: Assessment) -> Department:
    """The department that is the office of the leading group. LookupError where the region has none."""
    office = Department.objects.filter(region=assessment.region_id, is_office=True).order_by("left_on", "pk").last()
    if office is None:
        raise LookupError(assessment.region_id)
    return office


ASSESSMENT = AssessmentSubject()
SCORECARD = ScorecardSubject()
