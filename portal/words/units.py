"""Where a member unit stands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from portal.shell.components import UnitChip
from portal.words.tones import tone_of
from recognition.enums import RecognitionState

if TYPE_CHECKING:
    from recognition.models import Recognition


def unit_chip(row: Recognition, label: str, url: str = "") -> UnitChip:
    """A unit with its state in the words of whoever reads it."""
    recognized = row.state == RecognitionState.RECOGNIZED
    return UnitChip(name=row.department.short_name, label=label, tone=tone_of(row), recognized=recognized, url=url)
