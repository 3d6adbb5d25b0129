"""A district with as many cases as wanted, made by INSERT … SELECT: ten for a test, a million for a measurement.

Rows keep every constraint of the database; the triggers that watch how a row came about are switched off while they come.
Of a whole world (``is_whole``) the ledger and the clocks are sound to the last line: ``verify_ledger`` and ``verify_clocks``
find nothing. Of a larger one they are kept for the open cases only, and the papers, examinations and answers of most ended cases
are left out, so that a million fit into minutes.
"""

from __future__ import annotations

from collections import deque
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

from django.contrib.auth.hashers import make_password
from django.db.models import Model

from bench.names import (
    COUNTED,
    SHANGHAI,
    Application,
    Case,
    Certificate,
    Clock,
    ClockEvent,
    DatedTally,
    Decision,
    Delivery,
    Department,
    DepartmentKind,
    Document,
    EnforcementCase,
    Enterprise,
    Event,
    Examination,
    ExaminationItem,
    Listing,
    Mandate,
    Material,
    Measure,
    MeasureDecision,
    Message,
    NumberPattern,
    NumberSeries,
    Post,
    ProactiveNotice,
    Reached,
    Recognition,
    Region,
    Role,
    Spent,
    SupplementItem,
    SupplementRequest,
    Tally,
    Upload,
    User,
)
from bench.rows import clocks, court, decided, figures, firms, plan, record, tallies, units
from bench.rows.indexes import droppable
from bench.rows.insert import literal, table
from bench.rows.plan import Ground, Staff
from deadlines.services import rearm_open_clocks
from departments.services import give_post

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    import psycopg

    Execute = Callable[[str], object]

CASES_AN_ENTERPRISE: Final = 5
JUDGES, OFFICERS, AGENTS_AT_LEAST = 8, 2, 5
IN_OFFICE_SINCE = timedelta(days=500)
LANES = 2
# The rows of the first are numbered by their case, those of the second by the database.
KEYED: tuple[type[Model], ...] = (
    Enterprise, EnforcementCase, Listing, ProactiveNotice, Measure, Upload, Application, Case, SupplementRequest, SupplementItem, Examination, Decision,
    Document, Certificate, Delivery, Recognition,
)  # fmt: skip
BY_THE_DATABASE: tuple[type[Model], ...] = (
    Mandate, Material, Application.enforcement_cases.through, ExaminationItem, MeasureDecision, Clock, ClockEvent, Message, Tally,
    DatedTally, Reached,
)  # fmt: skip
SCRATCH = ("bench_plan", "bench_answer", "bench_due", "bench_day", "bench_way", "bench_event")


