"""Searches find what reading everything finds, and stop at a bound."""

import random

import pytest
from django.db import connection

from accounts import search
from accounts.grams import BLOCK_BITS
from accounts.models import Enterprise, Mandate, User
from bench.worlds import World
from cases import selectors
from cases.models import Case, Certificate, EnforcementCase
from portal.admin.selectors import people_found
from tests.bench.conftest import load_region, make, undone
from tests.support import slow
from words import normal

LETTERS = "鑫源发展鄂司（）()%_\\'0123abAB-　 ﹪É"
PAIRS = (
    (selectors.cases_found, slow.cases_searched, Case),
    (selectors.enforcement_cases_found, slow.enforcement_cases_searched, EnforcementCase),
    (selectors.mandates_found, slow.mandates_searched, Mandate),
    (people_found, slow.people_searched, User),
)


def word(dice, most):
    return "".join(dice.choice(LETTERS) for _ in range(dice.randint(1, most)))


def scramble(dice):
    """Names and numbers that share many parts, as no generator of a bench would make them."""
    for model, column in (
        (Enterprise, "name"),
        (User, "full_name"),
        (EnforcementCase, "number"),
        (Case, "number"),
        (Certificate, "number"),
    ):
        for pk in model.objects.values_list("pk", flat=True):
            # Every door stores the normal form, and a number is used once.
            text = (normal.loose(word(dice, 12)) or "界") if column.endswith("name") else f"{normal.number_part(word(dice, 12))}{pk % 100}"
            model.objects.filter(pk=pk).update(**{column: text})


@pytest.fixture(scope="module")
def odd_world(django_db_setup, django_db_blocker):
    """Keys on both sides of the bound between two blocks; undone when the module ends."""
    with undone(django_db_blocker):
        Enterprise.objects.create(pk=(1 << BLOCK_BITS) - 10, uscc="91420204M000000009", name="界")
        make(load_region(), World(cases=150))
        with connection.cursor() as cursor:
            cursor.execute("SET session_replication_role = replica")
            scramble(random.Random(7))
            cursor.execute("SET session_replication_role = DEFAULT")
        yield


def parts(dice, texts, count):
    """Parts of what is stored, some of them typed otherwise, and some that nothing has."""
    for _ in range(count):
        text = dice.choice(texts)
        start = dice.randrange(len(text))
        part = text[start : start + dice.choice((1, 1, 2, 2, 3, 4, 6, 18))].strip()
        change = dice.choice(
            (str, str, str.lower, str.upper, lambda t: t.replace("（", "("), lambda t: t[::-1], lambda t: f"{t[:2]}-{t[2:]}")
        )
        if typed := change(part).strip():
            yield typed


def keys(rows):
    return sorted(rows.values_list("pk", flat=True))


@pytest.mark.parametrize("seed", range(4))
def test_a_search_finds_what_reading_everything_finds(odd_world, db, seed):
    dice = random.Random(seed)
    stored = [
        *Enterprise.objects.values_list("name", flat=True),
        *Enterprise.objects.values_list("uscc", flat=True),
        *User.objects.values_list("full_name", flat=True),
        *Case.objects.values_list("number", flat=True),
        *EnforcementCase.objects.values_list("number", flat=True),
        *Certificate.objects.values_list("number", flat=True),
    ]
    some = 0
    for text in [*parts(dice, stored, 60), "-", "%", "_", "\\", "'", "　", "%%", "a%", "长" * 100]:
        for find, read, model in PAIRS:
            found, wanted = find(text), keys(read(text))
            assert not found.is_cut
            assert keys(model.objects.filter(found.among())) == wanted, text
            some += 0 < len(wanted) < model.objects.count()
    assert some > 30


def test_a_whole_code_is_found_however_it_is_written(odd_world, db):
    code = Enterprise.objects.filter(cases__isnull=False).order_by("-pk")[0].uscc
    wanted = keys(slow.cases_searched(code))
    assert wanted
    for text in (code, code.lower(), f"{code[:9]} {code[9:]}", f"{code[:9]}-{code[9:]}", "".join(chr(ord(sign) + 0xFEE0) for sign in code)):
        assert keys(Case.objects.filter(selectors.cases_found(text).among())) == wanted, text


def test_what_cannot_be_stored_finds_nothing(odd_world, db):
    assert selectors.cases_found("鑫\x00") == search.NOTHING


def test_of_what_is_too_much_the_newest_is_found(odd_world, db, monkeypatch):
    monkeypatch.setattr(search, "SEARCHED_AT_MOST", 25)
    code = Enterprise.objects.order_by("-pk")[0].uscc[:8]
    everyone = Enterprise.objects.filter(uscc__contains=code).order_by("-pk")
    newest = list(everyone.values_list("pk", flat=True)[:25])
    assert everyone.count() > 25
    assert newest[0] >> BLOCK_BITS != newest[-1] >> BLOCK_BITS
    found = selectors.cases_found(code)
    assert found.is_cut
    assert keys(Case.objects.filter(found.among())) == keys(Case.objects.filter(enterprise__in=newest))


def test_what_is_just_enough_is_not_cut(odd_world, db, monkeypatch):
    code = Enterprise.objects.order_by("-pk")[0].uscc[:8]
    monkeypatch.setattr(search, "SEARCHED_AT_MOST", Enterprise.objects.filter(uscc__contains=code).count())
    found = selectors.cases_found(code)
    assert not found.is_cut
    assert keys(Case.objects.filter(found.among())) == keys(slow.cases_searched(code))


def test_what_is_found_in_several_ways_counts_once(odd_world, db, monkeypatch):
    wanted = keys(slow.cases_searched("0"))
    monkeypatch.setattr(search, "LED_TO_AT_MOST", len(wanted))
    found = selectors.cases_found("0")
    assert not found.is_cut
    assert keys(Case.objects.filter(found.among())) == wanted


def test_a_few_enterprises_with_many_cases_are_bounded_too(odd_world, db, monkeypatch):
    monkeypatch.setattr(search, "LED_TO_AT_MOST", 20)
    found = selectors.cases_found(Enterprise.objects.order_by("-pk")[0].uscc[:8])
    assert found.is_cut
    assert keys(Case.objects.filter(found.among())) == sorted(Case.objects.order_by("-pk").values_list("pk", flat=True)[:20])
