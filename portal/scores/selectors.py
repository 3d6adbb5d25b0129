"""What the pages of assessments show: lines of a card with the way to each case, papers, what happened."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.urls import reverse

from assessment.measures import Item
from assessment.points import Line
from assessment.selectors import cards_visible_to, shown
from cases.selectors import cases_visible_to, list_duties_visible_to, notices_visible_to
from ledger.models import Event
from mechanism.selectors import items_visible_to
from portal.shell.components import TimelineItem
from procedure.enums import BUREAU_ROLES, COURT_ROLES, OVERSEERS
from procedure.selectors import action_label
from recognition.models import Recognition

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.db.models import QuerySet

    from assessment.models import Assessment, Scorecard
    from procedure.actors import Actor

# Of what cost nothing a page shows no more; the table has all of it.
QUIET_AT_MOST = 50


@dataclass(frozen=True, slots=True)
class ItemRow:
    """One thing that was judged, and what it cost."""

    item: Item
    lost: int
    url: str

    @property
    def cost(self) -> str:
        return f"－{shown(self.lost)}" if self.lost else "不扣分"


@dataclass(frozen=True, slots=True)
class LineView:
    """One indicator of a card: first whatever cost points, all of it."""

    line: Line
    rows: tuple[ItemRow, ...]
    hidden: int

    @property
    def points(self) -> str:
        return "不评分" if self.line.points is None else shown(self.line.points)

    @property
    def full(self) -> str:
        return "" if self.line.full is None else shown(self.line.full)


def line_views(card: Scorecard, actor: Actor) -> list[LineView]:
    chosen = [(line, _told_of(line)) for line in card.card.lines]
    urls = _urls(card, {item.thing for _, told in chosen for item, _ in told}, actor)
    return [
        LineView(line, tuple(ItemRow(item, lost, urls.get(item.thing, "")) for item, lost in told), len(line.items) - len(told))
        for line, told in chosen
    ]


def _told_of(line: Line) -> list[tuple[Item, int]]:
    """The items that a page shows of an indicator, with what each cost."""
    rows = list(zip(line.items, line.lost, strict=True)) if line.items else []
    charged = [(item, lost) for item, lost in rows if lost or item.exempt]
    quiet = [(item, lost) for item, lost in rows if not (lost or item.exempt)]
    return [*charged, *quiet[:QUIET_AT_MOST]]


def _urls(card: Scorecard, things: set[str], actor: Actor) -> dict[str, str]:
    """The page of each thing that the person may see, in the own room."""
    wanted: dict[str, set[int]] = {}
    for kind, _, key in (thing.partition(":") for thing in things if thing):
        wanted.setdefault(kind, set()).add(int(key))
    found = {f"case:{pk}": url for pk, url in _cases(card, wanted.get("case", set()), actor).items()}
    for kind, route, visible_to in OWN_PAGES:
        if kind in wanted:
            seen = visible_to(actor).filter(pk__in=wanted[kind]).order_by().values_list("pk", flat=True)
            found |= {f"{kind}:{pk}": reverse(route, args=[pk]) for pk in seen}
    return found


def _court(visible_to: Callable[[Actor], QuerySet[Any]]) -> Callable[[Actor], QuerySet[Any]]:
    """Notices and duties have a page in the court alone."""
    return lambda actor: visible_to(actor) if actor.regions_of(*COURT_ROLES) else visible_to(actor).none()


OWN_PAGES: tuple[tuple[str, str, Callable[[Actor], QuerySet[Any]]], ...] = (
    ("notice", "court:notice", _court(notices_visible_to)),
    ("duty", "court:duty", _court(list_duties_visible_to)),
    ("action_item", "group:item", items_visible_to),
    ("scorecard", "scores:card", cards_visible_to),
)


def _cases(card: Scorecard, wanted: set[int], actor: Actor) -> dict[int, str]:
    """Of a case, for a unit, the page of its answer."""
    seen = set(cases_visible_to(actor).filter(pk__in=wanted).order_by().values_list("pk", flat=True)) if wanted else set()
    if actor.regions_of(*OVERSEERS):
        return {pk: reverse("office:case", args=[pk]) for pk in seen}
    if card.department_id in actor.departments_of(*COURT_ROLES):
        return {pk: reverse("court:case", args=[pk]) for pk in seen}
    if card.department_id in actor.departments_of(*BUREAU_ROLES):
        return {pk: reverse("bureau:case", args=[pk]) for pk in seen}
    answers = Recognition.objects.filter(case__in=seen, department=card.department_id).order_by("pk").values_list("case_id", "pk")
    return {case: reverse("member:answer", args=[pk]) for case, pk in answers}


def history(thing: Assessment | Scorecard, entity: str) -> list[TimelineItem]:
    """What happened to it, the latest first; who acted is told by the post, for units and office read the same page."""
    events = Event.objects.filter(object=f"{entity}:{thing.pk}", entity__isnull=False).order_by("-seq")
    return [_happened(event) for event in events]


def _happened(event: Event) -> TimelineItem:
    body = json.loads(bytes(event.body_bytes))
    return TimelineItem(
        what=action_label(event.action), at=event.at, who=body.get("post", ""), detail=str(body.get("note", "")), tone="info"
    )
