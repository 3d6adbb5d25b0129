"""Text typed into a form whose session had ended: it waits in the new session until its writer has signed in again."""

from __future__ import annotations

import json
from functools import wraps
from typing import TYPE_CHECKING, Any, Final

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import HttpResponse, QueryDict
from django.shortcuts import render

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest

    View = Callable[..., HttpResponse]

SESSION_KEY: Final = "kept_text"
# Five sections of 2,000 characters and a margin; visitors must not be able to fill the session table.
MOST_CHARACTERS: Final = 20_000
NOT_TEXT: Final = frozenset({"csrfmiddlewaretoken", "then", "version", "submission_token"})


def text_survives_sign_out(view: View) -> View:
    """Outermost decorator of a page with long text: a POST after the session's end is kept, then sign-in is asked for."""

    @wraps(view)
    def guarded(request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method != "POST" or request.user.is_authenticated:
            return view(request, *args, **kwargs)
        kept = keep(request)
        if request.htmx:
            return render(request, "shell/signed_out.html", {"path": request.path, "kept": kept})
        if kept:
            messages.warning(request, "登录已过期。您刚才填写的文字已暂存，重新登录后自动恢复；选好的文件请登录后重新选择。")
        else:
            messages.warning(request, "登录已过期，请重新登录后再办理。")
        return redirect_to_login(request.path)

    return guarded


def keep(request: HttpRequest) -> bool:
    """Put the posted text aside for this address; only the latest form is kept."""
    fields = {name: values for name, values in request.POST.lists() if name not in NOT_TEXT}
    if len(json.dumps(fields, ensure_ascii=False)) > MOST_CHARACTERS:
        return False
    request.session[SESSION_KEY] = {"path": request.path, "fields": fields}
    return True


def take(request: HttpRequest) -> QueryDict | None:
    """Return what was kept for this address, once."""
    kept = request.session.get(SESSION_KEY)
    if not kept or kept["path"] != request.path:
        return None
    del request.session[SESSION_KEY]
    data = QueryDict(mutable=True)
    for name, values in kept["fields"].items():
        data.setlist(name, values)
    return data
