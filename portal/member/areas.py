"""What a member unit's people see: the certificates pushed to their own unit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from portal.member.selectors import own_answers
from portal.member.steps import PAGES
from portal.steps.pages import Area
from recognition.subjects import RECOGNITION

if TYPE_CHECKING:
    from recognition.models import Recognition


def describe(answer: Recognition) -> str:
    return f"{answer.case.enterprise.name} · {answer.certificate.number}"


ANSWERS = Area(
    subject=RECOGNITION,
    visible=own_answers,
    home="member:answer",
    route="member:act",
    pages=PAGES,
    describe=describe,
)
