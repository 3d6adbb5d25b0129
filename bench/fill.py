"""Put a world into one database of a stand: ``python -m bench.fill DATABASE CASES [whole]``."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import django
import psycopg

from creditrepair import embedded_paths as paths

WHOLE = "whole"
OPEN_PERCENT_OF_WHOLE = 50


def main(database: str, cases: int, *, is_whole: bool, open_percent: int) -> None:
    django.setup()
    from bench.names import Region
    from bench.worlds import World, fill_fast, staff_district
    from ledger import timekeeping

    url = paths.database_url(Path(os.environ["DATA_DIR"]), database=database, role=paths.SUPERUSER)
    world = World(cases, open_percent=open_percent, is_whole=is_whole)
    region, now = Region.objects.get(), timekeeping.now()
    staff_district(region, world, os.environ["BENCH_PASSWORD"], now)
    fill_fast(lambda: psycopg.connect(url, autocommit=True), region, world, now)


if __name__ == "__main__":
    name, number, *rest = sys.argv[1:]
    whole = WHOLE in rest
    main(name, int(number), is_whole=whole, open_percent=OPEN_PERCENT_OF_WHOLE if whole else 5)
