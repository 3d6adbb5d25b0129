"""What every page of the shell shows around its content."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.conf import settings

from accounts.models import User
from departments.enums import BUREAU_ROLES, COURT_ROLES, MEMBER_ROLES, Role
from departments.models import Post, Region
from ledger import timekeeping
from portal.navigation import NavItem, menu_for

if TYPE_CHECKING:
    from django.http import HttpRequest

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
    large_text: bool = False


def shell(request: HttpRequest) -> dict[str, Shell]:
    """Context processor; one query for the region, one for the person's posts when somebody is signed in."""
    region = Region.objects.only("name", "measures_title").order_by("pk").first()
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
            large_text=request.COOKIES.get(LARGE_TEXT_COOKIE) == "1",
        )
    }


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
