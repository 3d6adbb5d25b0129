"""What the bureau's people see: cases from the push on, without the court's internal examination."""

from __future__ import annotations

from cases.subjects import CASE, SERVICE
from portal.bureau.selectors import own_cases, own_services
from portal.bureau.steps import PAGES
from portal.casepage.serving import SERVICE_PAGES, describe_service
from portal.steps.pages import Area
from portal.words.cases import case_in_a_line

CASES = Area(
    subject=CASE,
    visible=own_cases,
    home="bureau:case",
    route="bureau:act",
    pages=PAGES,
    describe=case_in_a_line,
)
# What the bureau issues to the enterprise it serves.
SERVICES = Area(
    subject=SERVICE,
    visible=own_services,
    home="bureau:service",
    route="bureau:service_act",
    pages=SERVICE_PAGES,
    describe=describe_service,
)
