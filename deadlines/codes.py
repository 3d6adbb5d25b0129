"""Every time limit by name: what it is and whose. A region file gives each its length, its law and its words."""

from __future__ import annotations

from enum import StrEnum
from typing import Self

from deadlines.enums import Obligor


class Nature(StrEnum):
    """What the end of a limit means to the party that it binds."""

    DUTY = "duty"  # to be done by then; later is a breach
    RIGHT = "right"  # may be used until then; unused it ends, and nobody is late
    BAR = "bar"  # nothing may be done before then; no clock runs


class ClockCode(StrEnum):
    """The code of a limit as region file, ledger and papers write it."""

    nature: Nature
    obligor: Obligor

    def __new__(cls, code: str, nature: Nature, obligor: Obligor) -> Self:
        member = str.__new__(cls, code)
        member._value_ = code
        member.nature, member.obligor = nature, obligor
        return member

    NOTICE_SERVICE = "K-01", Nature.DUTY, Obligor.COURT
    ACCEPTANCE = "K-02", Nature.DUTY, Obligor.COURT
    SUPPLEMENT = "K-03", Nature.DUTY, Obligor.ENTERPRISE
    EXAMINATION = "K-04", Nature.DUTY, Obligor.COURT
    REMEDY = "K-05", Nature.RIGHT, Obligor.ENTERPRISE
    LIST_OPERATION = "K-06", Nature.DUTY, Obligor.COURT
    OWED_LIST_OPERATION = "K-07", Nature.DUTY, Obligor.COURT
    PUSH = "K-10", Nature.DUTY, Obligor.COURT
    DISTRIBUTION = "K-11", Nature.DUTY, Obligor.BUREAU
    RECOGNITION = "K-12", Nature.DUTY, Obligor.UNIT
    UNIT_RECEIPT = "K-13", Nature.DUTY, Obligor.UNIT
    CONSULTATION = "K-14", Nature.DUTY, Obligor.OFFICE
    HEARING = "K-21", Nature.RIGHT, Obligor.ENTERPRISE
    OBJECTION = "K-30", Nature.DUTY, Obligor.COURT
    LIST_REVIEW = "K-31", Nature.DUTY, Obligor.COURT
    REAPPLICATION = "K-35", Nature.BAR, Obligor.ENTERPRISE
    COMPLAINT = "K-36", Nature.DUTY, Obligor.OFFICE
    SEALING = "K-41", Nature.DUTY, Obligor.COURT
    PUSH_CORRECTION = "K-42", Nature.DUTY, Obligor.COURT
    RESTORATION = "K-43", Nature.DUTY, Obligor.COURT
    CREDITOR_VIEW = "K-44", Nature.RIGHT, Obligor.CREDITOR
    REVOCATION_PUSH = "K-45", Nature.DUTY, Obligor.COURT
    REVOCATION_FORWARDING = "K-46", Nature.DUTY, Obligor.BUREAU
    # Whatever body was urged answers as one of the units.
    URGE_REPLY = "K-50", Nature.DUTY, Obligor.UNIT
    OVERSIGHT_REPLY = "K-51", Nature.DUTY, Obligor.UNIT


DUTIES = tuple(code for code in ClockCode if code.nature == Nature.DUTY)
BARS = tuple(code for code in ClockCode if code.nature == Nature.BAR)
RIGHTS = tuple(code for code in ClockCode if code.nature == Nature.RIGHT)
# The answer to an order is pressed for by the order itself, never by a further one.
REPLIES = (ClockCode.URGE_REPLY, ClockCode.OVERSIGHT_REPLY)
# What bounds the watching over others, and no step of a case itself.
WATCHING = (ClockCode.COMPLAINT, *REPLIES)
CASE_DUTIES = tuple(code for code in DUTIES if code not in WATCHING)
CODES = {code.value: code for code in ClockCode}
