"""Tell all tales in the order of time, through the services, in one transaction."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import TYPE_CHECKING, Any

from django.db import connection, transaction
from django.db.models import Q

from accounts.models import Enterprise
from cases.models import EnforcementCase, ProactiveNotice
from deadlines.selectors import calendar_for
from demo.clock import mark_as_demo, may_mark
from demo.court_walk import FILED_DAYS_BEFORE
from demo.days import Days
from demo.firms import AGENT_OF, case_numbers, credit_code, facts_of
from demo.group import gather
from demo.outbox import give_addresses, send_as_it_was
from demo.people import create_agent, create_cast
from demo.pressing import Watch
from demo.printing import Press
from demo.scores import assess
from demo.tales_court import at_the_counter, before_application, in_examination
from demo.tales_past import past
from demo.tales_units import UNITS, at_the_bureau, being_recognized, ended
from demo.walk import Walk
from departments.models import Department
from ledger.timekeeping import legal_date, one_moment
from notices.enums import DocumentState
from notices.models import Document
from notices.services import render_document
from supervision.services import run
from supervision.sweeps import SWEEPS

if TYPE_CHECKING:
    from collections.abc import Callable

    from demo.script import Step, Tale
    from departments.models import Region

# The enterprises at the first places are left for visitors to play.
PLAYED_LINES = (0, 1)
IN_OFFICE_SINCE = timedelta(days=300)
LOCK = "demo story"
LATER = timedelta(minutes=10)


class StoryRefusedError(Exception):
    """The story cannot be told here; the message is the Chinese sentence for the operator."""


@dataclass(frozen=True, slots=True)
class Scene:
    """One step of one tale at its moment."""

    at: datetime
    place: int
    order: int
    step: Step

    @property
    def key(self) -> tuple[datetime, int, int]:
        return self.at, self.place, self.order


def tales(days: Days, region: Region, court_code: str) -> list[Tale]:
    """Every tale with its facts, codes and numbers filled in."""
    current = [*before_application(), *at_the_counter(days), *in_examination(), *at_the_bureau(days), *being_recognized(days), *ended()]
    told = [*current, *past()]
    filed = [days.back(tale.script.first_day) - timedelta(days=FILED_DAYS_BEFORE) for tale in told]
    numbers = case_numbers(filed, court_code)
    return [_with_facts(tale, region, place, number) for place, (tale, number) in enumerate(zip(told, numbers, strict=True))]


def _with_facts(tale: Tale, region: Region, place: int, number: str) -> Tale:
    facts: dict[str, Any] = {**facts_of(place), "agent_kind": AGENT_OF[tale.agent].kind}
    return replace(tale, plot=replace(tale.plot, uscc=credit_code(region, place), number=number, **facts))


def scenes(told: list[Tale], days: Days) -> list[Scene]:
    """All steps of all tales as they followed one another, so that numbers and messages do too."""
    found = [
        Scene(at, place, order, step) for place, tale in enumerate(told) for order, (at, step) in enumerate(tale.script.timed(days, place))
    ]
    return sorted(found, key=lambda scene: scene.key)


def is_told(region: Region) -> bool:
    return Enterprise.objects.filter(uscc=credit_code(region, 0)).exists()


def tell(region: Region, *, at: datetime, password: str, say: Callable[[str], object]) -> bool:
    """Load the story up to the moment ``at``; all of it or, when anything fails, nothing. False when it is there already."""
    with transaction.atomic():
        _alone()
        if is_told(region):
            return False
        _require_units(region)
        _take_the_database()
        _perform(region, at, password, say)
        for sweep in SWEEPS:
            if sweep.name in ("breaches", "remedy_windows"):
                run(sweep, at=at)
        with connection.cursor() as cursor:
            # The guards that wait for the commit speak now, where their refusal can still be told.
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")
    return True


def _alone() -> None:
    """One loader at a time, and no time limits for this one long transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [LOCK])
        cursor.execute("SET LOCAL idle_in_transaction_session_timeout = 0")
        cursor.execute("SET LOCAL statement_timeout = 0")


