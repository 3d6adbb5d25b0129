"""All clocks of one thing, held at once, go the way that each would go alone."""

import random
from datetime import date, timedelta

import pytest
from django.db import transaction

from deadlines import services
from deadlines.enums import ClockStatus, EventKind
from deadlines.models import Clock
from deadlines.services import HeldClocks
from tests.deadlines.conftest import commit, noon

pytestmark = pytest.mark.django_db
BEGUN = date(2026, 4, 27)
WHY = {"reason": "听证", "law": "虚构办法第九条", "evidence": "听证通知书"}
REFUSED = "refused"


def move(kind, clock, on):
    """One change in the life of a clock, if it can be."""
    common = {"on": on, "at": noon(on), "actor": "user:7"}
    try:
        match kind:
            case "pause":
                services.pause_clock(clock, **common, **WHY)
            case "resume":
                services.resume_clock(clock, **common)
            case "extend":
                services.extend_clock(clock, days=3, reason="重大复杂", law="虚构办法第十条", **common)
            case _:
                services.breach_clock(clock, at=noon(on))
    except services.DeadlineError:
        return REFUSED
    return kind


def live(clocks, chance):
    """The same random life for each of them; the day on which it stands."""
    day = BEGUN
    for _ in range(chance.randrange(4)):
        day += timedelta(days=chance.randrange(1, 9))
        kind = chance.choice(["pause", "resume", "extend", "breach"])
        assert len({move(kind, clock, day) for clock in clocks}) == 1
    return day


def alone(clock, *, void, at, **how):
    end = services.void_clock if void else services.stop_clock
    with transaction.atomic():
        end(clock, at=at, actor="user:7", **how)


def held(clock, *, at, **how):
    with transaction.atomic():
        clocks = HeldClocks({"notice": clock.notice}, at=at, actor="user:7")
        clocks.end(next(one for one in clocks.clocks if one == clock), **how)
        clocks.write()


def outcome(end, clock, **how):
    try:
        end(clock, **how)
    except services.DeadlineError as error:
        return type(error).__name__, str(error)
    return "ended", ""


def told(clock):
    """Everything that a clock and its events say, but whose they are."""
    moves = Clock.objects.values_list(*services.clocks.MOVES, "code", "round", "started_on").get(pk=clock.pk)
    events = clock.events.order_by("seq")
    return moves, list(
        events.values_list("seq", "kind", "effective_on", "days", "due_on", "recorded_at", "actor", "reason", "law", "evidence")
    )


@pytest.mark.parametrize("void", [False, True], ids=["stop", "void"])
@pytest.mark.parametrize("seed", range(12))
def test_a_clock_ends_among_others_as_it_would_alone(start, seed, void):
    chance = random.Random(seed)
    one, other = start(on=BEGUN), start(on=BEGUN, obligor=None)
    on = live([one, other], chance) + timedelta(days=chance.randrange(-3, 20))
    how = {"on": on, "at": noon(on + timedelta(days=chance.randrange(-1, 2))), "void": void, "reason": "撤回申请"}
    assert outcome(alone, one, **how) == outcome(held, other, **how)
    assert told(one) == told(other)
    commit()


@pytest.mark.parametrize(
    ("on", "at", "words"),
    [
        (BEGUN - timedelta(days=1), BEGUN, "早于期限 K-04 的上一个事件（2026-04-27）"),
        (BEGUN + timedelta(days=2), BEGUN + timedelta(days=1), "还没有到"),
    ],
    ids=["backwards", "ahead"],
)
@pytest.mark.parametrize("void", [False, True], ids=["stop", "void"])
def test_no_clock_ends_before_it_began_or_on_a_day_to_come(start, on, at, words, void):
    clock = start(on=BEGUN)
    with pytest.raises(services.ClockDateError, match=words):
        held(clock, on=on, at=noon(at), void=void)
    clock.refresh_from_db()
    assert (clock.status, clock.events.count()) == (ClockStatus.RUNNING, 1)


@pytest.mark.parametrize(("void", "kind"), [(False, EventKind.STOP), (True, EventKind.VOID)])
def test_the_reason_of_an_end_is_kept(start, void, kind):
    clock, on = start(on=BEGUN), BEGUN + timedelta(days=2)
    held(clock, on=on, at=noon(on), void=void, reason="撤回申请")
    event = clock.events.get(seq=2)
    assert (event.kind, event.effective_on, event.reason, event.actor) == (kind, on, "撤回申请", "user:7")


def test_the_next_round_starts_in_the_same_step(start, region):
    clock, on = start(on=BEGUN), BEGUN + timedelta(days=2)
    with transaction.atomic():
        clocks = HeldClocks({"notice": clock.notice}, at=noon(on), actor="user:7")
        with pytest.raises(services.ClockAlreadyRunningError):
            clocks.start(region, "K-04", started_on=on, obligor=clock.obligor, notice=clock.notice)
        clocks.end(clocks.clocks[0], on=on)
        clocks.start(region, "K-04", started_on=on, obligor=clock.obligor, notice=clock.notice)
        clocks.write()
    second = Clock.objects.get(code="K-04", round=2)
    alike = start("K-04", on=on, obligor=None)
    assert (second.due_on, second.calendar_version, second.status) == (alike.due_on, alike.calendar_version, ClockStatus.RUNNING)
    assert second.events.get().due_on == alike.due_on
    commit()
