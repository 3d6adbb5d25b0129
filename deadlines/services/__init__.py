"""What other apps call to change deadlines."""

from deadlines.services.calendars import (
    CalendarLoad,
    FinalDatesDifferError,
    Preview,
    load_arrangements,
    load_calendars,
    preview_arrangement,
    recalculate_open_clocks,
)
from deadlines.services.clocks import (
    ClockAlreadyRunningError,
    ClockDateError,
    ClockNotOpenError,
    DeadlineError,
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
from deadlines.services.held import HeldClocks
from deadlines.services.moving import MovedClock, Progress
from deadlines.services.outages import Outage, days_down, exclude_outage, preview_outage
from deadlines.services.recheck import ClockFinding, KeptFinding, Recheck, compare_every_night, proofs_due, prove_piece, recheck_clocks
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
    "MovedClock",
    "Outage",
    "Preview",
    "Progress",
    "Recheck",
    "RuleSpec",
    "UnknownRuleError",
    "breach_clock",
    "compare_every_night",
    "current_rule",
    "days_down",
    "due_preview",
    "exclude_outage",
    "extend_clock",
    "load_arrangements",
    "load_calendars",
    "load_rules",
    "pause_clock",
    "preview_arrangement",
    "preview_outage",
    "proofs_due",
    "prove_piece",
    "recalculate_open_clocks",
    "recheck_clocks",
    "resume_clock",
    "start_clock",
    "stop_clock",
    "void_clock",
]
