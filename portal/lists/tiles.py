"""How much waits, as key figures above a list."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Count, F, Q

from portal.lists.pages import COUNTED_AT_MOST
from portal.shell.components import Tile

if TYPE_CHECKING:
    from datetime import date

    from django.db.models import QuerySet


@dataclass(frozen=True, slots=True)
class Load:
    """How much waits: all, due today, overdue. Counted up to a bound, the most urgent first."""

    total: int
    today: int
    overdue: int

    def tiles(self, url: str) -> list[Tile]:
        # What was not counted is due no earlier than what was.
        all_late = self.overdue + self.today == self.total
        return [
            Tile("待我办理", self._shown(self.total), "件", url=url, tone="info"),
            Tile("今天到期", self._shown(self.today, at_least=all_late), "件", tone="warning" if self.today else "neutral"),
            Tile(
                "已超期",
                self._shown(self.overdue, at_least=self.overdue == self.total),
                "件",
                url=f"{url}?overdue=on",
                tone="danger" if self.overdue else "neutral",
            ),
        ]

    def _shown(self, number: int, *, at_least: bool = True) -> int | str:
        is_bounded = self.total > COUNTED_AT_MOST and at_least
        return f"{min(number, COUNTED_AT_MOST)}+" if is_bounded else number


def load_of(rows: QuerySet[Any], today: date) -> Load:
    """One query."""
    first: Any = rows.select_related(None).order_by(F("due_on").asc(nulls_last=True), "pk")[: COUNTED_AT_MOST + 1]
    counts = first.aggregate(
        total=Count("pk"),
        today=Count("pk", filter=Q(due_on=today)),
        overdue=Count("pk", filter=Q(due_on__lt=today)),
    )
    return Load(**counts)
