"""What the keepers of a region's calendars see."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from calendars.enums import ChangeState
from calendars.models import Change, ChangedClock
from calendars.rules import KEEPERS
from deadlines.calendar_files import CalendarFile, FileDay
from deadlines.enums import CalendarStatus, DayKind
from deadlines.models import Clock

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from django.db.models import QuerySet

    from procedure.actors import Actor

SUBJECTS = ("case__enforcement_case", "notice__enforcement_case", "duty__enforcement_case")


def changes_visible_to(actor: Actor) -> QuerySet[Change]:
    return Change.objects.filter(region__in=actor.regions_of(*KEEPERS)).select_related("region", "evidence")


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
    subject = clock.notice or clock.duty
    return f"执行案号{subject.enforcement_case.number}" if subject is not None else ""


def obligor_of(clock: Clock) -> str:
    return clock.obligor.short_name if clock.obligor else str(clock.rule.get_obligor_display())


def changes_to_apply(limit: int) -> list[int]:
    return list(Change.objects.filter(state=ChangeState.APPROVED).order_by("pk").values_list("pk", flat=True)[:limit])


def moves_to_tell(limit: int) -> list[int]:
    return list(ChangedClock.objects.filter(told_at=None).order_by("pk").values_list("pk", flat=True)[:limit])
