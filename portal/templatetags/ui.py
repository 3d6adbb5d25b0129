"""Components without input fields, and icons: ``{% load ui %}``. The list is in templates/components/README.md."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from itertools import groupby
from typing import TYPE_CHECKING, Any

from django import template
from django.template.loader import render_to_string
from django.utils.html import conditional_escape

from ledger import timekeeping
from notices.enums import DocumentState
from portal.shell import icons
from portal.shell.components import TONES
from portal.words.tones import tone_of, tones
from procedure.texts import label_of
from words import limits
from words.dates import WEEKDAYS, weekday

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from django.core.paginator import Page
    from django.db.models import Model
    from django.template import Context
    from django.template.base import NodeList
    from django.utils.safestring import SafeString

    from deadlines.models import Clock
    from deadlines.replay import DayMark
    from portal.shell.components import Column, DataItem, DocumentRow, Stage, Table, Tile, TimelineItem, UnitChip

register = template.Library()
register.filter("label_of", label_of)

TONE_ICONS = {
    "neutral": "point",
    "info": "info-circle",
    "progress": "progress",
    "success": "circle-check",
    "warning": "alert-triangle",
    "danger": "alert-octagon",
}
BADGES = 4096
FINISHED_CLOCKS = {
    "met": ("已按期办结", "success", "circle-check"),
    "breached": ("超期办结", "danger", "alert-octagon"),
    "void": ("不再计时", "neutral", "minus"),
}
DAY_WORDS = {"start": "起算", "weekend": "周末", "paused": "暂停", "rolled": "顺延"}


def known_tone(tone: str) -> str:
    """Return the tone, refusing one that no style exists for."""
    if tone not in TONES:
        message = f"unknown tone {tone!r}, expected one of {', '.join(TONES)}"
        raise template.TemplateSyntaxError(message)
    return tone


@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    """Inline a Tabler outline icon; without a label it is hidden from screen readers."""
    return icons.svg(name, label)


@register.simple_block_tag
def page_header(content: str, title: str, subtitle: str = "", back_url: str = "", back_label: str = "返回") -> str:
    """Page title; the block's content stands at its right as the page's actions."""
    return render_to_string(
        "components/page_header.html",
        {
            "actions": _unless_blank(content),
            "title": title,
            "subtitle": subtitle,
            "back_url": back_url,
            "back_label": back_label,
        },
    )


@register.simple_block_tag
def action_bar(content: str, note: str = "") -> str:
    """Buttons at the end of a form or page; the main one first."""
    return render_to_string("components/action_bar.html", {"content": content, "note": note})


@register.simple_block_tag
def confirm_panel(content: str, title: str, text: str = "", tone: str = "warning") -> str:
    """Say what will happen before a step that cannot be taken back; the content is the form with its buttons."""
    return render_to_string(
        "components/confirm_panel.html",
        {"content": content, "title": title, "text": text, "tone": known_tone(tone), "icon": TONE_ICONS[tone]},
    )


@register.simple_block_tag
def notice(content: str, title: str = "", tone: str = "info") -> str:
    """A boxed remark inside a page."""
    return render_to_string(
        "components/notice.html",
        {"content": _unless_blank(content), "title": title, "tone": known_tone(tone), "icon": TONE_ICONS[tone]},
    )


@register.simple_block_tag
def panel(content: str, title: str = "", subtitle: str = "", heading: int = 2, *, flush: bool = False) -> str:
    """A card with a heading; ``flush`` lets a table or list touch its edges."""
    return render_to_string(
        "components/panel.html",
        {"content": content, "title": title, "subtitle": subtitle, "level": heading, "flush": flush},
    )


def _unless_blank(content: str) -> str:
    return content if content.strip() else ""


@register.simple_tag
def status_badge(label: str, tone: str = "neutral") -> str:
    """Show a state in words, with an icon and a colour that repeat it."""
    return _status_badge(conditional_escape(label), known_tone(tone))


# The same few badges stand in every line of every list. The label comes escaped: a safe text and a plain one are equal as keys.
@lru_cache(maxsize=BADGES)
def _status_badge(label: str, tone: str) -> str:
    return render_to_string("components/status_badge.html", {"label": label, "tone": tone, "icon": TONE_ICONS[tone]})


@register.simple_tag
def state_badge(row: Model, label: str = "", field: str = "state") -> str:
    """Show the stored state of a model row in its own words, or in ``label`` for another reader."""
    words = label or getattr(row, f"get_{field}_display")()
    return _status_badge(conditional_escape(words), tone_of(row, field))


@register.inclusion_tag("components/pending_badge.html")
def pending_badge(*, pending: bool = True) -> dict[str, bool]:
    """待本地细则, for a value that no published source sets."""
    return {"pending": pending}


@register.simple_tag
def due_badge(
    due_on: date | None,
    days_left: int | None = None,
    status: str = "running",
    unit: str = "WD",
    *,
    provisional: bool = False,
    stopped_on: date | None = None,
) -> str:
    """Until when, in words. ``days_left`` is negative once overdue; see deadlines.selectors.working_days_left."""
    words = _due_words(due_on, days_left, status, unit, stopped_on)
    return _due_badge(words, provisional and status in {"running", "paused"})


@lru_cache(maxsize=BADGES)
def _due_badge(words: DueWords, provisional: bool) -> str:  # noqa: FBT001 - a key of the cache
    return render_to_string("components/due_badge.html", {"words": words, "provisional": provisional})


@register.simple_tag
def clock_badge(clock: Clock, days_left: int | None = None) -> str:
    """Due badge of a stored clock; ``days_left`` from deadlines.selectors.days_left, asked for by the view."""
    return due_badge(
        clock.due_on,
        days_left,
        clock.status,
        clock.rule.unit,
        provisional=clock.provisional,
        stopped_on=clock.stopped_on,
    )


@dataclass(frozen=True)
class DueWords:
    """What a due badge says; ``detail`` stands beside it in small print."""

    text: str
    detail: str
    tone: str
    icon: str


def _due_words(due_on: date | None, days_left: int | None, status: str, unit: str, stopped_on: date | None) -> DueWords:
    if due_on is None:
        return DueWords("无时限", "", "neutral", "minus")
    if status in FINISHED_CLOCKS:
        text, tone, name = FINISHED_CLOCKS[status]
        return DueWords(text, f"{weekday(stopped_on)}办结" if stopped_on and status != "void" else "", tone, name)
    if status == "paused":
        return DueWords("已暂停计时", f"截止 {weekday(due_on)}", "neutral", "player-pause")
    return _running_words(due_on, days_left, unit)


def _running_words(due_on: date, days_left: int | None, unit: str) -> DueWords:
    deadline = f"截止 {weekday(due_on)}"
    if days_left is None:
        return DueWords(deadline, "", "info", "clock")
    if days_left < 0:
        return DueWords(f"已超期{limits.days(-days_left, unit)}", f"应于 {weekday(due_on)}", "danger", "alert-octagon")
    if days_left == 0 and due_on < timekeeping.today():
        # A rest day after the last day: late, and by no working day yet.
        return DueWords("已超期", f"应于 {weekday(due_on)}", "danger", "alert-octagon")
    if days_left == 0:
        return DueWords("今天到期", "24:00 前", "warning", "alert-triangle")
    return DueWords(f"剩{limits.days(days_left, unit)}", deadline, "warning" if days_left == 1 else "info", "clock")


@register.inclusion_tag("components/clock_strip.html")
def clock_strip(
    days: Sequence[DayMark],
    due_on: date | None = None,
    rule_name: str = "",
    law: str = "",
    *,
    pending: bool = False,
    provisional: bool = False,
    is_open: bool = False,
) -> dict[str, object]:
    """为什么是这一天: the days as deadlines.selectors.due_strip(clock) gives them."""
    return {
        "notes": list(_strip_notes(days)),
        "cells": [*([None] * days[0].date.weekday()), *((day, _day_word(day)) for day in days)] if days else [],
        "due_on": due_on,
        "rule_name": rule_name,
        "law": law,
        "pending": pending,
        "provisional": provisional,
        "is_open": is_open,
        "weekdays": WEEKDAYS,
    }


def _day_word(day: DayMark) -> str:
    """What fits into a cell of 46 px; the day's full label is for screen readers and the notes below."""
    if day.count is not None:
        return f"第{day.count}天"
    if day.kind == "holiday":
        return day.label.partition("放假")[0]
    return DAY_WORDS[day.kind]


