from collections.abc import Callable
from datetime import UTC, date, datetime, time

import pytest
from django.apps import apps
from django.db import connection, transaction
from hypothesis import settings

from deadlines.calendar_files import read_calendar, shipped_files
from deadlines.calendar_math import Calendar, ExceptionDay
from deadlines.services import RuleSpec, load_calendars, load_rules, start_clock
from ledger.models import AllowedTransition
from ledger.services import append_event

# A busy machine is slow, not wrong.
settings.register_profile("suite", deadline=None)
settings.load_profile("suite")

RULES = (
    RuleSpec("K-01", "同步送达", 0, "WD", "COURT", "采取措施", "送达", "虚构办法第一条"),
    RuleSpec("K-02", "形式审查", 3, "WD", "COURT", "提交", "受理或补正", "虚构办法第二条"),
    RuleSpec("K-04", "审查", 10, "WD", "COURT", "受理", "决定", "虚构办法第三条", local_rule_pending=True),
    RuleSpec("K-05", "异议", 15, "ND", "ENTERPRISE", "送达", "提出", "虚构办法第四条"),
    RuleSpec("K-35", "再申请限制", 6, "MONTH", "ENTERPRISE", "不予修复", "期满", "虚构办法第五条"),
)


def shipped_calendar(*years: int) -> Calendar:
    files = [file for file in map(read_calendar, shipped_files()) if file.year in years]
    exceptions = {day.date: ExceptionDay(day.kind, day.name, file.document) for file in files for day in file.days}
    return Calendar(exceptions, {file.year for file in files})


@pytest.fixture(scope="session")
def calendar() -> Calendar:
    return shipped_calendar(2025, 2026)


@pytest.fixture(scope="session")
def uncharted() -> Calendar:
    """A region that has loaded no calendar at all."""
    return Calendar({}, set())


def noon(day: date) -> datetime:
    """Midday in Shanghai."""
    return datetime.combine(day, time(4), tzinfo=UTC)


@pytest.fixture
def bare_region(db):
    """A region with rules and no calendar."""
    region = apps.get_model("departments", "Region").objects.create(
        code="yunxi", name="云溪区", division_code="429999", measures_title="虚构办法"
    )
    load_rules(region, RULES, valid_from=date(2026, 1, 1))
    return region


@pytest.fixture
def region(bare_region):
    load_calendars(bare_region, shipped_files(), at=noon(date(2026, 1, 5)), by="operator")
    return bare_region


@pytest.fixture
def court(bare_region):
    return apps.get_model("departments", "Department").objects.create(
        region=bare_region,
        code="court",
        name="云溪区人民法院",
        short_name="云溪法院",
        kind="court",
        court_code="鄂9999",
        joined_on=date(2026, 1, 1),
    )


@pytest.fixture
def notice(court):
    """The thing that the clocks of these tests belong to."""
    person = apps.get_model("accounts", "User").objects.create_user("yunxi-clerk")
    enterprise = apps.get_model("accounts", "Enterprise").objects.create(uscc="91420203MA00000150", name="云溪虚构商贸有限公司")
    enforcement_case = apps.get_model("cases", "EnforcementCase").objects.create(
        court=court,
        number="（2026）鄂9999执1号",
        enterprise=enterprise,
        filed_on=date(2026, 1, 5),
        basis_kind="judgment",
        basis_number="（2025）鄂9999民初1号",
        basis_issuer="云溪区人民法院",
        obligation="支付货款",
        amount_fen=100_00,
        creditor="云溪虚构建材有限公司",
        recorded_by=person,
        recorded_at=noon(date(2026, 1, 5)),
    )
    AllowedTransition.objects.get_or_create(entity="notice", action="prepare_notice", from_state="", to_state="prepared")
    with transaction.atomic():
        made = apps.get_model("cases", "ProactiveNotice").objects.create(
            enforcement_case=enforcement_case,
            number="告1号",
            token="a" * 43,
            state="prepared",
            state_seq=1,
            prepared_at=noon(date(2026, 1, 5)),
            prepared_by=person,
        )
        append_event(
            stream=f"notice:{made.pk}",
            actor="user:1",
            action="prepare_notice",
            object=f"notice:{made.pk}",
            at=noon(date(2026, 1, 5)),
            body={},
            entity="notice",
            from_state="",
            to_state="prepared",
        )
    return made


@pytest.fixture
def start(region, court, notice) -> Callable[..., object]:
    """Start a clock of the notice; by default ten working days of the court from Tuesday 2026-04-28."""

    def started(code="K-04", on=date(2026, 4, 28), obligor=court, at=None):
        return start_clock(region=region, code=code, started_on=on, at=at or noon(on), actor="user:7", notice=notice, obligor=obligor)

    return started


def sql(statement: str, *params: object) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(statement, params)
        return cursor.fetchall() if cursor.description else []


def commit() -> None:
    """Check what COMMIT would check, and empty its queue."""
    sql("SET CONSTRAINTS ALL IMMEDIATE")
    sql("SET CONSTRAINTS ALL DEFERRED")


def tamper(statement: str, *params: object) -> None:
    """Change rows as an owner who switches the triggers off would."""
    sql("SET session_replication_role = 'replica'")
    try:
        sql(statement, *params)
    finally:
        sql("SET session_replication_role = 'origin'")
