"""What happened to a case, from the ledger, and the limits that ran."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.contrib.auth import get_user_model
from django.db.models import BigIntegerField, CharField, Func, OuterRef, Subquery, Value, prefetch_related_objects
from django.db.models.functions import Cast, Coalesce

from ledger.models import Event
from procedure.selectors import action_label

if TYPE_CHECKING:
    from datetime import datetime

    from django.db.models import QuerySet

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
    events = Event.objects.filter(stream=f"case:{case.pk}").order_by("seq")
    for event in events if for_applicant else with_names(events):
        body = event.body
        said = body.get("said", "")
        if for_applicant and not said:
            continue
        label = action_label(event.action)
        entries.append(
            TimelineEntry(
                at=event.at,
                actor_label=post_and_person(event),
                what=said if for_applicant else label,
                holder=body.get("holder", ""),
                until=body.get("until", ""),
                action=event.action,
                note="" if for_applicant else str(body.get("note", "")),
                hash=event.hash,
            )
        )
    return entries


def with_names(events: QuerySet[Event]) -> QuerySet[Event]:
    """Events with the name of whoever acted: the record keeps the key alone, and only the house reads the name."""
    key = Func(OuterRef("actor"), Value("^user:([0-9]+)$"), function="substring", output_field=CharField())
    name = get_user_model().objects.filter(pk=Cast(key, BigIntegerField())).order_by().values("full_name")
    return events.annotate(person=Coalesce(Subquery(name), Value("")))


def post_and_person(event: Event) -> str:
    """Who did a thing, as the house reads it; of an event read without names the post alone."""
    return " ".join(filter(None, (str(event.body.get("post", "")), str(vars(event).get("person", "")))))


def clocks_of(case: Case) -> list[Clock]:
    """Every limit that ran for a case, read once and kept on ``case``: for pages, which change nothing."""
    prefetch_related_objects([case], "clocks")
    return sorted(case.clocks.all(), key=lambda clock: (clock.started_on, clock.pk))
