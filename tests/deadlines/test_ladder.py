"""The moments of rungs, and what is fired of those that are due: from dates alone."""

from dataclasses import replace
from datetime import date, datetime, time

import pytest

from deadlines.codes import ClockCode
from deadlines.ladder import SHANGHAI, Limit, Rung, judged, moments, next_moment


def rung(offset, act="remind", hour=9, limits=("UNIT",), channel="platform", key=""):
    key = key or f"{act}{offset}"
    return Rung(key, key, channel, frozenset(limits), offset, time(hour), act, ("handler",))


LADDER = (rung(-1, hour=10), rung(0), rung(1, "urge"), rung(3, "oversee"), rung(5, "leaders"))


def at(month, day, hour=9, minute=0, year=2026):
    return datetime(year, month, day, hour, minute, tzinfo=SHANGHAI)


def limit(due_on, opened_at=None, code=ClockCode.RECOGNITION, channel="platform"):
    return Limit(code, channel, due_on, opened_at or at(1, 5, year=2026))


def planned(due_on, calendar, opened_at=None, rungs=LADDER, **facts):
    return [(one.rung.key, one.at) for one in moments(limit(due_on, opened_at, **facts), rungs, calendar)]


def test_rungs_stand_on_working_days_before_and_after_a_holiday(calendar):
    """Due on the Wednesday before the National Day holiday of 2026; the Saturday of 10 October is worked."""
    assert planned(date(2026, 9, 30), calendar) == [
        ("remind-1", at(9, 29, 10)),
        ("remind0", at(9, 30)),
        ("urge1", at(10, 8)),
        ("oversee3", at(10, 10)),
        ("leaders5", at(10, 13)),
    ]


def test_a_last_day_off_is_spoken_of_on_the_last_working_day_before(calendar):
    """A limit without length ends on the day it began, a Sunday too."""
    assert planned(date(2026, 11, 8), calendar)[:2] == [("remind0", at(11, 6)), ("remind-1", at(11, 6, 10))]
    assert planned(date(2026, 11, 8), calendar)[2] == ("urge1", at(11, 9))


def test_nobody_is_reminded_of_what_was_over_when_the_limit_was_entered(calendar):
    """Entered at noon for the next day: the reminder of ten o'clock is none of its rungs."""
    assert [key for key, _ in planned(date(2026, 11, 4), calendar, at(11, 3, 12))] == ["remind0", "urge1", "oversee3", "leaders5"]


def test_what_is_entered_late_is_pressed_for_from_then_on(calendar):
    """A duty that arose in spring and is entered in autumn: its holder is not overseen the same minute."""
    assert planned(date(2026, 4, 3), calendar, at(11, 3, 12)) == [
        ("urge1", at(11, 4)),
        ("oversee3", at(11, 6)),
        ("leaders5", at(11, 10)),
    ]


def test_a_unit_by_letter_has_its_own_ladder(calendar):
    letters = (*LADDER, rung(2, "urge", channel="offline", key="letter"))
    assert [key for key, _ in planned(date(2026, 11, 4), calendar, rungs=letters, channel="offline")] == ["letter"]


@pytest.mark.parametrize(
    ("limits", "code", "is_for"),
    [
        (("UNIT",), ClockCode.RECOGNITION, True),
        (("COURT", "BUREAU"), ClockCode.RECOGNITION, False),
        (("K-12",), ClockCode.RECOGNITION, True),
        (("ENTERPRISE",), ClockCode.REMEDY, False),
        (("UNIT",), ClockCode.OVERSIGHT_REPLY, False),
        (("UNIT",), ClockCode.ACTION_ITEM, True),
        (("OFFICE",), ClockCode.APPEAL_RULING, True),
        (("UNIT",), ClockCode.ASSESSMENT_APPEAL, False),
        (("K-48",), ClockCode.OVERSIGHT_REPLY, True),
    ],
)
def test_a_side_stands_for_its_duties_but_not_for_answers_to_orders(limits, code, is_for):
    assert rung(1, limits=limits).is_for(code, "platform") is is_for


def verdicts(due_on, calendar, now, settled=()):
    found = judged(moments(limit(due_on), LADDER, calendar), settled, due_on=due_on, now=now)
    return [one.rung.key for one in found.fire], [one.rung.key for one in found.expired]


def test_after_an_outage_the_latest_of_a_kind_speaks(calendar):
    due_on = date(2026, 11, 4)
    assert verdicts(due_on, calendar, at(11, 3, 9, 59)) == ([], [])
    assert verdicts(due_on, calendar, at(11, 3, 10)) == (["remind-1"], [])
    assert verdicts(due_on, calendar, at(11, 4, 15)) == (["remind0"], ["remind-1"])
    assert verdicts(due_on, calendar, at(11, 4, 15), {"remind-1"}) == (["remind0"], [])
    # Nobody is told that a day is the last one once it is over.
    assert verdicts(due_on, calendar, at(11, 6, 15)) == (["urge1"], ["remind-1", "remind0"])
    assert verdicts(due_on, calendar, at(11, 20)) == (["oversee3", "leaders5"], ["remind-1", "remind0", "urge1"])


def fired_of(rungs, calendar, now, due_on=date(2026, 11, 4)):
    found = judged(moments(limit(due_on), rungs, calendar), (), due_on=due_on, now=now)
    return [one.rung.key for one in found.fire], [one.rung.key for one in found.expired]


def to(key, offset, *readers, act="remind", hour=9):
    return replace(rung(offset, act, hour=hour, key=key), to=readers)


def test_what_is_for_somebody_else_is_said_by_nobody_else(calendar):
    """Two rungs of one moment for two readers both fire, and a later one for others does not speak for an earlier one."""
    two = (to("unit", -1, "handler"), to("head", -1, "head"))
    assert fired_of(two, calendar, at(11, 3)) == (["head", "unit"], [])
    both = (to("unit", -1, "handler"), to("all", 0, "handler", "head"), to("office", 0, "office", hour=10))
    assert fired_of(both, calendar, at(11, 4, 15)) == (["all", "office"], ["unit"])
    others = (to("unit", -1, "handler"), to("office", 0, "office"))
    assert fired_of(others, calendar, at(11, 4, 15)) == (["unit", "office"], [])


def test_an_urging_does_not_speak_for_an_oversight(calendar):
    orders = (to("oversee", 1, "head", act="oversee"), to("urge", 2, "handler", act="urge"))
    assert fired_of(orders, calendar, at(11, 9)) == (["oversee", "urge"], [])


def test_every_rung_is_settled_once_however_often_one_looks(calendar):
    """Hour by hour over three weeks, with a gap of any length in between: each rung is fired or expired exactly once."""
    due_on = date(2026, 11, 4)
    plan = moments(limit(due_on), LADDER, calendar)
    for gap in (0, 1, 5, 24, 72, 200):
        settled, seen, hour = set(), [], 0
        while hour < 24 * 21:
            now = datetime.combine(date(2026, 11, 1 + hour // 24), time(hour % 24), SHANGHAI)
            found = judged(plan, settled, due_on=due_on, now=now)
            done = [one.rung.key for one in (*found.fire, *found.expired)]
            seen += done
            settled.update(done)
            upcoming = next_moment(plan, settled)
            assert upcoming is None or upcoming > now
            hour += 1 + (gap if hour == 48 else 0)
        assert sorted(seen) == sorted(one.rung.key for one in plan), gap
