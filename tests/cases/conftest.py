from collections.abc import Callable
from copy import copy

import pytest

from cases.enums import CaseState
from demo.walk import Walk
from recognition.enums import RecognitionAction, RecognitionResult

CONSULTED = {"refused_upheld": RecognitionAction.CONSULT_UPHOLD, "escalated": RecognitionAction.CONSULT_ESCALATE}


@pytest.fixture(scope="module")
def distributed_once(standing) -> Walk:
    return standing(CaseState.DISTRIBUTED)


@pytest.fixture
def distributed(distributed_once, db) -> Callable[[str], Walk]:
    """A case at the units, with the finance bureau's answer in the state asked for."""

    def build(state: str = "awaiting_receipt") -> Walk:
        walk = copy(distributed_once)
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
            walk.convene("finance")
        if state in CONSULTED:
            walk.conclude("finance", CONSULTED[state], "会商意见")
        return walk

    return build
