"""A paper as bytes that never change, and back."""

from __future__ import annotations

import dataclasses
import hashlib
import json
from typing import TYPE_CHECKING, Any, get_args, get_type_hints

from notices.kinds import Paper, kind_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from notices.enums import DocumentKind


class SnapshotMismatchError(ValueError):
    """Bytes that are not the snapshot of the kind they are said to be, or a value of a wrong type in a paper."""


def snapshot(paper: Paper) -> bytes:
    """Return the canonical JSON of a paper: UTF-8, keys sorted, no spaces. Equal papers give equal bytes."""
    fields = dataclasses.asdict(paper)
    # A wrong type would print as something else than what was meant; find it now and not in the worker.
    _build(type(paper), fields)
    content = {"kind": paper.kind.value, "fields": fields}
    try:
        return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
    except UnicodeEncodeError as lone_surrogate:
        message = "text is not valid Unicode"
        raise SnapshotMismatchError(message) from lone_surrogate


def digest(snapshot_bytes: bytes) -> str:
    return hashlib.sha256(snapshot_bytes).hexdigest()


def context_of(kind: DocumentKind | str, snapshot_bytes: bytes) -> Paper:
    """Rebuild the paper from its snapshot. A field added since then takes its default; a field gone is an error."""
    content = json.loads(snapshot_bytes)
    if content.get("kind") != kind:
        message = f"snapshot is of kind {content.get('kind')!r}, not {kind!r}"
        raise SnapshotMismatchError(message)
    paper: Paper = _build(kind_of(kind).paper, content["fields"])
    return paper


def texts_of(value: object) -> Iterator[str]:
    """Walk all text of a paper."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, tuple):
        for item in value:
            yield from texts_of(item)
    elif dataclasses.is_dataclass(value):
        for field in dataclasses.fields(value):
            yield from texts_of(getattr(value, field.name))


def _build(kind: type[Any], fields: dict[str, Any]) -> Any:
    hints = get_type_hints(kind)
    known = {field.name for field in dataclasses.fields(kind)}
    if unknown := set(fields) - known:
        message = f"{kind.__name__} has no field {', '.join(sorted(unknown))}"
        raise SnapshotMismatchError(message)
    try:
        return kind(**{name: _value(f"{kind.__name__}.{name}", hints[name], value) for name, value in fields.items()})
    except TypeError as missing_field:
        raise SnapshotMismatchError(str(missing_field)) from missing_field


def _value(name: str, expected: Any, value: Any) -> Any:
    if arguments := get_args(expected):
        if not isinstance(value, list | tuple):
            message = f"{name} must be a tuple"
            raise SnapshotMismatchError(message)
        return tuple(_value(name, arguments[0], item) for item in value)
    if dataclasses.is_dataclass(expected) and isinstance(value, dict):
        return _build(expected, value)  # type: ignore[arg-type]  # a hint is never an instance
    if type(value) is not expected:
        message = f"{name} must be {expected.__name__}, not {type(value).__name__}"
        raise SnapshotMismatchError(message)
    return value
