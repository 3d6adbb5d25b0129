"""One push: the frozen bytes in their round to one department, set aside by a later one, signed for with a numbered receipt."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from django.db.models import Max

from ledger.rows import Part
from notices.services import allocate_number
from procedure.errors import ConditionNotMet
from recognition.enums import DeliveryState, Leg
from recognition.models import Delivery
from recognition.papers.pushing import push_payload

if TYPE_CHECKING:
    from datetime import datetime

    from cases.models import Case, Certificate
    from departments.models import Department
    from procedure.subjects import Step
    from recognition.models import Recognition


def certificate_of(case: Case) -> Certificate:
    if case.certificate is None:
        msg = "本案还没有出具证明。"
        raise ConditionNotMet(msg)
    return case.certificate


def open_push(case: Case) -> Delivery:
    return case.deliveries.select_for_update(of=("self",)).get(leg=Leg.COURT_TO_BUREAU, state=DeliveryState.SENT)


def deliver(case: Case, certificate: Certificate, leg: Leg, department: Department, round_: int, at: datetime) -> Delivery:
    payload = push_payload(certificate)
    return Delivery.objects.create(
        case=case,
        certificate=certificate,
        leg=leg,
        department=department,
        round=round_,
        channel=department.channel,
        payload=payload,
        payload_sha256=hashlib.sha256(payload).hexdigest(),
        sent_at=at,
    )


def deliver_next(step: Step[Case] | Step[Recognition], case: Case, certificate: Certificate, leg: Leg, department: Department) -> Delivery:
    """Push in the next round; an earlier push that nobody has signed for by now never will be."""
    sent = case.deliveries.filter(leg=leg, department=department)
    for overtaken in sent.filter(state=DeliveryState.SENT).order_by("pk"):
        overtaken.state = DeliveryState.SUPERSEDED
        overtaken.save(update_fields=("state",))
        step.keeps(Part(overtaken, ("state",)))
    last = sent.aggregate(last=Max("round"))["last"] or 0
    delivery = deliver(case, certificate, leg, department, last + 1, step.at)
    step.keeps(delivery)
    return delivery


def sign_for(step: Step[Case] | Step[Recognition], delivery: Delivery) -> None:
    delivery.state = DeliveryState.RECEIVED
    delivery.received_at = step.at
    delivery.received_by_id = step.by.user_id
    delivery.receipt_number = allocate_number(step.region, "receipt", step.on.year)
    delivery.save()
    step.keeps(Part(delivery, ("state", "received_at", "received_by_id", "receipt_number")))
    step.body["receipt"] = delivery.receipt_number
