"""What stood still and what was extended, as items of a list."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse

from cases.outcomes import ExtensionOutcome
from deadlines.enums import Unit
from portal.shell.components import DataItem
from words.dates import day

if TYPE_CHECKING:
    from cases.models import Case, ExaminationExtension, ExaminationHold

HOLD, EXTENSION = "hold", "extension"


def hold_items(case: Case) -> list[DataItem]:
    """Every pause and every extension of the case's examination, with its evidence, in the order in which they came."""
    holds = case.holds.select_related("evidence").order_by("pk")
    extensions = case.extensions.select_related("evidence", "clock").order_by("pk")
    return [item for hold in holds for item in _hold(hold)] + [item for one in extensions for item in _extension(one)]


def _hold(hold: ExaminationHold) -> list[DataItem]:
    until = f"，{day(hold.until_on)}恢复计时：{hold.end_reason}" if hold.until_on else "，尚未恢复"
    return [
        DataItem(hold.kind.label, f"{hold.get_ground_display()}：{hold.reason}（自{day(hold.from_on)}起{until}）", wide=True),
        DataItem("依据", hold.law),
        DataItem("证据", hold.evidence.original_name, url=_url(hold.case_id, HOLD, hold.pk)),
    ]


def _extension(one: ExaminationExtension) -> list[DataItem]:
    unit = Unit(one.clock.rule.unit).label
    result = one.get_outcome_display() + (f"：{one.note}" if one.note else "")
    decided = f"（{day(one.decided_at)}）" if one.outcome != ExtensionOutcome.OPEN else ""
    return [
        DataItem("延长审查期限", f"{one.days}{unit}，理由：{one.reason}。{result}{decided}", wide=True),
        DataItem("依据", one.law),
        DataItem("证据", one.evidence.original_name, url=_url(one.case_id, EXTENSION, one.pk)),
    ]


def _url(case_id: int, which: str, key: int) -> str:
    return reverse("court:hold_file", args=[case_id, which, key])
