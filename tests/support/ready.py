"""A district in which one case stands in every state: walked once a run, then copied by each worker."""

from __future__ import annotations

import pickle
import shutil
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING
from unittest import mock

from django.conf import settings
from django.db import connection, transaction

from tests.support.databases import EMPTY, make_template, own, renew

if TYPE_CHECKING:
    from collections.abc import Callable

    from cases.enums import CaseState
    from demo.people import Cast
    from demo.walk import Walk

READY = "ready"


@dataclass(frozen=True)
class District:
    cast: Cast
    walks: dict[CaseState, Walk]


def _folder() -> Path:
    return Path(settings.DATA_DIR) / READY


@cache
def own_copy(make: Callable[[], District]) -> str:
    """The name of this worker's copy, made when it is first asked for; nobody commits to it."""
    make_template(READY, EMPTY, lambda: _fill(make))
    renew(READY)
    shutil.copytree(_folder() / "files", settings.MEDIA_ROOT, dirs_exist_ok=True)
    return own(READY)


def _fill(make: Callable[[], District]) -> None:
    files = _folder() / "files"
    files.mkdir(parents=True, exist_ok=True)
    with mock.patch.object(settings, "MEDIA_ROOT", files), transaction.atomic():
        made = make()
        # As in a test, nobody is rung.
        connection.run_on_commit.clear()
    (_folder() / "district.pickle").write_bytes(pickle.dumps(made))


def district() -> District:
    """As it was when it was made, whatever an earlier module did to its objects."""
    found = pickle.loads((_folder() / "district.pickle").read_bytes())
    assert isinstance(found, District)
    return found