def _strip_notes(days: Sequence[DayMark]) -> Iterator[tuple[date, date, str]]:
    """First day, last day and reason of every run of days that are not plain."""
    for (kind, label), run in groupby(days, key=lambda day: (day.kind, _without_count(day))):
        marks = list(run)
        if kind in {"holiday", "makeup", "extended", "paused", "rolled"}:
            yield marks[0].date, marks[-1].date, label


def _without_count(day: DayMark) -> str:
    """The label of a make-up day, or of one of an extension, begins with its number, the reason stands in brackets."""
    if day.kind in {"makeup", "extended"} and "（" in day.label:
        return day.label.partition("（")[2].removesuffix("）")
    return day.label


@register.inclusion_tag("components/timeline.html")
def timeline(items: Iterable[TimelineItem]) -> dict[str, object]:
    """What happened, newest first or oldest first as given."""
    return {"items": [(item, TONE_ICONS[known_tone(item.tone)]) for item in items]}


@register.inclusion_tag("components/data_list.html")
def data_list(items: Iterable[DataItem | tuple[str, object]]) -> dict[str, object]:
    """Labels and values; a plain pair will do where no link is wanted."""
    rows = [{"label": item[0], "value": item[1]} if isinstance(item, tuple) else item for item in items]
    return {"rows": rows}


