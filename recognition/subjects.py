"""A unit's answer as a subject of the published flow. It is part of its case: locked through it, written into its stream."""

from __future__ import annotations

from datetime import date

from django.db.models import Model, QuerySet

from cases.subjects import CASE, obligors_of_case
from cases.telling import tell_applicant
from deadlines.codes import ClockCode
from deadlines.enums import Obligor
from deadlines.models import Clock
from procedure.actors import Actor
from procedure.errors import NotVisible
from procedure.rows import Row
from procedure.subjects import Step, Subject
from recognition import selectors as recognitions
from recognition.enums import RecognitionAction
from recognition.models import Recognition
from recognition.states import RECOGNITION_STATES
from recognition.telling import SENT_TO_MANY, work_of_answer
from recognition.workflow import RECOGNITION_ROWS


class RecognitionSubject(Subject[Recognition]):
    entity = "recognition"
    label = "单位互认"
    model = Recognition
    actions = RecognitionAction
    rows = RECOGNITION_ROWS
    states = RECOGNITION_STATES

    def lock(self, pk: int) -> Recognition:
        case_id = Recognition.objects.filter(pk=pk).order_by("pk").values_list("case_id", flat=True).first()
        if case_id is None:
            raise NotVisible
        case = CASE.lock(case_id)
        recognition = Recognition.objects.select_for_update(of=("self",)).get(pk=pk)
        recognition.case = case
        return recognition

    def stream(self, subject: Recognition) -> str:
        return CASE.stream(subject.case)

    def visible_to(self, actor: Actor) -> QuerySet[Recognition]:
        return recognitions.recognitions_visible_to(actor)

    def region(self, subject: Recognition) -> Model:
        return subject.case.region

    def hangs_on(self, subject: Recognition) -> dict[str, Model]:
        return {"case": subject.case}

    def clock_keys(self, subject: Recognition, code: ClockCode) -> dict[str, Model]:
        """Consultations on several answers may run at once in a case."""
        own: dict[str, Model] = {"recognition": subject} if code == ClockCode.CONSULTATION else {}
        return self.hangs_on(subject) | own

    def owns(self, subject: Recognition, clock: Clock, code: ClockCode) -> bool:
        """A unit stops its own clocks only."""
        return (code.obligor != Obligor.UNIT or clock.obligor_id == subject.department_id) and super().owns(subject, clock, code)

    def obligors(self, subject: Recognition, code: ClockCode, on: date) -> list[Model | None]:
        return [subject.department] if code.obligor == Obligor.UNIT else obligors_of_case(subject.case, code, on)

    def said(self, subject: Recognition, row: Row[Recognition]) -> str:
        return row.said.format(unit=subject.department.name)

    def tell(self, step: Step[Recognition]) -> dict[str, str]:
        key = f"{self.entity}:{step.subject.pk}:{step.subject.state_seq}"
        work = [] if step.row.action in SENT_TO_MANY else work_of_answer(step, key)
        return tell_applicant(step.subject.case, step.row, step.clocks, said=step.said, at=step.at, dedup_key=key, work=work)


RECOGNITION = RecognitionSubject()