def _take_the_database() -> None:
    """Let the database say that it is a demo's: from then on its time can be moved, so it must hold nobody's cases."""
    if EnforcementCase.objects.exists():
        raise StoryRefusedError("这个数据库里已经有案件。演示故事只装入空的数据库，因为演示数据库的时间可以拨动。")
    if not may_mark():
        raise StoryRefusedError("装载演示故事要用拥有各表的数据库用户，请加上 PROCESS=migrate 再运行。")
    mark_as_demo()


def _require_units(region: Region) -> None:
    known = set(Department.objects.filter(region=region, left_on__isnull=True).values_list("code", flat=True))
    if missing := sorted(set(UNITS) - known):
        raise StoryRefusedError(f"演示故事按八家单位编写，{region.name}缺少{'、'.join(missing)}，不能装载。")


def _perform(region: Region, at: datetime, password: str, say: Callable[[str], object]) -> None:
    today = legal_date(at)
    days = Days(today, calendar_for(region))
    cast = create_cast(region, since=today - IN_OFFICE_SINCE, password=password)
    cast.remembered = {}
    told = tales(days, region, cast.court.court_code)
    walks = [Walk(cast, tale.plot, create_agent(tale.agent, AGENT_OF[tale.agent].full_name, password), at) for tale in told]
    with Press() as press:
        cast.press = press
        watch = Watch(
            cast, days, max(tale.script.first_day for tale in told), settled=[tale.plot.enterprise_name for tale in (*ended(), *past())]
        )
        _play(told, walks, days, say, press.look, watch)
        gather(cast, days, at)
        assess(cast, days, at)
    for place in PLAYED_LINES:
        _print_notice(walks[place], at)
    _leave_for_later(walks[-len(past()) :], at)
    # The letters of the last working day; whoever looks into the outbox finds some.
    since = days.moment(1, 0, 0)
    give_addresses([*cast.people.values(), *{walk.agent.pk: walk.agent for walk in walks}.values()], since=since)
    send_as_it_was(since=since, at=at)


def _play(told: list[Tale], walks: list[Walk], days: Days, say: Callable[[str], object], look: Callable[[], object], watch: Watch) -> None:
    played = scenes(told, days)
    endings = {scene.place: scene for scene in played}
    for number, (week, its_scenes) in enumerate(groupby(played, key=_week)):
        say(f"第{number + 1}周（{week.month}月{week.day}日起）")
        for scene in its_scenes:
            watch.up_to(scene.at)
            walk = walks[scene.place]
            walk.at = scene.at
            # As a request of the person would, it asks for the edition of the rules once.
            with one_moment():
                scene.step(walk)
            look()
            if scene is endings[scene.place]:
                say(f"  {told[scene.place].plot.enterprise_name}：{_stands(walk)}，{told[scene.place].shows}")
    watch.to_the_end()


def _leave_for_later(walks: list[Walk], at: datetime) -> None:
    """The papers of cases long ended that no step rested on: made by the work loop once the visitor has looked around."""
    applications = [walk.application for walk in walks]
    theirs = Q(application__in=applications) | Q(case__application__in=applications)
    Document.objects.filter(theirs, state=DocumentState.PENDING).update(lease_until=at + LATER)


def _week(scene: Scene) -> date:
    day = legal_date(scene.at)
    return day - timedelta(days=day.weekday())


def _stands(walk: Walk) -> str:
    if walk.cases:
        return f"案件{walk.case.get_state_display()}"
    if walk.application is not None:
        return "申请草稿"
    return f"告知书{ProactiveNotice.objects.get(enforcement_case=walk.enforcement).get_state_display()}"


def _print_notice(walk: Walk, at: datetime) -> None:
    """A visitor opens these first; all other papers wait for the worker."""
    for document_id in Document.objects.filter(notice=walk.notice).order_by("pk").values_list("pk", flat=True):
        render_document(document_id, at=at)
