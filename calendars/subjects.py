from __future__ import annotations

from django.db.models import Model, QuerySet

from calendars.enums import ChangeAction
from calendars.models import Change
from calendars.selectors import changes_visible_to
from calendars.states import CHANGE_STATES
from calendars.workflow import CHANGE_ROWS
from procedure.actors import Actor
from procedure.subjects import Subject


class ChangeSubject(Subject[Change]):
    entity = "change"
    label = "放假安排和系统中断"
    model = Change
    actions = ChangeAction
    rows = CHANGE_ROWS
    states = CHANGE_STATES

    def visible_to(self, actor: Actor) -> QuerySet[Change]:
        return changes_visible_to(actor)

    def region(self, subject: Change) -> Model:
        return subject.region

    def hangs_on(self, subject: Change) -> dict[str, Model]:
        return {"change": subject}


CHANGE = ChangeSubject()
