"""Progress and verification without sign-in: limited, never stored by a browser or a search engine."""

from __future__ import annotations

import hashlib
from functools import wraps
from typing import TYPE_CHECKING, Any

from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.crypto import constant_time_compare
from django.views.decorators.http import require_http_methods

from cases import selectors
from ledger import timekeeping
from notices.services import digests_of
from portal.public.certificate import shown_certificate
from portal.public.forms import CompareForm, ProgressForm, VerifyForm
from portal.public.progress import case_progress
from portal.shell.policy import Audience, policy
from portal.shell.ratelimit import count_miss, limited, may_try
from words import normal

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse

    from cases.models import Application, Certificate

    View = Callable[..., HttpResponse]

NOT_FOUND = "没有找到相符的申请，请核对查询码和手机后四位。"
NO_SUCH_CERTIFICATE = "没有找到相符的证明，请核对证明编号和查验码。"


def unstored(view: View) -> View:
    """Keep the answer out of caches and search engines (rule R54)."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = view(request, *args, **kwargs)
        response["Cache-Control"] = "no-store"
        response["X-Robots-Tag"] = "noindex, nofollow"
        return response

    return guarded


@policy("look_up_progress", Audience.PUBLIC)
@require_http_methods(["GET", "HEAD", "POST"])
@unstored
@limited("progress")
def progress(request: HttpRequest) -> HttpResponse:
    """Show how far an application is. Posted, so that neither code nor phone stands in an address."""
    if request.method != "POST":
        return render(request, "public/progress.html", {"form": ProgressForm()})
    form = ProgressForm(request.POST)
    application = _application(request, form) if form.is_valid() else None
    if application is None:
        status = 404 if form.is_valid() else 200
        if form.is_valid():
            form.add_error(None, NOT_FOUND)
        return render(request, "public/progress.html", {"form": form}, status=status)
    today = timekeeping.today()
    cases = [case_progress(case, today) for case in application.cases.select_related("enforcement_case")]
    return render(request, "public/progress_result.html", {"application": application, "cases": cases})


def _application(request: HttpRequest, form: ProgressForm) -> Application | None:
    """Fetch by code and phone; a code that was guessed at too often answers like a wrong one."""
    code = form.cleaned_data["query_code"]
    if not may_try(request, "progress_code", code):
        return None
    application = selectors.progress_by_code(code, form.cleaned_data["phone_tail"])
    if application is None:
        count_miss(request, "progress_code", code)
    return application


@policy("verify_certificate", Audience.PUBLIC)
@require_http_methods(["GET", "HEAD", "POST"])
@unstored
@limited("verify")
def verify(request: HttpRequest) -> HttpResponse:
    """Go to the page of a certificate whose number and code both fit."""
    if request.method != "POST":
        return render(request, "public/verify.html", {"form": VerifyForm()})
    form = VerifyForm(request.POST)
    if not form.is_valid():
        return render(request, "public/verify.html", {"form": form})
    certificate = selectors.certificate_by_code(form.cleaned_data["code"])
    if certificate is None or not _same_number(certificate.number, form.cleaned_data["number"]):
        form.add_error(None, NO_SUCH_CERTIFICATE)
        return render(request, "public/verify.html", {"form": form}, status=404)
    return HttpResponseRedirect(reverse("public:certificate", args=[certificate.verify_code]))


def _same_number(stored: str, typed: str) -> bool:
    """Compare as people type: brackets and spaces do not count."""
    return constant_time_compare(normal.key(stored), normal.key(typed))


@policy("read_certificate_status", Audience.PUBLIC)
@require_http_methods(["GET", "HEAD", "POST"])
@unstored
@limited("verify")
def certificate(request: HttpRequest, code: str) -> HttpResponse:
    """Show what is true of a certificate now; POST compares a PDF with the issued one and keeps nothing."""
    found = selectors.certificate_by_code(code)
    if found is None:
        return render(request, "public/certificate_missing.html", status=404)
    form = CompareForm(request.POST, request.FILES) if request.method == "POST" else CompareForm()
    is_same = None
    if form.is_bound and form.is_valid():
        is_same = _is_issued_file(found, form.cleaned_data["file"])
    context = {"certificate": shown_certificate(found, timekeeping.today()), "form": form, "is_same": is_same}
    return render(request, "public/certificate.html", context)


def _is_issued_file(found: Certificate, upload: Any) -> bool:
    digest = hashlib.sha256()
    for chunk in upload.chunks():
        digest.update(chunk)
    ours = digests_of(found.document)
    return any(known and constant_time_compare(digest.hexdigest(), known) for known in ours)
