"""A year's arrangement from the file to the message: brought, previewed, checked by another, recalculated before one's eyes, told to each."""

import threading
from contextlib import contextmanager

import pytest
from django.db import connection
from django.urls import reverse
from playwright.sync_api import Page, expect

from calendars import services
from calendars.models import Change, ChangedClock
from cases.enums import CaseState
from deadlines.calendar_files import shipped_files
from deadlines.services import calendars as recalculating
from deadlines.services import recheck_clocks
from ledger import timekeeping
from messaging.models import Message
from supervision.services import tick
from tests.calendars.test_changes import EXTRA
from tests.e2e.stage import Stage
from tests.portal.staff_pages import NOW
from tests.support.world import new_walk

pytestmark = pytest.mark.browser
PHONE = {"width": 375, "height": 740}
CASES = 3
APPROVE = "核对无误，生效"


@pytest.fixture(autouse=True)
def _now():
    with timekeeping.pinned(NOW):
        yield


@pytest.fixture
def walks(committed_cast):
    return [new_walk(committed_cast).to(CaseState.SUBMITTED) for _ in range(CASES)]


class Held:
    """Lets the work that reports its progress go on one report at a time, as if each took long."""

    def __init__(self, monkeypatch):
        self.said, self.may_go_on = threading.Event(), threading.Event()
        reporting = services.reporting

        @contextmanager
        def slowly(change_id):
            with reporting(change_id) as tell:

                def told(done, total):
                    tell(done, total)
                    if done == 1:
                        self.said.set()
                        assert self.may_go_on.wait(60)

                yield told

        monkeypatch.setattr(services, "reporting", slowly)
        # One limit at a time, so that three of them make a bar that moves.
        monkeypatch.setattr(recalculating, "BATCH", 1)

    @contextmanager
    def working(self):
        """The work loop is at it, and stands after the first limit until the caller is done."""
        outcome = {}
        worker = threading.Thread(target=lambda: outcome.update(done=self._tick()))
        worker.start()
        try:
            assert self.said.wait(60)
            yield outcome
        finally:
            self.may_go_on.set()
            worker.join(120)

    @staticmethod
    def _tick():
        try:
            return tick(at=NOW)
        finally:
            connection.close()


def seat(context, base, user) -> Stage:
    stage = Stage(context.new_page(), base)
    stage.seat_without_page(user)
    return stage


def fits(page: Page) -> bool:
    return page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "calendar-2026.toml"

    def write(text):
        path.write_text(text, encoding="utf-8")
        return path

    return write


def bring(office, file):
    """A file with two faults is refused whole, and the page stays where it can be brought again."""
    whole = shipped_files()[-1].read_text(encoding="utf-8") + EXTRA
    office.go(reverse("calendars:arrangement"))
    office.fill(upload=file(whole.replace("2026-11-14", "2026-11-13").replace('"临时放假"', '"全市放假"')))
    office.page.get_by_role("button", name="上传并校验").click()
    office.sees("没有导入", "本来就上班", "看来只在一个地方放假")
    assert not Change.objects.exists()
    office.fill(upload=file(whole))
    office.press("上传并校验")
    office.sees("正在预览将要改期的期限")
    return Change.objects.get()


def preview(office, admin, change, walks):
    """The loop looks at every open limit; the page, which asks again by itself, then lists them. Nothing has moved."""
    admin.go(reverse("calendars:change", args=[change.pk]))
    expect(admin.page.get_by_role("link", name=APPROVE)).to_have_count(0)
    assert fits(admin.page)
    tick(at=NOW)
    expect(office.page.get_by_text("生效后将改期")).to_be_visible()
    office.sees(*(f"修复案号{walk.case.number}" for walk in walks))
    office.sees("2026年11月5日 周四：休息", "您提出的，须由办公室或者系统管理员的另一人核对")
    expect(office.page.get_by_role("link", name=APPROVE)).to_have_count(0)
    expect(admin.page.get_by_role("link", name=APPROVE).first).to_be_visible()
    assert fits(admin.page)
    assert {clock.due_on.day for walk in walks for clock in walk.case.clocks.all()} == {9}


def test_an_arrangement_from_the_file_to_each_message(new_context, live_server, walks, file, monkeypatch):
    base, people = live_server.url, walks[0].cast.people
    office, clerk = (seat(new_context(), base, people[name]) for name in ("office", "acceptance_officer"))
    # The second person sits at a phone whose browser runs no script.
    admin = seat(new_context(viewport=PHONE, java_script_enabled=False), base, people["administrator"])
    change = bring(office, file)
    preview(office, admin, change, walks)
    held = Held(monkeypatch)
    admin.act(reverse("calendars:change", args=[change.pk]), "approve_change", note="已对照通知")
    admin.sees("后台任务即将开始")
    with held.working() as outcome:
        bar = admin.page.get_by_role("progressbar")
        expect(bar).to_have_attribute("value", "1")
        total = int(bar.get_attribute("max"))
        assert total >= CASES
        admin.sees(f"已算 1 个，共 {total} 个期限")
        assert fits(admin.page)
        # Half done is nothing yet for everybody else.
        clerk.go(reverse("court:case", args=[walks[0].case.pk]))
        clerk.sees("11月9日", "剩3个工作日")
        clerk.does_not_see("11月11日")
    assert outcome["done"]["changes"].failed == 0
    expect(admin.page.get_by_text("已生效").first).to_be_visible()
    clerk.page.reload()
    clerk.sees("11月11日", "剩3个工作日")

    # One message for each limit that moved, and the person reads it.
    moved = ChangedClock.objects.filter(change=change)
    admin.sees(f"{moved.count()} 个期限改期")
    assert moved.filter(told_at=None).count() == 0
    assert moved.count() == Message.objects.filter(dedup_key__startswith=f"change:{change.pk}:").count() >= CASES
    clerk.go(reverse("person:messages"))
    clerk.sees(*(f"修复案号{walk.case.number}：放假安排有变动" for walk in walks))
    assert recheck_clocks().is_sound
    # The refusal of the faulty file is an answer with a status of its own, which the browser notes.
    assert [line for line in office.complaints + admin.complaints + clerk.complaints if "422" not in line] == []
