"""The certificate, every push with its receipt, and each unit's answer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.urls import reverse

from portal.casepage.columns import ANSWERS, DELIVERIES
from portal.shell.components import DataItem, Table, UnitChip
from portal.words.certificates import certificate_items, standing_of
from portal.words.tones import tone_of
from portal.words.units import unit_chip
from recognition import selectors as recognitions
from words.dates import day

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from cases.models import Case, Certificate
    from recognition.models import Delivery, Recognition


def chips(rows: Iterable[Recognition]) -> list[UnitChip]:
    return [unit_chip(row, row.get_state_display()) for row in rows]


def recognition(case: Case, today: date) -> dict[str, Any]:
    """The certificate, every push with its receipt, and each unit's answer."""
    rows = recognitions.units_progress(case).rows
    pushes = case.deliveries.order_by("pk")
    return {
        "certificate": case.certificate,
        "certificate_facts": certificate_facts(case, today),
        "deliveries": Table(DELIVERIES, [DeliveryRow(one, tone_of(one)) for one in pushes]),
        "units": chips(rows),
        "answers": Table(ANSWERS, [_answer_row(row) for row in rows]),
    }


@dataclass(frozen=True, slots=True)
class DeliveryRow:
    """One push and the tone of its state."""

    delivery: Delivery
    tone: str


@dataclass(frozen=True, slots=True)
class AnswerRow:
    """A unit's answer and what it said, where it said something."""

    answer: Recognition
    tone: str
    lines: tuple[tuple[str, str], ...]


def _answer_row(answer: Recognition) -> AnswerRow:
    return AnswerRow(answer, tone_of(answer), tuple(answer_lines(answer)) if answer.answered_at else ())


def answer_lines(answer: Recognition) -> list[tuple[str, str]]:
    """The answer that counts in labelled lines; a draft is for the unit alone."""
    if answer.is_changed_by_consultation:
        return [("会商意见", answer.consultation_note)]
    return [*given_lines(answer), *([("会商意见", answer.consultation_note)] if answer.consultation_note else [])]


def given_lines(answer: Recognition) -> list[tuple[str, str]]:
    """What the unit itself has written."""
    lines = [
        ("本单位无关联限制", "是" if answer.no_related_restriction else ""),
        ("已解除或调整的事项", answer.measures_lifted),
        ("未认可的事项", answer.items_refused),
        ("法律依据", answer.legal_basis),
        ("理由", answer.reason),
        ("给企业的办理指引", answer.guidance),
    ]
    return [line for line in lines if line[1]]


def _replaced(certificate: Certificate) -> list[DataItem]:
    old = getattr(certificate, "replaces", None)
    return [DataItem("更正并替代", f"{old.number}（{day(old.status_on)}）")] if old else []


def certificate_facts(case: Case, today: date) -> list[DataItem]:
    certificate = case.certificate
    if certificate is None:
        return []
    return [
        DataItem("证明编号", certificate.number),
        *_replaced(certificate),
        DataItem("类型", f"{certificate.type} 类 {certificate.get_type_display()}"),
        DataItem("效力", standing_of(certificate, today).label),
        *certificate_items(certificate),
        DataItem("公开验真", "打开验真页", url=reverse("public:certificate", args=[certificate.verify_code])),
    ]
