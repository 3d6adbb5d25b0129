"""What happened to a case, from the ledger, and the limits that ran."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import prefetch_related_objects

from ledger.models import Event
from procedure.selectors import action_label

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from cases.models import Case
    from deadlines.models import Clock


@dataclass(frozen=True, slots=True)
class TimelineEntry:
    """One line of the timeline. ``until`` is the last day of whoever has the case after the step."""

    at: datetime
    actor_label: str
    what: str
    holder: str
    until: str
    action: str
    note: str
    hash: str


def timeline(case: Case, *, for_applicant: bool = False) -> list[TimelineEntry]:
    """What happened, from the ledger, oldest first; the applicant reads plain words and no internal notes."""
    entries = []
    for event in Event.objects.filter(stream=f"case:{case.pk}").order_by("seq"):
        body = event.body
        said = body.get("said", "")
        if for_applicant and not said:
            continue
        label = action_label(event.action)
        entries.append(
            TimelineEntry(
                at=event.at,
                actor_label=body.get("post", "") if for_applicant else with_person(body),
                what=said if for_applicant else label,
                holder=body.get("holder", ""),
                until=body.get("until", ""),
                action=event.action,
                note="" if for_applicant else str(body.get("note", "")),
                hash=event.hash,
            )
        )
    return entries


def with_person(body: Mapping[str, Any]) -> str:
    """Who did a thing, as the record names it inside the house: post and person."""
    return " ".join(str(body[name]) for name in ("post", "person") if body.get(name))


def clocks_of(case: Case) -> list[Clock]:
    """Every limit that ran for a case, read once and kept on ``case``: for pages, which change nothing."""
    prefetch_related_objects([case], "clocks")
    return sorted(case.clocks.all(), key=lambda clock: (clock.started_on, clock.pk))
