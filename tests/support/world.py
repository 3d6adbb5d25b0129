"""A district with everybody in post, and cases walked to a state by the services, for every test that needs one."""

from __future__ import annotations

import itertools
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from copy import copy
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connection, transaction
from stdnum.cn import uscc as stdnum_uscc

from adoption.load import apply, plan
from cases.enums import CaseState
from demo.people import Cast, create_agent, create_cast
from demo.walk import Plot, Walk
from departments.models import Region
from ledger.timekeeping import SHANGHAI
from procedure.actors import Actor, HeldPost
from procedure.enums import Role
from tests.support import ready
from tests.support.cluster import connected_to
from tests.support.ready import District

# A Tuesday with plain weeks around it.
AT = datetime(2026, 11, 3, 10, 0, tzinfo=SHANGHAI)
PASSWORD = "tests-only-password"
# Fewer are done sooner without.
MODULES_FOR_READY = 4
# Lower numbers are those of the cases that stand ready.
_count = itertools.count(100)


def load_district() -> Cast:
    """Load the district of the measures and put a person in every post."""
    file = Path(settings.BASE_DIR) / "regions" / "xisaishan.toml"
    apply(plan(file, on=AT.date()), by="tests", at=AT - timedelta(days=300))
    region = Region.objects.get(code="xisaishan")
    return create_cast(region, since=(AT - timedelta(days=290)).date(), password=PASSWORD)


def new_uscc(number: int) -> str:
    body = f"91420203MA{number:07d}"
    return body + stdnum_uscc.calc_check_digit(body)


def new_walk(cast: Cast, *, at: datetime = AT, **facts: Any) -> Walk:
    """A fresh enterprise with its enforcement case; ``facts`` are those of the plot."""
    return walk_of(next(_count), cast, at=at, **facts)


def walk_of(number: int, cast: Cast, *, at: datetime = AT, **facts: Any) -> Walk:
    facts = {
        "enterprise_name": f"示例第{number}号制造有限公司",
        "uscc": new_uscc(number),
        "number": f"（2026）鄂0203执{number}号",
        **facts,
    }
    agent = create_agent(f"agent-{number}", f"经办{number}", PASSWORD)
    return Walk(cast, Plot(**facts), agent, at)


def one_in_every_state() -> District:
    cast = load_district()
    return District(cast, {state: walk_of(number, cast).to(state) for number, state in enumerate(CaseState, start=1)})


def everybody_of(region: Region) -> Actor:
    """One actor who holds every post of a region: what even they may not do there, nobody may."""
    held = {HeldPost(role, unit.pk, region.pk) for unit in region.departments.order_by("pk") for role in Role}
    return Actor(user_id=10**6, label="邻区全部岗位", posts=frozenset(held))


def in_parallel(*works: Callable[[], object], patient: bool = True) -> list[object]:
    """Run all at once, each with its own connection; return their results or exceptions in order.

    Patient connections wait for a lock as long as a busy machine needs, so that only the outcome is tested.
    """
    outcomes: list[object] = [None] * len(works)
    gate = threading.Barrier(len(works))

    def run(number: int, work: Callable[[], object]) -> None:
        try:
            with connection.cursor() as cursor:
                cursor.execute("SET lock_timeout = '30s'" if patient else "RESET lock_timeout")
            gate.wait(10)
            outcomes[number] = work()
        except Exception as error:  # noqa: BLE001 - the outcome is the point
            outcomes[number] = error
        finally:
            # The pool gives the connection to somebody else.
            with connection.cursor() as cursor:
                cursor.execute("RESET lock_timeout")
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(works)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return outcomes


@contextmanager
def _undone() -> Iterator[None]:
    outer = transaction.atomic()
    outer.__enter__()
    yield
    transaction.set_rollback(rollback=True)
    outer.__exit__(None, None, None)


