"""Reads of the tables: which steps a person may take, and what was done last."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db.models import Model

from ledger.models import Event
from procedure.actors import Actor
from procedure.rows import Row, S
from procedure.subjects import Subject, state_of, subject_of, subjects
from words.dates import short_moment


def rows_from(of: Subject[S], state: str) -> Iterator[Row[S]]:
    """The rows that leave ``state``, in the order of the table."""
    return (row for row in of.rows if state in row.sources)


def available_actions(thing: Model, actor: Actor) -> tuple[Row[Any], ...]:
    """What ``actor`` may do now with ``thing``; the buttons of every page come from here."""
    return tuple(row for row in rows_from(subject_of(thing), state_of(thing)) if row.who(actor, thing))


def action_label(action: str) -> str:
    """The words of an action of any table; an entry of the ledger that is no step keeps its own name."""
    for subject in subjects():
        if action in subject.actions.values:
            return str(subject.actions(action).label)
    return action


def last_change_in_words(of: Subject[S], thing: S) -> str:
    """What somebody else did in the meantime, for the person who comes second."""
    event = Event.objects.filter(object=f"{of.entity}:{thing.pk}", entity__isnull=False).order_by("-seq").first()
    state = of.states[state_of(thing)].state.label
    if event is None:
        return f"该事项现为“{state}”，请刷新页面后再办理。"
    return f"{event.body.get('post', '')}已于{short_moment(event.at)}办理“{action_label(event.action)}”，该事项现为“{state}”，请刷新页面后再办理。"
