"""The one-time link by which a legal representative signs: made by the agent, opened by whoever holds it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from cases.commitment import letter_of, needs_representative, shown_digest
from cases.services import signing_links
from cases.services.signing_links import NOT_THE_PERSON
from ledger import timekeeping
from notices.links import public_url
from portal.enterprise import parts, selectors, words
from portal.enterprise.access import for_drafts
from portal.enterprise.forms.signing import BearerForm, LinkSignForm, SignerForm
from portal.shell.policy import Audience, policy
from portal.shell.ratelimit import limited
from portal.steps.refusals import CONFLICT, INVALID, attach, refusals_have_pages, status_of
from procedure.errors import ConditionNotMet, DomainError, InvalidInput, NotPermitted, NotVisible, Stale

if TYPE_CHECKING:
    from django.forms import Form
    from django.http import HttpResponse

    from cases.models import Application, SigningLink
    from portal.shell.policy import PortalRequest

GONE = 410


@policy("enterprise.application.call_signer", Audience.ENTERPRISE)
@refusals_have_pages
@require_http_methods(["GET", "POST"])
@never_cache
@for_drafts
def call_signer(request: PortalRequest, found: Application) -> HttpResponse:
    """Name the legal representative; the answer shows the link, once."""
    if not needs_representative(found):
        messages.info(request, "这份承诺书由提交申请的人在本页签署，不需要签署链接。")
        return redirect("enterprise:commitment", pk=found.pk)
    if request.method != "POST":
        return _caller(request, found, SignerForm(initial={"name": found.enterprise.legal_representative}))
    form = SignerForm(request.POST)
    if not form.is_valid():
        return _caller(request, found, form, status=INVALID)
    at = timekeeping.now()
    try:
        link, token = signing_links.make_signing_link(found.pk, **form.cleaned_data, by=request.actor, at=at)
    except (NotVisible, NotPermitted):
        raise
    except DomainError as refusal:
        attach(refusal, form)
        return _caller(request, found, form, status=status_of(refusal))
    return _caller(request, found, form, link=link, address=public_url(reverse("enterprise:signing_link", args=[token])))


def _caller(
    request: PortalRequest, found: Application, form: Form, *, link: SigningLink | None = None, address: str = "", status: int = 200
) -> HttpResponse:
    context = {"application": found, "form": form, "link": link, "address": address, "gaps": parts.unfinished(found)}
    context["open_link"] = signing_links.open_link_of(found, timekeeping.now())
    return render(request, "enterprise/call_signer.html", context, status=status)


@policy("enterprise.application.sign_by_link", Audience.PUBLIC)
@limited("signing")
@refusals_have_pages
@require_http_methods(["GET", "POST"])
@never_cache
def signing_link(request: PortalRequest, token: str) -> HttpResponse:
    """Say who one is, read the letter, sign it. Nothing of the application is shown before the first."""
    link = signing_links.link_by_token(token)
    if closed := signing_links.why_closed(link, timekeeping.now()):
        return _page(request, link, closed=closed, status=GONE)
    if request.method != "POST":
        return _page(request, link, form=BearerForm())
    bearer = BearerForm(request.POST)
    if not bearer.is_valid():
        return _page(request, link, form=bearer, status=INVALID)
    if not signing_links.identify(link, **bearer.cleaned_data, at=timekeeping.now()):
        return _stranger(request, token, bearer)
    if "shown" not in request.POST:
        return _letter(request, link, LinkSignForm(initial=bearer.cleaned_data))
    return _sign(request, link, token)


def _stranger(request: PortalRequest, token: str, bearer: BearerForm) -> HttpResponse:
    link = signing_links.link_by_token(token)
    if closed := signing_links.why_closed(link, timekeeping.now()):
        return _page(request, link, closed=closed, status=GONE)
    bearer.add_error(None, NOT_THE_PERSON)
    return _page(request, link, form=bearer, status=INVALID)


def _sign(request: PortalRequest, link: SigningLink, token: str) -> HttpResponse:
    form = LinkSignForm(request.POST)
    if not form.is_valid():
        return _letter(request, link, form, status=INVALID)
    data = form.cleaned_data
    try:
        done = signing_links.sign_by_link(
            token,
            name=data["name"],
            phone_tail=data["phone_tail"],
            shown=data["shown"],
            is_public=data["commitment_public"],
            at=timekeeping.now(),
        )
    except ConditionNotMet as closed:
        return _page(request, link, closed=str(closed), status=GONE)
    except (Stale, InvalidInput) as refusal:
        again = LinkSignForm(initial={"name": data["name"], "phone_tail": data["phone_tail"]})
        return _letter(request, signing_links.link_by_token(token), again, said=str(refusal), status=CONFLICT)
    return _page(request, done, done=True)


def _letter(request: PortalRequest, link: SigningLink, form: LinkSignForm, *, said: str = "", status: int = 200) -> HttpResponse:
    application = link.application
    letter = {
        "said": said,
        "letter": letter_of(application).texts,
        "shown": shown_digest(application),
        "materials": [str(material) for material in selectors.materials_in(application).values()],
        "summary": words.application_facts(application),
    }
    return _page(request, link, form=form, status=status, **letter)


def _page(request: PortalRequest, link: SigningLink, *, status: int = 200, **context: object) -> HttpResponse:
    known = {"enterprise": link.application.enterprise, "maker": link.made_by, "link": link, "signed": link.application, "form": None}
    response = render(request, "enterprise/signing_link.html", {**known, **context}, status=status)
    response["X-Robots-Tag"] = "noindex"
    return response
