"""Where assessments and cards are seen and steps taken: the same pages for the office, leaders and units, each by its rights."""

from __future__ import annotations

from assessment.selectors import assessments_visible_to, cards_visible_to
from assessment.subjects import ASSESSMENT, SCORECARD
from portal.scores.steps import CARD_PAGES, PAGES
from portal.steps.pages import Area

ASSESSMENTS = Area(
    subject=ASSESSMENT,
    visible=assessments_visible_to,
    home="scores:assessment",
    route="scores:act",
    pages=PAGES,
    describe=str,
)
CARDS = Area(
    subject=SCORECARD,
    visible=cards_visible_to,
    home="scores:card",
    route="scores:act_on_card",
    pages=CARD_PAGES,
    describe=str,
)
