"""The one way to change a state: lock, right of that instant, work, condition, engine, clocks, papers, messages, ledger, commit."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Model, TextChoices
from django_fsm import FSMMeta

from deadlines import services as deadlines
from deadlines.services import HeldClocks
from ledger import services as ledger
from ledger.rows import changed, columns_of, is_ledgered
from procedure.actors import Actor, of_now
from procedure.errors import ConditionNotMet, NotPermitted, NotVisible, Stale
from procedure.refusals import refusals_in_words
from procedure.rows import Row, S, Start, Stop
from procedure.selectors import last_change_in_words
from procedure.subjects import Step, Subject, state_of


@contextmanager
def performing(of: Subject[S], action: TextChoices, pk: int, *, by: Actor, at: datetime, version: int | None = None) -> Iterator[Step[S]]:
    """Perform ``action`` on an existing subject; the body of the ``with`` records what belongs to it.

    Raises NotVisible, NotPermitted, Stale, Busy, ConditionNotMet; nothing is kept when it raises.
    """
    row = of.row(action)
    with refusals_in_words(), transaction.atomic():
        subject = of.lock(pk)
        by = of_now(by, at)
        _check_right(of, row, subject, by)
        _check_fresh(of, row, subject, version)
        before = columns_of(subject) if is_ledgered(subject) else {}
        step = Step(of=of, row=row, subject=subject, by=by, at=at, source=state_of(subject), before=before)
        yield step
        _check_conditions(row, subject)
        change_state(row, subject)
        _count(subject)
        of.touch(subject, at)
        subject.save()
        _record(step)


@contextmanager
def creating(of: Subject[S], action: TextChoices, subject: S, *, by: Actor, at: datetime) -> Iterator[Step[S]]:
    """Perform a row that brings its subject into being; the subject is stored before the body runs."""
    row = of.row(action)
    with refusals_in_words(), transaction.atomic():
        by = of_now(by, at)
        if not row.who(by, subject):
            raise NotPermitted
        change_state(row, subject)
        _count(subject)
        subject.save(force_insert=True)
        step = Step(of=of, row=row, subject=subject, by=by, at=at, source="")
        yield step
        _check_conditions(row, subject)
        _record(step)


def change_state(row: Row[S], subject: S) -> None:
    """Move ``subject`` along ``row`` through the engine, which refuses a wrong source; saves nothing."""

    def step(_instance: object) -> None: ...

    step.__name__ = row.action.value
    meta = FSMMeta("state", method=False)
    for source in row.sources:
        meta.add_transition(method=step, source=source, target=row.target_from(source))
    # How the engine marks a transition.
    vars(step)["_django_fsm"] = meta
    field_of_state: Any = subject._meta.get_field("state")  # noqa: SLF001 - Django's public _meta
    field_of_state.change_state(subject, step)


def _count(subject: Model) -> None:
    vars(subject)["state_seq"] = vars(subject).get("state_seq", 0) + 1


def _check_right(of: Subject[S], row: Row[S], subject: S, by: Actor) -> None:
    if row.who(by, subject):
        return
    # Refusing may admit that the thing exists (403) only to whoever may see it; for others it is not there (404).
    if of.visible_to(by).filter(pk=subject.pk).exists():
        raise NotPermitted
    raise NotVisible


def _check_fresh(of: Subject[S], row: Row[S], subject: S, version: int | None) -> None:
    if state_of(subject) in row.sources and version in (None, vars(subject)["state_seq"]):
        return
    raise Stale(last_change_in_words(of, subject))


def _check_conditions(row: Row[S], subject: S) -> None:
    for condition in row.only_if:
        if sentence := condition(subject):
            raise ConditionNotMet(sentence)


def _record(step: Step[S]) -> None:
    _run_clocks(step)
    subject, row, of = step.subject, step.row, step.of
    owed = {paper.value for paper in row.papers} - step.papers
    if owed:
        msg = f"{row.action} owes {sorted(owed)}"
        raise RuntimeError(msg)
    told = of.tell(step)
    ledger.append_event(
        stream=of.stream(subject),
        actor=step.by.key,
        action=row.action.value,
        object=f"{of.entity}:{subject.pk}",
        at=step.at,
        body={"post": row.who.words, "said": step.said, **told, **step.body},
        entity=of.entity,
        from_state=step.source,
        to_state=state_of(subject),
        rows=(changed(subject, step.before), *step.kept),
    )


def _run_clocks(step: Step[S]) -> None:
    items = [item for item in step.row.clocks if item.code not in step.without_clocks]
    if not items:
        return
    held = HeldClocks(step.hangs_on, at=step.at, actor=step.by.key)
    for item in items:
        if isinstance(item, Stop):
            _stop(step, item, held)
        elif not item.anchor or deadlines.current_rule(step.region, item.code).anchor == item.anchor:
            _start(step, item, held)
    step.keeps(*held.write())
    step.clocks = held.clocks


def _stop(step: Step[S], item: Stop, held: HeldClocks) -> None:
    for clock in held.clocks:
        if not clock.is_open or not step.of.owns(step.subject, clock, item.code):
            continue
        if item.abandon:
            held.end(clock, on=step.on, void=True, reason=step.row.action.label)
        else:
            held.end(clock, on=step.clocks_stop_on or step.on)


def _start(step: Step[S], item: Start, held: HeldClocks) -> None:
    keys = step.of.clock_keys(step.subject, item.code)
    for obligor in step.of.obligors(step.subject, item.code, step.on):
        start = step.clocks_from or step.on
        held.start(step.region, item.code, started_on=start, obligor=obligor, agreed_on=step.clocks_agreed_on, **keys)
