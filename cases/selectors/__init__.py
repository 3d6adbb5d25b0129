from cases.selectors.due import due_of, list_due_of
from cases.selectors.history import TimelineEntry, clocks_of, timeline
from cases.selectors.holding import Holder, handler_candidates, holder, related_open_cases
from cases.selectors.lists import board_counts, clock_outcomes, inbox, overdue_clocks, search_cases
from cases.selectors.public import certificate_by_code, progress_by_code
from cases.selectors.visibility import (
    applications_of,
    applications_visible_to,
    cases_visible_to,
    documents_visible_to,
    enforcement_cases_visible_to,
    mandates_active,
    mandates_awaiting,
    materials_visible_to,
    messages_of,
    notices_visible_to,
)

__all__ = [
    "Holder",
    "TimelineEntry",
    "applications_of",
    "applications_visible_to",
    "board_counts",
    "cases_visible_to",
    "certificate_by_code",
    "clock_outcomes",
    "clocks_of",
    "documents_visible_to",
    "due_of",
    "enforcement_cases_visible_to",
    "handler_candidates",
    "holder",
    "inbox",
    "list_due_of",
    "mandates_active",
    "mandates_awaiting",
    "materials_visible_to",
    "messages_of",
    "notices_visible_to",
    "overdue_clocks",
    "progress_by_code",
    "related_open_cases",
    "search_cases",
    "timeline",
]