def modules_by_state(session: pytest.Session) -> set[pytest.Module]:
    """Those with a test that asks for a case by its state."""
    asking = [item for item in session.items if isinstance(item, pytest.Function) and "standing" in item.fixturenames]
    return {module for item in asking if (module := item.getparent(pytest.Module))}


@pytest.fixture(scope="session")
def is_worth_it(request: pytest.FixtureRequest) -> bool:
    """To walk a case to every state first: not for a few modules, which sooner walk their own."""
    return len(modules_by_state(request.session)) >= MODULES_FOR_READY


@pytest.fixture(scope="module")
def district(request: pytest.FixtureRequest, is_worth_it: bool, django_db_setup: None, django_db_blocker: Any) -> Iterator[District]:
    """The district for a module; with a case in every state where a test of the module asks for a case by its state."""
    with django_db_blocker.unblock():
        if is_worth_it and request.node in modules_by_state(request.session):
            with connected_to(ready.own_copy(one_in_every_state)), _undone():
                yield ready.district()
        else:
            with _undone():
                yield District(load_district(), {})


@pytest.fixture(scope="module")
def cast(district: District) -> Cast:
    """The district for a module; undone when the module ends. Not for tests that commit: see committed_cast.

    A test asks for ``db`` besides, directly or through another fixture, so that what it does is undone with it.
    """
    return district.cast


@pytest.fixture
def committed_cast(transactional_db: None) -> Cast:
    """The district for one test that commits, as races and browsers do."""
    return load_district()


@pytest.fixture
def walk(cast: Cast, db: None) -> Walk:
    """A listed enterprise that has performed in full."""
    return new_walk(cast)


class Standing:
    """One case for each state, set of facts and module; without facts the one that stands ready, if any does.

    To be called by fixtures of the module's scope only. Inside a test's own transaction the case would vanish with
    that test, and every later one would meet its shadow; so it refuses there.
    """

    def __init__(self, district: District) -> None:
        self._district = district
        self._depth = len(connection.savepoint_ids)
        self._found: dict[tuple[Any, ...], Walk] = {}

    def __call__(self, state: CaseState, **facts: Any) -> Walk:
        key = (state, *sorted(facts.items()))
        if key not in self._found:
            assert len(connection.savepoint_ids) == self._depth, "a standing case is built before the test's own transaction"
            walk = None if facts else self._district.walks.get(state)
            self._found[key] = walk or new_walk(self._district.cast, **facts).to(state)
        return copy(self._found[key])

    def has_given(self, state: CaseState) -> bool:
        return (state,) in self._found


@pytest.fixture(scope="module")
def standing(district: District) -> Standing:
    return Standing(district)


@pytest.fixture
def case_in(district: District, standing: Standing, db: None) -> Callable[..., Walk]:
    """``case_in(CaseState.ACCEPTED, listed=False)``: a walk whose case stands there, another one each time."""
    # Objects of its own, whatever an earlier test did to them.
    walks = ready.district().walks if district.walks else {}
    unused = {state: walk for state, walk in walks.items() if not standing.has_given(state)}

    def build(state: CaseState, **facts: Any) -> Walk:
        if facts or state not in unused:
            return new_walk(district.cast, **facts).to(state)
        walk = unused.pop(state)
        walk.cast = district.cast
        return walk

    return build


@pytest.fixture(scope="module")
def stood_once(request: pytest.FixtureRequest, standing: Standing) -> Walk:
    """Built before ``db`` opens the test's transaction, because its scope is wider; see in_state."""
    state, facts = request.param
    return standing(state, **facts)


@pytest.fixture
def stood(stood_once: Walk, db: None) -> Walk:
    """The case that ``in_state`` names; what a test does to it is undone with the test."""
    return copy(stood_once)


def in_state(*states: CaseState, **facts: Any) -> pytest.MarkDecorator:
    """``@in_state(CaseState.PUSHED)`` gives the test a case in that state as ``stood``, built once a module."""
    return pytest.mark.parametrize("stood_once", [(state, facts) for state in states], indirect=True, ids=[str(s) for s in states])
