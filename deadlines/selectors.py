from __future__ import annotations

from collections.abc import Iterable, Mapping
from copy import copy
from dataclasses import dataclass, replace
from datetime import date, datetime

from django.db.models import Model, Q, QuerySet

from deadlines.calendar_files import CalendarFile
from deadlines.calendar_math import Calendar, ExceptionDay
from deadlines.codes import CODES, DUTIES, READY, ClockCode
from deadlines.enums import OPEN_STATUSES, CalendarStatus, ClockStatus, RungChannel, Unit
from deadlines.ladder import Limit, Planned, Rung, moments
from deadlines.models import OVERDUE, CalendarDay, Clock, ClockEvent, DeadlineRule, LadderRung, Milestone, WorkCalendar
from deadlines.replay import DayMark, Happening, Term, strip
from ledger.kept import kept


class UnknownCalendarVersionError(LookupError):
    """A clock names a calendar version that is not stored."""


@dataclass(frozen=True, slots=True)
class LastDay:
    """The last day of a limit as other rows keep it for their lists: what the days are, and whether it may still move."""

    on: date | None = None
    unit: str = ""
    provisional: bool = False

    def __str__(self) -> str:
        if self.on is None:
            return "无"
        return f"{self.on}（{self.unit}{'，暂定' if self.provisional else ''}）"


def current_rules(region: Model) -> list[DeadlineRule]:
    return [copy(rule) for rule in _rules(region.pk).values()]


def rules_in_use(region: Model) -> list[DeadlineRule]:
    """Those that some step starts; the others stand ready and bind nobody yet."""
    return [rule for rule in current_rules(region) if rule.code not in READY]


def rule_of(region: Model, code: str) -> DeadlineRule | None:
    return copy(_rules(region.pk).get(code))


@kept
def rules_by_key() -> dict[int, DeadlineRule]:
    """Every rule there ever was, by its key. Shared by all threads: copy what you give away."""
    return {rule.pk: rule for rule in DeadlineRule.objects.order_by("region_id", "code", "version")}


@kept
def _rules(region_id: int) -> dict[str, DeadlineRule]:
    return {rule.code: rule for rule in rules_by_key().values() if rule.region_id == region_id and rule.is_current}


@kept
def ladder_of(region_id: int) -> tuple[Rung, ...]:
    """The rungs of a region that are in force."""
    return tuple(
        Rung(row.key, row.name, row.channel, frozenset(row.limits), row.offset, row.time, row.act, tuple(row.to), row.pk)
        for row in LadderRung.objects.filter(region_id=region_id, is_current=True).order_by("offset", "time", "key")
    )


def rungs_of(clock: Clock, calendar: Calendar | None = None, channel: str = "") -> list[Planned]:
    """All rungs of a clock with their moments; ``channel`` where the caller knows by which its unit is reached."""
    if not channel:
        channel = RungChannel.PLATFORM if clock.obligor is None else clock.obligor.channel
    limit = Limit(CODES[clock.code], channel, clock.due_on, clock.opened_at)
    return moments(limit, ladder_of(clock.region_id), calendar or calendar_for(clock.region_id))


def settled_of(clock: Clock) -> frozenset[str]:
    """The rungs of the clock's present last day of which something has come."""
    return frozenset(Milestone.objects.filter(clock=clock, due_on=clock.due_on).order_by().values_list("key", flat=True))


def clocks_with_a_rung_due(at: datetime) -> QuerySet[Clock]:
    """Clocks with a rung whose moment has come, the longest due first; read from an index of those that wait for one."""
    return Clock.objects.filter(next_rung_at__lte=at).order_by("next_rung_at", "pk")


def current_calendars(region: Model | int) -> list[WorkCalendar]:
    """Return the newest version of each year that the region has loaded."""
    calendars = WorkCalendar.objects.filter(region_id=_key(region))
    return list(calendars.order_by("year", "-version").distinct("year"))


def never_loaded(region: Model | None, contents: Iterable[CalendarFile]) -> list[CalendarFile]:
    """Those that the region has not had in any version: one that was followed by a newer arrangement does not come back by itself."""
    had = set(WorkCalendar.objects.filter(region_id=_key(region)).order_by("pk").values_list("year", "source_sha256")) if region else set()
    return [content for content in contents if (content.year, content.sha256) not in had]


def calendar_for(region: Model | int) -> Calendar:
    return _present_calendar(_key(region))


@kept
def _present_calendar(region_id: int) -> Calendar:
    return _calendar_of(current_calendars(region_id))


def calendar_as_of(region: Model | int, version: str) -> Calendar:
    """Return the calendar that a clock was computed with. Raises UnknownCalendarVersionError."""
    return _earlier_calendar(_key(region), version)


@kept
def _earlier_calendar(region_id: int, version: str) -> Calendar:
    wanted = {tuple(map(int, part.split("."))) for part in version.split()}
    stored = WorkCalendar.objects.filter(region_id=region_id).order_by("year", "version")
    calendars = [calendar for calendar in stored if (calendar.year, calendar.version) in wanted]
    if len(calendars) < len(wanted):
        raise UnknownCalendarVersionError(f"没有日历版本“{version}”")
    return _calendar_of(calendars)


