"""Whatever a menu or a list offers to somebody opens for that person, and what was done is called in Chinese."""

import ast
import re

import pytest
from django.conf import settings
from django.urls import reverse

from demo.people import create_agent
from ledger import timekeeping
from portal.casepage.timeline import LABELS
from portal.shell.navigation import entries_of, menu_for
from tests.portal.enterprise_pages import NOW, agent_of, signed_in
from tests.portal.staff_pages import as_part
from tests.support.world import PASSWORD, new_walk

PARTS = (
    *("acceptance_officer", "handling_judge", "reviewing_judge", "signing_president", "list_operator"),
    *("bureau_handler", "bureau_approver", "finance:liaison", "finance:approver", "office", "leader", "administrator"),
)
# Streams of their own, of which no page tells line by line.
NO_PAGE = {
    "paper_made",
    "post_given",
    "post_ended",
    "import_withdrawn",
    "enterprise_completed",
    "apply_region",
    "load_calendar",
    "clocks_recalculated",
    "days_excluded",
}


@pytest.fixture(autouse=True)
def _now():
    with timekeeping.pinned(NOW):
        yield


def menu_of(client):
    page = client.get(reverse("public:start"), follow=True).content.decode()
    return set(re.findall(r'href="(/[^"?#]*)"', page[page.index("<nav") : page.rindex("</nav>")]))


@pytest.mark.parametrize("part", PARTS)
def test_every_entry_of_a_menu_opens(cast, part):
    client = as_part(cast, part)
    found = menu_of(client)
    assert len(found) >= 1
    assert [path for path in found if client.get(path).status_code != 200] == []


AUDIENCES = ("public", "enterprise", "court", "bureau", "member", "office", "leader", "administrator")


@pytest.mark.parametrize(
    "audiences", [*((one,) for one in AUDIENCES), ("court", "leader"), ("bureau", "office"), ("office", "administrator")]
)
def test_a_menu_is_one_row_and_holds_everything_once(audiences):
    menu = menu_for(audiences, reverse("group:members"))
    urls = [one.url for item in menu for one in item.items or (item,)]
    assert sorted(urls) == sorted({reverse(name) for audience in audiences for _, name, _ in entries_of(audience)})
    assert len(menu) <= (9 if len(audiences) == 1 else 13)
    assert all(len(item.items) != 1 and bool(item.url) != bool(item.items) for item in menu)
    marked = [item for item in menu if item.is_current]
    assert len(marked) == (reverse("group:members") in urls)
    assert all(sum(one.is_current for one in item.items) == 1 for item in marked if item.items)


def test_every_entry_opens_for_somebody_who_waits_to_be_confirmed(db):
    """Before anybody has confirmed a request to act, and after the last mandate has ended."""
    client = signed_in(create_agent("waits", "等候人", PASSWORD))
    found = menu_of(client)
    assert {reverse(name) for _, name, _ in entries_of("enterprise")} <= found
    assert [path for path in found if client.get(path).status_code != 200] == []


def test_a_list_offers_a_step_only_to_those_who_may_take_it(cast):
    walk = new_walk(cast, fulfilled=True).record()
    offered = {}
    for part in ("acceptance_officer", "handling_judge", "reviewing_judge", "signing_president", "list_operator"):
        client = as_part(cast, part)
        steps = re.findall(r'href="(/court/enforcement/\d+/duty/)"', client.get(reverse("court:duties")).content.decode())
        offered[part] = reverse("court:duty_new", args=[walk.enforcement.pk]) in steps
        assert [step for step in steps if client.get(step).status_code != 200] == []
    assert offered["acceptance_officer"]
    assert not offered["list_operator"]
    assert agent_of(walk.take_measures().serve().join()).get(reverse("court:duties")).status_code == 404


def written_actions():
    """What a line of the ledger is called where no row of the flow names it."""
    for path in settings.BASE_DIR.glob("[a-z]*/**/*.py"):
        if path.relative_to(settings.BASE_DIR).parts[0] in ("tests", "bench"):
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func).endswith(("append_event", "store_moved")):
                yield from (word.value.value for word in node.keywords if word.arg == "action" and isinstance(word.value, ast.Constant))


def test_every_line_that_a_page_tells_has_its_words():
    written = set(written_actions())
    assert {"creditor_link_made", "examination_saved"} <= written
    assert written >= NO_PAGE
    assert written - NO_PAGE <= set(LABELS)
