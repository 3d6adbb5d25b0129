"""What the keepers of a region's calendars see."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

from django.db.models import Q

from calendars.enums import ChangeState
from calendars.models import Change, ChangedClock
from calendars.rules import KEEPERS
from deadlines.calendar_files import CalendarFile, FileDay
from deadlines.enums import CalendarStatus, DayKind
from deadlines.models import Clock

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from django.db.models import QuerySet

    from procedure.actors import Actor

PREVIEW_LASTS: Final = timedelta(hours=1)
SUBJECTS = ("case__enforcement_case", "notice__enforcement_case", "duty__enforcement_case")


def changes_visible_to(actor: Actor) -> QuerySet[Change]:
    return Change.objects.filter(region__in=actor.regions_of(*KEEPERS)).select_related("region", "evidence", "progress")


def arrangement_of(change: Change) -> CalendarFile:
    """What was read from the file, as the calendars take it."""
    if change.year is None or change.published_on is None:
        raise LookupError(change.pk)
    return CalendarFile(
        year=change.year,
        status=CalendarStatus.OFFICIAL,
        document=change.document,
        url=change.url,
        published_on=change.published_on,
        days=tuple(_day(*line) for line in change.content),
        sha256=change.source_sha256,
    )


def _day(on: str, kind: str, name: str) -> FileDay:
    return FileDay(date.fromisoformat(on), DayKind(kind), name)


def clocks_by_key(keys: Iterable[int]) -> Mapping[int, Clock]:
    """Clocks with what they belong to and whom they bind, in one statement."""
    return Clock.objects.filter(pk__in=list(keys)).select_related("obligor", *SUBJECTS).in_bulk()


def about(clock: Clock) -> str:
    """What a clock belongs to, without a party's name."""
    if clock.case is not None:
        return f"修复案号{clock.case.number}"
    if clock.action_item_id is not None:
        return "会议议定事项"
    if clock.scorecard_id is not None:
        return "考核评价"
    subject = clock.notice or clock.duty
    return f"执行案号{subject.enforcement_case.number}" if subject is not None else ""


def obligor_of(clock: Clock) -> str:
    return clock.obligor.short_name if clock.obligor else str(clock.rule.get_obligor_display())


def changes_to_preview(limit: int, *, at: datetime) -> list[int]:
    """Proposed ones of which nobody knows yet what they would move, or only what they would have moved some time ago."""
    waiting = Change.objects.filter(state=ChangeState.PROPOSED)
    is_old = Q(progress__previewed_at=None) | Q(progress__previewed_at__lte=at - PREVIEW_LASTS)
    return list(waiting.filter(is_old).order_by("pk").values_list("pk", flat=True)[:limit])


def changes_to_apply(limit: int) -> list[int]:
    return list(Change.objects.filter(state=ChangeState.APPROVED).order_by("pk").values_list("pk", flat=True)[:limit])


def moves_to_tell(limit: int) -> list[int]:
    return list(ChangedClock.objects.filter(told_at=None).order_by("pk").values_list("pk", flat=True)[:limit])
