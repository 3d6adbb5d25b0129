"""Where the demo's own servers live under a data directory, and the addresses that follow from it."""

import hashlib
import os
import tempfile
from pathlib import Path
from typing import Final
from urllib.parse import quote

DATABASE: Final = "creditrepair"
# Owns the tables, and migrates.
ROLE: Final = "creditrepair"
# Serves: reads and writes rows, as far as creditrepair.rights says.
APPLICATION_ROLE: Final = "creditrepair_app"
SUPERUSER: Final = "postgres"
POSTGRES_PORT: Final = 5432
# Linux refuses a socket path above 107 bytes.
SOCKET_PATH_LIMIT: Final = 107


def socket_dir(data_dir: Path) -> Path:
    """The folder of the servers' sockets; a short one elsewhere when the data directory's own path is too long."""
    near = data_dir / "run"
    if len(os.fsencode(near / f".s.PGSQL.{POSTGRES_PORT}.lock")) <= SOCKET_PATH_LIMIT:
        return near
    digest = hashlib.sha256(os.fsencode(data_dir)).hexdigest()[:16]
    return Path(tempfile.gettempdir()) / f"creditrepair-{os.getuid()}-{digest}"


def database_url(data_dir: Path, *, database: str = DATABASE, role: str = ROLE) -> str:
    return f"postgresql://{role}@/{database}?host={quote(str(socket_dir(data_dir)), safe='/')}"


def redis_url(data_dir: Path) -> str:
    return f"unix://{quote(str(socket_dir(data_dir) / 'valkey.sock'), safe='/')}"
