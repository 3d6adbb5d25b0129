"""Who may take a step in an order or a complaint, and when it may be taken."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q

from deadlines.codes import CODES, REPLIES, Nature
from deadlines.enums import ClockStatus, Obligor
from oversight.enums import OrderKind
from procedure.enums import BUREAU_ROLES, COURT_ROLES, MEMBER_ROLES, Role
from procedure.rows import right

if TYPE_CHECKING:
    from datetime import date

    from deadlines.models import Clock
    from oversight.models import Complaint, Order
    from procedure.actors import Actor
    from procedure.rows import Rule

# Whoever works for a body that is late reads and answers what the office writes to it.
UNIT_ROLES = (*MEMBER_ROLES, *COURT_ROLES, *BUREAU_ROLES)
URGED = (Obligor.COURT, Obligor.BUREAU, Obligor.UNIT)


@right("责任单位", where=lambda actor: Q(department__in=actor.departments_of(*UNIT_ROLES)))
def unit_of_order(actor: Actor, order: Order) -> bool:
    return order.department_id in actor.departments_of(*UNIT_ROLES)


@right("领导小组办公室", where=lambda actor: Q(region__in=actor.regions_of(Role.OFFICE)))
def office(actor: Actor, order: Order) -> bool:
    return actor.holds_in_region(Role.OFFICE, order.region_id)


@right("领导小组办公室（或者系统）")
def office_or_system(actor: Actor, order: Order) -> bool:
    return actor.is_system or actor.holds_in_region(Role.OFFICE, order.region_id)


@right("企业经办人")
def own_enterprise(actor: Actor, complaint: Complaint) -> bool:
    case = complaint.clock.case
    return case is not None and case.enterprise_id in actor.enterprise_ids


@right("领导小组办公室", where=lambda actor: Q(region__in=actor.regions_of(Role.OFFICE)))
def office_of_complaint(actor: Actor, complaint: Complaint) -> bool:
    return actor.holds_in_region(Role.OFFICE, complaint.region_id)


def is_of_kind(kind: OrderKind, sentence: str) -> Rule[Order]:
    def check(order: Order) -> str:
        return "" if order.kind == kind else sentence

    return check


def can_be_urged(clock: Clock) -> bool:
    """Whether a body is bound by the limit that the office may press for it."""
    code = CODES[clock.code]
    return code.nature == Nature.DUTY and code.obligor in URGED and code not in REPLIES and clock.obligor_id is not None


def lateness_gap(clock: Clock, today: date) -> str:
    """Why nobody can be urged about a limit; empty where somebody is late."""
    if not can_be_urged(clock):
        return "这一期限不由单位承担，不能催办。"
    if clock.status != ClockStatus.RUNNING:
        return "这一期限已经办结或者中止计时，不用催办。"
    return "" if today > clock.due_on else "这一期限还没有超期，不能催办。"
