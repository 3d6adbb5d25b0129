from collections.abc import Callable

import pytest

from cases.enums import Action, CaseState
from cases.services import recognition
from departments.enums import RecognitionResult
from portal.demo.walk import Walk

CONSULTED = {"refused_upheld": Action.CONSULT_UPHOLD, "escalated": Action.CONSULT_ESCALATE}


@pytest.fixture
def distributed(case_in) -> Callable[[str], Walk]:
    """A case at the units, with the finance bureau's answer in the state asked for."""

    def build(state: str = "awaiting_receipt") -> Walk:
        walk = case_in(CaseState.DISTRIBUTED)
        match state:
            case "awaiting_receipt":
                pass
            case "received":
                walk.unit_receives("finance")
            case "proposed":
                walk.unit_receives("finance").unit_proposes("finance")
            case "recognized":
                walk.unit_answers("finance")
            case "partial":
                walk.unit_answers("finance", RecognitionResult.PARTIAL)
            case _:
                walk.unit_answers("finance", RecognitionResult.REFUSED)
        if state in ("consultation", *CONSULTED):
            recognition.open_consultation(walk.unit("finance").pk, by=walk.by("office"), at=walk.at)
        if state in CONSULTED:
            recognition.conclude_consultation(
                walk.unit("finance").pk, outcome=CONSULTED[state], note="会商意见", by=walk.by("office"), at=walk.at
            )
        return walk

    return build
