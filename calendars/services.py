"""Proposing a change of the calendar, checking it, applying it, and telling whom it moves."""

from __future__ import annotations

from contextlib import closing, contextmanager
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

from django.db import connection, transaction

from calendars.enums import ChangeAction, ChangeKind, ChangeState
from calendars.models import Change, ChangedClock, ChangeProgress, ForeseenClock
from calendars.selectors import about, arrangement_of
from calendars.subjects import CHANGE
from cases.options import options_of
from deadlines import services as deadlines
from deadlines.codes import ClockCode
from deadlines.enums import ClockStatus
from deadlines.models import Clock
from deadlines.selectors import current_calendars
from deadlines.services import Outage, days_down
from departments.enums import Channel
from departments.models import Department
from ledger.constraints import sentence_of
from ledger.snapshots import read_only_snapshot
from ledger.timekeeping import legal_date
from messaging.services import tell_enterprise, tell_post
from oversight.selectors import handler_of, matter_of
from procedure.actors import SYSTEM
from procedure.engine import creating, performing
from procedure.enums import Role
from procedure.errors import InvalidInput
from procedure.texts import kept
from uploads.services import store_upload
from words.dates import day, iso, moment, until

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from django.core.files.uploadedfile import UploadedFile
    from django.db.models import QuerySet

    from deadlines.calendar_files import CalendarFile
    from deadlines.services import MovedClock, Preview, Progress
    from departments.models import Region
    from procedure.actors import Actor

LONGEST_OUTAGE: Final = timedelta(days=60)
# For so long a limit may still be recorded that was running when the portal was down.
OUTAGE_LASTS: Final = timedelta(days=90)


def propose_arrangement(region: Region, content: CalendarFile, *, file_name: str, by: Actor, at: datetime) -> Change:
    """A file that was read and found in order; nothing moves until another person has checked it."""
    _require_news(region, content, at)
    change = Change(region=region, kind=ChangeKind.ARRANGEMENT, state="", proposed_by_id=by.person_id, proposed_at=at)
    change.year, change.published_on = content.year, content.published_on
    change.document, change.url = content.document, content.url
    change.file_name, change.source_sha256 = file_name[:120], content.sha256
    change.content = [[iso(one.date), one.kind.value, one.name] for one in content.days]
    with creating(CHANGE, ChangeAction.PROPOSE_ARRANGEMENT, change, by=by, at=at) as step:
        ChangeProgress.objects.create(change=change)
        step.keeps(change)
        step.body |= {"year": content.year, "document": content.document, "sha256": content.sha256}
    return change


def _require_news(region: Region, content: CalendarFile, at: datetime) -> None:
    if content.published_on > legal_date(at):
        raise InvalidInput("upload", f"发布日期{day(content.published_on)}还没有到，请核对文件。")
    present = next((one for one in current_calendars(region) if one.year == content.year), None)
    if present is not None and present.source_sha256 == content.sha256:
        raise InvalidInput("upload", f"这份文件就是现行的{content.year}年放假安排，不用再导入。")


def propose_outage(
    region: Region,
    *,
    began_at: datetime,
    ended_at: datetime,
    reason: str,
    evidence: UploadedFile[bytes] | None,
    by: Actor,
    at: datetime,
) -> Change:
    """A time in which the portal was down, longer on some day than the region tolerates."""
    said = kept(Change, "reason", reason)
    if not said or evidence is None:
        raise InvalidInput("evidence" if said else "reason", sentence_of(Change, "change_outage_is_proved"))
    options = options_of(region)
    _require_past(began_at, ended_at, at)
    days = days_down(began_at, ended_at, options.outage_hours)
    if not days:
        raise InvalidInput("ended_on", f"没有哪一天中断超过{options.outage_hours}小时，按本区的规定不影响期限。")
    file = store_upload(evidence, "evidence", by=by, at=at)
    change = Change(region=region, kind=ChangeKind.OUTAGE, state="", proposed_by_id=by.person_id, proposed_at=at)
    change.began_at, change.ended_at, change.days = began_at, ended_at, [iso(one) for one in days]
    change.reason, change.law, change.evidence = said, options.outage_law, file
    with creating(CHANGE, ChangeAction.PROPOSE_OUTAGE, change, by=by, at=at) as step:
        ChangeProgress.objects.create(change=change)
        step.keeps(change, file)
        step.body |= {"days": change.days, "note": said}
    return change


