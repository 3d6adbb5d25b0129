"""A search goes by its indexes on every page, whatever is asked for."""

from types import SimpleNamespace

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from bench import pages
from bench.worlds import World
from cases.models import EnforcementCase
from ledger.timekeeping import pinned
from tests.bench.conftest import load_region, make, undone
from tests.support.world import AT


@pytest.fixture(scope="module")
def large_world(django_db_setup, django_db_blocker):
    with undone(django_db_blocker):
        make(load_region(), World(cases=8_000, open_percent=40))
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
        yield


def nodes(plan):
    yield SimpleNamespace(kind=plan["Node Type"], table=plan.get("Relation Name"), index=plan.get("Index Name"))
    for part in plan.get("Plans", ()):
        yield from nodes(part)


def plan_of(statement):
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (FORMAT JSON) {statement}")
        return list(nodes(cursor.fetchone()[0][0]["Plan"]))


# Of the enterprises of a page it may read all, as long as there are a few hundred.
LARGE = {"cases_case", "cases_enforcementcase", "cases_certificate", "deadlines_clock", "recognition_recognition"}


@pytest.mark.parametrize(("name", "who", "url"), pages.SEARCHED)
@pytest.mark.parametrize("text", ["公司", "鑫", "20", "有限公司", "91420204M000000126", "执12"])
def test_no_page_reads_a_table_whole_to_search_it(large_world, db, name, who, url, text):
    client = Client()
    with pinned(AT):
        client.force_login(User.objects.get(username=pages.usernames()[who]))
        with CaptureQueriesContext(connection) as queries:
            assert client.get(reverse(url), {"q": text}).status_code == 200
    asked = [query["sql"] for query in queries if query["sql"].lstrip().startswith(("SELECT", "WITH"))]
    (statement,) = (sql for sql in asked if "accounts_grams" in sql)
    search = plan_of(statement)
    assert "accounts_enterprise_name_grams" in {node.index for node in search}
    assert not {*LARGE, "accounts_enterprise"} & {node.table for node in search if node.kind == "Seq Scan"}
    # A few dozen mandates are worth a hash of the enforcement cases that they rest on.
    large = LARGE - {"cases_enforcementcase"} if name == "court_mandates" else LARGE
    for sql in asked:
        assert not large & {node.table for node in plan_of(sql) if node.kind == "Seq Scan"}, sql


@pytest.mark.parametrize(("asked", "index"), [("unnotified", "enforcement_case_unnotified"), ("unserved", "notice_to_serve")])
def test_a_filter_of_few_enforcement_cases_goes_by_its_index(large_world, db, asked, index):
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        EnforcementCase.objects.exclude(pk__in=EnforcementCase.objects.order_by("pk")[:5]).update(unnotified_from=None)
        cursor.execute("SET session_replication_role = DEFAULT")
        cursor.execute("ANALYZE cases_enforcementcase")
    client = Client()
    with pinned(AT):
        client.force_login(User.objects.get(username=pages.usernames()["officer"]))
        with CaptureQueriesContext(connection) as queries:
            assert client.get(reverse("court:enforcement"), {asked: "on"}).status_code == 200
    found = [query["sql"] for query in queries if "cases_enforcementcase" in query["sql"]]
    assert index in {node.index for node in plan_of(found[0])}
    assert not LARGE & {node.table for sql in found for node in plan_of(sql) if node.kind == "Seq Scan"}
