"""A unit's answer as its own people and the office read it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from django.urls import reverse

from cases.enums import CertificateStatus
from cases.selectors import post_and_person, with_names
from ledger.models import Event
from portal.casepage.recognition import answer_lines, given_lines
from portal.shell.components import DataItem, TimelineItem
from portal.words.certificates import certificate_items, renamed, standing_of
from procedure.selectors import action_label
from recognition import rules
from recognition.subjects import RECOGNITION

if TYPE_CHECKING:
    from datetime import date

    from recognition.models import Recognition


UNIT_POSTS = (rules.unit_liaison.words, rules.other_unit_approver.words)
OFFICE_POSTS = (rules.office_of_group.words,)


def certificate_facts(answer: Recognition, today: date) -> list[DataItem]:
    """What was pushed to the unit, and where anybody can check it."""
    certificate, case = answer.certificate, answer.case
    return [
        DataItem("企业名称", certificate.enterprise_name),
        *([DataItem("现名称", case.enterprise.name)] if renamed(certificate, case) else []),
        DataItem("统一社会信用代码", certificate.uscc, mono=True),
        DataItem("执行案号", certificate.case_number),
        DataItem("出具法院", case.court.name),
        DataItem("证明编号", certificate.number),
        DataItem("证明类型", f"{certificate.type} 类 {certificate.get_type_display()}"),
        DataItem("效力", standing_of(certificate, today).label),
        *_replacing(answer),
        *certificate_items(certificate),
        DataItem("公开验真", "打开验真页", url=reverse("public:certificate", args=[certificate.verify_code])),
    ]


def _replacing(answer: Recognition) -> list[DataItem]:
    """In whose place the certificate stands, and that a later one is on its way."""
    replaced = getattr(answer.certificate, "replaces", None)
    items = [DataItem("替代", f"更正并替代{replaced.number}，原证明不再使用", wide=True)] if replaced else []
    if answer.certificate.status == CertificateStatus.REPLACED:
        items.append(DataItem("替代证明", f"{answer.certificate.status_reason}，正在推送，收到后请签收。", wide=True))
    return items


def answer_facts(answer: Recognition, *, is_internal: bool) -> list[DataItem]:
    """The answer that counts, or its draft; empty while nobody has drafted one. The unit's people are named in the unit only."""
    if not answer.result:
        return []
    return [
        DataItem("反馈结果", answer.outcome),
        *(DataItem(label, text, wide=True) for label, text in answer_lines(answer)),
        *([DataItem("拟写人", str(answer.proposed_by))] if answer.proposed_by and is_internal else []),
        *([DataItem("审核人", str(answer.approved_by))] if answer.approved_by and is_internal else []),
    ]


def earlier_answer(answer: Recognition) -> list[DataItem]:
    """What the unit had answered before the consultation that changed it."""
    if not answer.is_changed_by_consultation:
        return []
    return [DataItem("反馈结果", answer.get_result_display()), *(DataItem(label, text, wide=True) for label, text in given_lines(answer))]


def history(answer: Recognition, *, own: tuple[str, ...]) -> list[TimelineItem]:
    """What happened to this answer, the latest first; other units' steps are not told.

    Of the people in the reader's ``own`` posts the names are read, of all others the post.
    """
    events = Event.objects.filter(object=f"{RECOGNITION.entity}:{answer.pk}", entity__isnull=False).order_by("-seq")
    return [_item(event, own) for event in with_names(events)]


def _item(event: Event, own: tuple[str, ...]) -> TimelineItem:
    body = json.loads(bytes(event.body_bytes))
    what, post = action_label(event.action), body.get("post", "")
    who = post_and_person(event) if post in own else post
    return TimelineItem(what=what, at=event.at, who=who, detail=str(body.get("note", "")), tone="info")
