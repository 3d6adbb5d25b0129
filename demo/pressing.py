"""What the ladder, whoever was late and the office did about it while the story went on."""

from __future__ import annotations

from datetime import datetime, time
from typing import TYPE_CHECKING, Final

from deadlines.codes import ClockCode
from ledger.timekeeping import SHANGHAI, legal_date, one_moment
from oversight import services
from oversight.enums import OrderState
from oversight.models import Complaint, Order
from oversight.states import OWED_STATES
from supervision.sweeps import SWEEPS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from deadlines.models import Clock
    from demo.days import Days
    from demo.people import Cast
    from demo.walk import Walk
    from departments.models import Department
    from procedure.actors import Actor

# The hours at which a rung comes, as the region's file has them.
LOOKS: Final = (time(9), time(10))
BY_THE_SYSTEM: Final = ("breaches", "ladder", "unanswered_orders", "urges_over")
ANSWER: Final = "已经查明：经办人外出，事项没有交接。现已指定专人，三个工作日内办结。"
ACCEPTED: Final = "同意，请按答复的日期办结。"
COMPLAINT: Final = "其他单位都已认可，只有这家单位超过期限没有结果，我们申请贷款要用，请督促办理。"
REPLY: Final = "已向该单位发出督办单，该单位答复三个工作日内办结。办结后系统会告知你们。"


class Watch:
    """Goes through the working days of the story beside its scenes, up to the last day before today."""

    def __init__(self, cast: Cast, days: Days, first_day: int, *, settled: Iterable[str]) -> None:
        """``settled``: the enterprises about whose late units everything is answered; of the others a visitor finds the answers owed."""
        self.cast = cast
        self.settled = frozenset(settled)
        self._ahead = [datetime.combine(days.back(back), hour, SHANGHAI) for back in range(1, first_day + 1) for hour in reversed(LOOKS)]

    def up_to(self, moment: datetime) -> None:
        """Do what came due until a moment, that moment included."""
        while self._ahead and self._ahead[-1] <= moment:
            self._look(self._ahead.pop())

    def to_the_end(self) -> None:
        while self._ahead:
            self._look(self._ahead.pop())

    def _look(self, at: datetime) -> None:
        for sweep in SWEEPS:
            if sweep.name in BY_THE_SYSTEM:
                _each(sweep.due(at, sweep.at_most), sweep.step, at)
        theirs = Order.objects.filter(clock__case__enterprise__name__in=self.settled).order_by("pk")
        today = datetime.combine(legal_date(at), time.min, SHANGHAI)
        _each(theirs.filter(state__in=OWED_STATES, issued_at__lt=today).values_list("pk", flat=True), self._answer, at)
        _each(theirs.filter(state=OrderState.ANSWERED, answered_at__lt=today).values_list("pk", flat=True), self._accept, at)

    def _answer(self, key: int, at: datetime) -> None:
        order = Order.objects.select_related("department").get(pk=key)
        services.answer_order(key, answer=ANSWER, by=speaker(self.cast, order.department, at), at=at)

    def _accept(self, key: int, at: datetime) -> None:
        services.accept_answer(key, note=ACCEPTED, by=self.cast.actor("office", at), at=at)


def _each(keys: Iterable[int], step: Callable[[int, datetime], object], at: datetime) -> None:
    for key in list(keys):
        with one_moment():
            step(key, at)


def speaker(cast: Cast, unit: Department, at: datetime) -> Actor:
    """Who writes for a body."""
    parts = {"court": "acceptance_officer", "bureau": "bureau_handler"}
    return cast.actor(parts.get(unit.kind, f"{unit.code}:liaison"), at)


def complained(code: str) -> Callable[[Walk], object]:
    """The enterprise says that a unit is late."""
    return lambda walk: services.file_complaint(_limit(walk, code).pk, words=COMPLAINT, by=walk.agent_actor(), at=walk.at)


def replied(code: str) -> Callable[[Walk], object]:
    return lambda walk: services.reply_complaint(
        Complaint.objects.get(clock=_limit(walk, code)).pk, reply=REPLY, by=walk.by("office"), at=walk.at
    )


def _limit(walk: Walk, code: str) -> Clock:
    return walk.case.clocks.get(code=ClockCode.RECOGNITION, obligor__code=code)
