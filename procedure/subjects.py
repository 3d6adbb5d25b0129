"""What has a state, and the register of all of it. An app adds a subject by declaring it; nothing here knows one by name."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from typing import Any, ClassVar, Generic

from django.db.models import Model, QuerySet, TextChoices

from deadlines.codes import ClockCode
from deadlines.models import Clock
from ledger.reading import only_row
from ledger.rows import Kept
from ledger.timekeeping import legal_date
from procedure.actors import Actor
from procedure.errors import NotVisible
from procedure.rows import Row, S
from procedure.states import StateRow


class Subject(ABC, Generic[S]):
    """A kind of thing with states: its table of steps, its table of states, and where it belongs.

    The model has the fields ``state`` (an FSMField) and ``state_seq``, and ledger.sql.guard_state on its table.
    """

    entity: ClassVar[str]
    label: ClassVar[str]
    model: type[S]
    actions: ClassVar[type[TextChoices]]
    rows: tuple[Row[S], ...]
    states: Mapping[str, StateRow[Any]]

    def row(self, action: TextChoices) -> Row[S]:
        """The line of an action. KeyError for an action of another subject."""
        return self._by_action[action.value]

    @cached_property
    def _by_action(self) -> dict[str, Row[S]]:
        return {row.action.value: row for row in self.rows}

    def lock(self, pk: int) -> S:
        """The subject under its row lock, a whole before its parts. NotVisible when there is none."""
        found = only_row(self.model._default_manager.select_for_update(of=("self",)).filter(pk=pk))  # noqa: SLF001 - Django's public name
        if found is None:
            raise NotVisible
        return found

    def stream(self, subject: S) -> str:
        """The ledger stream that the lock of :meth:`lock` orders."""
        return f"{self.entity}:{subject.pk}"

    @abstractmethod
    def visible_to(self, actor: Actor) -> QuerySet[S]:
        """The subjects that exist for ``actor``."""

    @abstractmethod
    def region(self, subject: S) -> Model:
        """The region whose limits and numbers hold."""

    @abstractmethod
    def hangs_on(self, subject: S) -> dict[str, Model]:
        """The keys, by name, of a clock or a paper that belongs to the subject."""

    def paper_keys(self, subject: S) -> dict[str, Model]:
        """The same for a paper, where it hangs on less."""
        return self.hangs_on(subject)

    def clock_keys(self, subject: S, code: ClockCode) -> dict[str, Model]:
        """The same for one clock, where it needs more to be told from its neighbours."""
        del code
        return self.hangs_on(subject)

    def owns(self, subject: S, clock: Clock, code: ClockCode) -> bool:
        """Whether a step of the subject may stop that clock of ``code``, one of those that hang on the same."""
        return clock.code == code and all(getattr(clock, f"{name}_id") == key.pk for name, key in self.clock_keys(subject, code).items())

    def obligors(self, subject: S, code: ClockCode, on: date) -> list[Model | None]:
        """Whom a clock that starts on that day binds, a clock each; None is the enterprise. LookupError where none starts."""
        raise LookupError(f"{self.entity} starts no clock {code} on {on} for {subject.pk}")

    def said(self, subject: S, row: Row[S]) -> str:
        """What the applicant is told of a step."""
        del subject
        return row.said

    def touch(self, subject: S, at: datetime) -> None:
        """Note on the subject that something happened to it."""

    def tell(self, step: Step[S]) -> dict[str, str]:
        """Tell those concerned, after everything else of the step is done; answers what the ledger keeps of it."""
        del step
        return {}


@dataclass
class Step(Generic[S]):
    """A step being performed: the locked subject and what the service adds to it."""

    of: Subject[S]
    row: Row[S]
    subject: S
    by: Actor
    at: datetime
    source: str
    body: dict[str, Any] = field(default_factory=dict)
    papers: set[str] = field(default_factory=set)
    # Those papers themselves, in the order in which they were issued.
    issued: list[Any] = field(default_factory=list)
    without_clocks: set[str] = field(default_factory=set)
    # A measure entered in the books on a later day starts its clock on the day it was taken.
    clocks_from: date | None = None
    # A service recorded later than it happened stops its clock on the day it happened.
    clocks_stop_on: date | None = None
    # The last day that a meeting has chosen for the clocks that the step starts, in place of the rule's length.
    clocks_agreed_on: date | None = None
    # All clocks of the subject once the step has run its own; None of a step that runs none.
    clocks: list[Clock] | None = None
    # What the ledger keeps column by column, besides the subject itself, its clocks and its papers.
    kept: list[Kept] = field(default_factory=list)
    # What the subject said before, as far as it was on record.
    before: Mapping[str, str] = field(default_factory=dict)

    def keeps(self, *rows: Kept) -> None:
        """Have the ledger keep what these rows say when the step is done: new ones, and parts that it changed."""
        self.kept.extend(rows)

    @property
    def on(self) -> date:
        """The legal day of the step."""
        return legal_date(self.at)

    @property
    def region(self) -> Model:
        return self.of.region(self.subject)

    @property
    def hangs_on(self) -> dict[str, Model]:
        """The keys of the clocks of this step."""
        return self.of.hangs_on(self.subject)

    @property
    def paper_keys(self) -> dict[str, Model]:
        """The keys of a paper of this step."""
        return self.of.paper_keys(self.subject)

    @property
    def said(self) -> str:
        """What the applicant is told."""
        return self.of.said(self.subject, self.row)


def state_of(thing: Model) -> str:
    """The state of a thing of any subject."""
    state: str = vars(thing)["state"]
    return state


def version_of(thing: Model) -> int:
    """How many state events a thing of any subject has had: a form that shows it is answered only while it still has so many."""
    version: int = vars(thing)["state_seq"]
    return version


_SUBJECTS: dict[str, Subject[Any]] = {}


def register(subject: Subject[Any]) -> None:
    """Make a subject part of the published flow; called by its app when it is ready."""
    _SUBJECTS[subject.entity] = subject


def subjects() -> Iterator[Subject[Any]]:
    """All subjects, in the order of the apps."""
    return iter(_SUBJECTS.values())


def subject_called(entity: str) -> Subject[Any]:
    """KeyError for an entity that no app declared."""
    return _SUBJECTS[entity]


def subject_of(thing: Model) -> Subject[Any]:
    """The subject that a row of its model belongs to. LookupError for a model without states."""
    for subject in subjects():
        if isinstance(thing, subject.model):
            return subject
    raise LookupError(type(thing).__name__)


def ledger_rows() -> list[tuple[str, str, str, str]]:
    """(entity, action, from, to) for every line of every table: what the ledger's foreign key lets pass."""
    return [
        (subject.entity, row.action.value, source, row.target_from(source))
        for subject in subjects()
        for row in subject.rows
        for source in row.sources
    ]


def bearer_of(clock: Clock) -> tuple[Subject[Any], int]:
    """What a clock hangs on, a whole before its parts, and its key. LookupError for a clock that hangs on no subject."""
    for subject in subjects():
        key: int | None = getattr(clock, f"{subject.entity}_id", None)
        if key is not None:
            return subject, key
    raise LookupError(clock.pk)


def row_of(action: TextChoices) -> Row[Any]:
    """The line of an action of any subject. LookupError for one that no table has."""
    for subject in subjects():
        if isinstance(action, subject.actions):
            return subject.row(action)
    raise LookupError(action)
