from datetime import date
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from deadlines import services
from deadlines.calendar_files import CalendarFileError, shipped_files
from deadlines.models import CalendarDay, WorkCalendar
from deadlines.selectors import calendar_for, days_left, due_strip
from ledger.models import Event
from ledger.timekeeping import one_moment
from ledger.verify import verify
from tests.deadlines.conftest import commit, noon

pytestmark = pytest.mark.django_db
AT = noon(date(2026, 11, 20))
NEXT = """year = 2027
status = "official"
document = "虚构的2027年放假安排"
published_on = 2026-11-10
[[holiday]]
name = "元旦"
from = 2027-01-01
to = 2027-01-05
work = [2027-01-09]
"""
# Three days off more, and a Saturday to make up for one of them.
EXTRA = """
[[holiday]]
name = "临时放假"
from = 2026-12-02
to = 2026-12-04
work = [2026-12-12]
"""


@pytest.fixture
def next_year(tmp_path):
    path = tmp_path / "calendar-2027.toml"
    path.write_text(NEXT, encoding="utf-8")
    return path


def test_calendars_are_stored_with_their_source(region):
    calendar = WorkCalendar.objects.get(year=2026)
    assert (calendar.version, calendar.status, calendar.published_on) == (1, "official", date(2025, 11, 4))
    assert calendar.source_document == "国务院办公厅关于2026年部分节假日安排的通知"
    assert len(calendar.source_sha256) == 64
    assert str(calendar) == "2026 年工作日历 第 1 版"
    assert str(calendar.days.get(date=date(2026, 10, 10))) == "2026-10-10 国庆节 调休上班"
    assert calendar_for(region).version == " ".join(f"{year}.1" for year in range(2020, 2027))
    assert calendar_for(region.pk).exception(date(2026, 10, 10)).source == calendar.source_document


def test_loading_again_changes_nothing(region):
    days, events = CalendarDay.objects.count(), Event.objects.count()
    load = services.load_calendars(region, shipped_files(), at=AT, by="operator")
    assert (load.loaded, load.moved) == ((), ())
    assert (CalendarDay.objects.count(), Event.objects.count(), WorkCalendar.objects.count()) == (days, events, len(shipped_files()))


def test_loading_is_recorded(region):
    events = Event.objects.filter(stream=f"calendars:{region.pk}")
    assert [(event.action, event.body["year"], event.body["published_on"]) for event in events][-2:] == [
        ("load_calendar", 2025, "2024-11-12"),
        ("load_calendar", 2026, "2025-11-04"),
    ]
    assert verify().is_sound


def test_a_provisional_date_is_recomputed_when_the_notice_comes(region, start, next_year):
    clock = start(on=date(2026, 12, 21))
    final = start("K-02", on=date(2026, 12, 21))
    assert (clock.due_on, clock.provisional) == (date(2027, 1, 5), True)
    load = services.load_calendars(region, [next_year], at=AT, by="user:3")
    assert [(moved.clock_id, moved.old, moved.new) for moved in load.moved] == [(clock.pk, date(2027, 1, 5), date(2027, 1, 7))]
    clock.refresh_from_db()
    assert (clock.due_on, clock.provisional, clock.calendar_version) == (date(2027, 1, 7), False, "2026.1 2027.1")
    event = clock.events.last()
    assert (event.kind, event.actor, event.due_on) == ("recalculate", "user:3", clock.due_on)
    # It lies in the reach of that notice, which says nothing of its days.
    assert (final.due_on, final.provisional, final.events.count()) == (date(2026, 12, 24), True, 2)
    final.refresh_from_db()
    assert (final.due_on, final.provisional) == (date(2026, 12, 24), False)
    commit()


def test_within_one_moment_the_new_calendar_counts_at_once(region, start, next_year):
    with one_moment():
        clock = start(on=date(2026, 12, 21))
        load = services.load_calendars(region, [next_year], at=AT, by="user:3")
        assert [(moved.clock_id, moved.new) for moved in load.moved] == [(clock.pk, date(2027, 1, 7))]
        assert calendar_for(region).known_years == set(range(2020, 2028))


def test_a_date_that_stays_is_merely_confirmed(region, start, next_year):
    next_year.write_text(NEXT.replace("2027-01-05", "2027-01-01").replace("2027-01-09", ""), encoding="utf-8")
    clock = start(on=date(2026, 12, 21))
    assert services.load_calendars(region, [next_year], at=AT, by="user:3").moved == ()
    clock.refresh_from_db()
    assert (clock.due_on, clock.provisional) == (date(2027, 1, 5), False)


def test_a_final_date_moves_only_when_asked_and_a_finished_one_never(region, start, tmp_path):
    running, finished = start(), start(obligor=None)
    services.stop_clock(finished, on=date(2026, 5, 6), at=noon(date(2026, 5, 6)), actor="user:7")
    changed = tmp_path / "calendar-2026.toml"
    content = shipped_files()[-1].read_text(encoding="utf-8")
    changed.write_text(content.replace("to = 2026-05-05", "to = 2026-05-06"), encoding="utf-8")
    with pytest.raises(services.FinalDatesDifferError, match=f"期限 {running.pk}（.*2026-05-14.*2026-05-15"):
        services.load_calendars(region, [changed], at=AT, by="user:3")
    running.refresh_from_db()
    assert (running.due_on, WorkCalendar.objects.filter(year=2026).count()) == (date(2026, 5, 14), 1)
    moved = services.load_calendars(region, [changed], at=AT, by="user:3", moves_final=True).moved
    assert [(one.clock_id, one.new) for one in moved] == [(running.pk, date(2026, 5, 15))]
    assert services.recalculate_open_clocks(region, at=AT, by="user:4") == ()
    finished.refresh_from_db()
    assert (finished.due_on, finished.calendar_version) == (date(2026, 5, 14), "2026.1")
    assert WorkCalendar.objects.filter(year=2026).count() == 2
    commit()


