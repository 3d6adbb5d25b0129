"""The transition table as a page for people: one diagram and one table for each thing that has a state."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cases.enums import ApplicationState, CaseState, Entity, NoticeState
from cases.rules import WHO
from cases.workflow import HOLDERS, TRANSITIONS, Row, Start, Stop
from departments.enums import RecognitionState

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.db.models import TextChoices

STATES: dict[Entity, type[TextChoices]] = {
    Entity.NOTICE: NoticeState,
    Entity.APPLICATION: ApplicationState,
    Entity.CASE: CaseState,
    Entity.RECOGNITION: RecognitionState,
}

HEAD = """# 办理流程 · Workflow

Generated from `cases/workflow.py` by `python manage.py workflow_diagram`; a test compares the two. Do not edit.

每一行是一个允许的步骤；表中没有的步骤，数据库拒绝。
"""


def workflow_page() -> str:
    """The whole of docs/workflow.md."""
    parts = [HEAD]
    for entity in Entity:
        rows = [row for row in TRANSITIONS if row.entity == entity]
        parts += [f"## {entity.label}\n", _diagram(entity, rows), _table(entity, rows)]
    parts += ["## 谁手上、到哪天\n", _holders()]
    return "\n".join(parts)


def _diagram(entity: Entity, rows: Iterable[Row]) -> str:
    states = STATES[entity]
    lines = ["```mermaid", "stateDiagram-v2"]
    lines += [f'    state "{state.label}" as {state.value}' for state in states]
    for row in rows:
        if row.target is None:
            continue
        for source in row.sources:
            lines.append(f"    {source or '[*]'} --> {row.target}: {row.no} {row.action.label}")
    reached = {source for row in rows for source in row.sources}
    lines += [f"    {state.value} --> [*]" for state in states if state.value not in reached]
    return "\n".join([*lines, "```\n"])


def _table(entity: Entity, rows: Iterable[Row]) -> str:
    states = STATES[entity]

    def label(state: str) -> str:
        return str(states(state).label) if state else "（新建）"

    lines = ["| 序号 | 步骤 | 从 | 到 | 谁办 | 期限 | 文书 |", "|---|---|---|---|---|---|---|"]
    for row in rows:
        sources = "、".join(label(source) for source in row.sources)
        target = "（不变）" if row.target is None else label(row.target)
        clocks = "；".join(_clock(item) for item in row.clocks)
        papers = "、".join(paper.label for paper in row.papers)
        lines.append(f"| {row.no} | {row.action.label} | {sources} | {target} | {WHO[row.who]} | {clocks} | {papers} |")
    return "\n".join(lines) + "\n"


def _clock(item: Start | Stop) -> str:
    if isinstance(item, Start):
        return f"起 {item.code}" + (f"（自{'出具日' if item.anchor == 'T0' else '签收日'}起算的地区）" if item.anchor else "")
    return f"{'撤' if item.abandon else '止'} {item.code}"


def _holders() -> str:
    lines = ["| 状态 | 在谁手上 | 期限 |", "|---|---|---|"]
    lines += [f"| {state.label} | {held.post} | {held.code} |" for state, held in HOLDERS.items()]
    return "\n".join(lines) + "\n"
