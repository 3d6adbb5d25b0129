"""A step goes by one edition of rules and calendars, from its first look to its line in the ledger."""

import threading
from datetime import date

import pytest
from django.db import transaction

from cases.enums import CaseState, Variant
from cases.services.acceptance import accept
from deadlines.models import Clock
from deadlines.selectors import calendar_for
from deadlines.services import load_calendars
from ledger.models import Event
from ledger.timekeeping import now, one_moment
from procedure.errors import Busy
from tests.deadlines.test_calendars import NEXT
from tests.ledger.conftest import in_parallel
from tests.support.world import new_walk


def test_a_calendar_loaded_while_somebody_works_is_not_missed(committed_cast, tmp_path):
    walk = new_walk(committed_cast).later(days=50).to(CaseState.SUBMITTED)
    path = tmp_path / "calendar-2027.toml"
    path.write_text(NEXT, encoding="utf-8")
    step = {"variant": Variant.LISTED, "by": walk.by("acceptance_officer"), "at": walk.at}
    with one_moment():
        calendar_for(walk.case.region_id)
        now()
        (loaded,) = in_parallel(1, lambda _: load_calendars(walk.case.region, [path], at=walk.at, by="user:3"))
        assert not isinstance(loaded, Exception), loaded
        with pytest.raises(Busy, match="刚刚更新"):
            accept(walk.case.pk, **step)
    assert walk.case.state == CaseState.SUBMITTED
    assert not Event.objects.filter(stream=f"case:{walk.case.pk}", action="accept").exists()
    with one_moment():
        accept(walk.case.pk, **step)
    started = Clock.objects.filter(case=walk.case.pk).order_by("-pk").first()
    assert not started.provisional
    assert started.due_on > date(2027, 1, 1)


def test_a_calendar_waits_for_the_step_that_goes_by_the_one_before(committed_cast, tmp_path):
    walk = new_walk(committed_cast).later(days=50).to(CaseState.SUBMITTED)
    path = tmp_path / "calendar-2027.toml"
    path.write_text(NEXT, encoding="utf-8")
    loading = threading.Thread(target=in_parallel, args=(1, lambda _: load_calendars(walk.case.region, [path], at=walk.at, by="user:3")))
    with transaction.atomic():
        accept(walk.case.pk, variant=Variant.LISTED, by=walk.by("acceptance_officer"), at=walk.at)
        started = Clock.objects.filter(case=walk.case.pk).order_by("-pk").first()
        assert started.provisional
        loading.start()
        loading.join(1)
        assert loading.is_alive()
    loading.join(20)
    started.refresh_from_db()
    assert not started.provisional
