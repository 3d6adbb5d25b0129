"""The creditor's own door: behind the code of his letter, without an account, until the examination is handed in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from cases import selectors
from cases.hearing import TOO_LATE, creditor_is_heard_in_time
from cases.parties import ConsultationState
from cases.services.creditors import answer_by_link
from ledger import timekeeping
from portal.public.forms import AnswerCodeForm, CreditorForm
from portal.public.views.lookups import unstored
from portal.shell.numbers import whole_number
from portal.shell.policy import Audience, policy
from portal.shell.ratelimit import limited
from portal.steps.refusals import INVALID, attach, status_of
from procedure.errors import DomainError
from words.dates import day, until
from words.money import yuan

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from cases.models import CreditorConsultation

NO_SUCH_LETTER = "没有找到相符的函，请核对函上的答复码。"


@policy("find_creditor_letter", Audience.PUBLIC)
@require_http_methods(["GET", "HEAD", "POST"])
@unstored
@limited("creditor")
def find(request: HttpRequest) -> HttpResponse:
    """Go to the page of a letter; posted, so that the code stands in no log of addresses."""
    form = AnswerCodeForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        return render(request, "public/creditor_code.html", {"form": form})
    found = selectors.consultation_by_token(form.cleaned_data["code"])
    if found is None:
        form.add_error(None, NO_SUCH_LETTER)
        return render(request, "public/creditor_code.html", {"form": form}, status=404)
    return HttpResponseRedirect(reverse("public:creditor", args=[found.token]))


@policy("answer_creditor_letter", Audience.PUBLIC)
@require_http_methods(["GET", "HEAD", "POST"])
@unstored
@limited("creditor")
def letter(request: HttpRequest, token: str) -> HttpResponse:
    """What he may know, what he is asked, until when; and his answer."""
    found = selectors.consultation_by_token(token)
    if found is None:
        return render(request, "public/creditor_code.html", {"form": AnswerCodeForm(), "missing": NO_SUCH_LETTER}, status=404)
    if request.method != "POST":
        return _page(request, found, CreditorForm(initial=_given(found)))
    form = CreditorForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, found, form, status=INVALID)
    try:
        version = whole_number(request.POST.get("version", ""))
        answer_by_link(found.token, form.view, upload=form.cleaned_data["upload"], version=version, at=timekeeping.now())
    except DomainError as refusal:
        attach(refusal, form)
        return _page(request, found, form, status=status_of(refusal))
    messages.success(request, "答复已经交给法院。法院审查结束以前，可以在这里更改。")
    return HttpResponseRedirect(reverse("public:creditor", args=[found.token]))


def _page(request: HttpRequest, found: CreditorConsultation, form: CreditorForm, status: int = 200) -> HttpResponse:
    is_open = not creditor_is_heard_in_time(found)
    context = {
        "facts": _facts(found),
        "given": _answer(found),
        "form": form if is_open or form.is_bound else None,
        "is_open": is_open,
        "too_late": TOO_LATE,
        "is_asked": found.state != ConsultationState.TOLD,
        "version": found.state_seq,
        "court": found.case.court,
    }
    return render(request, "public/creditor.html", context, status=status)


def _facts(found: CreditorConsultation) -> list[tuple[str, str]]:
    """No name of a person, no material, nothing of the court's own."""
    enforcement = found.case.enforcement_case
    facts = [
        ("执行案号", enforcement.number),
        ("申请修复的企业", found.case.enterprise.name),
        ("申请事由", found.case.application.get_ground_display()),
        ("企业陈述的履行情况或者计划", found.case.application.performance),
        ("法院登记的已履行金额", f"{yuan(enforcement.performed_fen)}（执行标的{yuan(enforcement.amount_fen)}）"),
    ]
    if found.due_on and found.state == ConsultationState.ASKED:
        facts.append(("答复期限", until(found.due_on)))
    return facts


def _answer(found: CreditorConsultation) -> list[tuple[str, str]]:
    if not found.answer:
        return []
    amount = found.get_amount_view_display()
    if found.received_fen is not None:
        amount += f"，实际收到{yuan(found.received_fen)}"
    given = [
        ("意见", found.get_answer_display()),
        ("理由和说明", found.words),
        ("对已履行金额", amount),
        ("答复人", found.signer),
        ("书面意见", found.file.original_name if found.file else ""),
        ("答复日期", f"{day(found.answered_on)}，{found.get_door_display()}"),
    ]
    return [line for line in given if line[1]]


def _given(found: CreditorConsultation) -> dict[str, Any]:
    received = "" if found.received_fen is None else f"{found.received_fen // 100}.{found.received_fen % 100:02}"
    return {
        "answer": found.answer,
        "words": found.words,
        "amount_view": found.amount_view,
        "received": received,
        "signer": found.signer,
    }
