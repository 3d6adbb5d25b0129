"""What a person typed is kept whole or refused in words; it is never cut."""

from __future__ import annotations

from typing import Any, cast

from django.db.models import Field, Model

from procedure.errors import InvalidInput


def kept(model: type[Model], column: str, typed: str, *, field: str = "") -> str:
    """The text for a column of ``model``. InvalidInput, for ``field`` of the form, when the column cannot hold it."""
    return within(_field(model, column).max_length or 0, typed, field=field or column, label=label_of(model, column))


def label_of(model: Model | type[Model], column: str) -> str:
    """What a column is called wherever people read of it: its form, its page, the sentence that refuses it."""
    return str(_field(model, column).verbose_name)


def _field(model: Model | type[Model], column: str) -> Field[Any, Any]:
    return cast("Field[Any, Any]", model._meta.get_field(column))  # noqa: SLF001 - Django's public _meta


def within(at_most: int, typed: str, *, field: str, label: str) -> str:
    """The text without blanks around it. InvalidInput when it is longer, or holds a character that no database keeps."""
    text = typed.strip()
    if "\x00" in text:
        raise InvalidInput(field, f"{label}含有不能保存的字符，请删除后重试。")
    if len(text) > at_most:
        raise InvalidInput(field, f"{label}最多{at_most}字，现为{len(text)}字，请精简。")
    return text
