from __future__ import annotations

from calendars.subjects import CHANGE
from portal.calendars.selectors import visible_changes
from portal.calendars.steps import PAGES
from portal.steps.pages import Area

CHANGES = Area(
    subject=CHANGE,
    visible=visible_changes,
    home="calendars:change",
    route="calendars:act",
    pages=PAGES,
    describe=str,
)
