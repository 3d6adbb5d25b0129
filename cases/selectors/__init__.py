from cases.selectors.due import due_of, list_due_of
from cases.selectors.history import TimelineEntry, clocks_of, timeline
from cases.selectors.holding import Holder, handler_candidates, holder, related_open_cases
from cases.selectors.lists import inbox, overdue_clocks
from cases.selectors.papers import papers_delayed, papers_to_mend
from cases.selectors.public import certificate_by_code, progress_by_code
from cases.selectors.search import cases_found, enforcement_cases_found, mandates_found
from cases.selectors.unnotified import unnotified_measures, with_unnotified_measures
from cases.selectors.visibility import (
    applications_of,
    applications_visible_to,
    cases_at_bureau,
    cases_before_court,
    cases_in_region,
    cases_of_enterprises,
    cases_visible_to,
    documents_of_enterprises,
    documents_visible_to,
    enforcement_cases_before_court,
    enforcement_cases_visible_to,
    mandates_active,
    mandates_awaiting,
    materials_visible_to,
    messages_of,
    messages_of_enterprises,
    notices_visible_to,
)

__all__ = [
    "Holder",
    "TimelineEntry",
    "applications_of",
    "applications_visible_to",
    "cases_at_bureau",
    "cases_before_court",
    "cases_found",
    "cases_in_region",
    "cases_of_enterprises",
    "cases_visible_to",
    "certificate_by_code",
    "clocks_of",
    "documents_of_enterprises",
    "documents_visible_to",
    "due_of",
    "enforcement_cases_before_court",
    "enforcement_cases_found",
    "enforcement_cases_visible_to",
    "handler_candidates",
    "holder",
    "inbox",
    "list_due_of",
    "mandates_active",
    "mandates_awaiting",
    "mandates_found",
    "materials_visible_to",
    "messages_of",
    "messages_of_enterprises",
    "notices_visible_to",
    "overdue_clocks",
    "papers_delayed",
    "papers_to_mend",
    "progress_by_code",
    "related_open_cases",
    "timeline",
    "unnotified_measures",
    "with_unnotified_measures",
]
