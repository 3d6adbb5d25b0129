"""The table of effects, every cell: what is allowed stands here in full, everything else must be refused, by rule and by database."""

from datetime import date
from io import StringIO
from itertools import product
from types import SimpleNamespace

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection, transaction
from django.db.utils import IntegrityError

from cases.effects import ENTRY_ROWS, MEASURE_ROWS, Standing, Until, effects_page, measure_gap, operation_gap, row_of
from cases.enums import CaseState, EntryEffect, ListOperationKind, MeasureEffect, MeasureKind, PerformanceStatus
from cases.gaps import entry_gap, standing_of
from cases.services import certificates
from notices.snapshots import context_of
from words.dates import day, until

E, Op, S, P = EntryEffect, ListOperationKind, Standing, PerformanceStatus
# certificate, standing in the list, performed, effect: date that belongs to it, operations
ALLOWED = {
    ("A", S.NEVER, P.PARTIAL, E.WITHHOLD_LISTING): ("term", ()),
    ("A", S.NEVER, P.PARTIAL, E.WITHHOLD_PUBLICATION): ("term", (Op.WITHHOLD,)),
    ("B", S.NO_TERM, P.PARTIAL, E.SHIELD): ("term", (Op.SHIELD,)),
    ("B", S.FIXED, P.PARTIAL, E.SHIELD): ("term", (Op.SHIELD,)),
    ("B", S.FIXED, P.PARTIAL, E.SHORTEN): ("own", (Op.SHORTEN,)),
    ("B", S.NO_TERM, P.PARTIAL, E.MAINTAIN): ("", ()),
    ("B", S.FIXED, P.PARTIAL, E.MAINTAIN): ("", ()),
    ("C", S.NO_TERM, P.FULL, E.DELETE): ("", (Op.DELETE,)),
    ("C", S.FIXED, P.FULL, E.DELETE_EARLY): ("", (Op.SHORTEN, Op.DELETE)),
    ("C", S.FIXED, P.FULL, E.SHORTEN): ("own", (Op.SHORTEN,)),
    ("C", S.DELETED, P.FULL, E.ALREADY_DELETED): ("", ()),
    ("D", S.NEVER, P.FULL, E.NO_ENTRY): ("", ()),
}
CELLS = list(product("ABCD", S, P, E))
ENDS = date(2028, 1, 1)
LISTINGS = {
    S.NEVER: None,
    S.NO_TERM: SimpleNamespace(state="listed", term_kind="none", term_end=None),
    S.FIXED: SimpleNamespace(state="listed", term_kind="fixed", term_end=ENDS),
    S.DELETED: SimpleNamespace(state="deleted", term_kind="none", term_end=None),
}


def gap_of(certificate, standing, performed, effect, *, entry_until):
    enforcement = SimpleNamespace(listing=LISTINGS[standing], performance=performed.value)
    examination = SimpleNamespace(
        certificate_type=certificate, entry_effect=effect.value, entry_until=entry_until, entry_reasons="理由", valid_until=None
    )
    return entry_gap(examination, enforcement)


def test_every_cell_of_the_entry_is_allowed_or_refused_by_the_rule():
    for cell in CELLS:
        owns_date = ALLOWED.get(cell, ("",))[0] == "own"
        for entry_until in (None, date(2027, 1, 1), ENDS):
            is_right = cell in ALLOWED and (entry_until == date(2027, 1, 1) if owns_date else entry_until is None)
            assert (gap_of(*cell, entry_until=entry_until) == "") is is_right, (cell, entry_until)


def test_the_standing_comes_from_the_record_of_the_list():
    assert {standing_of(SimpleNamespace(listing=listing)): standing for standing, listing in LISTINGS.items()} == {one: one for one in S}
    for state, standing in (("proposed", S.NEVER), ("withheld", S.NEVER), ("shielded", S.NO_TERM), ("term_shortened", S.NO_TERM)):
        assert standing_of(SimpleNamespace(listing=SimpleNamespace(state=state, term_kind="none"))) == standing


def twin_of(table):
    """A table with the checks of another and none of its keys; whatever a row leaves out may be missing."""
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TEMP TABLE twin (LIKE {table} INCLUDING CONSTRAINTS) ON COMMIT DROP")
        cursor.execute("SELECT attname FROM pg_attribute WHERE attrelid = 'twin'::regclass AND attnum > 0 AND attnotnull")
        for (name,) in cursor.fetchall():
            cursor.execute(f'ALTER TABLE twin ALTER "{name}" DROP NOT NULL')


def takes(**row):
    names = ", ".join(f'"{name}"' for name in row)
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"INSERT INTO twin ({names}) VALUES ({', '.join(['%s'] * len(row))})", list(row.values()))
    except IntegrityError:
        return False
    return True


