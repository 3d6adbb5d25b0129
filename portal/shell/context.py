"""What every page of the shell shows around its content."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.conf import settings

from accounts.models import User
from departments.actors import actor_for
from departments.kept import department, installed_region
from ledger import timekeeping
from messaging.selectors import COUNTED_AT_MOST, unread_number
from portal.shell.navigation import NavItem, menu_for, url_of
from procedure.enums import BUREAU_ROLES, COURT_ROLES, MEMBER_ROLES, Role

if TYPE_CHECKING:
    from datetime import datetime

    from django.http import HttpRequest

    from departments.models import Region
    from procedure.actors import HeldPost

LARGE_TEXT_COOKIE = "large_text"
AUDIENCE_OF_ROLE: dict[str, str] = {
    **dict.fromkeys(COURT_ROLES, "court"),
    **dict.fromkeys(BUREAU_ROLES, "bureau"),
    **dict.fromkeys(MEMBER_ROLES, "member"),
    Role.OFFICE: "office",
    Role.LEADER: "leader",
    Role.ADMINISTRATOR: "administrator",
}


@dataclass(frozen=True)
class Shell:
    """Header, menu and footer of a page."""

    region_name: str
    measures_title: str
    menu: list[NavItem]
    person: str = ""
    post: str = ""
    unread: str = ""
    messages_url: str = ""
    demo: bool = False
    personas_url: str = ""
    # The demo's time, which a visitor may move, and where.
    legal_now: datetime | None = None
    travel_url: str = ""
    move_url: str = ""
    no_fee_line: str = ""
    honesty_line: str = ""
    report_phone: str = ""
    large_text: bool = False


def shell(request: HttpRequest) -> dict[str, Shell]:
    """Context processor; for whoever has signed in a query, for the unread messages."""
    region = installed_region()
    user = _signed_in_user(request)
    posts = _posts_of(request, user)
    audiences = _audiences(user, posts)
    return {
        "shell": Shell(
            region_name=region.name if region else "",
            measures_title=region.measures_title if region else "",
            menu=menu_for(audiences, request.path),
            person=str(user) if user else "",
            post=_post_words(posts),
            unread=_unread(request, user),
            messages_url=url_of("person:messages") if user else "",
            **_of_the_demo(),
            no_fee_line=_option(region, "no_fee_line"),
            honesty_line=_option(region, "honesty_line"),
            report_phone=_option(region, "report_phone"),
            large_text=request.COOKIES.get(LARGE_TEXT_COOKIE) == "1",
        )
    }


def _of_the_demo() -> dict[str, Any]:
    if not settings.DEMO:
        return {}
    urls = {name: url_of(f"demo:{page}") for name, page in (("personas_url", "personas"), ("travel_url", "time"), ("move_url", "move"))}
    return {"demo": True, "legal_now": timekeeping.now(), **urls}


def audiences_of(request: HttpRequest) -> list[str]:
    """Return whose menus the person sees."""
    user = _signed_in_user(request)
    return _audiences(user, _posts_of(request, user))


def _signed_in_user(request: HttpRequest) -> User | None:
    user = getattr(request, "user", None)
    return user if isinstance(user, User) and user.is_authenticated else None


def _audiences(user: User | None, posts: list[HeldPost]) -> list[str]:
    """Return the audiences in the order of the posts; whoever has no post acts for an enterprise."""
    if user is None:
        return ["public"]
    known = [AUDIENCE_OF_ROLE[post.role] for post in posts if post.role in AUDIENCE_OF_ROLE]
    return list(dict.fromkeys(known)) or ["enterprise"]


def _posts_of(request: HttpRequest, user: User | None) -> list[HeldPost]:
    """A page outside the policy, as those of the sign-in, has no actor yet."""
    if user is None:
        return []
    actor = getattr(request, "actor", None) or actor_for(user, timekeeping.now())
    return sorted(actor.posts, key=lambda post: post.place)


def _post_words(posts: list[HeldPost]) -> str:
    if not posts:
        return ""
    first = f"{department(posts[0].department_id).short_name} {posts[0].title or posts[0].role.label}"
    return first if len(posts) == 1 else f"{first}等 {len(posts)} 个岗位"


def _unread(request: HttpRequest, user: User | None) -> str:
    """What the bell says: nothing, a number, or 99+."""
    number: int | None = getattr(request, "unread", None)
    if number is None:
        actor = getattr(request, "actor", None)
        number = 0 if actor is None or user is None else unread_number(actor)
    if number == 0:
        return ""
    return str(number) if number < COUNTED_AT_MOST else f"{COUNTED_AT_MOST - 1}+"


def _option(region: Region | None, key: str) -> str:
    """Read one line of the footer; a page must not fail because a region is not fully loaded."""
    return str(region.options.get(key, "")) if region else ""
