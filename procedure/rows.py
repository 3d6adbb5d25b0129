"""One line of a table of steps: which change, from where, by whom, only if, which clock, which paper, by which law."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Generic, TypeAlias, TypeVar

from django.db.models import Model, Q, TextChoices

from deadlines.codes import ClockCode
from procedure.actors import Actor

S = TypeVar("S", bound=Model)
# Who may act on every model of a kind may act on each.
T_contra = TypeVar("T_contra", bound=Model, contravariant=True)

NEW = ("",)
SAME = None
# A step that no law and no measure names: the court or the district has arranged it so.
ARRANGED = "本地办理安排"


@dataclass(frozen=True, slots=True)
class Right(Generic[T_contra]):
    """Who may take a step, and how the published flow calls them."""

    may: Callable[[Actor, T_contra], bool]
    words: str
    # The same as a filter, for the lists of what a person can do next; a right without it fills no list.
    where: Callable[[Actor], Q] | None = None

    def __call__(self, actor: Actor, subject: T_contra) -> bool:
        return self.may(actor, subject)


def right(words: str, where: Callable[[Actor], Q] | None = None) -> Callable[[Callable[[Actor, S], bool]], Right[S]]:
    """``@right("法院承办法官")`` makes a predicate ``(actor, subject)`` a right of the table."""

    def named(may: Callable[[Actor, S], bool]) -> Right[S]:
        return Right(may, words, where)

    return named


def _is_system(actor: Actor, _subject: object) -> bool:
    return actor.is_system


SYSTEM_ONLY: Right[Any] = Right(_is_system, "系统")

# A condition answers the Chinese sentence that says what is still missing, or "".
Rule: TypeAlias = Callable[[S], str]


@dataclass(frozen=True, slots=True)
class Start:
    """Start the clock ``code`` on the day of the step, for whomever the subject names as bound by it.

    With ``anchor`` only in a region whose rule is anchored there: recognition runs from T0 or from each unit's receipt.
    """

    code: ClockCode
    anchor: str = ""


@dataclass(frozen=True, slots=True)
class Stop:
    """Stop the running clock ``code`` on the day of the step; with ``abandon`` it ends void, neither met nor missed."""

    code: ClockCode
    abandon: bool = False


@dataclass(frozen=True, slots=True)
class Row(Generic[S]):
    """One step. ``no`` is its line in the published flow; ``said`` is what the enterprise is told; ``law`` is its ground."""

    no: str
    action: TextChoices
    sources: tuple[str, ...]
    target: str | None
    who: Right[S]
    only_if: tuple[Rule[S], ...] = ()
    clocks: tuple[Start | Stop, ...] = ()
    papers: tuple[TextChoices, ...] = ()
    said: str = ""
    law: str = ARRANGED

    def target_from(self, source: str) -> str:
        return source if self.target is None else self.target


def actionable(rows: Iterable[Row[Any]], actor: Actor) -> Q:
    """The things in which ``actor`` can take a step of ``rows`` now, as far as rights and states tell."""
    states: dict[Callable[[Actor], Q], set[str]] = {}
    for row in rows:
        if row.who.where is not None:
            states.setdefault(row.who.where, set()).update(row.sources)
    wanted = Q(pk__in=())
    for where, sources in states.items():
        wanted |= where(actor) & Q(state__in=sorted(sources))
    return wanted
