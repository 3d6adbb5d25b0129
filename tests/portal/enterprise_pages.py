"""Who acts on the enterprise's pages, for the tests of these pages."""

from __future__ import annotations

import re
from datetime import timedelta
from io import BytesIO
from typing import TYPE_CHECKING

import pikepdf
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from cases.models import Application
from demo.people import create_agent, create_cast
from demo.walk import Plot, Walk
from tests.regions.files import QINGLAN, load
from tests.support.strictness import StrictClient
from tests.support.world import AT, PASSWORD, new_uscc, new_walk

if TYPE_CHECKING:
    from accounts.models import User

# The walks of the tests begin on AT and go one day on before the enterprise applies.
NOW = AT + timedelta(days=1, hours=2)
COMPLETE = {
    "facts": {
        "ground": "fulfilled",
        "performance": "已于十月付清。",
        "contact_phone": "13912345678",
        "service_address": "示范路1号（虚构地址）",
        "service_mobile": "13912345678",
        "service_electronic": "yes",
    },
    "statement": {"duties_performed": "已付清货款。", "wrongs_corrected": "已补报财产。", "prevention": "建立付款台账。"},
}


def signed_in(user: User) -> StrictClient:
    client = StrictClient()
    client.force_login(user)
    return client


def agent_of(walk: Walk) -> StrictClient:
    return signed_in(walk.agent)


def stranger(cast) -> StrictClient:
    """An agent of another enterprise."""
    return agent_of(new_walk(cast).record().take_measures().serve().join())


def staff(cast, part: str = "handling_judge") -> StrictClient:
    return signed_in(cast.people[part])


def draft_of(walk: Walk) -> Walk:
    return walk.record().take_measures().serve().later(days=1).join().draft()


def filled_elsewhere() -> Walk:
    """A draft in the other district, where only the legal representative signs."""
    cast = create_cast(load(QINGLAN, AT), since=AT.date(), password=PASSWORD)
    plot = Plot(enterprise_name="示例青禾制造有限公司", uscc=new_uscc(77), number="（2026）甘9904执7号", fulfilled=False)
    return draft_of(Walk(cast, plot, create_agent("agent-77", "经办柒", PASSWORD), AT)).fill()


def stored(walk: Walk) -> Application:
    return Application.objects.get(pk=walk.application.pk)


def url(name: str, *args: object) -> str:
    return reverse(f"enterprise:{name}", args=args)


def pdf(name: str = "付款回单.pdf", *, pages: int = 1) -> SimpleUploadedFile:
    document = pikepdf.new()
    for _ in range(pages):
        document.add_blank_page()
    content = BytesIO()
    document.save(content)
    return SimpleUploadedFile(name, content.getvalue(), "application/pdf")


def fill_by_hand(client: Client, walk: Walk) -> None:
    """Everything but the commitment, page by page."""
    pk = walk.application.pk
    facts = COMPLETE["facts"] | {"enforcement_cases": [walk.enforcement.pk], "then": "next"}
    assert client.post(url("facts", pk), facts).status_code == 302
    assert client.post(url("statement", pk), COMPLETE["statement"] | {"then": "next"}).status_code == 302
    upload = {"do": "upload-1", "upload-1-kind": "performance_proof", "upload-1-file": pdf()}
    assert client.post(url("materials", pk), upload).status_code == 302


def shown_in(page: str) -> str:
    """What the form of the letter says that the page has shown."""
    found = re.search(r'name="shown"\s+value="([0-9a-f]{64})"', page)
    assert found
    return found[1]


def promise(walk: Walk, **changes: str) -> dict[str, str]:
    """The form of the last page, ticked and signed."""
    form = {
        "commitment_agreed": "on",
        "shown": walk.shown(),
        "submission_token": walk.application.submission_token,
        "then": "submit",
    }
    return form | changes
