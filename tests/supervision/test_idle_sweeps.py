"""A tick that finds nothing to do costs next to nothing, however much is open."""

from dataclasses import replace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from bench.crowd import gather
from deadlines.models import ClockProof
from notices.services import files_to_check
from supervision import services
from supervision.sweeps import SWEEPS
from tests.support.databases import EMPTY, renew
from tests.support.world import AT

CLOCKS = 40_000
INDEXES = {
    "pushes": "case_to_push",
    "replacements": "case_being_replaced",
    "revocations": "case_being_revoked",
    # The side on which there is least to read; which of the two, the planner says.
    "hearings": "",
    "supplements": "deadlines_clock_running_due",
    "list_terms": "",
    "services": "service_owed",
    "silences": "",
    "remedy_windows": "deadlines_clock_running_due",
    "appeal_windows": "deadlines_clock_running_due",
    # As many as periods.
    "assessments": "",
    "recounts": "",
    "breaches": "deadlines_clock_unbreached",
    # About a change a year: the planner reads them whole.
    "previews": "",
    "changes": "",
    "late_outages": "",
    "moved_clocks": "",
    "clock_proof": "",
    "proof_alarms": "",
    "spent": "spent_waiting",
    "ladder": "deadlines_clock_next_rung",
    "unanswered_orders": "",
    "urges_over": "",
    "uploads": "upload_queue",
    "damages": "",
    "files": "notices_document_pkey",
    "messages": "",
    "digests": "",
    "letters": "",
    "documents": "document_queue",
}
# Its table has a few thousand rows at most: that is what the sweep is for.
READS_WHOLE = {"tallies", "dated_tallies"}
# A dozen of each district.
RUNGS = "deadlines_ladderrung"


def nodes(plan):
    yield plan
    for part in plan.get("Plans", ()):
        yield from nodes(part)


def run_plan(statement):
    """What the database did for a statement, node by node."""
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) {statement}")
        return cursor.fetchone()[0][0]["Plan"]


def has_rows(name):
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT EXISTS (SELECT FROM {connection.ops.quote_name(name)})")
        return cursor.fetchone()[0]


def assert_found_at_once(statement, index):
    plan = run_plan(statement)
    found = list(nodes(plan))
    if index:
        assert index in {node.get("Index Name") for node in found}
        whole = {node["Relation Name"] for node in found if node["Node Type"] == "Seq Scan"}
        # Of a table that has no rows here the planner takes what it last heard of it.
        assert {name for name in whole - {RUNGS} if has_rows(name)} == set()
    # The crowd's tables have thousands of pages.
    assert plan["Shared Hit Blocks"] + plan["Shared Read Blocks"] < 200


@pytest.fixture(scope="module")
def _fresh(django_db_setup, django_db_blocker):
    """Dead rows that another module has left count as pages, and what the planner was told of them stays."""
    with django_db_blocker.unblock():
        renew(EMPTY)


@pytest.fixture
def crowd(_fresh, db):
    gather(CLOCKS, AT.date())
    # Of this night it is done.
    ClockProof.objects.create(began_at=AT, ended_at=AT)


def test_an_idle_sweep_reads_no_table_whole(crowd, subtests, monkeypatch):
    # The crowd's papers have no files.
    asked = [replace(sweep, due=lambda at, limit: files_to_check(at, limit) and []) if sweep.name == "files" else sweep for sweep in SWEEPS]
    monkeypatch.setattr(services, "SWEEPS", tuple(asked))
    with CaptureQueriesContext(connection) as queries:
        assert set(services.tick(at=AT).values()) == {services.Done()}
    assert len(queries) == len(SWEEPS) == len({*INDEXES, *READS_WHOLE})
    for sweep, query in zip(SWEEPS, queries, strict=True):
        with subtests.test(sweep.name):
            assert_found_at_once(query["sql"], INDEXES.get(sweep.name))
