"""How much waits, as key figures above a list."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Count, Q

from portal.shell.components import Tile

if TYPE_CHECKING:
    from datetime import date
    from typing import Any

    from django.db.models import QuerySet


def load_tiles(rows: QuerySet[Any], today: date, url: str) -> list[Tile]:
    """How much waits: all, due today, overdue. One query."""
    counts = rows.order_by().aggregate(
        total=Count("pk"),
        today=Count("pk", filter=Q(due_on=today)),
        overdue=Count("pk", filter=Q(due_on__lt=today)),
    )
    return [
        Tile("待我办理", counts["total"], "件", url=url, tone="info"),
        Tile("今天到期", counts["today"], "件", tone="warning" if counts["today"] else "neutral"),
        Tile("已超期", counts["overdue"], "件", url=f"{url}?overdue=on", tone="danger" if counts["overdue"] else "neutral"),
    ]
