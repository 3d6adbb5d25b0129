"""The whole chain for an enterprise that is left for visitors, as a path that they can walk."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.urls import reverse

from accounts.models import User
from cases.enums import CaseState
from demo.outbox import letters_about
from demo.printing import make_papers
from demo.specimens import answer_of
from demo.standing import BESIDE, CODES, ENDED, LEGS, LINE_NAMES, REMARKS, Leg, Standing, owes_list_operation, standing_of
from demo.turns import UNIT_NEXT, Turn, UnitTurn, list_turn, turn_of, unit_turns
from departments.actors import actor_for
from notices.enums import DocumentKind
from procedure.errors import ConditionNotMet
from recognition import services as recognition
from recognition.enums import RecognitionResult, RecognitionState
from recognition.selectors import units_progress

if TYPE_CHECKING:
    from datetime import datetime

    from departments.models import Region
    from recognition.models import Recognition


@dataclass(frozen=True, slots=True)
class Waypoint:
    """A leg as it stands for this enterprise: done, next or todo."""

    title: str
    who: str
    state: str
    turn: Turn | None = None
    shows_units: bool = False
    is_beside: bool = False

    @property
    def button(self) -> str:
        return f"以{self.who}的身份去办" if self.turn and not self.shows_units else "以下一家的身份去办"

    @property
    def css(self) -> str:
        return "btn" if self.is_beside else "btn btn-primary"


@dataclass(frozen=True, slots=True)
class Line:
    """The path as the page shows it."""

    place: int
    name: str
    standing: Standing
    waypoints: list[Waypoint]
    units: list[UnitTurn]
    remark: str
    # Of mail, text messages and the rest, sent and waiting.
    letters: int = 0

    @property
    def number(self) -> int:
        return self.place + 1

    @property
    def tone(self) -> str:
        case = self.standing.case
        return "success" if case and case.state in (CaseState.RECOGNIZED_ALL, CaseState.CLOSED_WITH_REFUSALS) else "warning"

    @property
    def units_left(self) -> int:
        return sum(bool(unit.username) for unit in self.units)

    @property
    def outbox_url(self) -> str:
        return f"{reverse('demo:outbox')}?enterprise={self.standing.enterprise.pk}"

    @property
    def verify_url(self) -> str:
        case = self.standing.case
        return reverse("public:certificate", args=[case.certificate.verify_code]) if case and case.certificate else ""


def line_of(region: Region, place: int) -> Line | None:
    """The path of one line as it stands; None before the story is loaded."""
    standing = standing_of(region, place)
    if standing is None:
        return None
    units = unit_turns(standing)
    waypoints = _waypoints(standing, units)
    remark = REMARKS.get(CaseState(standing.case.state), "") if standing.case else ""
    letters = letters_about(standing.enterprise).order_by().count()
    return Line(place, LINE_NAMES[place], standing, waypoints, units, remark, letters)


def _waypoints(standing: Standing, units: list[UnitTurn]) -> list[Waypoint]:
    reached = CODES.index("seal" if standing.stage == ENDED else standing.stage)
    return [_waypoint(standing, leg, units, is_behind=place < reached) for place, leg in enumerate(LEGS)]


def _waypoint(standing: Standing, leg: Leg, units: list[UnitTurn], *, is_behind: bool) -> Waypoint:
    if leg.code == standing.stage:
        turn = turn_of(standing, units)
        return Waypoint(turn.title or leg.title, leg.who, "next", turn, shows_units=leg.code == "units")
    if leg.code == BESIDE and is_behind and standing.case is not None and owes_list_operation(standing.case):
        return Waypoint(leg.title, leg.who, "next", list_turn(standing, standing.case), is_beside=True)
    return Waypoint(leg.title, leg.who, "done" if is_behind else "todo")


def let_units_answer(region: Region, place: int, *, at: datetime) -> int:
    """Let every unit of a line that has not answered yet do so, by its own two people; returns how many did."""
    standing = standing_of(region, place)
    if standing is None or standing.case is None:
        return 0
    waiting = [row for row in units_progress(standing.case).rows if row.state in UNIT_NEXT]
    answered = 0
    for row in waiting:
        # The work loop may be at a unit's letter this very moment; that unit answers at the next click.
        with suppress(ConditionNotMet):
            _answer(row, at)
            answered += 1
    return answered


def _answer(row: Recognition, at: datetime) -> None:
    liaison, approver = (actor_for(User.objects.get(username=f"{row.department.code}.{part}"), at) for part in ("liaison", "approver"))
    if row.state == RecognitionState.AWAITING_RECEIPT:
        make_papers(DocumentKind.DISTRIBUTION_LETTER, at=at, case=row.case_id)
        recognition.receive_delivery(row.pk, by=liaison, at=at)
    if row.state != RecognitionState.PROPOSED:
        recognition.propose_answer(row.pk, answer=answer_of(row.department.code, RecognitionResult.RECOGNIZED), by=liaison, at=at)
    # A draft that a visitor has written is approved as it stands.
    recognition.approve_answer(row.pk, by=approver, at=at)
