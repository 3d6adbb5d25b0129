"""What a person sees when the domain refuses."""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpResponse

from portal.shell.errors import conflict, error_page
from procedure.errors import Busy, DomainError, InvalidInput, NotPermitted, NotVisible, Stale

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.forms import BaseForm

    View = Callable[..., HttpResponse]

INVALID = 422
CONFLICT = 409


def refusals_have_pages(view: View) -> View:
    """404, 403 and 409 for a view whose refusals are not tied to a form."""

    @wraps(view)
    def guarded(request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except NotVisible as refusal:
            raise Http404 from refusal
        except NotPermitted as refusal:
            return error_page(request, 403, detail=str(refusal))
        except (Stale, Busy) as refusal:
            return conflict(request, str(refusal))

    return guarded


def status_of(refusal: DomainError) -> int:
    return CONFLICT if isinstance(refusal, Stale | Busy) else INVALID


def attach(refusal: DomainError, *forms: BaseForm) -> None:
    """Show a refusal at the field it names, in whichever form of the page has it, else above the first."""
    name = refusal.field if isinstance(refusal, InvalidInput) else ""
    form = next((form for form in forms if name in form.fields), None)
    if form is not None:
        form.add_error(name, str(refusal))
    else:
        forms[0].add_error(None, str(refusal))
