"""How many days each limit took that is over, and whose days those of a unit's answer were: filled in soon after its end, in batches."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django.db import transaction
from django.db.models import Min

from deadlines.charged import Shares, charged, shares_of
from deadlines.codes import ClockCode
from deadlines.lives import Life, lives
from deadlines.models import Clock, ClockEvent
from deadlines.replay import timeline
from deadlines.selectors import calendar_for, happenings, version_since
from ledger.timekeeping import legal_date
from recognition.enums import Leg
from recognition.models import Delivery
from supervision.models import Spent

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence
    from datetime import date

    from deadlines.calendar_math import Calendar

AT_ONCE: Final = 500
FILLED: Final = ("days", "calendar_version", "court_days", "bureau_days", "unit_days")


@dataclass(frozen=True, slots=True)
class Handover:
    """When the bureau signed for a case's push, and when it handed it on to one unit; None as long as that has not happened."""

    received: date | None = None
    distributed: date | None = None


def handovers(case_ids: Collection[int | None]) -> Mapping[tuple[int | None, int | None], Handover]:
    """By case and unit; with None for the unit where it has not been handed on. One statement."""
    pushes = (
        Delivery.objects.filter(case__in=[pk for pk in case_ids if pk is not None])
        .order_by()
        .values_list("case_id", "leg", "department_id")
    )
    rows = list(pushes.annotate(received=Min("received_at"), sent=Min("sent_at")))
    received = {case: legal_date(at) for case, leg, _, at, _ in rows if leg == Leg.COURT_TO_BUREAU and at is not None}
    sent = {(case, unit): legal_date(at) for case, leg, unit, _, at in rows if leg == Leg.BUREAU_TO_UNIT}
    at_bureau = {(case, None): Handover(on) for case, on in received.items()}
    return {**at_bureau, **{(case, unit): Handover(received.get(case), on) for (case, unit), on in sent.items()}}


def shares_until(life: Life, calendar: Calendar, until: date, known: Mapping[tuple[int | None, int | None], Handover]) -> Shares:
    """Whose the days of a unit's limit to answer were, up to its end or today."""
    case, unit = life.clock.case_id, life.clock.obligor_id
    handover = known.get((case, unit)) or known.get((case, None)) or Handover()
    return shares_of(timeline(life.events), calendar, life.rule.unit, until, received=handover.received, distributed=handover.distributed)


def shares_so_far(clocks: Iterable[Clock], calendar: Calendar, today: date) -> dict[int, Shares]:
    """Of units' limits to answer that still run, read with their rules: whose the days up to today were. Two statements."""
    found = {clock.pk: Life(clock, clock.rule) for clock in clocks if clock.code == ClockCode.RECOGNITION}
    if not found:
        return {}
    for event in ClockEvent.objects.filter(clock__in=list(found)).order_by("clock", "seq"):
        found[event.clock_id].events += happenings([event])
    known = handovers({life.clock.case_id for life in found.values()})
    return {pk: shares_until(life, calendar, today, known) for pk, life in found.items()}


def regions_with_ended_limits(limit: int) -> Sequence[int]:
    """Regions where limits have ended whose days are not counted yet."""
    return list(Spent.objects.filter(days__isnull=True).order_by().values_list("region_id", flat=True).distinct()[:limit])


@transaction.atomic
def count_days(region_id: int) -> None:
    """Fill in the days of some of them; what another process has it leaves to it."""
    waiting = Spent.objects.select_for_update(of=("self",), skip_locked=True).filter(region=region_id, days__isnull=True).order_by("pk")
    rows = {row.pk: row for row in waiting[:AT_ONCE]}
    calendar = calendar_for(region_id)
    for life, days, shares in days_of(rows, calendar):
        row = rows[life.clock.pk]
        row.days, row.calendar_version = days, version_since(calendar, life.clock.started_on.year)
        if shares is not None:
            row.court_days, row.bureau_days, row.unit_days = shares.court, shares.bureau, shares.unit
    Spent.objects.bulk_update(rows.values(), FILLED)


def days_of(clock_ids: Iterable[int], calendar: Calendar) -> Iterable[tuple[Life, int, Shares | None]]:
    """The days of some ended limits by one calendar."""
    found = list(lives(Clock.objects.filter(pk__in=list(clock_ids))))
    known = handovers({life.clock.case_id for life in found if life.clock.code == ClockCode.RECOGNITION})
    for life in found:
        shares = shares_until(life, calendar, _ended(life), known) if life.clock.code == ClockCode.RECOGNITION else None
        line = timeline(life.events)
        yield life, charged(line, calendar, life.rule.unit, line.start, _ended(life)), shares


def _ended(life: Life) -> date:
    ended = life.clock.stopped_on
    if ended is None:
        raise LookupError(life.clock.pk)
    return ended
