"""A generated world is one that the portal itself could have made, as far as the database and its auditors can tell."""

from collections import Counter

from django.db import connection

import cases.selectors.due
import cases.selectors.unnotified
import recognition.selectors
from accounts.models import Mandate
from accounts.uscc import parse_uscc
from bench.rows.firms import credit_code_of
from bench.worlds import World, fill
from cases.enums import CaseState
from cases.models import Case, EnforcementCase
from cases.states import ENDED_STATES
from deadlines.models import Clock
from deadlines.services.recheck import recheck_clocks
from ledger.verify import verify
from recognition.models import Recognition
from supervision.sweeps import SWEEPS
from tests.support.world import AT

FOREIGN_KEYS = """
    SELECT conname, conrelid::regclass::text, confrelid::regclass::text,
        ARRAY(SELECT quote_ident(attname) FROM unnest(conkey) WITH ORDINALITY AS k (number, place)
            JOIN pg_attribute ON attrelid = conrelid AND attnum = number ORDER BY place),
        ARRAY(SELECT quote_ident(attname) FROM unnest(confkey) WITH ORDINALITY AS k (number, place)
            JOIN pg_attribute ON attrelid = confrelid AND attnum = number ORDER BY place)
    FROM pg_constraint WHERE contype = 'f' AND connamespace = 'public'::regnamespace ORDER BY conname
"""


def dangling() -> dict[str, int]:
    """Foreign keys that rows break; nobody looks while the triggers are off."""
    found = {}
    with connection.cursor() as cursor:
        cursor.execute(FOREIGN_KEYS)
        for name, table, target, columns, keys in cursor.fetchall():
            same = " AND ".join(f"t.{key} = s.{column}" for column, key in zip(columns, keys, strict=True))
            known = " AND ".join(f"s.{column} IS NOT NULL" for column in columns)
            cursor.execute(f"SELECT count(*) FROM {table} AS s WHERE {known} AND NOT EXISTS (SELECT 1 FROM {target} AS t WHERE {same})")
            if count := cursor.fetchone()[0]:
                found[name] = count
    return found


def test_a_world_points_at_nothing_that_is_not_there(build):
    build(cases=200, open_percent=60)
    assert Case.objects.count() == 200
    assert dangling() == {}


def test_dangling_finds_a_broken_key(build):
    build(cases=20)
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        cursor.execute("UPDATE cases_measure SET notice_id = 999999")
        cursor.execute("SET session_replication_role = DEFAULT")
    assert sum(dangling().values()) == 20


def test_a_whole_world_satisfies_the_auditors(build):
    build(cases=100, open_percent=60, units_percent=100, is_whole=True)
    report, clocks = verify(files=False), recheck_clocks()
    assert report.findings == []
    assert report.states == 3 * 100 + Recognition.objects.count() + Mandate.objects.count() > 400
    assert clocks.is_sound
    assert clocks.checked == Clock.objects.count() > Clock.objects.filter(status="running").count() > 60


def test_every_open_case_of_a_large_world_has_its_running_clock(build):
    build(cases=400, open_percent=50)
    running = Clock.objects.filter(status="running").values_list("case", flat=True)
    still_open = Case.objects.exclude(state__in=ENDED_STATES)
    assert still_open.count() == 200
    assert list(still_open.exclude(pk__in=running)) == []
    # Of the ended cases of a large world neither events nor ledger are kept, from which their days and states would be computed anew.
    found = recheck_clocks()
    assert not {finding.clock_id for finding in found.findings} & set(Clock.objects.filter(status="running").values_list("pk", flat=True))
    assert {finding.object.partition(":")[0] for finding in found.kept_findings} <= {"clock", "reached"}


def test_the_dates_that_rows_keep_are_those_of_their_clocks(build):
    build(cases=300, open_percent=60, units_percent=100)
    of_cases, of_answers = list(cases.selectors.due.compare_due_dates()), list(recognition.selectors.compare_due_dates())
    assert (len(of_cases), len(of_answers)) == (300, Recognition.objects.count())
    assert [finding for finding in (*of_cases, *of_answers) if finding] == []
    assert Case.objects.filter(due_on__isnull=False).count() == 180
    assert [finding for finding in cases.selectors.unnotified.compare_unnotified() if finding] == []
    assert 0 < EnforcementCase.objects.filter(unnotified_from__isnull=False).count() < 300


def test_nothing_in_a_world_waits_for_the_next_sweep(build):
    build(cases=400, open_percent=100)
    assert Clock.objects.filter(status="running", breached_on__isnull=False).count() > 20
    # Files are looked at every day, whatever waits.
    looked_for = [sweep for sweep in SWEEPS if sweep.counts]
    assert {sweep.name: len(sweep.due(AT, 10)) for sweep in looked_for} == dict.fromkeys((sweep.name for sweep in looked_for), 0)


def test_hundred_cases_hold_every_state_in_its_share(build):
    build(cases=100, open_percent=100)
    states = Counter(Case.objects.order_by("pk").values_list("state", flat=True))
    assert set(states) == set(CaseState.values) - {state.value for state in ENDED_STATES}
    assert states["submitted"] == 20


def test_a_second_world_stands_beside_the_first(build, region):
    build(cases=30)
    last = Case.objects.latest("pk").pk
    with connection.cursor() as cursor:
        fill(cursor.execute, region, World(cases=30), AT)
    assert Case.objects.count() == 60
    assert Case.objects.filter(pk__gt=last).count() == 30
    assert dangling() == {}


def test_credit_codes_are_valid_and_known_beforehand(build):
    ground = build(cases=100)
    codes = set(EnforcementCase.objects.order_by("pk").values_list("enterprise__uscc", "enterprise_id"))
    assert len(codes) > 10
    assert {parse_uscc(code) for code, _ in codes} == {credit_code_of(ground, key) for _, key in codes}