def version_since(calendar: Calendar, year: int) -> str:
    """Return the part of a calendar's version that can touch a period starting in year."""
    return " ".join(part for part in calendar.version.split() if int(part.partition(".")[0]) >= year)


def happenings(events: QuerySet[ClockEvent] | list[ClockEvent]) -> list[Happening]:
    return [
        Happening(event.kind, event.effective_on, event.days, reason=event.reason, actor=event.actor, agreed_on=event.agreed_on)
        for event in events
    ]


def term_of(rule: DeadlineRule) -> Term:
    return Term(rule.length, rule.unit)


def due_strip(clock: Clock, names: Mapping[str, str] | None = None) -> tuple[DayMark, ...]:
    """Return "why this date?", day by day, by the calendar that the date was computed with.

    Who paused the clock stands there by office; names turns an actor's key into other words.
    """
    calendar = calendar_as_of(clock.rule.region_id, clock.calendar_version)
    rows = sorted(clock.events.all(), key=lambda event: event.seq)
    events = [replace(step, actor=(names or {}).get(step.actor, row.post)) for row, step in zip(rows, happenings(rows), strict=True)]
    return strip(events, calendar, term_of(clock.rule))


def working_days_left(clock: Clock, today: date, calendar: Calendar | None = None) -> int:
    """Working days after today up to the due day: 0 on the day itself, negative when overdue.

    Lists pass the region's calendar, so that 50 rows cost no more queries than one.
    """
    return (calendar or calendar_for(clock.rule.region_id)).working_days_between(today, clock.due_on)


def days_left(clock: Clock, today: date, calendar: Calendar | None = None) -> int:
    """Count as the rule does: working days where it counts those, else calendar days."""
    if clock.rule.unit == Unit.WORKING_DAY:
        return working_days_left(clock, today, calendar)
    return (clock.due_on - today).days


def with_events(*conditions: Q) -> list[Clock]:
    """Clocks with their events, in one query, by conditions on an event: for strips of a few clocks, the earliest due first."""
    found: dict[int, Clock] = {}
    events: dict[int, list[ClockEvent]] = {}
    for event in ClockEvent.objects.filter(*conditions).select_related("clock").order_by("clock__due_on", "clock", "seq"):
        found.setdefault(event.clock_id, event.clock)
        events.setdefault(event.clock_id, []).append(event)
    for key, clock in found.items():
        # As prefetch_related_objects() keeps them, which needs a query of its own.
        vars(clock)["_prefetched_objects_cache"] = {"events": events[key]}
    return list(found.values())


def open_clocks() -> QuerySet[Clock]:
    return Clock.objects.filter(status__in=OPEN_STATUSES)


def running_clocks() -> QuerySet[Clock]:
    return Clock.objects.filter(status=ClockStatus.RUNNING)


def overdue_clocks() -> QuerySet[Clock]:
    """Clocks whose breach has been noted and whose duty is still not done."""
    return Clock.objects.filter(OVERDUE)


def clocks_to_breach(today: date) -> QuerySet[Clock]:
    """Duties whose last day is over. Due means the end of that day (民法典 §203), and a paused clock is not late."""
    return Clock.objects.filter(status=ClockStatus.RUNNING, breached_on__isnull=True, due_on__lt=today, code__in=DUTIES)


def clocks_run_out(code: ClockCode, today: date) -> QuerySet[Clock]:
    """Clocks of one limit that still run although their last day is over, the longest over first."""
    return Clock.objects.filter(status=ClockStatus.RUNNING, code=code, due_on__lt=today).order_by("due_on", "pk")


def calendar_with(region: Model | int, content: CalendarFile) -> Calendar:
    """Return the region's calendar as it would be once an arrangement is loaded."""
    others = [calendar for calendar in current_calendars(region) if calendar.year != content.year]
    days = [(content.year, day.date, day.kind, day.name, content.document) for day in content.days]
    known = {calendar.year for calendar in others if calendar.status == CalendarStatus.OFFICIAL}
    return _merged([*_days_of(others), *days], known | ({content.year} if content.status == CalendarStatus.OFFICIAL else set()))


def _calendar_of(calendars: list[WorkCalendar]) -> Calendar:
    known = {calendar.year for calendar in calendars if calendar.status == CalendarStatus.OFFICIAL}
    return _merged(_days_of(calendars), known, " ".join(f"{calendar.year}.{calendar.version}" for calendar in calendars))


def _days_of(calendars: list[WorkCalendar]) -> list[tuple[int, date, str, str, str]]:
    by_key = {calendar.pk: calendar for calendar in calendars}
    rows = CalendarDay.objects.filter(calendar_id__in=by_key).order_by("calendar__year", "date")
    return [(by_key[day.calendar_id].year, day.date, day.kind, day.name, by_key[day.calendar_id].source_document) for day in rows]


def _merged(days: list[tuple[int, date, str, str, str]], known: set[int], version: str = "") -> Calendar:
    """By year: a later notice also speaks for the December before it."""
    exceptions = {day: ExceptionDay(kind, name, source) for _, day, kind, name, source in sorted(days)}
    return Calendar(exceptions, known, version)


def _key(region: Model | int) -> int:
    return region if isinstance(region, int) else region.pk
