"""Make the floor's tables and rows in its own database: ``python -m bench.floor.prepare CASES``."""

from __future__ import annotations

import os
import sys

os.environ["DJANGO_SETTINGS_MODULE"] = "bench.floor.settings"

import django
from django.core.management import call_command
from django.db import connection

EVENTS_A_CASE = 10
ROWS = """
    INSERT INTO floor_enterprise (id, name, uscc)
        SELECT n, '示例' || n || '号有限公司', 'E' || lpad(n::text, 17, '0') FROM generate_series(1, {cases} / 5) AS n;
    INSERT INTO floor_case (id, number, enterprise_id, state, version, due_on)
        SELECT n, '登' || n || '号', 1 + n % ({cases} / 5), 'submitted', 1, DATE '2026-01-01' + n % 300 FROM generate_series(1, {cases}) AS n;
    INSERT INTO floor_event (case_id, at, actor, action)
        SELECT n, now(), 'system', 'open' FROM generate_series(1, {cases}) AS n CROSS JOIN generate_series(1, {events}) AS e;
    INSERT INTO floor_certificate (case_id, number, verify_code, is_valid)
        SELECT n, '证' || n || '号', md5(n::text), true FROM generate_series(1, {cases}) AS n;
    ANALYZE
"""


def main(cases: int) -> None:
    django.setup()
    call_command("migrate", interactive=False, run_syncdb=True, verbosity=0)
    from django.contrib.auth.models import User

    User.objects.create_user("floor", password=os.environ["BENCH_PASSWORD"])
    with connection.cursor() as cursor:
        cursor.execute(ROWS.format(cases=cases, events=EVENTS_A_CASE))


if __name__ == "__main__":
    main(int(sys.argv[1]))
