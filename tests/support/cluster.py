"""The database cluster that a run begins with: migrated once for each state of the migrations, then kept beside pytest's cache."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any
from unittest import mock

import psycopg
from django.core.management import call_command
from django.db import connection
from psycopg import sql

from creditrepair import embedded
from creditrepair.embedded import Embedded
from scripts.first_party import ROOT, closure_of

SCHEMA = "schema"
EMIT = "django.core.management.commands.migrate.emit_post_migrate_signal"
KEPT = 2
# Packages bring migrations of their own, the settings say which apps have a say.
BESIDES = ("requirements/dev.txt", "creditrepair/settings.py", "creditrepair/embedded.py", "tests/support/cluster.py")


def fingerprint(root: Path = ROOT) -> str:
    """Of all that decides how a migrated cluster looks: our migrations and what they import, the packages, who runs it."""
    files = closure_of(root.glob("*/migrations/*.py"), root) | {root / name for name in BESIDES if (root / name).exists()}
    found = hashlib.sha256(f"{sys.version} {os.geteuid()}".encode())
    for file in sorted(files):
        found.update(f"\0{file.relative_to(root)}\0".encode() + file.read_bytes())
    return found.hexdigest()[:24]


def start(servers: Embedded, folder: Path | None) -> None:
    """Start the servers on a migrated cluster, the one in ``folder`` if it fits.

    Several runs may do this at once: an archive is whole from the moment it has its name, and is never written again.
    """
    archive = folder / f"{fingerprint()}.tar" if folder else None
    if archive and archive.exists() and _unpack(archive, servers._cluster):
        servers.start()
        return
    servers.start()
    _migrate()
    if archive:
        # Only a cluster that was shut down is complete on disk.
        servers.stop()
        _pack(servers._cluster, archive)
        servers.start()


def _migrate() -> None:
    """Make the database that is kept: what migrations make and nothing that the code of the day registers after them."""
    ask("CREATE DATABASE {}", SCHEMA)
    with connected_to(SCHEMA), mock.patch(EMIT):
        call_command("migrate", verbosity=0, run_syncdb=True)
        call_command("createcachetable")


def _unpack(archive: Path, cluster: Path) -> bool:
    cluster.parent.parent.mkdir(parents=True, exist_ok=True)
    embedded._own_folder(cluster.parent)
    if _tar("--extract", archive, cluster.parent) and (cluster / "PG_VERSION").exists():
        with suppress(FileNotFoundError):
            os.utime(archive)
        return True
    shutil.rmtree(cluster, ignore_errors=True)
    return False


def _pack(cluster: Path, archive: Path) -> None:
    with NamedTemporaryFile(dir=archive.parent, prefix="draft-", delete=False) as draft:
        made = Path(draft.name)
    if _tar("--create", made, cluster.parent, cluster.name):
        made.rename(archive)
    made.unlink(missing_ok=True)
    for old in sorted(archive.parent.glob("*.tar"), key=lambda path: path.stat().st_mtime)[:-KEPT]:
        old.unlink(missing_ok=True)


def _tar(what: str, archive: Path, folder: Path, *members: str) -> bool:
    command = ["tar", what, "--numeric-owner", "--preserve-permissions", f"--file={archive}", f"--directory={folder}", *members]
    return subprocess.run(command, capture_output=True, check=False).returncode == 0


@contextmanager
def connected_to(database: str) -> Iterator[None]:
    """Let this process and the threads it starts work on another database of the cluster."""
    before = connection.settings_dict["NAME"]
    connection.close()
    connection.settings_dict["NAME"] = database
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict["NAME"] = before


def ask(statement: str, *names: str) -> list[tuple[Any, ...]]:
    parts = {key: connection.settings_dict[key] for key in ("HOST", "USER")}
    with psycopg.connect(host=parts["HOST"], user=parts["USER"], dbname="postgres", autocommit=True) as outside:
        found = outside.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))
        return found.fetchall() if found.description else []
