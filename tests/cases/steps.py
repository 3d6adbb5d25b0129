"""What the tests of cases say often: clocks of a walk, raw SQL, and what the database answers at commit."""

from contextlib import contextmanager
from dataclasses import fields, replace
from datetime import date
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from cases.commitment import shown_digest
from cases.models import Application
from deadlines.models import Clock, DeadlineRule
from deadlines.services import RuleSpec, load_rules
from ledger.models import Event


def sql(statement: str, *params: object) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, params)
        return cursor.fetchall() if cursor.description else []


def shown_of(draft: Application) -> str:
    """What the page of the commitment letter would show now."""
    return shown_digest(Application.objects.get(pk=draft.pk))


def commit() -> None:
    """Check what COMMIT would check, and empty its queue."""
    sql("SET CONSTRAINTS ALL IMMEDIATE")
    sql("SET CONSTRAINTS ALL DEFERRED")


@contextmanager
def refused_by_database(named: str):
    """The body must be refused by the rule of the database that ``named`` occurs in, at the latest at commit."""
    with pytest.raises(DatabaseError, match=named), transaction.atomic():  # noqa: PT012 - the commit must fail as well
        yield
        commit()


def from_receipt(region) -> None:
    """From now on the region's units have ten working days from their own receipt (K-12)."""
    rules = DeadlineRule.objects.filter(region=region, is_current=True).order_by("code")
    names = [field.name for field in fields(RuleSpec)]
    specs = [RuleSpec(**{name: getattr(rule, name) for name in names}) for rule in rules]
    changed = [replace(spec, anchor="receipt") if spec.code == "K-12" else spec for spec in specs]
    load_rules(region, changed, valid_from=date(2026, 11, 3))


def clocks(walk, code: str) -> list[Clock]:
    return list(walk.case.clocks.filter(code=code).order_by("round", "obligor__position"))


def clock(walk, code: str) -> Clock:
    """The one clock of a rule in a case; of several rounds the last."""
    return clocks(walk, code)[-1]


def due(walk, code: str) -> date:
    return clock(walk, code).due_on


def events(walk, action: str) -> list[Event]:
    return list(Event.objects.filter(stream=f"case:{walk.cases[0].pk}", action=action).order_by("seq"))
