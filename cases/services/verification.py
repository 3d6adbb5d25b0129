"""What the court learned of a lost material from the body that issued it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cases.enums import CaseAction, Verification
from cases.lost import materials_to_verify
from cases.models import Case, Material
from cases.subjects import CASE
from ledger.constraints import sentence_of
from ledger.rows import Part
from procedure.engine import performing
from procedure.errors import InvalidInput
from procedure.texts import kept

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from procedure.actors import Actor

NOTED = ("verification", "verification_note", "verified_by", "verified_at")


def verify_materials(
    case_id: int, *, found: Mapping[int, tuple[Verification, str]], version: int | None = None, by: Actor, at: datetime
) -> Case:
    """Record of some lost materials what their issuers answered; each once, by whoever handles a case that rests on it."""
    with performing(CASE, CaseAction.VERIFY_MATERIALS, case_id, by=by, at=at, version=version) as step:
        waiting = {material.pk: material for material in materials_to_verify(step.subject).select_for_update(of=("self",))}
        for pk, (verification, note) in found.items():
            if pk not in waiting:
                raise InvalidInput("", "这份材料已经登记过核实结果，或者不属于本案，请刷新页面。")
            _note(waiting[pk], verification, note, by.person_id, at)
            step.keeps(Part(waiting[pk], NOTED))
            step.body[f"material:{pk}"] = verification.value
    return step.subject


def _note(material: Material, verification: Verification, note: str, person_id: int, at: datetime) -> None:
    material.verification = verification
    material.verification_note = kept(Material, "verification_note", note, field=f"note-{material.pk}")
    if not material.verification_note:
        raise InvalidInput(f"note-{material.pk}", sentence_of(Material, "material_verified_with_note"))
    material.verified_by_id, material.verified_at = person_id, at
    material.save(update_fields=NOTED)
