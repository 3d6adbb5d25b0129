"""The pages and steps that are measured exist, and generated cases bear them with every trigger in force."""

import pytest
from django.db import connection
from django.test import Client

from accounts.models import User
from bench import pages
from ledger.verify import verify

STEPS = ("accept", "pass_review", "receive_push", "propose_distribution", "receive_delivery", "propose_answer")


@pytest.mark.parametrize("name", STEPS)
def test_generated_cases_take_the_step_that_the_portal_offers(accounts, name):
    step = next(step for step in pages.steps(accounts) if step.name == name)
    client = Client()
    client.force_login(User.objects.get(username=accounts[step.who]))
    path, data = step.ready(1)[0]
    before = step.subjects.count()
    assert client.post(path, data).status_code == 302
    assert step.subjects.count() == before - 1
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    assert verify(files=False).findings == []


def test_every_measured_page_answers(accounts):
    clients = {who: Client() for who in accounts}
    for who, client in clients.items():
        client.force_login(User.objects.get(username=accounts[who]))
    asked = [*pages.list_pages(), *(page for _, found in pages.searches() for page in found[:1])]
    assert len(asked) == 34 + 13 + 7 * 4
    assert [page.name for page in asked if clients[page.who].get(page.path).status_code != 200] == []
    single = pages.case_pages(accounts, 2)
    assert [path for who, paths in single.items() for path in paths if clients[who].get(path).status_code != 200] == []
    assert Client().get(pages.verification_pages(1)[0]).status_code == 200


def test_a_search_finds_the_case_it_asks_for(accounts):
    client = Client()
    client.force_login(User.objects.get(username=accounts["officer"]))
    for label, found in pages.searches():
        if label.startswith("court_cases"):
            is_empty = "没有符合条件" in client.get(found[0].path).content.decode()
            assert is_empty == label.endswith("nothing"), label
