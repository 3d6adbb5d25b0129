"""Tell all tales in the order of time, through the services, in one transaction."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import TYPE_CHECKING, Any

from django.db import connection, transaction

from accounts.models import Enterprise
from cases.models import ProactiveNotice
from deadlines.selectors import calendar_for
from demo.court_walk import FILED_DAYS_BEFORE
from demo.days import Days
from demo.firms import AGENT_OF, case_numbers, credit_code, facts_of
from demo.group import gather
from demo.people import create_agent, create_cast
from demo.tales_court import at_the_counter, before_application, in_examination
from demo.tales_units import UNITS, at_the_bureau, being_recognized, ended
from demo.walk import Walk
from departments.models import Department
from ledger.timekeeping import legal_date
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
    told = [*before_application(), *at_the_counter(days), *in_examination(), *at_the_bureau(days), *being_recognized(days), *ended()]
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
        _perform(region, at, password, say)
        for sweep in SWEEPS:
            if sweep.name == "breaches":
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
    played = scenes(told, days)
    endings = {scene.place: scene for scene in played}
    for number, (week, its_scenes) in enumerate(groupby(played, key=_week)):
        say(f"第{number + 1}周（{week.month}月{week.day}日起）")
        for scene in its_scenes:
            walk = walks[scene.place]
            walk.at = scene.at
            scene.step(walk)
            if scene is endings[scene.place]:
                say(f"  {told[scene.place].plot.enterprise_name}：{_stands(walk)}，{told[scene.place].shows}")
    gather(cast, days, at)
    for place in PLAYED_LINES:
        _print_notice(walks[place], at)


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