@register.inclusion_tag("components/key_figures.html")
def key_figures(tiles: Iterable[Tile]) -> dict[str, object]:
    """Show a row of figures."""
    return {"tiles": tiles}


@register.inclusion_tag("components/unit_progress.html")
def unit_progress(units: Sequence[UnitChip], title: str = "互认进度") -> dict[str, object]:
    """6/8 and where each unit stands."""
    return {"units": units, "title": title, "done": sum(unit.recognized for unit in units), "total": len(units)}


@register.inclusion_tag("components/stages.html")
def stages(items: Iterable[Stage], label: str = "办理阶段") -> dict[str, object]:
    """Draw the six steps with the current one marked."""
    return {"items": items, "label": label}


@register.inclusion_tag("components/document_row.html")
def document_row(document: DocumentRow) -> dict[str, object]:
    """One document with its number, digest and download."""
    state = DocumentState(document.state)
    return {"document": document, "label": state.label, "tone": tones("document")[state]}


@register.inclusion_tag("components/table.html", takes_context=True)
def table(context: Context, table: Table) -> dict[str, object]:
    """Lines under their columns; cards on a phone."""
    # Rendered here and not by {% include %}, which costs as much as a whole cell.
    engine = template.Engine.get_default()
    cells = [(column, engine.get_template(column.cell).nodelist if column.cell else None) for column in table.columns]
    line = context.new()
    return {"columns": table.columns, "lines": [list(_cells(line, row, cells)) for row in table.rows]}


def _cells(line: Context, row: Any, cells: Iterable[tuple[Column, NodeList | None]]) -> Iterator[tuple[str, object]]:
    line["row"] = row
    for column, nodes in cells:
        line["column"] = column
        yield column.name, read(row, column.text) or column.empty if nodes is None else nodes.render(line)


@register.filter
def read(row: Any, way: str) -> Any:
    """What ``way`` leads to from a line of a table, as a dotted variable of a template does."""
    return _variable(way).resolve({"row": row})


@lru_cache(maxsize=256)
def _variable(way: str) -> template.Variable:
    return template.Variable(f"row.{way}")


@register.inclusion_tag("components/empty_state.html")
def empty_state(title: str, text: str = "", icon_name: str = "inbox", action_url: str = "", action_label: str = "") -> dict[str, str]:
    """Stand in for a list that has nothing to show."""
    return {
        "title": title,
        "text": text,
        "icon_name": icon_name,
        "action_url": action_url,
        "action_label": action_label,
    }


@register.inclusion_tag("components/pager.html", takes_context=True)
def pager(context: Context, page: Page[Any], noun: str = "条") -> Mapping[str, object]:
    """Page links that keep the filters of the address."""
    numbers = page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)
    return {
        "request": context["request"],
        "page": page,
        "numbers": list(numbers),
        "ellipsis": page.paginator.ELLIPSIS,
        "noun": noun,
        "is_bounded": getattr(page.paginator, "is_bounded", False),
    }
