"""How many statements a request sends, session and rights included, BEGIN and the like not: as numbers, so that one more is seen."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from bench import pages
from bench.probe import CONTROL

# One of each is the bell.
LISTS = {
    "court_inbox": 10,
    "court_cases": 5,
    "court_enforcement": 7,
    "court_listings": 6,
    "bureau_inbox": 8,
    "bureau_cases": 5,
    "member_inbox": 7,
    "member_history": 5,
    "office_cases": 5,
    "office_overdue": 6,
    "office_consultations": 5,
    "office_limits": 5,
    "office_reached": 5,
    "enterprise_desk": 8,
}
OVERVIEWS = {
    "office_board": 10,
    "office_board_soon": 10,
    "leaders_page": 9,
    "leaders_page_year": 9,
    "office_limits_late": 5,
    "court_enforcement_unnotified_page1": 5,
}
# Three more where somebody is late: orders, what was fired, what the enterprise said.
CASE_PAGES = {"officer": 9, "handler": 12, "office": 9, "member": 12, "enterprise": 14}
# One of each is the reading of the rights under the lock.
STEPS = {"accept": 38, "pass_review": 20, "receive_push": 19, "propose_distribution": 11, "receive_delivery": 20, "propose_answer": 13}


@pytest.fixture
def clients(accounts):
    clients = {who: Client() for who in accounts}
    for who, client in clients.items():
        client.force_login(User.objects.get(username=accounts[who]))
    return clients


def statements(ask):
    with CaptureQueriesContext(connection) as captured:
        answer = ask()
    assert answer.status_code in (200, 302)
    return sum(not query["sql"].startswith(CONTROL) for query in captured.captured_queries)


def second(client, path):
    """When what a process keeps is there."""
    client.get(path)
    return statements(lambda: client.get(path))


def test_lists_and_overviews(clients):
    wanted = {f"{name}_page{number}": count for name, count in LISTS.items() for number in (1, pages.FAR_PAGE)} | OVERVIEWS
    assert {page.name: second(clients[page.who], page.path) for page in pages.list_pages()} == wanted


def test_searches(clients):
    """One more than the list, which finds the keys; a search that was cut asks once more how long the list is."""
    counted = {label: second(clients[found[0].who], found[0].path) for label, found in pages.searches()}
    # The board shows its figures above what is found.
    assert {label: count for label, count in counted.items() if count > (12 if label.startswith("office_board") else 11)} == {}
    assert counted


def test_pages_of_a_case(clients, accounts):
    most = {who: max(second(clients[who], path) for path in paths) for who, paths in pages.case_pages(accounts, 6).items()}
    assert {who: count for who, count in most.items() if count > CASE_PAGES[who]} == {}
    assert most.keys() == CASE_PAGES.keys()


@pytest.mark.nobody_prints
def test_steps(clients, accounts):
    counted = {}
    for step in pages.steps(accounts):
        (path, data), (next_path, next_data) = step.ready(2)
        clients[step.who].post(path, data)
        client = clients[step.who]
        counted[step.name] = statements(lambda client=client, path=next_path, data=next_data: client.post(path, data))
    assert counted == STEPS


def test_the_verification_page(accounts):
    assert second(Client(), pages.verification_pages(1)[0]) == 3
