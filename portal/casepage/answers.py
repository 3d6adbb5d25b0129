"""A unit's answer as its own people and the office read it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from django.urls import reverse

from ledger.models import Event
from portal.casepage.recognition import answer_lines
from portal.shell.components import DataItem, TimelineItem
from portal.words.certificates import certificate_items, standing_of
from procedure.selectors import action_label
from recognition.subjects import RECOGNITION

if TYPE_CHECKING:
    from datetime import date

    from recognition.models import Recognition


def certificate_facts(answer: Recognition, today: date) -> list[DataItem]:
    """What was pushed to the unit, and where anybody can check it."""
    certificate, case = answer.certificate, answer.case
    return [
        DataItem("企业名称", case.enterprise.name),
        DataItem("统一社会信用代码", case.enterprise.uscc, mono=True),
        DataItem("执行案号", case.enforcement_case.number),
        DataItem("出具法院", case.court.name),
        DataItem("证明编号", certificate.number),
        DataItem("证明类型", f"{certificate.type} 类 {certificate.get_type_display()}"),
        DataItem("效力", standing_of(certificate, today).label),
        *certificate_items(certificate),
        DataItem("公开验真", "打开验真页", url=reverse("public:certificate", args=[certificate.verify_code])),
    ]


def answer_facts(answer: Recognition) -> list[DataItem]:
    """The answer so far; empty while nobody has drafted one."""
    if not answer.result:
        return []
    return [
        DataItem("反馈结果", answer.get_result_display()),
        *(DataItem(label, text, wide=True) for label, text in answer_lines(answer)),
        *([DataItem("拟写人", str(answer.proposed_by))] if answer.proposed_by else []),
        *([DataItem("审核人", str(answer.approved_by))] if answer.approved_by else []),
    ]


def history(answer: Recognition) -> list[TimelineItem]:
    """What happened to this answer, the latest first; other units' steps are not told."""
    events = Event.objects.filter(object=f"{RECOGNITION.entity}:{answer.pk}", entity__isnull=False).order_by("-seq")
    return [_item(event) for event in events]


def _item(event: Event) -> TimelineItem:
    body = json.loads(bytes(event.body_bytes))
    what = action_label(event.action)
    return TimelineItem(what=what, at=event.at, who=body.get("post", ""), detail=str(body.get("note", "")), tone="info")
