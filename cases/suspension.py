"""Who may stop the limit of an examination, resume and extend it, and when: beside the rights and conditions of the chain."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q

from cases.models import ExaminationExtension, ExaminationHold
from cases.outcomes import ExtensionOutcome, Hold
from ledger.constraints import sentence_of
from procedure.enums import Role
from procedure.rows import right

if TYPE_CHECKING:
    from cases.models import Case
    from procedure.actors import Actor


# Without a filter: no examination waits to be suspended, and what it waits for meanwhile is not in the portal.
@right("法院复核法官（承办人除外）")
def hold_officer(actor: Actor, case: Case) -> bool:
    """Who stops the limit is not whom it binds."""
    return actor.holds(Role.REVIEWING_JUDGE, case.court_id) and actor.user_id != case.handler_id


@right("法院承办法官")
def extension_proposer(actor: Actor, case: Case) -> bool:
    return actor.holds(Role.HANDLING_JUDGE, case.court_id) and actor.user_id == case.handler_id


def _decides_for_another(actor: Actor) -> Q:
    courts = actor.departments_of(Role.REVIEWING_JUDGE, Role.SIGNING_PRESIDENT)
    return Q(court__in=courts, extension_proposer__isnull=False) & ~Q(extension_proposer=actor.user_id) & ~Q(handler=actor.user_id)


@right("法院复核法官或者签发院长（提出人、承办人除外）", where=_decides_for_another)
def extension_decider(actor: Actor, case: Case) -> bool:
    is_of_court = actor.holds(Role.REVIEWING_JUDGE, case.court_id) or actor.holds(Role.SIGNING_PRESIDENT, case.court_id)
    return case.extension_proposer_id is not None and is_of_court and actor.user_id not in (case.extension_proposer_id, case.handler_id)


def open_hold(case: Case) -> ExaminationHold | None:
    """Asked for each time, since a step may open or end one."""
    return case.holds.filter(ended_at=None).order_by("-pk").first()


def open_extension(case: Case) -> ExaminationExtension | None:
    return case.extensions.filter(outcome=ExtensionOutcome.OPEN).order_by("-pk").first()


def hold_is_recorded(case: Case) -> str:
    return "" if open_hold(case) is not None else sentence_of(ExaminationHold, "hold_says_why")


def hold_has_ended(case: Case) -> str:
    return "" if open_hold(case) is None else sentence_of(ExaminationHold, "hold_ends_with_reason")


def extension_is_proposed(case: Case) -> str:
    return "" if open_extension(case) is not None else sentence_of(ExaminationExtension, "extension_says_why")


def extension_is_decided(case: Case) -> str:
    return "" if open_extension(case) is None else "请先决定是否同意延长。"


def examination_runs(case: Case) -> str:
    """Nothing is examined further or decided while the limit stands still."""
    return f"本案{Hold(case.hold).label}，请由复核法官登记恢复计时，再继续办理。" if case.hold else ""
