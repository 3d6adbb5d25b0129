"""What a kind of paper knows of itself, and the one register of all kinds. The kinds stand in the apps that fill them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import Any, ClassVar, Concatenate, Generic, ParamSpec

from django.db.models import Model

from notices.enums import Audience, DocumentKind
from procedure.enums import Role

P = ParamSpec("P")


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """Base of the frozen dataclasses, one a kind: every fact that is printed, and nothing that is not.

    Values are what JSON can hold: text, whole numbers, booleans, tuples of these, and further frozen dataclasses.
    A date is ISO text; the template decides how it is written. An empty text means "not stated". ``sealed_by`` and
    ``qr_of`` name the fields that hold the sealing body and the address of the QR code.
    """

    kind: ClassVar[DocumentKind]
    template: ClassVar[str]
    title: ClassVar[str]
    sealed_by: ClassVar[str] = ""
    qr_of: ClassVar[str] = ""

    # The district's own limits and rules are not confirmed by its court yet, so this is no paper to rely on.
    is_specimen: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Issued:
    """The number under which a paper is issued, the day, and the name of who does it."""

    number: str
    on: date
    by: str


class Owner(Enum):
    """The body that answers for a paper; the holders of these roles in it are told when it cannot be made."""

    COURT = (Role.ACCEPTANCE_OFFICER, Role.HANDLING_JUDGE)
    BUREAU = (Role.BUREAU_HANDLER,)
    UNIT = (Role.MEMBER_LIAISON,)
    OFFICE = (Role.OFFICE,)


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperKind(Generic[P]):
    """One kind of paper. ``P`` is what its builder needs besides :class:`Issued`.

    ``title`` is how lists call it where its label is not enough; ``department`` the unit or bureau it concerns. It is
    numbered in the series of its code, unless what it is about had its number before (``own_number``) or it has none.
    """

    paper: type[Paper]
    build: Callable[Concatenate[Issued, P], Paper]
    audience: Audience
    owner: Owner
    title: Callable[P, str] | None = None
    department: Callable[P, Model] | None = None
    is_numbered: bool = True
    own_number: Callable[P, str] | None = None
    # Numbered in the series of ``department``, under its own mark.
    in_own_series: bool = False

    @property
    def code(self) -> DocumentKind:
        return self.paper.kind


_KINDS: dict[DocumentKind, PaperKind[Any]] = {}


def register(kind: PaperKind[P]) -> PaperKind[P]:
    if kind.code in _KINDS:
        raise ValueError(f"{kind.code} is declared twice")
    _KINDS[kind.code] = kind
    return kind


def kind_of(code: str) -> PaperKind[Any]:
    return _KINDS[DocumentKind(code)]


def all_kinds() -> tuple[PaperKind[Any], ...]:
    """In the order of the catalogue."""
    return tuple(_KINDS[code] for code in DocumentKind)
