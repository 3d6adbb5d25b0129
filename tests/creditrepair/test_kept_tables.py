"""Every table that a copy is read from renews the edition when it changes: a copy that outlived a change would be believed."""

import re
import sys
from types import FunctionType

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import get_resolver

from deadlines import selectors as deadlines
from departments import kept as departments
from ledger.kept import kept
from ledger.timekeeping import read_edition
from notices.services import numbering
from tests.ledger.conftest import sql, tamper

TABLES = (
    "deadlines_calendarday",
    "deadlines_deadlinerule",
    "deadlines_ladderrung",
    "deadlines_workcalendar",
    "departments_department",
    "departments_region",
    "notices_numberpattern",
)
# Changes that touch no row: the table must answer for each kind of them.
CHANGES = {
    "insert": "INSERT INTO {0} SELECT * FROM {0} WHERE false",
    "update": "UPDATE {0} SET id = id WHERE false",
    "delete": "DELETE FROM {0} WHERE false",
}
# A calendar once loaded stays as it is.
REFUSED = {(table, change) for table in ("deadlines_calendarday", "deadlines_workcalendar") for change in ("update", "delete")}
FROM = re.compile(r'(?:FROM|JOIN) "(\w+)"')
KEPT = kept(read_edition).__code__


def asked(region):
    """Every reader of copies, with what it is asked."""
    return {
        deadlines.rules_by_key: (),
        deadlines._rules: (region.pk,),
        deadlines.ladder_of: (region.pk,),
        deadlines._present_calendar: (region.pk,),
        deadlines._earlier_calendar: (region.pk, deadlines.calendar_for(region).version),
        departments.regions: (),
        departments.departments: (),
        numbering._patterns: (),
    }


def readers():
    """Every function of ours that keeps what it reads, wherever it stands."""
    # With the pages everything is loaded.
    assert get_resolver().url_patterns
    modules = [module for name, module in sys.modules.items() if module is not None and not name.startswith("tests")]
    named = [value for module in modules for value in list(vars(module).values())]
    return {value for value in named if isinstance(value, FunctionType) and value.__code__ is KEPT}


def test_the_tables_are_those_that_copies_are_read_from(cast, db):
    found = set()
    assert readers() == set(asked(cast.region))
    for reader, arguments in asked(cast.region).items():
        with CaptureQueriesContext(connection) as queries:
            assert reader.__wrapped__(*arguments)
        found |= {table for query in queries for table in FROM.findall(query["sql"])}
    assert found == set(TABLES)


@pytest.mark.django_db
@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("change", CHANGES)
def test_a_change_renews_the_edition_or_is_refused(table, change):
    before = read_edition()
    try:
        with transaction.atomic():
            sql(CHANGES[change].format(table))
    except DatabaseError:
        assert (table, change) in REFUSED
    else:
        assert read_edition() != before


@pytest.mark.django_db
@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("change", CHANGES)
def test_a_change_past_all_other_triggers_renews_the_edition(table, change):
    before = read_edition()
    tamper(CHANGES[change].format(table))
    assert read_edition() != before


@pytest.mark.django_db
def test_emptying_a_table_renews_the_edition_too():
    # Asked of the catalogue: to empty one of these would empty half of the database.
    found = sql(
        "SELECT tgrelid::regclass::text FROM pg_trigger WHERE tgfoid = 'ledger_renew_edition'::regproc AND tgtype & 32 <> 0 AND tgenabled = 'A'"
    )
    assert {table for (table,) in found} == set(TABLES)


@pytest.mark.django_db
def test_a_change_of_another_table_renews_nothing():
    before = read_edition()
    sql(CHANGES["update"].format("departments_post"))
    assert read_edition() == before
