"""From how many points on a year's score suggests what: the district's own thresholds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from assessment.enums import Grade

if TYPE_CHECKING:
    from departments.models import Region


@dataclass(frozen=True, slots=True)
class Thresholds:
    """Whole points. ``local_rule_pending`` says that no source names them."""

    commended_from: int
    qualified_from: int
    local_rule_pending: bool

    def grade(self, score: int | None) -> Grade:
        """What a score in hundredths suggests."""
        if score is None:
            return Grade.NOT_SCORED
        if score >= self.commended_from * 100:
            return Grade.COMMENDED
        return Grade.QUALIFIED if score >= self.qualified_from * 100 else Grade.BELOW


def thresholds_of(region: Region) -> Thresholds:
    """KeyError for a region that an older version has loaded."""
    return Thresholds(**region.options["assessment"])
