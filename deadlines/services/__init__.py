"""What other apps call to change deadlines."""

from deadlines.services.calendars import CalendarLoad, FinalDatesDifferError, load_calendars, rearm_open_clocks, recalculate_open_clocks
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
from deadlines.services.rules import RuleSpec, RungSpec, load_ladder, load_rules
from deadlines.services.rungs import Settled, compare_rungs, milestone, settle_rungs

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
    "RungSpec",
    "Settled",
    "UnknownRuleError",
    "breach_clock",
    "compare_every_night",
    "compare_rungs",
    "current_rule",
    "due_preview",
    "extend_clock",
    "load_calendars",
    "load_ladder",
    "load_rules",
    "milestone",
    "pause_clock",
    "rearm_open_clocks",
    "recalculate_open_clocks",
    "recheck_clocks",
    "resume_clock",
    "settle_rungs",
    "start_clock",
    "stop_clock",
    "void_clock",
]
