"""What a person typed is kept whole, in its normal form, or refused in words; it is never cut."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from django.db.models import Field, Model

from procedure.errors import InvalidInput
from words import normal

if TYPE_CHECKING:
    from collections.abc import Callable

# What an app above knows of a text that is to be printed, as a sentence or "": whether a font draws it.
_COMPLAINTS: list[Callable[[str], str]] = []


def complain(complaint: Callable[[str], str]) -> None:
    """From now on no text is taken of which ``complaint`` has something to say."""
    if complaint not in _COMPLAINTS:
        _COMPLAINTS.append(complaint)


def checked(kind: Callable[[str], str], typed: str) -> str:
    """The normal form of a text that can be printed: the one check of every door. Misspelt says what to mend."""
    text = kind(typed)
    for complaint in _COMPLAINTS:
        if sentence := complaint(text):
            raise normal.Misspelt(sentence)
    return text


def taken(kind: Callable[[str], str], typed: str, *, field: str, label: str) -> str:
    """As :func:`checked`; InvalidInput for ``field`` where that raises Misspelt."""
    try:
        return checked(kind, typed)
    except normal.Misspelt as error:
        raise InvalidInput(field, f"{label}：{error}") from error


def kept(model: type[Model], column: str, typed: str, *, field: str = "", kind: Callable[[str], str] = normal.text) -> str:
    """The text for a column of ``model``. InvalidInput, for ``field`` of the form, when the column cannot hold it."""
    return within(_field(model, column).max_length or 0, typed, field=field or column, label=label_of(model, column), kind=kind)


def label_of(model: Model | type[Model], column: str) -> str:
    """What a column is called wherever people read of it: its form, its page, the sentence that refuses it."""
    return str(_field(model, column).verbose_name)


def _field(model: Model | type[Model], column: str) -> Field[Any, Any]:
    return cast("Field[Any, Any]", model._meta.get_field(column))  # noqa: SLF001 - Django's public _meta


def within(at_most: int, typed: str, *, field: str, label: str, kind: Callable[[str], str] = normal.text) -> str:
    """The normal form of a text. InvalidInput when it is longer, or holds a character that cannot be kept or printed."""
    text = taken(kind, typed, field=field, label=label)
    if len(text) > at_most:
        raise InvalidInput(field, f"{label}最多{at_most}字，现为{len(text)}字，请精简。")
    return text
