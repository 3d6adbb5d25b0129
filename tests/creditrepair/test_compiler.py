"""Ordered querysets mean what they mean to Django's compiler, whose place ours takes."""

import random
import re
from datetime import timedelta

import pytest
from django.db import connection
from django.db.backends.postgresql.compiler import SQLCompiler as Djangos
from django.db.models import Count, F, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce, Concat, Length, Lower

from creditrepair.postgresql.compiler import SQLCompiler as Ours
from departments.enums import DepartmentKind
from departments.models import Department, Post, Region
from procedure.enums import Role
from tests.support.world import AT

units, posts, regions = Department.objects, Post.objects, Region.objects
NEWEST = Department.objects.filter(region=OuterRef("pk")).order_by("-joined_on", "pk")


def grouped_by_hand():
    """As no queryset asks for without an annotation."""
    found = units.values_list("kind", "position").order_by("kind", "position")
    found.query.group_by = True
    return found


# What ours orders by names, and Django by places where it has them.
PLAIN = {
    "plain": lambda: units.order_by("joined_on", "pk"),
    "descending": lambda: units.order_by("-left_on", "-pk"),
    "by the order of its model": units.all,
    "reversed": lambda: units.order_by("position", "-pk").reverse(),
    "model's order reversed": units.reverse,
    "joined": lambda: posts.select_related("department__region", "user").order_by("department__name", "user__username", "pk"),
    "by related fields": lambda: units.order_by("region__name", "-region__code", "name", "pk"),
    "by the order of a related model": lambda: units.order_by("region", "name", "pk"),
    "by a key": lambda: units.order_by("-region_id", "region__pk", "pk"),
    "by rows that point here": lambda: units.order_by("posts__title", "pk", "posts__pk"),
    "nulls last": lambda: units.order_by(F("left_on").asc(nulls_last=True), "pk"),
    "nulls first": lambda: units.order_by(F("left_on").desc(nulls_first=True), F("region__name").asc(nulls_last=True), "pk"),
    "by an expression": lambda: units.order_by(Lower("name").desc(), Coalesce("left_on", "joined_on"), "pk"),
    "by an expression with values": lambda: units.order_by(Concat("name", Value("%s"), "duty"), Length("duty"), "pk"),
    "by a constant": lambda: units.order_by(Value("a"), "pk"),
    "by a transform": lambda: units.order_by("joined_on__year", "-joined_on__month", "pk"),
    "some fields": lambda: units.order_by("-name", "pk").values_list("pk", "name"),
    "fields by which they are ordered": lambda: units.order_by("name", "position", "pk").values("position", "pk", "name"),
    "expressions among the fields": lambda: units.order_by(F("name"), "-pk").values_list("name", "pk"),
    "deferred": lambda: units.order_by("duty", "pk").only("name"),
    "a slice": lambda: units.order_by("name", "pk")[2:7],
    "filtered through a join": lambda: units.filter(Q(region__code="b") | Q(posts=None)).order_by("region__name", "-pk"),
    "within another": lambda: units.filter(pk__in=units.order_by("name", "pk").values("pk")[:9]).order_by("-code", "pk"),
    "extra": lambda: units.extra(select={"long": "length(duty)"}, order_by=["long", "pk"]),
    "at random": lambda: units.order_by("?"),
}
# What is left to Django, to the letter.
LEFT = {
    "annotated": lambda: units.annotate(low=Lower("name")).order_by("low", "pk"),
    "annotated with values": lambda: units.annotate(both=Concat("name", Value("%s"), "duty")).order_by("-both", "pk"),
    "annotated with a query": lambda: regions.annotate(newest=Subquery(NEWEST.values("name")[:1])).order_by("newest", "pk"),
    "annotated, by the expression": lambda: units.annotate(low=Lower("name")).order_by(F("low").desc(nulls_last=True), "pk"),
    "grouped": lambda: units.values("kind", "name").annotate(many=Count("pk")).order_by("-many", "kind", "name"),
    "grouped by hand": grouped_by_hand,
    "counted through a join": lambda: units.annotate(many=Count("posts")).order_by("-many", "pk"),
    "distinct": lambda: units.values_list("name", "position").distinct().order_by("name", "-position"),
    "distinct by another field": lambda: units.values_list("name").distinct().order_by("region__name", "name"),
    "distinct by an expression": lambda: units.values_list("name").distinct().order_by(Lower("name"), "name"),
    "distinct on": lambda: units.order_by("region_id", "-joined_on", "pk").distinct("region_id"),
    "union": lambda: units.filter(kind="court").union(units.filter(position__lt=2)).order_by("name", "-id"),
    "union of values": lambda: units.values_list("name", "pk").union(units.values_list("code", "pk"), all=True).order_by("name", "pk"),
    "union by an expression": lambda: (
        units.values_list("name", "pk").union(units.values_list("code", "pk")).order_by(F("pk").desc(), "name")
    ),
}
EVERY = PLAIN | LEFT


