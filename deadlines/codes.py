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
    URGE_REPLY = "K-47", Nature.DUTY, Obligor.UNIT
    OVERSIGHT_REPLY = "K-48", Nature.DUTY, Obligor.UNIT
    ASSESSMENT_APPEAL = "K-50", Nature.RIGHT, Obligor.UNIT
    APPEAL_RULING = "K-51", Nature.DUTY, Obligor.OFFICE
    ACTION_ITEM = "K-60", Nature.DUTY, Obligor.UNIT
    # Ready as rules of a region; no step starts them yet.
    LISTING_REQUEST = "K-08", Nature.DUTY, Obligor.COURT
    GRACE = "K-09", Nature.RIGHT, Obligor.ENTERPRISE
    TRANSFER = "K-15", Nature.DUTY, Obligor.BUREAU
    REMOTE_OPINION = "K-16", Nature.DUTY, Obligor.UNIT
    FIRST_CHECK = "K-17", Nature.DUTY, Obligor.BUREAU
    NATIONAL_SITE_ANSWER = "K-18", Nature.DUTY, Obligor.BUREAU
    NATIONAL_SITE_ACCEPTANCE = "K-18B", Nature.DUTY, Obligor.BUREAU
    NATIONAL_SITE_RESULT = "K-18C", Nature.DUTY, Obligor.UNIT
    VISIT_FIRST = "K-20", Nature.DUTY, Obligor.COURT
    VISIT_SECOND = "K-20B", Nature.DUTY, Obligor.COURT
    VISIT_THIRD = "K-20C", Nature.DUTY, Obligor.COURT
    VISIT_FOURTH = "K-20D", Nature.DUTY, Obligor.COURT
    RECONSIDERATION_REQUEST = "K-32", Nature.RIGHT, Obligor.ENTERPRISE
    RECONSIDERATION = "K-33", Nature.DUTY, Obligor.COURT
    CREDITOR_REAPPLICATION = "K-34", Nature.BAR, Obligor.CREDITOR
    COMPLAINT_RESULT = "K-36B", Nature.DUTY, Obligor.OFFICE
    PLATFORM_RECHECK = "K-37", Nature.DUTY, Obligor.BUREAU
    MEMORANDUM_END = "K-38", Nature.DUTY, Obligor.OFFICE


DUTIES = tuple(code for code in ClockCode if code.nature == Nature.DUTY)
# Limits whose last day people may agree on; the rule's length is for those who name none.
AGREED = (ClockCode.ACTION_ITEM,)
BARS = tuple(code for code in ClockCode if code.nature == Nature.BAR)
RIGHTS = tuple(code for code in ClockCode if code.nature == Nature.RIGHT)
# A region may leave these out until a step starts them.
READY = (
    ClockCode.LISTING_REQUEST,
    ClockCode.GRACE,
    ClockCode.TRANSFER,
    ClockCode.REMOTE_OPINION,
    ClockCode.FIRST_CHECK,
    ClockCode.NATIONAL_SITE_ANSWER,
    ClockCode.NATIONAL_SITE_ACCEPTANCE,
    ClockCode.NATIONAL_SITE_RESULT,
    ClockCode.VISIT_FIRST,
    ClockCode.VISIT_SECOND,
    ClockCode.VISIT_THIRD,
    ClockCode.VISIT_FOURTH,
    ClockCode.RECONSIDERATION_REQUEST,
    ClockCode.RECONSIDERATION,
    ClockCode.CREDITOR_REAPPLICATION,
    ClockCode.COMPLAINT_RESULT,
    ClockCode.PLATFORM_RECHECK,
    ClockCode.MEMORANDUM_END,
)
# What is done elsewhere and only recorded here: nobody is kept from it when the portal is down.
ELSEWHERE = (ClockCode.NOTICE_SERVICE, ClockCode.LIST_OPERATION, ClockCode.OWED_LIST_OPERATION, ClockCode.RESTORATION)
# The answer to an order is pressed for by the order itself, never by a further one.
REPLIES = (ClockCode.URGE_REPLY, ClockCode.OVERSIGHT_REPLY)
# What bounds the watching over others, and no step of a case itself.
WATCHING = (ClockCode.COMPLAINT, *REPLIES)
# Limits of the group's own work, which belong to no enforcement case.
OF_NO_CASE = (ClockCode.ACTION_ITEM, ClockCode.ASSESSMENT_APPEAL, ClockCode.APPEAL_RULING)
CASE_DUTIES = tuple(code for code in DUTIES if code not in (*WATCHING, *OF_NO_CASE))
CODES = {code.value: code for code in ClockCode}
