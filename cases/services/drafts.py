"""A draft that is open in several windows, or before several people: nobody overwrites what they have not seen."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from django.db import transaction

from cases.services.applications import FLAGS, TEXT_FIELDS, locked_draft, save_draft
from procedure.refusals import refusals_in_words

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from cases.models import Application
    from procedure.actors import Actor

CASES: Final = "enforcement_cases"
FIELDS: Final = (CASES, *TEXT_FIELDS, *FLAGS)
# Long enough to tell two versions of one field apart, short enough for fifteen of them in a form.
MARK_LENGTH: Final = 12


@dataclass(frozen=True, slots=True)
class SavedDraft:
    """The draft after it was saved, the mark of each field then, and what others had put where this page had something else."""

    application: Application
    marks: Mapping[str, str]
    overtaken: Mapping[str, Any] = field(default_factory=dict)


def marks_of(application: Application) -> dict[str, str]:
    """The version of each field, as a page that shows them carries it."""
    return {name: _mark(_held(application, name)) for name in FIELDS}


def save_seen(application_id: int, fields: Mapping[str, Any], *, seen: Mapping[str, str], by: Actor, at: datetime) -> SavedDraft:
    """Save what a page has changed since it was shown; a field of which ``seen`` says nothing was shown empty.

    Where somebody else has changed the same field meanwhile, theirs stays and the caller is told; what the page
    left as it was never takes back what others wrote.
    """
    with refusals_in_words(), transaction.atomic():
        application = locked_draft(application_id, by, at)
        writable, overtaken = {}, {}
        for name, value in fields.items():
            held, sent = _held(application, name), _plain(name, value)
            shown = seen.get(name, _mark(_plain(name, None)))
            if sent == held or _mark(held) == shown:
                writable[name] = value
            elif _mark(sent) != shown:
                overtaken[name] = held
        saved = save_draft(application_id, writable, by=by, at=at)
        return SavedDraft(saved, marks_of(saved), overtaken)


def changed_since(seen: Mapping[str, str], now: Mapping[str, str], besides: Iterable[str]) -> bool:
    """Whether a field other than ``besides`` has another version than the page showed."""
    others = set(FIELDS) - set(besides)
    return any(name in seen and seen[name] != now[name] for name in others)


def _held(application: Application, name: str) -> Any:
    if name == CASES:
        return sorted(row.pk for row in application.enforcement_cases.all())
    return _plain(name, getattr(application, name))


def _plain(name: str, value: Any) -> Any:
    if name == CASES:
        return sorted(int(key) for key in value or ())
    return bool(value) if name in FLAGS else str(value or "").replace("\r\n", "\n").strip()


def _mark(value: Any) -> str:
    return hashlib.sha256(repr(value).encode()).hexdigest()[:MARK_LENGTH]
