"""All tables together as a page for people: one diagram, one table of steps and one of states for each subject."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import TextChoices

from procedure.rows import Row, Start, Stop
from procedure.subjects import Subject, subjects

HEAD = """# 办理流程 · Workflow

Generated from the tables of all subjects by `python manage.py workflow_diagram`; a test compares the two. Do not edit.

每一行是一个允许的步骤；表中没有的步骤，数据库拒绝。
"""


def workflow_page() -> str:
    """The whole of docs/workflow.md."""
    parts = [HEAD]
    for subject in subjects():
        parts += [f"## {subject.label}\n", _diagram(subject), _steps(subject), f"### {subject.label}：谁手上、到哪天\n", _holders(subject)]
    return "\n".join(parts)


def _labels(subject: Subject[Any]) -> dict[str, str]:
    return {state: str(row.state.label) for state, row in subject.states.items()}


def _diagram(subject: Subject[Any]) -> str:
    lines = ["```mermaid", "stateDiagram-v2"]
    lines += [f'    state "{label}" as {state}' for state, label in _labels(subject).items()]
    for row in subject.rows:
        if row.target is None:
            continue
        for source in row.sources:
            lines.append(f"    {source or '[*]'} --> {row.target}: {row.no} {row.action.label}")
    reached = {source for row in subject.rows if row.target is not None for source in row.sources}
    lines += [f"    {state} --> [*]" for state in subject.states if state not in reached]
    return "\n".join([*lines, "```\n"])


def _steps(subject: Subject[Any]) -> str:
    labels = _labels(subject) | {"": "（新建）"}
    lines = ["| 序号 | 步骤 | 从 | 到 | 谁办 | 期限 | 文书 | 依据 |", "|---|---|---|---|---|---|---|---|"]
    lines += [_step(row, labels) for row in subject.rows]
    return "\n".join(lines) + "\n"


def _step(row: Row[Any], labels: dict[str, str]) -> str:
    sources = "、".join(labels[source] for source in row.sources)
    target = "（不变）" if row.target is None else labels[row.target]
    clocks = "；".join(_clock(item) for item in row.clocks)
    cells = (row.no, row.action.label, sources, target, row.who.words, clocks, _papers(row.papers), row.law)
    return f"| {' | '.join(map(str, cells))} |"


def _papers(kinds: Iterable[TextChoices]) -> str:
    return "、".join(str(kind.label) for kind in kinds)


def _clock(item: Start | Stop) -> str:
    if isinstance(item, Start):
        return f"起 {item.code}" + (f"（自{'出具日' if item.anchor == 'T0' else '签收日'}起算的地区）" if item.anchor else "")
    return f"{'撤' if item.abandon else '止'} {item.code}"


def _holders(subject: Subject[Any]) -> str:
    lines = ["| 状态 | 在谁手上 | 期限 | 申请人看到 |", "|---|---|---|---|"]
    for row in subject.states.values():
        post, code = (row.held.post, row.held.code or "") if row.held else ("（已结束）", "")
        lines.append(f"| {row.state.label} | {post} | {code} | {row.applicant} |")
    return "\n".join(lines) + "\n"
