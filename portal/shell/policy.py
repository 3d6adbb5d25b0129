"""Every view says who it is for; a view that does not say so fails the system check."""

from __future__ import annotations

from enum import StrEnum
from functools import wraps
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.core.checks import Error, register
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver, get_resolver

from departments.actors import actor_for
from ledger import timekeeping
from procedure.actors import VISITOR, Actor
from procedure.enums import BUREAU_ROLES, COURT_ROLES, MEMBER_ROLES, Role

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    View = Callable[..., HttpResponse]

# Views of others, each guarded by its own package, and the probes that show nothing.
OUTSIDE = ("allauth.", "django.views.static", "creditrepair.probes", "django.contrib.staticfiles", "whitenoise.")


class Audience(StrEnum):
    """Whom a view serves; the object inside is still fetched through a selector."""

    PUBLIC = "public"
    SIGNED_IN = "signed in"
    ENTERPRISE = "enterprise"
    COURT = "court"
    BUREAU = "bureau"
    MEMBER = "member"
    OFFICE = "office"
    LEADER = "leader"
    ADMINISTRATOR = "administrator"
    DEMO = "demo"


_ROLES: dict[Audience, tuple[Role, ...]] = {
    Audience.COURT: COURT_ROLES,
    Audience.BUREAU: BUREAU_ROLES,
    Audience.MEMBER: MEMBER_ROLES,
    Audience.OFFICE: (Role.OFFICE,),
    Audience.LEADER: (Role.LEADER,),
    Audience.ADMINISTRATOR: (Role.ADMINISTRATOR,),
}


class PortalRequest(HttpRequest):
    """A request that passed :func:`policy` and so knows who acts."""

    actor: Actor
    # How many messages of the person are unread, where the view has counted them.
    unread: int


def audiences_of(actor: Actor) -> set[Audience]:
    """The audiences a signed-in person belongs to."""
    found = {Audience.SIGNED_IN}
    if actor.enterprise_ids:
        found.add(Audience.ENTERPRISE)
    found.update(audience for audience, roles in _ROLES.items() if actor.roles & set(roles))
    return found


def policy(action: str, *audiences: Audience) -> Callable[[View], View]:
    """Let in only ``audiences``; anonymous visitors go to sign-in, everybody else sees that nothing is there."""

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
            if Audience.DEMO in audiences and not settings.DEMO:
                raise Http404
            open_to_all = Audience.PUBLIC in audiences or Audience.DEMO in audiences
            if not request.user.is_authenticated:
                if not open_to_all:
                    return redirect_to_login(request.get_full_path())
                request.actor = VISITOR
                return view(request, *args, **kwargs)
            request.actor = actor_for(request.user, timekeeping.now())
            if not open_to_all and not audiences_of(request.actor) & set(audiences):
                raise Http404
            return view(request, *args, **kwargs)

        vars(guarded).update(policy_action=action, policy_audiences=audiences)
        return guarded

    return decorate


def routes(patterns: list[Any] | None = None, prefix: str = "") -> Iterator[tuple[str, Any]]:
    """Every (route, callable) of the URL configuration."""
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        route = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from routes(pattern.url_patterns, route)
        elif isinstance(pattern, URLPattern):
            yield route, pattern.callback


@register()
def every_view_has_a_policy(**_kwargs: Any) -> list[Error]:
    """A page nobody decided on would be open by oversight."""
    return [
        Error(f"no policy on {route}", hint="decorate the view with portal.shell.policy.policy", id="portal.E001")
        for route, view in routes()
        if not hasattr(view, "policy_action") and not getattr(view, "__module__", "").startswith(OUTSIDE)
    ]
