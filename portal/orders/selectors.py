"""What each audience sees of orders and complaints: the office and leaders all of the region, a body its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cases import selectors as cases
from oversight import selectors
from oversight.rules import can_be_urged
from procedure.enums import OVERSEERS, Role

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.db.models import QuerySet

    from deadlines.models import Clock
    from notices.models import Document
    from oversight.models import Complaint, Order
    from procedure.actors import Actor


def orders(actor: Actor) -> QuerySet[Order]:
    return selectors.orders_visible_to(actor).order_by("-pk")


def complaints(actor: Actor) -> QuerySet[Complaint]:
    """Those that the office answers; an enterprise reads its own on its case's page."""
    return selectors.complaints_visible_to(actor).filter(region__in=actor.regions_of(*OVERSEERS)).order_by("-pk")


def papers_of(actor: Actor, order: Order) -> QuerySet[Document]:
    return cases.documents_visible_to(actor).filter(number=order.number).order_by("pk")


def late_clocks(actor: Actor, keys: Iterable[int]) -> list[Clock]:
    """Of the clocks with these keys those that the office may press for, in their order."""
    found: list[Clock] = []
    for region in sorted(actor.regions_of(Role.OFFICE)):
        found += cases.overdue_clocks(region).filter(pk__in=list(keys)).select_related("rule", *selectors.OF_MATTER)
    return [clock for clock in found if can_be_urged(clock)]
