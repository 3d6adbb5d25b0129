"""What other apps call to change deadlines."""

from deadlines.services.calendars import CalendarLoad, FinalDatesDifferError, load_calendars, recalculate_open_clocks
from deadlines.services.clocks import (
    ClockAlreadyRunningError,
    ClockDateError,
    ClockNotOpenError,
    DeadlineError,
    HeldClocks,
    UnknownRuleError,
    breach_clock,
    current_rule,
    due_preview,
    extend_clock,
    pause_clock,
    resume_clock,
    start_clock,
    stop_clock,
    void_clock,
)
from deadlines.services.recheck import ClockFinding, KeptFinding, Recheck, compare_every_night, recheck_clocks
from deadlines.services.rules import RuleSpec, load_rules

__all__ = [
    "CalendarLoad",
    "ClockAlreadyRunningError",
    "ClockDateError",
    "ClockFinding",
    "ClockNotOpenError",
    "DeadlineError",
    "FinalDatesDifferError",
    "HeldClocks",
    "KeptFinding",
    "Recheck",
    "RuleSpec",
    "UnknownRuleError",
    "breach_clock",
    "compare_every_night",
    "current_rule",
    "due_preview",
    "extend_clock",
    "load_calendars",
    "load_rules",
    "pause_clock",
    "recalculate_open_clocks",
    "recheck_clocks",
    "resume_clock",
    "start_clock",
    "stop_clock",
    "void_clock",
]
