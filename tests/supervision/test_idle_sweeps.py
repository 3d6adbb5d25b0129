"""A tick that finds nothing to do costs next to nothing, however much is open."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from bench.crowd import gather
from supervision import services
from tests.support.world import AT

CLOCKS = 40_000
INDEXES = [
    ("documents", "document_queue"),
    ("pushes", "case_to_push"),
    ("supplements", "deadlines_clock_running_due"),
    ("remedy_windows", "deadlines_clock_running_due"),
]


def nodes(plan):
    yield plan
    for part in plan.get("Plans", ()):
        yield from nodes(part)


def run_plan(statement):
    """What the database did for a statement, node by node."""
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) {statement}")
        return cursor.fetchone()[0][0]["Plan"]


def assert_found_at_once(statement, indexes):
    plan = run_plan(statement)
    found = list(nodes(plan))
    assert {node.get("Index Name") for node in found} >= indexes
    assert "Seq Scan" not in {node["Node Type"] for node in found}
    # The crowd's tables have thousands of pages.
    assert plan["Shared Hit Blocks"] + plan["Shared Read Blocks"] < 200


@pytest.fixture
def crowd(db):
    gather(CLOCKS, AT.date())


def test_an_idle_tick_is_one_statement_and_reads_no_table_whole(crowd):
    with CaptureQueriesContext(connection) as queries:
        assert set(services.tick(at=AT).values()) == {0}
    (asked,) = queries
    assert_found_at_once(asked["sql"], {index for _, index in INDEXES})


@pytest.mark.parametrize(("sweep", "index"), INDEXES)
def test_no_sweep_reads_a_table_whole(crowd, sweep, index):
    with CaptureQueriesContext(connection) as queries:
        assert dict(services.SWEEPS)[sweep](at=AT) == 0
    (asked,) = queries
    assert_found_at_once(asked["sql"], {index})


def test_every_sweep_says_what_waits_for_it():
    assert set(services.WAITING) == {name for name, _ in services.SWEEPS}
