"""Who may open the enterprise's pages besides what `policy` says."""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpResponse

from accounts.models import User
from cases.enums import ApplicationState
from portal.enterprise.areas import APPLICATIONS, not_a_draft

if TYPE_CHECKING:
    from collections.abc import Callable

    from portal.shell.policy import PortalRequest

    View = Callable[..., HttpResponse]


def person_of(request: PortalRequest) -> User:
    """The signed-in person; `policy` has let nobody else in."""
    if not isinstance(request.user, User):
        raise Http404
    return request.user


def for_applicants(view: View) -> View:
    """Whoever signed up may join an enterprise, so no mandate is asked for; people with a post find nothing here."""

    @wraps(view)
    def guarded(request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.actor.posts:
            raise Http404
        return view(request, *args, **kwargs)

    return guarded


def for_drafts(view: View) -> View:
    """Hand the view a draft of the person's enterprises; whoever comes for what is none any more is led on."""

    @wraps(view)
    def guarded(request: Any, pk: int, *args: Any, **kwargs: Any) -> HttpResponse:
        found = APPLICATIONS.get(request.actor, pk)
        if found.state != ApplicationState.DRAFT:
            return not_a_draft(request, found)
        return view(request, found, *args, **kwargs)

    return guarded
