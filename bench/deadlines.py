"""What deadlines cost: a date, a check and a recalculation of many clocks, a tick that finds nothing to do."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench.stand import load, standing


def main() -> None:
    load()
    with standing(fast=True) as stand:
        # As for a migration nothing breaks off: a million rows are made by one statement.
        stand.run("bench.inside", "bench.clocks", environment=stand.environment("migrate"))
    load()


if __name__ == "__main__":
    main()
