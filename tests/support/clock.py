"""The time of a test's database, as the demo moves it: for tests whose other processes and connections have to see it too.

``timekeeping.pinned`` is quicker, and holds within this process alone.
"""

from __future__ import annotations

from datetime import datetime

from django.db import connection

from demo import clock
from ledger import timekeeping

# The clock as it goes on from ``moment``, and what the database is ahead of that.
BEGIN = """
    CREATE OR REPLACE FUNCTION demo.now() RETURNS timestamptz LANGUAGE sql VOLATILE AS $$
        SELECT timestamptz '{moment}' + (clock_timestamp() - timestamptz '{now}')
            + make_interval(secs => coalesce((SELECT seconds FROM demo.clock), 0))
    $$
"""


def begin_at(moment: datetime) -> None:
    """From now on it is ``moment`` for everybody who asks this database, and it can be moved on.

    Before anything is recorded, where the ledger is verified afterwards: its lines must not have been written later than now.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        cursor.execute(BEGIN.format(moment=moment.isoformat(), now=cursor.fetchone()[0].isoformat()))
    clock.mark_as_demo()


def come_to(moment: datetime) -> datetime:
    """Move it on for everybody; returns the present."""
    clock.come_to(moment)
    return timekeeping.now()
