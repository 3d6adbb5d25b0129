"""What the court owes to the list by itself: the list, one of them, its evidence, and recording a ground."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from cases import selectors
from cases.selectors.duties import asked_of, performed_and_still_listed
from cases.services import asking
from cases.services import duties as services
from ledger import timekeeping
from portal.casepage.clocks import clock_views
from portal.casepage.documents import papers
from portal.court.areas import DUTIES, SERVICES
from portal.court.forms.duties import AskedForm, DutyForm
from portal.court.selectors import own_duties, own_enforcement_cases, own_services
from portal.court.views.enforcement import may_record
from portal.lists import duties as lines
from portal.lists import services as services_listed
from portal.lists.desk import desk_of
from portal.lists.filters import DutyFilter
from portal.lists.pages import joined, page_of
from portal.shell.components import DataItem, Table
from portal.shell.downloads import uploaded_file
from portal.shell.errors import error_page
from portal.shell.kept import text_survives_sign_out
from portal.shell.policy import Audience, policy
from portal.steps.pages import buttons
from portal.steps.refusals import INVALID, attach
from portal.steps.taking import act as perform
from portal.words.asked import asked_items
from portal.words.tones import tone_of
from procedure.enums import COURT_ROLES
from procedure.errors import DomainError, NotPermitted, NotVisible
from words.dates import day

if TYPE_CHECKING:
    from collections.abc import Callable

    from django import forms
    from django.http import HttpResponse

    from cases.models import EnforcementCase, ListDuty
    from portal.shell.policy import PortalRequest

SHOWN_AT_MOST = 20


@require_safe
@policy("court.duties", Audience.COURT)
def duties(request: PortalRequest) -> HttpResponse:
    """应删未删."""
    desk = desk_of(request.actor, *COURT_ROLES)
    form = DutyFilter(request.GET)
    page = page_of(request, form.chosen_of(own_duties(request.actor)), joined("enforcement_case__enterprise", "enforcement_case__court"))
    shown = performed_and_still_listed(own_enforcement_cases(request.actor)).order_by("filed_on", "pk")[: SHOWN_AT_MOST + 1]
    home, record = reverse("court:enforcement_case", args=[0]), reverse("court:duty_new", args=[0])
    listed = lines.shown_lines(
        shown, home=home.replace("0", "{}"), record=record.replace("0", "{}"), may_record=partial(may_record, request.actor)
    )
    context = {
        "page": page,
        "form": form,
        "table": Table(lines.DUTIES, lines.duty_lines(page.object_list, DUTIES, request.actor, desk.today, desk.calendar)),
        "shown": Table(lines.SHOWN, listed[:SHOWN_AT_MOST]),
        "has_more": len(listed) > SHOWN_AT_MOST,
        "asked": asked_of(request.actor),
    }
    return render(request, "lists/duties.html", context)


@require_safe
@policy("court.duty.view", Audience.COURT)
def duty(request: PortalRequest, pk: int) -> HttpResponse:
    subject: ListDuty = DUTIES.get(request.actor, pk)
    desk = desk_of(request.actor, *COURT_ROLES)
    evidence_url = reverse("court:duty_evidence", args=[pk])
    context = {
        "duty": subject,
        "tone": tone_of(subject),
        "line": DUTIES.describe(subject),
        "buttons": buttons(DUTIES, subject, request.actor),
        "facts": [
            ("应办操作", subject.get_kind_display()),
            ("事由", subject.get_ground_display()),
            ("事由成立之日", day(subject.arose_on)),
            ("证据", subject.evidence),
            *([DataItem("证据文件", subject.file.original_name, url=evidence_url)] if subject.file else []),
            ("登记", f"{day(subject.recorded_at)}，{subject.recorded_by or '系统'}"),
            *asked_items(subject),
            ("操作日期", day(subject.performed_on)),
            ("办案系统返回编号", subject.system_receipt),
            ("撤销原因", subject.void_reason),
        ],
        "clocks": clock_views(subject.clocks.order_by("pk"), desk.today, desk.calendar),
        "services": Table(
            services_listed.SERVICES, services_listed.service_lines(own_services(request.actor).filter(duty=pk), SERVICES, request.actor)
        ),
        "papers": papers(selectors.documents_visible_to(request.actor).filter(duty=pk).order_by("pk")),
    }
    return render(request, "court/duty.html", context)


@require_safe
@policy("court.duty.evidence", Audience.COURT)
def evidence(request: PortalRequest, pk: int) -> HttpResponse:
    """The file on which the ground rests, as it came."""
    subject: ListDuty = DUTIES.get(request.actor, pk)
    if not subject.file:
        raise Http404
    return uploaded_file(request, subject.file, subject=f"duty:{pk}")


@text_survives_sign_out
@policy("court.duty.act", Audience.COURT)
def act(request: PortalRequest, pk: int, action: str) -> HttpResponse:
    return perform(request, DUTIES, pk, action)


@policy("court.duty.asked", Audience.COURT)
def asked(request: PortalRequest, pk: int) -> HttpResponse:
    """Record a request on paper that the list be put right."""
    return _recorded(request, pk, AskedForm, asking.record_asked, "court/duty_asked.html", "已登记，审查期限开始计算，已通知企业。")


@policy("court.duty.record", Audience.COURT)
def new(request: PortalRequest, pk: int) -> HttpResponse:
    """Record a ground on which the court has to delete, revoke or correct an entry by itself."""
    return _recorded(
        request, pk, DutyForm, services.record_duty, "court/duty_new.html", "已登记，名单操作的期限开始计算，已通知企业不需要申请。"
    )


def _recorded(
    request: PortalRequest, pk: int, of: type[forms.Form], record: Callable[..., ListDuty], template: str, done: str
) -> HttpResponse:
    source: EnforcementCase | None = own_enforcement_cases(request.actor).filter(pk=pk).first()
    if source is None:
        raise Http404
    if not may_record(request.actor, source):
        return error_page(request, 403, detail=str(NotPermitted()))
    form = of(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            recorded = record(pk, **form.cleaned_data, by=request.actor, at=timekeeping.now())
        except NotVisible as error:
            raise Http404 from error
        except DomainError as error:
            attach(error, form)
        else:
            messages.success(request, done)
            return HttpResponseRedirect(reverse("court:duty", args=[recorded.pk]))
    return render(request, template, {"source": source, "form": form}, status=INVALID if form.errors else 200)
