"""One draft in two windows, or before two people: nothing is overwritten unseen."""

import re

import pytest

from accounts.enums import AgentKind
from accounts.models import Mandate
from cases.models import Application
from cases.services import mandates
from demo.people import create_agent
from departments.actors import actor_for
from ledger import timekeeping
from tests.portal.enterprise_pages import NOW, agent_of, shown_in, signed_in, url
from tests.support.world import PASSWORD

SECTIONS = ("duties_performed", "wrongs_corrected", "prevention", "contribution", "public_good")


@pytest.fixture(autouse=True)
def _now():
    with timekeeping.pinned(NOW):
        yield


@pytest.fixture
def draft(walk):
    walk.record().take_measures().serve().join().draft()
    return walk


class Window:
    """A page of the draft, as a browser would send it back."""

    def __init__(self, client, address):
        self.client, self.address = client, address
        self.fields = self._fields(client.get(address).content.decode())

    def _fields(self, page):
        hidden = dict(re.findall(r'name="(seen)"\s+value="([^"]*)"', page))
        assert hidden
        texts = re.findall(r'<textarea name="(\w+)"[^>]*>\n?(.*?)</textarea>', page, re.DOTALL)
        return hidden | dict(texts)

    def write(self, *, then="stay", htmx=False, **changes):
        self.fields |= changes
        headers = {"HX-Request": "true"} if htmx else {}
        answer = self.client.post(self.address, self.fields | {"then": then}, headers=headers)
        if htmx and (renewed := re.search(r'name="seen"\s+value="([^"]*)"', answer.content.decode())):
            self.fields["seen"] = renewed[1]
        return answer


def statement(walk, client=None):
    return Window(client or agent_of(walk), url("statement", walk.application.pk))


def stored(walk):
    return Application.objects.get(pk=walk.application.pk)


def test_two_windows_that_write_two_sections_keep_both(draft):
    first, second = statement(draft), statement(draft)
    assert second.write(prevention="建立付款台账。").status_code == 302
    assert first.write(duties_performed="已付清。").status_code == 302
    assert (stored(draft).prevention, stored(draft).duties_performed) == ("建立付款台账。", "已付清。")


@pytest.mark.parametrize("section", SECTIONS)
def test_the_same_section_written_twice_is_told_before_anything_is_overwritten(draft, section):
    first, second = statement(draft), statement(draft)
    second.write(**{section: "第二个窗口的话。"})
    answer = first.write(**{section: "第一个窗口的话。"})
    page = answer.content.decode()
    assert answer.status_code == 409
    for text in ("在另一个窗口", "第二个窗口的话。", "第一个窗口的话。"):
        assert text in page
    assert getattr(stored(draft), section) == "第二个窗口的话。"
    again = first._fields(page)
    assert first.client.post(first.address, again | {section: "合在一起的话。", "then": "stay"}).status_code == 302
    assert getattr(stored(draft), section) == "合在一起的话。"


def test_what_one_window_cleared_another_does_not_bring_back(draft):
    statement(draft).write(prevention="先写的。")
    first, second = statement(draft), statement(draft)
    second.write(prevention="")
    first.write(contribution="带动就业。")
    assert (stored(draft).prevention, stored(draft).contribution) == ("", "带动就业。")


def test_a_window_that_saves_by_itself_never_stands_in_its_own_way(draft):
    window = statement(draft)
    for text in ("建", "建立", "建立台账。"):
        answer = window.write(htmx=True, prevention=text)
        assert "没有保存" not in answer.content.decode()
    assert stored(draft).prevention == "建立台账。"


def test_saving_by_itself_tells_and_goes_on_telling(draft):
    first, second = statement(draft), statement(draft)
    second.write(prevention="第二个窗口的话。")
    for _ in range(2):
        answer = first.write(htmx=True, prevention="第一个窗口的话。", contribution="带动就业。")
        assert "另一个窗口" in answer.content.decode()
    assert (stored(draft).prevention, stored(draft).contribution) == ("第二个窗口的话。", "带动就业。")


def test_a_page_that_says_nothing_of_what_it_showed_erases_nothing(draft):
    statement(draft).write(prevention="先写的。")
    agent_of(draft).post(url("statement", draft.application.pk), {"duties_performed": "已付清。", "then": "stay"})
    assert (stored(draft).prevention, stored(draft).duties_performed) == ("先写的。", "已付清。")


def test_a_colleague_is_told_as_another_window_is(draft):
    colleague = create_agent("colleague", "同事", PASSWORD)
    asked = mandates.request_by_notice(draft.notice.token, kind=AgentKind.STAFF, by=actor_for(colleague, NOW), at=NOW)
    mandates.decide_mandate(asked.pk, grant=True, reason="", by=draft.by("acceptance_officer"), at=NOW)
    assert Mandate.objects.filter(state="active").count() == 2
    mine, theirs = statement(draft), statement(draft, signed_in(colleague))
    theirs.write(prevention="同事写的。")
    assert mine.write(prevention="我写的。").status_code == 409


def test_what_changed_after_the_last_look_is_looked_at_again_before_it_is_signed(draft):
    draft.fill()
    client = agent_of(draft)
    address = url("commitment", draft.application.pk)
    page = client.get(address).content.decode()
    seen = re.search(r'name="seen"\s+value="([^"]*)"', page)[1]
    statement(draft).write(prevention="临时改过。")
    signed = {"submission_token": draft.application.submission_token, "commitment_agreed": "on", "shown": shown_in(page), "then": "submit"}
    answer = client.post(address, signed | {"seen": seen})
    assert answer.status_code == 409
    assert "请重新核对后再签署提交" in answer.content.decode()
    assert "临时改过。" in answer.content.decode()
    assert stored(draft).state == "draft"
    renewed = re.search(r'name="seen"\s+value="([^"]*)"', answer.content.decode())[1]
    assert client.post(address, signed | {"seen": renewed}).status_code == 409
    assert client.post(address, signed | {"seen": renewed, "shown": shown_in(answer.content.decode())}).status_code == 302
    assert stored(draft).state == "submitted"
