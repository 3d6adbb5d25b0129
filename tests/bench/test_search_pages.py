"""A page on which something is searched says so when it does not show all."""

import pytest
from django.test import Client
from django.urls import reverse

from accounts import search
from accounts.models import Enterprise, User
from bench import pages
from portal.lists import filters

CUT = "符合的太多"


@pytest.fixture
def browser(accounts):
    def signed_in(who):
        client = Client()
        client.force_login(User.objects.get(username=accounts[who]))
        return client

    return signed_in


@pytest.mark.parametrize(("name", "who", "url"), pages.SEARCHED)
def test_a_page_says_that_it_does_not_show_all(browser, monkeypatch, name, who, url):
    client, path = browser(who), reverse(url)
    assert CUT not in client.get(path, {"q": "公司"}).content.decode()
    monkeypatch.setattr(search, "SEARCHED_AT_MOST", 1)
    monkeypatch.setattr(filters, "SHORT", 1)
    page = client.get(path, {"q": "公司"}).content.decode()
    assert CUT in page
    assert "请多输入几个字，或者输入完整的" in page
    assert CUT not in client.get(path).content.decode()
    assert CUT not in client.get(path, {"q": Enterprise.objects.all()[0].uscc}).content.decode()


@pytest.mark.parametrize(
    ("who", "url", "narrowed"),
    [
        ("officer", "court:cases", {"state": "submitted"}),
        ("officer", "court:inbox", {}),
        ("member", "member:inbox", {"state": "received"}),
        ("office", "office:overdue", {}),
        ("officer", "court:mandates_active", {}),
    ],
)
def test_a_short_list_is_read_whole_and_says_nothing(browser, monkeypatch, who, url, narrowed):
    client, path, text = browser(who), reverse(url), "公司"
    wanted = client.get(path, {**narrowed, "q": text}).context["page"]
    assert wanted.paginator.count
    monkeypatch.setattr(search, "LED_TO_AT_MOST", 1)
    monkeypatch.setattr(filters, "SHORT", wanted.paginator.count)
    found = client.get(path, {**narrowed, "q": text})
    assert [row.pk for row in found.context["page"]] == [row.pk for row in wanted]
    assert CUT not in found.content.decode()
