from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from adoption.load import OutdatedPlanError, apply, plan
from departments.models import RegionVersion
from ledger.models import Event
from ledger.timekeeping import legal_date
from tests.regions.files import MORNING, QINGLAN


@pytest.mark.django_db(transaction=True)
def test_of_two_operators_at_once_one_loads_and_the_other_is_told():
    planned = plan(QINGLAN, on=legal_date(MORNING))
    together = Barrier(2, timeout=10)

    def load(operator):
        try:
            together.wait()
            apply(planned, by=operator, at=MORNING)
        except OutdatedPlanError as error:
            return str(error)
        finally:
            connection.close()
        return "loaded"

    with ThreadPoolExecutor(2) as pool:
        outcomes = sorted(pool.map(load, ("operator:1", "operator:2")))
    assert outcomes == ["loaded", "确认期间地区配置已被他人更改，本次没有导入，请重新执行。"]
    assert RegionVersion.objects.count() == Event.objects.filter(stream="region:qinglan").count() == 1