def _require_past(began_at: datetime, ended_at: datetime, at: datetime) -> None:
    if ended_at <= began_at:
        raise InvalidInput("ended_on", "恢复时间应晚于中断开始的时间。")
    if ended_at - began_at > LONGEST_OUTAGE:
        raise InvalidInput("ended_on", f"从开始到恢复超过{LONGEST_OUTAGE.days}天，请核对日期。")
    if ended_at > at:
        raise InvalidInput("ended_on", "恢复时间还没有到，系统恢复后再登记。")


def approve_change(change_id: int, *, note: str = "", version: int | None = None, by: Actor, at: datetime) -> Change:
    """Another person has looked at what would move; the system does the rest."""
    with performing(CHANGE, ChangeAction.APPROVE_CHANGE, change_id, by=by, at=at, version=version) as step:
        change = step.subject
        change.decided_by_id, change.decided_at = by.person_id, at
        change.note = kept(Change, "note", note)
        # What was shown to whoever approved it; by now there may be a few more.
        step.body["foreseen"] = change.progress.foreseen
        ChangeProgress.objects.filter(change=change).update(done=0, total=0)
    return change


def refuse_change(change_id: int, *, note: str, version: int | None = None, by: Actor, at: datetime) -> Change:
    said = kept(Change, "note", note)
    if not said:
        raise InvalidInput("note", sentence_of(Change, "change_refused_with_reasons"))
    with performing(CHANGE, ChangeAction.REFUSE_CHANGE, change_id, by=by, at=at, version=version) as step:
        step.subject.decided_by_id, step.subject.decided_at, step.subject.note = by.person_id, at, said
        step.body["note"] = said
    return step.subject


def preview_change(change_id: int, *, at: datetime) -> None:
    """Find the limits that would move if the change were applied now, and keep them for whoever checks it."""
    change = Change.objects.select_related("region", "evidence").get(pk=change_id)
    with reporting(change_id) as progress, read_only_snapshot():
        found = _foreseen(change, progress)
    with transaction.atomic():
        _take_time()
        held = ChangeProgress.objects.select_for_update(of=("self",)).get(change=change_id)
        if held.previewed_at is not None and held.previewed_at >= at:
            return
        ForeseenClock.objects.filter(change=change_id).delete()
        rows = (ForeseenClock(change=change, clock_id=one.clock_id, old_on=one.old, new_on=one.new) for one in found.moved)
        ForeseenClock.objects.bulk_create(rows, batch_size=2_000)
        held.previewed_at, held.foreseen, held.settled = at, len(found.moved), found.settled
        held.save(update_fields=("previewed_at", "foreseen", "settled"))


def _foreseen(change: Change, progress: Progress) -> Preview:
    if change.kind == ChangeKind.ARRANGEMENT:
        return deadlines.preview_arrangement(change.region, arrangement_of(change), progress)
    return deadlines.Preview(deadlines.preview_outage(change.region, outage_of(change), progress), 0)


def outage_of(change: Change) -> Outage:
    """What is said of an outage at each limit that it moves."""
    if change.began_at is None or change.ended_at is None or change.evidence is None:
        raise LookupError(change.pk)
    offline = Department.objects.filter(region=change.region_id, channel=Channel.OFFLINE).order_by("pk")
    return Outage(
        days=tuple(map(date.fromisoformat, change.days)),
        reason=f"系统中断（{moment(change.began_at)}至{moment(change.ended_at)}）：{change.reason}",
        law=change.law,
        evidence=f"{change.evidence.original_name}（SHA-256 {change.evidence.sha256}）",
        post="办公室登记，另一人核对",
        apart=frozenset(offline.values_list("pk", flat=True)),
    )


def apply_change(change_id: int, *, at: datetime) -> Change:
    """Load the arrangement, or take the days out, and move every open limit with it: all at once or nothing."""
    with reporting(change_id) as progress, performing(CHANGE, ChangeAction.APPLY_CHANGE, change_id, by=SYSTEM, at=at) as step:
        change = step.subject
        _take_time()
        moved = _moved(change, step.by.key, at, progress)
        ChangedClock.objects.bulk_create(
            [ChangedClock(change=change, clock_id=one.clock_id, old_on=one.old, new_on=one.new) for one in moved], batch_size=2_000
        )
        change.applied_at, change.moved = at, len(moved)
        step.body["moved"] = len(moved)
    return change