@pytest.mark.django_db
def test_the_database_takes_no_certificate_that_is_no_row():
    dates = {(cell[0], cell[3]): dated for cell, (dated, _) in ALLOWED.items()}
    variants = {"A": "not_yet_listed", "B": "listed", "C": "listed", "D": "not_yet_listed"}
    issued = date(2026, 11, 20)
    twin_of("cases_certificate")
    for certificate, effect, term, own in product("ABCD", E, (None, date(2027, 1, 1)), (None, date(2027, 2, 1))):
        dated = dates.get((certificate, effect))
        is_right = dated is not None and (own is not None) == (dated == "own") and (term is not None) == (certificate in "AB")
        row = {"type": certificate, "variant": variants[certificate], "entry_effect": effect.value, "entry_until": own}
        assert takes(**row, valid_until=term, issued_on=issued) is is_right, (certificate, effect, term, own)


@pytest.mark.django_db
def test_the_database_takes_no_treatment_of_a_measure_that_is_no_row():
    twin_of("cases_measuredecision")
    for kind, effect in product(MeasureKind, MeasureEffect):
        assert takes(kind=kind.value, effect=effect.value) is (effect in OF_MEASURE[kind]), (kind, effect)


M, K = MeasureEffect, MeasureKind
PROPERTY = {M.MAINTAIN: "", M.RELEASE_PART: "ruling", M.LIFT: "ruling"}
OF_MEASURE = {
    K.LISTING: {},
    K.SPENDING_ORDER: {M.MAINTAIN: "", M.LIFT: "", M.LIFT_UNTIL: "end"},
    K.EXIT_RESTRICTION: {M.MAINTAIN: "", M.LIFT: "reason"},
    K.FREEZE: PROPERTY,
    K.SEIZE: PROPERTY,
    K.TRANSFER: PROPERTY,
    K.FINE: {},
    K.DETENTION: {},
    K.OTHER: {},
}


def test_every_cell_of_a_measure_is_allowed_or_refused_by_the_rule():
    assert set(MEASURE_ROWS) == set(MeasureKind)
    for kind, effect, ends_on, ruling, reason in product(K, M, (None, ENDS), ("", "（2026）鄂0203执9号之二"), ("", "理由")):
        needs = OF_MEASURE[kind].get(effect)
        is_right = (
            needs is not None
            and (ends_on is not None) == (needs == "end")
            and bool(ruling) == (needs == "ruling")
            and (needs != "reason" or bool(reason))
        )
        gap = measure_gap(kind, effect, ends_on=ends_on, ruling=ruling, reason=reason)
        assert (gap == "") is is_right, (kind, effect, ends_on, ruling, reason, gap)


def test_every_operation_but_the_decided_one_with_its_date_is_refused():
    decided, today = date(2027, 1, 1), date(2026, 11, 20)
    for row, kind, ends_on in product(ENTRY_ROWS, Op, (None, today, decided, date(2027, 1, 2))):
        of_row = None if row.until == Until.NONE else decided
        wanted = {None} if kind == Op.DELETE else {today} if row.effect == E.DELETE_EARLY else {of_row}
        gap = operation_gap(row, kind, ends_on, decided=of_row, performed_on=today)
        assert (gap == "") is (kind in row.operations and ends_on in wanted), (row.key, kind, ends_on, gap)


WALKS = [
    {"fulfilled": False, "listed": False},
    {"fulfilled": False, "listed": False, "entry": E.WITHHOLD_PUBLICATION},
    {"fulfilled": False},
    {"fulfilled": False, "entry": E.MAINTAIN},
    {"fulfilled": False, "fixed_term": True, "entry": E.SHORTEN},
    {},
    {"fixed_term": True},
    {"fixed_term": True, "entry": E.SHORTEN},
    {"listed": False},
]


@pytest.mark.parametrize("facts", WALKS, ids=str)
def test_papers_and_operation_say_the_same(case_in, facts):
    walk = case_in(CaseState.CERTIFIED, **facts)
    case, certificate = walk.case, walk.case.certificate
    row = row_of(certificate.type, certificate.entry_effect)
    ends_on = certificates.operation_ends_on(case, walk.at.date())
    outcomes = {}
    for document in case.documents.filter(kind__in=("D12A", "D13", "D14")):
        paper = context_of(document.kind, bytes(document.snapshot))
        assert paper.effect == certificate.effect, document.kind
        outcomes[document.kind] = paper.measures[0]
    assert set(outcomes) == {"D12A", "D13", "D14"}
    for outcome in outcomes.values():
        assert outcome.effect == row.effect.label
        # An early deletion carries no date on paper; its operation is shortened to the day on which it is done.
        if row.effect != E.DELETE_EARLY:
            assert outcome.ends_on == (ends_on.isoformat() if ends_on else "")
    if ends_on and row.until != Until.NONE:
        assert until(ends_on) in certificate.effect
        assert day(ends_on) in certificate.effect


def test_the_published_table_is_made_from_the_code():
    page = (settings.BASE_DIR / "docs" / "effects.md").read_text(encoding="utf-8")
    assert page == effects_page()


def test_the_command_writes_the_table(tmp_path, settings):
    settings.BASE_DIR = tmp_path
    (tmp_path / "docs").mkdir()
    call_command("effects_table", stdout=StringIO())
    assert (tmp_path / "docs" / "effects.md").read_text(encoding="utf-8") == effects_page()
