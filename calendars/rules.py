"""Who keeps the calendars of a region and its outages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q

from calendars.models import Change
from ledger.constraints import sentence_of
from procedure.enums import Role
from procedure.rows import right

if TYPE_CHECKING:
    from procedure.actors import Actor

KEEPERS = (Role.OFFICE, Role.ADMINISTRATOR)


@right("领导小组办公室或者系统管理员")
def keeper(actor: Actor, change: Change) -> bool:
    return any(actor.holds_in_region(role, change.region_id) for role in KEEPERS)


def _proposed_by_another(actor: Actor) -> Q:
    return Q(region__in=actor.regions_of(*KEEPERS)) & ~Q(proposed_by=actor.user_id)


@right("领导小组办公室或者系统管理员（提出人除外）", where=_proposed_by_another)
def other_keeper(actor: Actor, change: Change) -> bool:
    return keeper(actor, change) and actor.user_id != change.proposed_by_id


def preview_is_there(change: Change) -> str:
    """Nobody checks what he has not been shown."""
    return "" if is_previewed(change) else "系统正在逐个计算将要改期的期限，算完后再核对。"


def is_previewed(change: Change) -> bool:
    return change.progress.previewed_at is not None


def refusal_is_explained(change: Change) -> str:
    return "" if change.note else sentence_of(Change, "change_refused_with_reasons")
