"""A holiday is added to a year that was already announced, while limits run: every page counts by the arrangement of its dates."""

import re

import pytest
from django.urls import reverse

from cases.enums import CaseState
from cases.models import Application
from deadlines.calendar_files import shipped_files
from deadlines.services import FinalDatesDifferError, load_calendars
from ledger import timekeeping
from tests.portal.enterprise_pages import agent_of, url
from tests.portal.staff_pages import NOW, as_part, text_of
from tests.support.world import in_state

EXTRA = """
[[holiday]]
name = "临时放假"
from = 2026-11-05
to = 2026-11-06
"""


@pytest.fixture(autouse=True)
def _now():
    with timekeeping.pinned(NOW):
        yield


@pytest.fixture
def extra(tmp_path):
    path = tmp_path / "calendar-2026.toml"
    path.write_text(next(file for file in shipped_files() if "2026" in file.name).read_text(encoding="utf-8") + EXTRA, encoding="utf-8")
    return path


def pages(walk, client):
    clerk, agent, office = as_part(walk.cast, "acceptance_officer"), agent_of(walk), as_part(walk.cast, "office")
    application = Application.objects.get(pk=walk.application.pk)
    asked = {"query_code": application.query_code, "phone_tail": application.contact_phone[-4:]}
    return {
        "case": text_of(clerk.get(reverse("court:case", args=[walk.case.pk]))),
        "inbox": text_of(clerk.get(reverse("court:inbox"), {"q": walk.plot.number})),
        "enterprise": text_of(agent.get(url("case", walk.case.pk))),
        "desk": text_of(agent.get(url("desk"))),
        "office": text_of(office.get(reverse("office:board"), {"q": walk.plot.number})),
        "progress": text_of(client.post(reverse("public:progress"), asked)),
    }


def read(walk, client, last_day, left):
    for name, page in pages(walk, client).items():
        assert last_day in page, name
        assert left in page, name


@in_state(CaseState.SUBMITTED)
def test_no_page_mixes_the_days_of_one_arrangement_with_a_date_of_another(stood, client, extra):
    walk, region = stood, stood.case.region
    read(walk, client, "11月9日", "剩3个工作日")
    with pytest.raises(FinalDatesDifferError, match="登记的是 2026-11-09，按新的放假安排是 2026-11-11"):
        load_calendars(region, [extra], at=NOW, by="operator")
    read(walk, client, "11月9日", "剩3个工作日")
    load_calendars(region, [extra], at=NOW, by="operator", moves_final=True)
    read(walk, client, "11月11日", "剩3个工作日")
    # The day itself stays in the strip that says why; it is no last day any more.
    assert not [name for name, page in pages(walk, client).items() if re.search("(截止|为什么是) ?11月9日", page)]