@dataclass(frozen=True, slots=True)
class World:
    """How large, how much of it is open, how many ended cases keep the units' answers, and whether everything is kept."""

    cases: int
    open_percent: int = 5
    units_percent: int = 8
    is_whole: bool = False

    @property
    def enterprises(self) -> int:
        return max(1, self.cases // CASES_AN_ENTERPRISE)


def staff_district(region: Region, world: World, password: str, now: datetime) -> None:
    """Put somebody into every post of a region in which nobody is in office yet, and make the agents of its enterprises."""
    hashed, since = make_password(password), (now - IN_OFFICE_SINCE).date()
    units = list(Department.objects.filter(region=region, left_on__isnull=True).order_by("position", "pk"))
    seat = next(unit for unit in units if unit.kind == DepartmentKind.COURT)
    bureau = next(unit for unit in units if unit.kind == DepartmentKind.BUREAU)
    held = [(seat, Role.ACCEPTANCE_OFFICER)] * OFFICERS + [(seat, Role.HANDLING_JUDGE)] * JUDGES
    held += [(seat, role) for role in (Role.REVIEWING_JUDGE, Role.SIGNING_PRESIDENT, Role.LIST_OPERATOR)]
    held += [(bureau, role) for role in (Role.BUREAU_HANDLER, Role.BUREAU_APPROVER, Role.OFFICE, Role.LEADER)]
    held += [(unit, role) for unit in units for role in (Role.MEMBER_LIAISON, Role.MEMBER_APPROVER)]
    people = [
        User(username=f"{role.value}.{place}", full_name=f"{role.label}{place}", password=hashed)
        for place, (_, role) in enumerate(held, start=1)
    ]
    mandated = world.enterprises // (1 if world.enterprises < firms.MANDATED_FROM else firms.MANDATED_EVERY)
    agents = max(AGENTS_AT_LEAST, mandated // firms.ENTERPRISES_AN_AGENT)
    people += [User(username=f"agent.{place}", full_name=f"企业经办人{place}", password=hashed) for place in range(1, agents + 1)]
    User.objects.bulk_create(people)
    for user, (unit, role) in zip(people, held, strict=False):
        give_post(Post(user=user, department=unit, role=role, valid_from=since), by="bench", at=now)


def ground_of(region: Region, now: datetime) -> Ground:
    """Where the next world of a region goes: beside whatever is there already."""
    units = tuple(Department.objects.filter(region=region, left_on__isnull=True).order_by("position", "pk"))
    return Ground(
        region=region,
        court=next(unit for unit in units if unit.kind == DepartmentKind.COURT),
        bureau=next(unit for unit in units if unit.kind == DepartmentKind.BUREAU),
        office=next(unit for unit in units if unit.is_office),
        units=units,
        staff=_staff(region),
        base=max(_last_key(model) for model in KEYED),
        now=now,
        today=now.astimezone(SHANGHAI).date(),
        patterns=dict(NumberPattern.objects.filter(region=region).values_list("kind", "pattern")),
    )


def _staff(region: Region) -> Staff:
    posts = list(Post.objects.filter(department__region=region, valid_until__isnull=True).order_by("pk"))

    def holders(role: Role) -> tuple[int, ...]:
        return tuple(post.user_id for post in posts if post.role == role)

    def by_unit(role: Role) -> dict[int, int]:
        return {post.department_id: post.user_id for post in posts if post.role == role}

    return Staff(
        officers=holders(Role.ACCEPTANCE_OFFICER),
        judges=holders(Role.HANDLING_JUDGE),
        reviewer=holders(Role.REVIEWING_JUDGE)[0],
        president=holders(Role.SIGNING_PRESIDENT)[0],
        bureau_handler=holders(Role.BUREAU_HANDLER)[0],
        bureau_approver=holders(Role.BUREAU_APPROVER)[0],
        liaisons=by_unit(Role.MEMBER_LIAISON),
        approvers=by_unit(Role.MEMBER_APPROVER),
        agents=tuple(User.objects.exclude(pk__in=[post.user_id for post in posts]).order_by("pk").values_list("pk", flat=True)),
    )


def _last_key(model: type[Model]) -> int:
    newest = model._default_manager.order_by("-pk").values_list("pk", flat=True).first()  # noqa: SLF001 - Django's public names
    # Of pushes and answers there are several a case.
    return 0 if newest is None else int(newest) // (plan.UNITS_AT_MOST + 1 if model in (Delivery, Recognition) else 1)


def statements(ground: Ground, world: World) -> list[list[str]]:
    """Groups in their order; statements of one group need nothing of each other and may run side by side."""
    ways = record.known_ways()
    changes = {state: len(way) for state, way in ways[record.CASE].items()}
    answer_changes = {state: len(way) for state, way in ways[record.RECOGNITION].items()}
    drawn = plan.plan(
        ground,
        world.cases,
        world.enterprises,
        open_percent=world.open_percent,
        units_percent=world.units_percent,
        is_whole=world.is_whole,
    )
    return [
        [f"{drawn}; CREATE INDEX ON bench_plan (id); ANALYZE bench_plan", plan.due_days(ground), figures.working_days(ground)],
        # The mandates before their lines of the ledger.
        [plan.answers(ground), *firms.enterprises(ground, world.enterprises)],
        [
            *clocks.clocks(ground),
            *court.enforcement(ground),
            *court.applications(ground),
            *decided.certificates(ground),
            *decided.certificate_papers(ground),
            *decided.decisions(ground),
            "; ".join(record.events(ground, ways)),
            *court.notices(ground),
            *decided.examinations(ground),
            *units.bureau_deliveries(ground),
            *units.unit_deliveries(ground),
            *units.messages(ground),
            *court.supplements(ground),
            *court.materials(ground),
        ],
        [*court.cases(ground, changes), *clocks.clock_events(ground), *units.answers(ground, answer_changes), *tallies.tallies(ground)],
        [*figures.spent(ground), *figures.reached(ground)],
        figures.dated(ground, COUNTED),
        [_counted_on(ground, world), *_numbered_on()],
        [f"DROP TABLE {', '.join(SCRATCH)}"],
    ]


def _counted_on(ground: Ground, world: World) -> str:
    """The next number that the portal gives comes after all that the world has used."""
    years = ", ".join(f"({year})" for year in range(ground.today.year - 2, ground.today.year + 1))
    return (
        f"INSERT INTO {table(NumberSeries)} AS s (region_id, kind, year, last)"  # noqa: S608 - our own values
        f" SELECT p.region_id, p.kind, y.year, {(ground.base + world.cases) * (plan.UNITS_AT_MOST + 1)}"
        f" FROM {table(NumberPattern)} AS p CROSS JOIN (VALUES {years}) AS y (year) WHERE p.region_id = {ground.region.pk}"
        " ON CONFLICT (region_id, kind, year) DO UPDATE SET last = greatest(s.last, excluded.last)"
    )


def _numbered_on() -> list[str]:
    """Rows that the portal makes get keys after those that the world has given."""
    return [
        f"SELECT setval(pg_get_serial_sequence({literal(name)}, 'id'), coalesce((SELECT max(id) FROM {name}), 0) + 1, false)"  # noqa: S608
        for name in _tables()
    ]


def _tables() -> list[str]:
    return [model._meta.db_table for model in (*KEYED, *BY_THE_DATABASE)]  # noqa: SLF001 - Django's public _meta


def fill(execute: Execute, region: Region, world: World, now: datetime) -> Ground:
    """Make a world one statement after the other, in the caller's transaction if there is one."""
    ground = ground_of(region, now)
    execute("SET session_replication_role = replica")
    for group in statements(ground, world):
        for statement in group:
            execute(statement)
    rearm_open_clocks(region)
    execute("SET session_replication_role = DEFAULT")
    return ground


def fill_fast(connect: Callable[[], psycopg.Connection[Any]], region: Region, world: World, now: datetime) -> Ground:
    """The same for a large one: two lanes, indexes made afterwards, statistics fresh. ``connect`` answers a superuser's connection."""
    ground = ground_of(region, now)
    with connect() as one, connect() as other:
        lanes = [one, other]
        for lane in lanes:
            lane.execute("SET session_replication_role = replica")
            lane.execute("SET maintenance_work_mem = '384MB'")
            lane.execute("SET work_mem = '256MB'")
            lane.execute("SET max_parallel_maintenance_workers = 0")
        indexes = droppable(one, [name for name in _tables() if name != Event._meta.db_table])  # noqa: SLF001
        for index in indexes:
            one.execute(index.drop)
        for group in statements(ground, world):
            _run(lanes, group)
        _run(lanes, [index.make for index in indexes])
        _run(lanes, [f"VACUUM (ANALYZE) {name}" for name in (*_tables(), Spent._meta.db_table, Event._meta.db_table)])  # noqa: SLF001
    rearm_open_clocks(region)
    return ground


def _run(lanes: list[psycopg.Connection[Any]], statements: list[str]) -> None:
    """Each lane takes the next statement as soon as it is free."""
    waiting = deque(statements)

    def work(lane: psycopg.Connection[Any]) -> None:
        while True:
            try:
                statement = waiting.popleft()
            except IndexError:
                return
            lane.execute(statement)

    with ThreadPoolExecutor(len(lanes)) as pool:
        list(pool.map(work, lanes))