def _moved(change: Change, by: str, at: datetime, progress: Progress) -> list[MovedClock]:
    """Each limit once, from where it was to where it is."""
    if change.kind == ChangeKind.OUTAGE:
        return list(deadlines.exclude_outage(change.region, outage_of(change), at=at, by=by, progress=progress))
    content = arrangement_of(change)
    return list(deadlines.load_arrangements(change.region, [content], at=at, by=by, moves_final=True, progress=progress).moved)


def outages_to_repeat(limit: int, *, at: datetime) -> list[int]:
    """Outages of late that a limit has come to run through after they were taken out: it was started or resumed as of an earlier day."""
    applied = Change.objects.filter(kind=ChangeKind.OUTAGE, state=ChangeState.APPLIED, applied_at__gte=at - OUTAGE_LASTS)
    found = applied.select_related("region", "evidence").order_by("pk")
    return [one.pk for one in found if one.applied_at and _hit_since(one, one.applied_at).exists()][:limit]


def _hit_since(change: Change, since: datetime) -> QuerySet[Clock]:
    return deadlines.clocks_hit_since(change.region, outage_of(change), since)


def repeat_outage(change_id: int, *, at: datetime) -> None:
    """Take an outage that was checked and applied out of the limits that it has hit since; each is told as the others were."""
    with transaction.atomic():
        change = Change.objects.select_related("region", "evidence").get(pk=change_id)
        moved = deadlines.exclude_outage(change.region, outage_of(change), at=at, by=SYSTEM.key, since=change.applied_at)
        known = set(ChangedClock.objects.filter(change=change).order_by("pk").values_list("clock", flat=True))
        ChangedClock.objects.bulk_create(
            ChangedClock(change=change, clock_id=one.clock_id, old_on=one.old, new_on=one.new) for one in moved if one.clock_id not in known
        )


def _take_time() -> None:
    """A hundred thousand limits take longer than a page may."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = 0; SET LOCAL idle_in_transaction_session_timeout = 0; SET LOCAL lock_timeout = '10s'")


@contextmanager
def reporting(change_id: int) -> Iterator[Progress]:
    """Say how far it has come by a connection of our own: what the transaction writes, nobody sees before it ends."""
    with closing(connection.copy()) as beside:

        def tell(done: int, total: int) -> None:
            with beside.cursor() as cursor:
                cursor.execute("UPDATE calendars_changeprogress SET done = %s, total = %s WHERE change_id = %s", [done, total, change_id])

        yield tell


def tell_move(moved_id: int, *, at: datetime) -> None:
    """One message for one limit, to whom it binds."""
    moved = ChangedClock.objects.select_related(
        "change", "clock__case", "clock__notice__enforcement_case", "clock__duty__enforcement_case"
    ).get(pk=moved_id)
    if moved.told_at is not None:
        return
    clock, why = moved.clock, "放假安排有变动" if moved.change.kind == ChangeKind.ARRANGEMENT else "系统中断的日期不计入"
    said = f"“{clock.rule.name}”的期限改{until(moved.new_on)}"
    if clock.status == ClockStatus.PAUSED:
        said = f"“{clock.rule.name}”已暂停计时，恢复后最早{day(moved.new_on)}届满"
    _tell(clock, said, f"{about(clock)}：{why}，{said}，原为{day(moved.old_on)}。", at, f"change:{moved.change_id}:{clock.pk}")
    ChangedClock.objects.filter(pk=moved_id).update(told_at=at)


def _tell(clock: Clock, subject: str, body: str, at: datetime, key: str) -> None:
    if clock.obligor is not None:
        tell_post(clock.obligor, role=handler_of(clock), case=clock.case, subject=subject, body=body, at=at, dedup_key=key)
        return
    enforcement = matter_of(clock).enforcement
    if enforcement is None:
        raise LookupError(clock.pk)
    if clock.code == ClockCode.CREDITOR_VIEW:
        # The creditor has no account; the court tells him.
        tell_post(enforcement.court, role=Role.ACCEPTANCE_OFFICER, case=clock.case, subject=subject, body=body, at=at, dedup_key=key)
    else:
        tell_enterprise(enforcement.enterprise, case=clock.case, subject=subject, body=body, at=at, dedup_key=key)
