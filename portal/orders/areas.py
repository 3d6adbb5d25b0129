"""Where orders and complaints are read and acted on, by whichever audience."""

from __future__ import annotations

from typing import TYPE_CHECKING

from oversight.subjects import COMPLAINT, ORDER, about
from portal.orders.selectors import complaints, orders
from portal.orders.steps import COMPLAINT_PAGES, ORDER_PAGES
from portal.steps.pages import Area

if TYPE_CHECKING:
    from oversight.models import Complaint, Order


def describe_order(order: Order) -> str:
    return f"{order} · {order.department.short_name}"


def describe_complaint(complaint: Complaint) -> str:
    return about(complaint.clock)


ORDERS = Area(subject=ORDER, visible=orders, home="orders:order", route="orders:act", pages=ORDER_PAGES, describe=describe_order)
COMPLAINTS = Area(
    subject=COMPLAINT,
    visible=complaints,
    home="orders:complaint",
    route="orders:complaint_act",
    pages=COMPLAINT_PAGES,
    describe=describe_complaint,
)
