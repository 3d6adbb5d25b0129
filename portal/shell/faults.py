"""What a fault of the machine means for whoever waits for the page: which status, which sentence, and when to come again."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from dataclasses import dataclass

from django.db import InterfaceError, OperationalError, connection
from psycopg import errors as pg
from psycopg import pq
from psycopg.conninfo import make_conninfo
from psycopg_pool import PoolTimeout, TooManyRequests

from notices.services.faults import is_disk_full


@dataclass(frozen=True, slots=True)
class Fault:
    """An answer: its status, its template, and after how many seconds another try makes sense."""

    status: int
    template: str
    again_after: int = 0


DISK_FULL = Fault(507, "errors/507.html", 60)
HELD = Fault(409, "errors/held.html")
CROWDED = Fault(503, "errors/crowded.html", 10)
TOO_LONG = Fault(503, "errors/too_long.html", 10)
AWAY = Fault(503, "errors/503.html", 10)
STORAGE = Fault(503, "errors/storage.html", 60)

# The first that fits; PostgreSQL's own classes tell more than those that Django makes of them.
_BY_CLASS: tuple[tuple[tuple[type[BaseException], ...], Fault], ...] = (
    ((pg.DiskFull,), DISK_FULL),
    ((pg.LockNotAvailable, pg.DeadlockDetected, pg.SerializationFailure), HELD),
    ((PoolTimeout, TooManyRequests, pg.TooManyConnections), CROWDED),
    ((pg.QueryCanceled,), TOO_LONG),
    ((OperationalError, InterfaceError, pg.ReadOnlySqlTransaction, pg.IoError), AWAY),
    ((MemoryError,), CROWDED),
)
_STORAGE_ERRORS = (errno.EIO, errno.EROFS, errno.EACCES, errno.EPERM, errno.EMFILE, errno.ENFILE, errno.ENOSPC)


def fault_of(error: BaseException | None) -> Fault | None:
    """The fault behind an error; None for an error of the program."""
    chain = list(_chain(error))
    for kinds, fault in _BY_CLASS:
        if any(isinstance(one, kinds) for one in chain):
            return AWAY if fault is CROWDED and not _answers() else fault
    for one in chain:
        if is_disk_full(one):
            return DISK_FULL
        if isinstance(one, OSError) and one.errno in _STORAGE_ERRORS:
            return STORAGE
    return None


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__


def _answers() -> bool:
    """Whether the database answers at all; a pool that waited in vain does not say why."""
    known = {"HOST": "host", "PORT": "port"}
    where = {key: connection.settings_dict[name] for name, key in known.items() if connection.settings_dict[name]}
    return pq.PGconn.ping(make_conninfo(**where, connect_timeout=2).encode()) == pq.Ping.OK
