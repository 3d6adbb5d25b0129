"""Calendars, rules, clocks and their events."""

from deadlines.models.calendars import CalendarDay, WorkCalendar
from deadlines.models.clocks import OVERDUE, Clock, ClockEvent, ClockProof, Milestone, UnchargedSpan
from deadlines.models.rules import DeadlineRule, LadderRung

__all__ = [
    "OVERDUE",
    "CalendarDay",
    "Clock",
    "ClockEvent",
    "ClockProof",
    "DeadlineRule",
    "LadderRung",
    "Milestone",
    "UnchargedSpan",
    "WorkCalendar",
]