@pytest.fixture
def many(db, django_user_model):
    """Rows in no order, with ties and with nothing in places."""
    chance = random.Random(5)
    places = [
        regions.create(code=code, name=name, division_code="1", measures_title="办法")
        for code, name in [("b", "乙"), ("a", "甲"), ("c", "甲")]
    ]
    people = [django_user_model.objects.create(username=f"person-{number}", full_name="某") for number in (3, 1, 2)]
    for number in chance.sample(range(40), 40):
        joined = AT.date() + timedelta(days=chance.randrange(4) * 200)
        unit = units.create(
            region=chance.choice(places),
            code=f"u{number}",
            name=chance.choice(["Aa", "aA", "b", "甲", "乙"]),
            kind=chance.choice(DepartmentKind.values),
            court_code="鄂",
            duty=chance.choice(["", "职责", "长长的职责"]),
            position=chance.randrange(4),
            joined_on=joined,
            left_on=chance.choice([None, joined, joined + timedelta(days=9)]),
        )
        for person in chance.sample(people, chance.randrange(3)):
            posts.create(user=person, department=unit, role=Role.MEMBER_APPROVER, title=chance.choice(["", "甲", "乙"]), valid_from=joined)


def compiled(compiler, queryset):
    """The statement, its values, and the statement with what is selected in the place of its number or name."""
    made = compiler(queryset.query.clone(), connection, "default")
    statement, values = made.as_sql()
    head, order, tail = statement.rpartition(" ORDER BY ")
    for number, (_, (selected, _), alias) in enumerate(made.select, start=1):
        place = rf'(?:{number}|"{alias}")' if alias else str(number)
        tail = re.sub(rf'(?<![\w."]){place}(?= (?:ASC|DESC))', lambda _, selected=selected: selected, tail)
    return statement, values, head + order + tail


def answer(statement, values):
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchall()


def test_the_database_is_asked_by_our_compiler():
    assert type(units.all().query.get_compiler("default")) is Ours


@pytest.mark.parametrize("name", PLAIN)
def test_an_order_means_the_same(name, db):
    _, our_values, ours = compiled(Ours, PLAIN[name]())
    _, their_values, theirs = compiled(Djangos, PLAIN[name]())
    assert (ours, our_values) == (theirs, their_values)
    assert " ORDER BY " in ours


@pytest.mark.parametrize("name", LEFT)
def test_an_order_that_needs_places_is_left_to_django(name, db):
    assert compiled(Ours, LEFT[name]()) == compiled(Djangos, LEFT[name]())


@pytest.mark.parametrize("name", EVERY)
def test_rows_come_in_the_same_order(name, many):
    ours = answer(*compiled(Ours, EVERY[name]())[:2])
    theirs = answer(*compiled(Djangos, EVERY[name]())[:2])
    assert len(ours) > 1
    if name == "at random":
        ours, theirs = sorted(ours), sorted(theirs)
    assert ours == theirs


def test_an_order_at_random_is_another_one_each_time(many):
    assert len({tuple(units.order_by("?").values_list("pk", flat=True)) for _ in range(4)}) > 1


def test_what_is_selected_is_there_again_once_the_order_is_known(db):
    made = Ours(units.order_by("name").query.clone(), connection, "default")
    made.as_sql()
    assert len(made.select) == len(Department._meta.concrete_fields)
