"""The light registers of the units: list, line, correction, export."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from ledger import timekeeping
from mechanism import selectors
from mechanism.enums import EntryState, RegisterKind
from mechanism.rules import STAFF_ROLES
from mechanism.services import registers as services
from portal.group.areas import ENTRIES
from portal.group.columns import ENTRIES as COLUMNS
from portal.group.filters import EntryFilter
from portal.group.forms.registers import entry_form
from portal.group.rows import row_of
from portal.group.sheets import sheet_of
from portal.group.views.meetings import WHO
from portal.lists.pages import joined, page_of
from portal.shell.components import DataItem, Table
from portal.shell.downloads import XLSX, attachment
from portal.shell.kept import text_survives_sign_out
from portal.shell.policy import policy
from portal.steps.pages import buttons
from portal.steps.refusals import INVALID, attach
from portal.steps.taking import act as perform
from portal.words.tones import tone_of
from procedure.errors import DomainError
from words.dates import day, moment

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpResponse

    from mechanism.models import RegisterEntry
    from portal.shell.policy import PortalRequest
    from procedure.actors import Actor

OF_ENTRY = joined("region", "department", "supersedes", "superseded_by")


@require_safe
@policy("group.registers", *WHO)
def first(request: PortalRequest) -> HttpResponse:
    """The first register that the person reads; whose unit keeps none is told so."""
    seen = selectors.registers_seen_by(request.actor)
    if not seen:
        return render(request, "group/no_register.html")
    return _listed(request, seen[0])


def _register(actor: Actor, kind: str) -> RegisterKind:
    """404 for a register that is not there for this person."""
    found = next((seen for seen in selectors.registers_seen_by(actor) if seen.value == kind), None)
    if found is None:
        raise Http404
    return found


def _found(actor: Actor, register: RegisterKind, form: EntryFilter) -> QuerySet[RegisterEntry]:
    entries = selectors.entries_visible_to(actor).filter(kind=register).order_by("-on", "-pk")
    if form.chosen.get("listed"):
        entries = selectors.on_assistance_list(entries)
    return form.of(entries)


@require_safe
@policy("group.register", *WHO)
def listed(request: PortalRequest, kind: str) -> HttpResponse:
    return _listed(request, _register(request.actor, kind))


def _listed(request: PortalRequest, register: RegisterKind) -> HttpResponse:
    actor = request.actor
    form = EntryFilter(request.GET, register)
    page = page_of(request, _found(actor, register, form), OF_ENTRY)
    context = {
        "page": page,
        "form": form,
        "table": Table(COLUMNS[register], [row_of(ENTRIES, entry, actor) for entry in page.object_list]),
        "register": register,
        "others": [seen for seen in selectors.registers_seen_by(actor) if seen != register],
        "may_enter": register in selectors.registers_kept_by(actor),
        "query": request.GET.urlencode(),
    }
    return render(request, "group/register.html", context)


@require_safe
@policy("group.register.export", *WHO)
def export(request: PortalRequest, kind: str) -> HttpResponse:
    """What the list shows under the same conditions, as a spreadsheet."""
    register = _register(request.actor, kind)
    found = _found(request.actor, register, EntryFilter(request.GET, register))
    content = sheet_of(register, found.select_related("department").iterator(chunk_size=2000))
    return attachment(content, XLSX, f"{register.label}{timekeeping.today()}.xlsx")


@policy("group.register.enter", *WHO)
def new(request: PortalRequest, kind: str) -> HttpResponse:
    actor, register = request.actor, _register(request.actor, kind)
    if register not in selectors.registers_kept_by(actor):
        raise Http404
    form = entry_form(register, request.POST or None)
    if request.method == "POST" and form.is_valid():
        region_id = min(actor.regions_of(*STAFF_ROLES))
        try:
            made = services.enter(region_id, form.written, by=actor, at=timekeeping.now())
        except DomainError as error:
            attach(error, form)
        else:
            messages.success(request, "已登记，等待法院确认。" if made.state == EntryState.AWAITING_COURT else "已登记。")
            return HttpResponseRedirect(reverse("group:register", args=[register.value]))
    context = {"form": form, "title": f"登记{register.label}", "back_url": reverse("group:register", args=[kind]), "submit": "登记"}
    return render(request, "group/new.html", context, status=INVALID if form.errors else 200)


@require_safe
@policy("group.entry.view", *WHO)
def entry(request: PortalRequest, pk: int) -> HttpResponse:
    subject: RegisterEntry = ENTRIES.get(request.actor, pk)
    context = {
        "name": subject.get_kind_display(),
        "line": subject.department.name,
        "state": subject.get_state_display(),
        "tone": tone_of(subject),
        "buttons": buttons(ENTRIES, subject, request.actor),
        "back_url": reverse("group:register", args=[subject.kind]),
        "facts": [item for item in _facts(subject) if item.value],
    }
    return render(request, "group/thing.html", context)


def _facts(entry: RegisterEntry) -> list[DataItem]:
    later: RegisterEntry | None = getattr(entry, "superseded_by", None)
    earlier = entry.supersedes
    return [
        DataItem("日期", day(entry.on)),
        DataItem("活动类型", entry.get_activity_display() if entry.activity else ""),
        DataItem("列入或者移出", entry.get_change_display() if entry.change else ""),
        DataItem("企业名称", entry.enterprise_name),
        DataItem("统一社会信用代码", entry.uscc, mono=True),
        DataItem("地点", entry.place),
        DataItem("人数或者企业数", "" if entry.headcount is None else str(entry.headcount)),
        DataItem("金融机构", entry.institution),
        DataItem("证明编号", entry.certificate_number),
        DataItem("证明现状", selectors.certificate_now(entry), wide=True),
        DataItem("内容", entry.content, wide=True),
        DataItem("法院意见", entry.court_note, wide=True),
        DataItem("机构反馈", f"{day(entry.feedback_on)}：{entry.feedback}" if entry.feedback else "", wide=True),
        DataItem("登记", f"{moment(entry.entered_at)}，{entry.entered_by}"),
        DataItem("更正原因", entry.correction, wide=True),
        DataItem("撤下原因", entry.withdrawal, wide=True),
        DataItem("所更正的一条", str(earlier or ""), url=reverse("group:entry", args=[earlier.pk]) if earlier else ""),
        DataItem("更正为", str(later or ""), url=reverse("group:entry", args=[later.pk]) if later else ""),
    ]


@text_survives_sign_out
@policy("group.entry.act", *WHO)
def act(request: PortalRequest, pk: int, action: str) -> HttpResponse:
    return perform(request, ENTRIES, pk, action)