def test_many_clocks_are_recalculated_in_parts_and_keep_their_pauses(region, start, tmp_path, monkeypatch):
    monkeypatch.setattr("deadlines.services.calendars.BATCH", 2)
    monkeypatch.setattr("deadlines.lives.CHUNK", 2)
    codes = ("K-02", "K-04", "K-05", "K-35", "K-01")
    clocks = {code: start(code, on=date(2026, 4, 29)) for code in codes}
    why = {"reason": "听证", "law": "虚构办法第九条", "evidence": "听证通知书"}
    services.pause_clock(clocks["K-05"], on=date(2026, 4, 29), at=noon(date(2026, 4, 29)), actor="user:7", **why)
    changed = tmp_path / "calendar-2026.toml"
    changed.write_text(shipped_files()[-1].read_text(encoding="utf-8").replace("to = 2026-05-05", "to = 2026-05-06"), encoding="utf-8")
    moved = services.load_calendars(region, [changed], at=AT, by="user:3", moves_final=True).moved
    services.recalculate_open_clocks(region, at=AT, by="user:4")
    commit()
    assert {one.clock_id for one in moved} == {clocks["K-02"].pk, clocks["K-04"].pk}
    assert services.recheck_clocks().findings == ()
    for clock in clocks.values():
        clock.refresh_from_db()
        assert (clock.calendar_version, clock.events.last().kind) == ("2026.2", "recalculate")
    assert (clocks["K-05"].status, clocks["K-05"].events.last().seq) == ("paused", 3)


def test_a_later_notice_speaks_for_the_december_before(region, next_year):
    next_year.write_text(NEXT.replace("from = 2027-01-01", "from = 2026-12-31"), encoding="utf-8")
    services.load_calendars(region, [next_year], at=AT, by="user:3")
    assert not calendar_for(region).is_working(date(2026, 12, 31))


def test_a_provisional_year_is_used_but_not_believed(region, next_year):
    next_year.write_text(NEXT.replace("official", "provisional"), encoding="utf-8")
    services.load_calendars(region, [next_year], at=AT, by="user:3")
    calendar = calendar_for(region)
    assert not calendar.is_working(date(2027, 1, 5))
    assert calendar.known_years == set(range(2020, 2027))


def test_one_bad_file_stores_nothing(region, next_year, tmp_path):
    bad = tmp_path / "calendar-2028.toml"
    bad.write_text("year = 2028", encoding="utf-8")
    with pytest.raises(CalendarFileError):
        services.load_calendars(region, [next_year, bad], at=AT, by="user:3")
    assert not WorkCalendar.objects.filter(year=2027).exists()


def said(*arguments):
    out = StringIO()
    call_command("load_calendars", *arguments, stdout=out)
    return out.getvalue()


def test_the_command_loads_what_is_shipped(bare_region, next_year, start):
    assert said("yunxi") == "各年日历都已是最新。\n"
    clock = start(on=date(2026, 12, 21))
    commit()
    assert said("yunxi", str(next_year)) == (
        f"已导入 2027 年工作日历 第 1 版：虚构的2027年放假安排\n期限 {clock.pk}：2027-01-05 改为 2027-01-07\n"
    )


def test_the_command_names_a_mistake(region, next_year):
    with pytest.raises(CommandError, match="没有地区 nowhere"):
        said("nowhere")
    next_year.write_text("year = 2027", encoding="utf-8")
    with pytest.raises(CommandError, match=r"calendar-2027\.toml：status 应为"):
        said("yunxi", str(next_year))


def test_the_command_tells_which_dates_differ_and_moves_them_when_asked(region, start, tmp_path):
    clock = start(on=date(2026, 11, 24))
    untouched = start("K-02", on=date(2026, 11, 24))
    changed = tmp_path / "calendar-2026.toml"
    changed.write_text(shipped_files()[-1].read_text(encoding="utf-8") + EXTRA, encoding="utf-8")
    commit()
    with pytest.raises(
        CommandError,
        match=f"有 1 个进行中的期限.*\n期限 {clock.pk}（审查，2026-11-24 起算）：登记的是 2026-12-08，.*是 2026-12-11\n.*--move",
    ):
        said("yunxi", str(changed))
    assert WorkCalendar.objects.filter(year=2026).count() == 1
    assert f"期限 {clock.pk}：2026-12-08 改为 2026-12-11" in said("yunxi", str(changed), "--move")
    clock.refresh_from_db()
    assert (clock.due_on, clock.calendar_version, untouched.events.count()) == (date(2026, 12, 11), "2026.2", 1)


def test_a_date_that_stays_is_counted_by_the_new_arrangement_too(region, start, tmp_path):
    """An extra holiday and the Saturday worked for it: the last day stays, the days up to it do not."""
    clock = start(on=date(2026, 11, 24))
    changed = tmp_path / "calendar-2026.toml"
    swap = EXTRA.replace("2026-12-04", "2026-12-02").replace("2026-12-12", "2026-12-05")
    changed.write_text(shipped_files()[-1].read_text(encoding="utf-8") + swap, encoding="utf-8")
    assert services.load_calendars(region, [changed], at=AT, by="user:3").moved == ()
    clock.refresh_from_db()
    assert (clock.due_on, clock.calendar_version) == (date(2026, 12, 8), "2026.2")
    counted = [mark.date for mark in due_strip(clock) if mark.count]
    today = date(2026, 11, 30)
    assert days_left(clock, today) == sum(day > today for day in counted)
