#!/usr/bin/env python3
"""All static checks, each run to its end; exit 1 if any found something. Needs no server of the developer."""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
# Run as a file, so the project is not on the path by itself.
sys.path.insert(0, str(ROOT))

from creditrepair.embedded import Embedded  # noqa: E402

BIN = Path(sys.executable).parent
CHECKS: dict[str, list[str]] = {
    "ruff check": [f"{BIN}/ruff", "check", "."],
    "ruff format": [f"{BIN}/ruff", "format", "--check", "--quiet", "."],
    "mypy": [sys.executable, "-m", "mypy", "."],
    "import-linter": [f"{BIN}/lint-imports", "--no-logo"],
    "djangofmt": [f"{BIN}/djangofmt", "--check", "templates"],
    "makemigrations": [sys.executable, "manage.py", "makemigrations", "--check", "--dry-run"],
    "manage.py check": [sys.executable, "manage.py", "check", "--fail-level", "WARNING"],
}


def main() -> int:
    failed = []
    with tempfile.TemporaryDirectory(prefix="creditrepair-lint-") as folder:
        servers = Embedded(Path(folder), fast=True, valkey=False)
        environment = {key: value for key, value in os.environ.items() if key not in {"DATABASE_URL", "REDIS_URL"}}
        environment |= {"APP_ENV": "test", "DATA_DIR": folder, "DJANGO_SETTINGS_MODULE": "creditrepair.settings", "PYTHONPATH": str(ROOT)}
        servers.start()
        try:
            for name, command in CHECKS.items():
                print(f"== {name}", flush=True)
                if subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode:  # noqa: S603 - our own commands
                    failed.append(name)
        finally:
            servers.stop()
    print(f"lint: {'failed: ' + ', '.join(failed) if failed else 'all checks passed'}", flush=True)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
