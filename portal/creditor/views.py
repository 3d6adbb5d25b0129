"""The creditor's page behind his link: what he is asked, his answer, and the instalments. No account, no JavaScript."""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from cases.consent import instalments_of, statements_of
from cases.hearing import creditor_is_heard_in_time
from cases.parties import ConsultationState
from cases.services.creditor_links import consultation_by_token
from cases.services.creditors import answer_by_link
from cases.services.instalments import closed_to_instalments, confirm_by_link
from ledger import timekeeping
from portal.creditor.forms import AnswerForm, InstalmentForm
from portal.shell.numbers import whole_number
from portal.shell.policy import Audience, policy
from portal.shell.ratelimit import limited
from portal.steps.refusals import INVALID, attach, status_of
from procedure.errors import Busy, DomainError, NotVisible, Stale
from words.dates import day, until
from words.money import yuan

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.forms import Form
    from django.http import HttpRequest, HttpResponse

    from cases.models import CreditorConsultation

    View = Callable[..., HttpResponse]

ANSWERED_MEANWHILE = "这个页面打开以后，本案的答复已经有了变化。请先看下面已经登记的答复；仍要改变意见的，再提交一次。"


def private(view: View) -> View:
    """In no cache and no search engine, and the address in no header of a request to anything else."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = view(request, *args, **kwargs)
        response["Cache-Control"] = "no-store"
        response["X-Robots-Tag"] = "noindex, nofollow"
        # Not "no-referrer": a form that is sent from here has to say from which site.
        response["Referrer-Policy"] = "strict-origin"
        return response

    return guarded


@policy("creditor.answer", Audience.PUBLIC)
@require_http_methods(["GET", "HEAD", "POST"])
@private
@limited("creditor")
def answer(request: HttpRequest, token: str) -> HttpResponse:
    found = consultation_by_token(token, at=timekeeping.now())
    if found is None:
        return _over(request)
    if request.method != "POST":
        return _page(request, token, found, AnswerForm(initial={"version": found.state_seq}))
    form = AnswerForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, token, found, form, status=INVALID)
    try:
        _send(token, form)
    except NotVisible:
        return _over(request)
    except DomainError as refusal:
        found = consultation_by_token(token, at=timekeeping.now()) or found
        return _page(request, token, found, _refused(request, refusal, found), status=status_of(refusal))
    messages.success(request, "您的答复已经送到法院，承办法官在作出决定以前会看到。")
    return HttpResponseRedirect(reverse("creditor:answer", args=[token]))


def _send(token: str, form: AnswerForm) -> None:
    version = whole_number(form.cleaned_data["version"])
    shown = -1 if version is None else version
    answer_by_link(token, form.view, upload=form.cleaned_data["upload"], version=shown, at=timekeeping.now())


def _refused(request: HttpRequest, refusal: DomainError, found: CreditorConsultation) -> AnswerForm:
    """With everything that he typed; what he sends next answers what he sees now."""
    typed = request.POST.copy()
    typed["version"] = str(found.state_seq)
    form = AnswerForm(typed)
    form.is_valid()
    if isinstance(refusal, Stale | Busy):
        form.add_error(None, ANSWERED_MEANWHILE)
    else:
        attach(refusal, form)
    return form


@policy("creditor.instalments", Audience.PUBLIC)
@require_http_methods(["GET", "HEAD", "POST"])
@private
@limited("creditor")
def instalments(request: HttpRequest, token: str) -> HttpResponse:
    found = consultation_by_token(token, at=timekeeping.now())
    if found is None:
        return _over(request)
    if request.method != "POST":
        return _instalments(request, token, found, InstalmentForm())
    form = InstalmentForm(request.POST, request.FILES)
    if not form.is_valid():
        return _instalments(request, token, found, form, status=INVALID)
    try:
        confirm_by_link(token, form.said, upload=form.cleaned_data["upload"], at=timekeeping.now())
    except NotVisible:
        return _over(request)
    except DomainError as refusal:
        attach(refusal, form)
        return _instalments(request, token, found, form, status=INVALID)
    messages.success(request, "已经登记，并已通知承办法官。")
    return HttpResponseRedirect(reverse("creditor:instalments", args=[token]))


def _over(request: HttpRequest) -> HttpResponse:
    """The same for a link that never was, one that has ended and one of yesterday: nobody learns which."""
    return render(request, "creditor/over.html", status=404)


def _page(request: HttpRequest, token: str, found: CreditorConsultation, form: Form, *, status: int = 200) -> HttpResponse:
    context = {
        "facts": _facts(found),
        "is_asked": found.state == ConsultationState.ASKED,
        "due": until(found.due_on) if found.due_on else "",
        "consultation": found,
        "statements": statements_of(found).select_related("file").order_by("-pk"),
        "closed": creditor_is_heard_in_time(found),
        "has_instalments": not closed_to_instalments(found),
        "form": form,
        "token": token,
        "court": found.case.court,
    }
    return render(request, "creditor/answer.html", context, status=status)


def _instalments(request: HttpRequest, token: str, found: CreditorConsultation, form: Form, *, status: int = 200) -> HttpResponse:
    context = {
        "facts": _facts(found),
        "instalments": instalments_of(found).order_by("-on", "-pk"),
        "closed": closed_to_instalments(found),
        "form": form,
        "token": token,
        "court": found.case.court,
    }
    return render(request, "creditor/instalments.html", context, status=status)


def _facts(found: CreditorConsultation) -> list[tuple[str, str]]:
    """Of the applicant what the letter says, and nothing else: neither phones nor files, nor what it declared besides."""
    case = found.case
    enforced, application = case.enforcement_case, case.application
    return [
        ("执行案号", enforced.number),
        ("申请信用修复的企业", case.enterprise.name),
        ("审查法院", case.court.name),
        ("申请的事由", application.get_ground_display()),
        ("企业陈述的履行情况或者计划", application.performance),
        ("执行标的", yuan(enforced.amount_fen)),
        ("法院登记的已履行金额", f"{yuan(enforced.performed_fen)}（{enforced.get_performance_display()}）"),
        ("来函日期", day(found.asked_at)),
    ]
