"""The calendars of a region and the outages of the portal: brought by one person, checked by another; and the nightly proof."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from calendars import reading, services, workbook
from calendars.draft import ArrangementFaults
from calendars.enums import ChangeKind, ChangeState
from calendars.rules import is_previewed
from calendars.states import CHANGE_STATES
from cases.options import options_of
from deadlines.selectors import current_calendars
from departments.models import Region
from ledger import timekeeping
from portal.calendars import selectors, ways
from portal.calendars.areas import CHANGES
from portal.calendars.columns import CALENDARS, MOVED, MOVES, PROOFS, WAYS
from portal.calendars.columns import CHANGES as CHANGE_COLUMNS
from portal.calendars.forms import ArrangementForm, OutageForm
from portal.shell.components import Table
from portal.shell.downloads import uploaded_file
from portal.shell.kept import text_survives_sign_out
from portal.shell.policy import Audience, policy
from portal.steps.pages import buttons
from portal.steps.refusals import INVALID, attach, status_of
from portal.steps.taking import act as perform
from procedure.errors import DomainError
from words.dates import day, moment

if TYPE_CHECKING:
    from django.core.paginator import Page
    from django.db.models import QuerySet

    from calendars.models import Change
    from portal.shell.policy import PortalRequest

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
RECENT = 20
LINES = 100
NOVEMBER = 11


def _region(request: PortalRequest) -> Region:
    return Region.objects.get(pk=selectors.region_id_of(request.actor))


@require_safe
@policy("calendars.index", Audience.OFFICE, Audience.ADMINISTRATOR)
def index(request: PortalRequest) -> HttpResponse:
    """What holds now, and what was brought of late."""
    calendars = current_calendars(selectors.region_id_of(request.actor))
    changes = list(selectors.visible_changes(request.actor).order_by("-pk")[:RECENT])
    for one in changes:
        vars(one)["tone"] = CHANGE_STATES[one.state].tone
    today = timekeeping.today()
    is_missing = today.month >= NOVEMBER and today.year + 1 not in {calendar.year for calendar in calendars}
    context = {
        "calendars": Table(CALENDARS, calendars[::-1]),
        "changes": Table(CHANGE_COLUMNS, changes),
        "missing_year": str(today.year + 1) if is_missing else "",
    }
    return render(request, "calendars/index.html", context)


@policy("calendars.arrangement", Audience.OFFICE, Audience.ADMINISTRATOR)
def arrangement(request: PortalRequest) -> HttpResponse:
    """A file is read and checked whole; what it would move is on the next page."""
    form = ArrangementForm(request.POST, request.FILES) if request.method == "POST" else ArrangementForm()
    faults: list[str] = []
    if request.method == "POST" and form.is_valid():
        upload = form.cleaned_data["upload"]
        try:
            content = reading.read_arrangement(upload.read(reading.MAX_BYTES + 1))
            change = services.propose_arrangement(_region(request), content, file_name=upload.name, by=request.actor, at=timekeeping.now())
        except ArrangementFaults as found:
            faults = found.sentences
        except DomainError as error:
            attach(error, form)
        else:
            messages.success(request, "文件校验通过，还没有生效。请看将要改期的期限，并请另一人核对。")
            return HttpResponseRedirect(reverse("calendars:change", args=[change.pk]))
    status = INVALID if faults or form.errors else 200
    return render(request, "calendars/arrangement.html", {"form": form, "faults": faults}, status=status)


@require_safe
@policy("calendars.template", Audience.OFFICE, Audience.ADMINISTRATOR)
def template(request: PortalRequest) -> HttpResponse:  # noqa: ARG001 - a view's signature
    response = HttpResponse(workbook.template(), content_type=XLSX)
    response["Content-Disposition"] = (
        "attachment; filename=\"calendar.xlsx\"; filename*=UTF-8''%E6%94%BE%E5%81%87%E5%AE%89%E6%8E%92%E6%A8%A1%E6%9D%BF.xlsx"
    )
    return response


@policy("calendars.outage", Audience.OFFICE, Audience.ADMINISTRATOR)
def outage(request: PortalRequest) -> HttpResponse:
    """A time in which the portal was down, with evidence."""
    region, status = _region(request), 200
    form = OutageForm(request.POST, request.FILES) if request.method == "POST" else OutageForm()
    if request.method == "POST":
        status = INVALID
    if request.method == "POST" and form.is_valid():
        began_at, ended_at = form.span
        said = {"reason": form.cleaned_data["reason"], "evidence": form.cleaned_data["evidence"]}
        try:
            change = services.propose_outage(region, began_at=began_at, ended_at=ended_at, **said, by=request.actor, at=timekeeping.now())
        except DomainError as error:
            attach(error, form)
            status = status_of(error)
        else:
            messages.success(request, "已登记，还没有生效，请另一人核对。")
            return HttpResponseRedirect(reverse("calendars:change", args=[change.pk]))
    rule = f"一天之内中断超过{options_of(region).outage_hours}小时的，这一天不计入需要在本系统办理的期限。"
    return render(request, "calendars/outage.html", {"form": form, "rule": rule}, status=status)


@require_safe
@policy("calendars.change", Audience.OFFICE, Audience.ADMINISTRATOR)
def change(request: PortalRequest, pk: int) -> HttpResponse:
    """What was brought, what it would move, how far the recalculation is, or what it moved."""
    found: Change = CHANGES.get(request.actor, pk)
    is_applying = found.state == ChangeState.APPROVED
    is_proposed = found.state == ChangeState.PROPOSED
    is_previewing = is_proposed and not is_previewed(found)
    heading = str(found) if found.kind == ChangeKind.ARRANGEMENT else f"系统中断（{day(found.began_at)}）"
    context = {
        "change": found,
        "heading": heading,
        "tone": CHANGE_STATES[found.state].tone,
        "buttons": buttons(CHANGES, found, request.actor),
        "is_own": is_proposed and found.proposed_by_id == request.actor.user_id,
        "is_applying": is_applying,
        "is_previewing": is_previewing,
        "progress": found.progress if is_applying or is_previewing else None,
        "facts": selectors.facts(found),
        "evidence_url": reverse("calendars:evidence", args=[pk]) if found.evidence_id else "",
        "remarks": selectors.remarks(found) if is_proposed else [],
        "days": selectors.day_lines(found),
        **(_moves(request, found) if found.state == ChangeState.APPLIED or (is_proposed and not is_previewing) else {}),
    }
    return render(request, "calendars/change.html", context)


def _moves(request: PortalRequest, found: Change) -> dict[str, Any]:
    if found.state == ChangeState.PROPOSED:
        preview = found.progress
        page = _page(request, selectors.foreseen(found), preview.foreseen)
        settled = f"另有 {preview.settled} 个期限日期不变，不再暂定。" if preview.settled else ""
        note = f"截至{moment(preview.previewed_at)}，生效后将改期 {preview.foreseen} 个期限。{settled}"
        moves = Table(MOVES, selectors.foreseen_lines(list(page.object_list)))
        return {"moves_title": "将要改期的期限", "moves_note": note, "moves": moves, "page": page}
    page = Paginator(selectors.moved(found), LINES).get_page(request.GET.get("page"))
    rows = selectors.moved_lines(list(page.object_list))
    return {"moves_title": "已改期的期限", "moves_note": "逐个告知责任主体", "moves": Table(MOVED, rows), "page": page}


def _page(request: PortalRequest, rows: QuerySet[Any], count: int) -> Page[Any]:
    """A page of rows whose number is kept, so that a hundred thousand are not counted for each."""
    paginator = Paginator(rows, LINES)
    vars(paginator)["count"] = count
    return paginator.get_page(request.GET.get("page"))


@text_survives_sign_out
@policy("calendars.change.act", Audience.OFFICE, Audience.ADMINISTRATOR)
def act(request: PortalRequest, pk: int, action: str) -> HttpResponse:
    return perform(request, CHANGES, pk, action)


@require_safe
@policy("calendars.evidence", Audience.OFFICE, Audience.ADMINISTRATOR)
def evidence(request: PortalRequest, pk: int) -> HttpResponse:
    found: Change = CHANGES.get(request.actor, pk)
    if found.evidence is None:
        raise Http404
    return uploaded_file(request, found.evidence, subject=f"change:{found.pk}")


@require_safe
@policy("calendars.health", Audience.OFFICE, Audience.ADMINISTRATOR)
def health(request: PortalRequest) -> HttpResponse:
    """When the limits were last proved, how many, and whether all were sound; and how what leaves the portal fares."""
    proofs, at = selectors.last_proofs(), timekeeping.now()
    ended = next((one for one in proofs if one.ended_at), None)
    oldest_right = at - timedelta(hours=26)
    context = {
        "proofs": Table(PROOFS, proofs),
        "last": ended or (proofs[0] if proofs else None),
        "is_stale": ended is None or ended.ended_at is None or ended.ended_at < oldest_right,
        "ways": Table(WAYS, ways.way_lines(at)),
        "gaps": list(ways.gaps(at)),
    }
    return render(request, "calendars/health.html", context)
