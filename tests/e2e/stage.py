"""One browser window in which one person after another sits down and does their step on the real pages."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.test import Client
from playwright.sync_api import Locator, Page, expect

from accounts.models import User
from cases.models import Case, ProactiveNotice
from ledger import timekeeping
from tests.support.world import PASSWORD

KINDS = "() => Object.fromEntries([...document.querySelectorAll('main [name]')].map(field => [field.name, field.type]))"


class Stage:
    def __init__(self, page: Page, base: str) -> None:
        self.page = page
        self.base = base
        self.complaints: list[str] = []
        self.sessions: dict[str, Any] = {}
        page.on("console", lambda message: self.complaints.append(message.text) if message.type in ("error", "warning") else None)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))

    # --- who ---

    def seat(self, user: User) -> None:
        """Let a person sign in on the page; whoever comes back finds the session open."""
        self.page.context.clear_cookies()
        if user.username in self.sessions:
            self.page.context.add_cookies(self.sessions[user.username])
            return
        self.go("/accounts/login/")
        self.sign_in(user)

    def sign_in(self, user: User) -> None:
        self.fill(login=user.username, password=PASSWORD)
        self.press("登录")
        self.sessions[user.username] = self.page.context.cookies()

    def seat_without_page(self, user: User) -> None:
        """For the many people of the units: the sign-in page has been seen often enough, and limits attempts."""
        client = Client()
        client.force_login(user)
        self.page.context.clear_cookies()
        value = client.cookies[settings.SESSION_COOKIE_NAME].value
        self.page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": value, "url": self.base}])

    # --- what ---

    def go(self, path: str) -> None:
        answer = self.page.goto(self.base + path, wait_until="domcontentloaded")
        assert answer is not None
        assert answer.status == 200, (path, answer.status)

    def fill(self, **values: Any) -> None:
        """Fill in fields of the page's form by their names; a tuple ticks several boxes, a Path is a file to attach."""
        kinds = self.page.evaluate(KINDS)
        for name, value in values.items():
            for one in value if isinstance(value, tuple) else (value,):
                self._fill_one(name, kinds[name], one)

    def _fill_one(self, name: str, kind: str, value: Any) -> None:
        field = self.page.locator(f'main [name="{name}"]')
        if kind in ("radio", "checkbox"):
            choice = field if value is True else field.and_(self.page.locator(f'[value="{value}"]'))
            choice.check()
        elif kind == "select-one":
            field.select_option(str(value))
        elif isinstance(value, Path):
            field.set_input_files(value)
        else:
            field.fill(str(value))

    def press(self, name: str) -> None:
        self._press(self.page.locator("main").get_by_role("button", name=name, exact=True))

    def _press(self, button: Locator) -> None:
        """What the server refuses fails the play with its own words."""
        with self.page.expect_navigation(wait_until="domcontentloaded"):
            button.click()
        refused = self.page.locator(".cr-error-summary, .cr-notice-danger")
        assert refused.count() == 0, refused.first.inner_text()

    def follow(self, name: str) -> None:
        with self.page.expect_navigation(wait_until="domcontentloaded"):
            self.page.locator("main").get_by_role("link", name=name, exact=True).first.click()

    def act(self, where: str, action: str, **values: Any) -> None:
        """One action of the table on its page: ``where`` is the page of the case, notice or answer."""
        self.go(f"{where}do/{action}/")
        self.fill(**values)
        self.confirm()

    def confirm(self) -> None:
        """Press the one button that does it, whatever it is called there."""
        self._press(self.page.locator("main form button[type=submit]").and_(self.page.locator(".btn-primary, .btn-danger")))

    def sees(self, *texts: str) -> None:
        for text in texts:
            expect(self.page.locator("body")).to_contain_text(text)

    def does_not_see(self, *texts: str) -> None:
        for text in texts:
            expect(self.page.locator("body")).not_to_contain_text(text)


class Days:
    """The legal present of the play, which only moves on."""

    def __init__(self, stack: ExitStack) -> None:
        self._stack = stack

    def come_to(self, moment: datetime) -> None:
        self._stack.enter_context(timekeeping.pinned(moment))


@contextmanager
def days_from(moment: datetime) -> Iterator[Days]:
    with ExitStack() as stack:
        days = Days(stack)
        days.come_to(moment)
        yield days


@dataclass
class Firm:
    """An enterprise of a play, with whom it is for."""

    name: str
    uscc: str
    number: str
    listed: bool
    username: str

    @property
    def agent(self) -> User:
        return User.objects.get(username=self.username)

    @property
    def notice(self) -> ProactiveNotice:
        return ProactiveNotice.objects.get(enforcement_case__number=self.number)

    @property
    def case(self) -> Case:
        return Case.objects.get(enforcement_case__number=self.number)

    def page(self, office: str) -> str:
        return f"/{office}/cases/{self.case.pk}/"
