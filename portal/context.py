"""What every page of the shell shows around its content."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.conf import settings

from accounts.models import User
from departments.enums import BUREAU_ROLES, COURT_ROLES, MEMBER_ROLES, Role
from departments.models import Post
from ledger import timekeeping
from portal.navigation import NavItem, menu_for
from portal.region import region_of

if TYPE_CHECKING:
    from django.http import HttpRequest

    from departments.models import Region

LARGE_TEXT_COOKIE = "large_text"
AUDIENCE_OF_ROLE: dict[str, str] = {
    **dict.fromkeys(COURT_ROLES, "court"),
    **dict.fromkeys(BUREAU_ROLES, "bureau"),
    **dict.fromkeys(MEMBER_ROLES, "member"),
    Role.OFFICE: "office",
    Role.LEADER: "office",
}


@dataclass(frozen=True)
class Shell:
    """Header, menu and footer of a page."""

    region_name: str
    measures_title: str
    audience: str
    menu: list[NavItem]
    person: str = ""
    post: str = ""
    unread: int = 0
    demo: bool = False
    no_fee_line: str = ""
    honesty_line: str = ""
    report_phone: str = ""
    large_text: bool = False


def shell(request: HttpRequest) -> dict[str, Shell]:
    """Context processor; one query for the region, one for the person's posts when somebody is signed in."""
    region = region_of(request)
    user = _signed_in_user(request)
    post = _post_of(user) if user else None
    audience = _audience(user, post)
    return {
        "shell": Shell(
            region_name=region.name if region else "",
            measures_title=region.measures_title if region else "",
            audience=audience,
            menu=menu_for(audience, request.path),
            person=str(user) if user else "",
            post=_post_words(post),
            demo=settings.DEMO,
            no_fee_line=_option(region, "no_fee_line"),
            honesty_line=_option(region, "honesty_line"),
            report_phone=_option(region, "report_phone"),
            large_text=request.COOKIES.get(LARGE_TEXT_COOKIE) == "1",
        )
    }


def audience_of(request: HttpRequest) -> str:
    """Return whose menu the person sees."""
    user = _signed_in_user(request)
    return _audience(user, _post_of(user) if user else None)


def _signed_in_user(request: HttpRequest) -> User | None:
    user = getattr(request, "user", None)
    return user if isinstance(user, User) and user.is_authenticated else None


def _audience(user: User | None, post: Post | None) -> str:
    if user is None:
        return "public"
    return AUDIENCE_OF_ROLE.get(post.role, "public") if post else "enterprise"


def _post_of(user: User) -> Post | None:
    today = timekeeping.today()
    posts = Post.objects.filter(user=user, valid_from__lte=today).select_related("department")
    return posts.exclude(valid_until__lt=today).order_by("pk").first()


def _post_words(post: Post | None) -> str:
    if post is None:
        return ""
    return f"{post.department.short_name} {post.title or post.get_role_display()}"


def _option(region: Region | None, key: str) -> str:
    """Read one line of the footer; a page must not fail because a region is not fully loaded."""
    return str(region.options.get(key, "")) if region else ""
