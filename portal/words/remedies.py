"""What was brought against a decision, and what came of it, as items of a list."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse

from cases.enums import CaseState
from cases.outcomes import ObjectionStage, RevocationOutcome, RevocationStage
from cases.remedies import latest_objection, latest_revocation
from deadlines.codes import ClockCode
from deadlines.enums import ClockStatus
from portal.shell.components import DataItem
from words.dates import day, until

if TYPE_CHECKING:
    from cases.models import Case


def objection_items(case: Case, file_route: str) -> list[DataItem]:
    """The last objection; ``file_route`` serves its file to the reader. Empty where there was none."""
    objection = latest_objection(case) if case.objection else None
    if objection is None:
        return []
    items = [
        DataItem("原决定", objection.decision.number + ("（已撤销）" if objection.outcome == ObjectionStage.UPHELD else "")),
        DataItem("提出日期", f"{day(objection.filed_on)}，{'书面提交，法院登记' if objection.is_paper else '网上提交'}"),
        DataItem("异议的事实和理由", objection.text, wide=True),
    ]
    if objection.file:
        items.append(DataItem("异议材料", objection.file.original_name, url=reverse(file_route, args=[case.pk])))
    if objection.outcome != ObjectionStage.OPEN:
        items += [
            DataItem("处理结果", f"{objection.get_outcome_display()}（{objection.number}，{day(objection.decided_at)}）"),
            DataItem("处理理由", objection.reasons, wide=True),
        ]
    else:
        items.append(DataItem("处理结果", "正在审查，由签发原决定的人以外的复核法官或者院长决定" + _limit(case, ClockCode.OBJECTION)))
    return items


def _limit(case: Case, code: ClockCode) -> str:
    """Until when, of a limit that runs."""
    due_on = case.clocks.filter(code=code, status=ClockStatus.RUNNING).values_list("due_on", flat=True).order_by("-pk").first()
    return f"，期限{until(due_on)}" if due_on else ""


EVIDENCE, ANSWER = "evidence", "answer"


def revocation_items(case: Case, file_route: str) -> list[DataItem]:
    """The last proposal to revoke, what the enterprise said, and how it ended; empty where there was none."""
    found = latest_revocation(case) if case.certificate else None
    if found is None:
        return []
    items = [
        DataItem("撤销事由", found.get_ground_display()),
        DataItem("提出日期", day(found.proposed_at)),
        DataItem("事实", found.facts, wide=True),
        DataItem("证据", found.evidence.original_name, url=reverse(file_route, args=[case.pk, EVIDENCE])),
    ]
    if found.answer:
        items.append(DataItem("企业的陈述申辩", f"{found.answer}（{day(found.answered_at)}）", wide=True))
    elif found.heard_at:
        items.append(DataItem("企业的陈述申辩", "在期限内没有提出意见"))
    if found.answer_file:
        items.append(DataItem("陈述申辩材料", found.answer_file.original_name, url=reverse(file_route, args=[case.pk, ANSWER])))
    if found.outcome != RevocationOutcome.OPEN:
        number = f"（{found.number}，{day(found.decided_at)}）" if found.number else f"（{day(found.decided_at)}）"
        items += [DataItem("结果", found.get_outcome_display() + number), DataItem("理由", found.reasons, wide=True)]
    else:
        limit = _limit(case, ClockCode.HEARING) if case.revocation == RevocationStage.PROPOSED else ""
        items.append(DataItem("结果", f"{case.get_revocation_display()}{limit}"))
    return items


def revocation_in_hand(case: Case, file_route: str) -> list[DataItem]:
    """The same of a repair that is revoked or about to be; empty where the last proposal was dropped."""
    return revocation_items(case, file_route) if case.revocation or case.state == CaseState.REVOKED else []
