"""A page on which something is searched says so when it does not show all."""

import pytest
from django.test import Client
from django.urls import reverse

from accounts import search
from accounts.models import Enterprise, User
from bench import pages

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
    monkeypatch.setattr(search, "SEARCHED_AT_MOST", 3)
    page = client.get(path, {"q": "公司"}).content.decode()
    assert CUT in page
    assert "请多输入几个字，或者输入完整的" in page
    assert CUT not in client.get(path).content.decode()
    assert CUT not in client.get(path, {"q": Enterprise.objects.all()[0].uscc}).content.decode()
