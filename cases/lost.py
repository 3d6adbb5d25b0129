"""Lost materials of which the applicant was told that the court asks the body that issued them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q

from cases.models import Material
from ledger.constraints import sentence_of
from procedure.enums import Role
from procedure.rows import right

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from cases.models import Case
    from procedure.actors import Actor


def _handles_lost(actor: Actor) -> Q:
    return Q(court__in=actor.departments_of(Role.HANDLING_JUDGE), handler=actor.user_id, has_lost_material=True)


@right("法院承办法官", where=_handles_lost)
def handler_of_the_lost(actor: Actor, case: Case) -> bool:
    return case.has_lost_material and actor.holds(Role.HANDLING_JUDGE, case.court_id) and actor.user_id == case.handler_id


def materials_to_verify(case: Case) -> QuerySet[Material]:
    """Those of a case of which no answer is recorded yet."""
    lost = Material.objects.handed_in().filter(application=case.application_id, is_lost=True, verification="")
    return lost.filter(Q(supplement_item__isnull=True) | Q(supplement_item__request__case=case)).order_by("slot", "pk")


def lost_materials_are_verified(case: Case) -> str:
    waiting = materials_to_verify(case).first()
    return f"“{waiting.get_kind_display()}”已由企业报告遗失，请先向{waiting.issuer}核实并登记结果。" if waiting else ""


def some_material_is_verified(case: Case) -> str:
    lost = Material.objects.handed_in().filter(application=case.application_id, is_lost=True)
    return "" if lost.exclude(verification="").exists() else sentence_of(Material, "material_verified_with_note")
