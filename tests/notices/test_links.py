"""An address that was once printed has to lead somewhere for as long as the paper lasts."""

import hashlib
import inspect
import json

import pytest
from django.conf import settings
from django.test import Client
from django.urls import Resolver404, resolve

from cases.enums import CaseState
from cases.services import creditor_links
from ledger import timekeeping
from notices import links
from notices.models import Document

# Every path that a release has printed, in the order of release. Lines are added at the end; none is changed or taken away.
RELEASED = (
    "/n/{token}/",
    "/progress/",
    "/enterprise/",
    "/enterprise/cases/{case}/",
    "/v/{code}/",
    "/c/{link}/",
)
# What the first 5 of them hash to: that one was changed or taken away shows here; more lines do not.
FIRST, DIGEST = 5, "4448b9dadf515becc6fa5e85ea7456a7e8b12ec61a83a2978cee230a8528d027"
FORMS = {
    "notice": "/n/{token}/",
    "progress": "/progress/",
    "enterprise_desk": "/enterprise/",
    "enterprise_case": "/enterprise/cases/{case}/",
    "certificate": "/v/{code}/",
    "creditor": "/c/{link}/",
}


@pytest.fixture
def issued(case_in):
    return case_in(CaseState.CERTIFIED)


def facts(walk) -> dict[str, object]:
    made = creditor_links.make_link(walk.case.consultation.pk, by=walk.by("acceptance_officer"), at=timekeeping.now())
    return {"token": walk.notice.token, "case": walk.case_id, "code": walk.case.certificate.verify_code, "link": made.token}


def named_links() -> dict[str, object]:
    helpers = {"public_url", "is_public_url"}
    return {name: link for name, link in vars(links).items() if inspect.isfunction(link) and name not in helpers}


def test_every_link_prints_a_released_path(issued):
    given = facts(issued)
    arguments = {"notice": given["token"], "creditor": given["link"], "enterprise_case": given["case"], "certificate": given["code"]}
    for name, link in named_links().items():
        url = link(arguments[name]) if name in arguments else link()
        assert url == links.public_url(FORMS[name].format(**given))
        assert FORMS[name] in RELEASED


def test_released_paths_only_grow():
    assert hashlib.sha256("\n".join(RELEASED[:FIRST]).encode()).hexdigest() == DIGEST


@pytest.mark.parametrize("path", RELEASED)
def test_a_released_path_opens_for_whom_it_is_printed(issued, path):
    address = path.format(**facts(issued))
    client = Client()
    if path.startswith("/enterprise/"):
        client.force_login(issued.agent)
    response = client.get(address)
    assert resolve(address)
    assert response.status_code == 200, address


def test_every_address_on_a_paper_is_one_of_the_links(issued):
    """Whatever begins with our own host in a snapshot resolves."""
    found = set()
    for document in Document.objects.order_by("pk"):
        found |= {value for name, value in json.loads(bytes(document.snapshot))["fields"].items() if name.endswith("_url")}
    assert len(found) >= 3
    for url in found:
        assert links.is_public_url(url)
        try:
            resolve(url.removeprefix(settings.PUBLIC_BASE_URL.rstrip("/")))
        except Resolver404:
            pytest.fail(url)
