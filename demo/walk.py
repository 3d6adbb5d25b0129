"""Walk a case through the chain, each step by the person whose step it is. Services only, never rows."""

from __future__ import annotations

from typing import Self

from cases.enums import CaseState
from demo.plot import Plot
from demo.remedy_walk import RemedyWalk
from demo.ways import WAYS

__all__ = ["WAYS", "Plot", "Walk"]


class Walk(RemedyWalk):
    """One case on its way, all of it."""

    def to(self, state: CaseState) -> Self:
        """The shortest lawful way to a state, for tests and for the story."""
        for step in WAYS[state]:
            step(self)
        return self
