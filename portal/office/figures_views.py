"""The board of every limit that runs, the leaders' minute, and the lists behind each of their numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Q
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from cases.outcomes import DeclineReason, RejectionReason
from deadlines.models import OVERDUE, Clock
from ledger import timekeeping
from oversight.selectors import OF_MATTER, Matter, waiting_at_office
from portal.lists.desk import desk_of
from portal.lists.pages import among, joined, page_of
from portal.office import board as running
from portal.office import glance as minute
from portal.office.columns import ENDED, OPEN, REACHED
from portal.office.filters import DONE, LATE, BoardFilter, LimitsFilter, PeriodFilter, ReachedFilter, reached_choices
from portal.office.limits import ENDED_LIMITS, OPEN_LIMITS, LimitRow, ended_rows, late_rows, open_rows
from portal.office.periods import period_of
from portal.office.selectors import OVERSEERS, departments_of, region_of, took_part
from portal.office.sheets import XLSX, workbook
from portal.shell.components import Table
from portal.shell.downloads import attachment
from portal.shell.policy import Audience, policy
from procedure.enums import Role
from recognition.states import CONSULTED_STATES
from supervision.dated import open_limits
from supervision.models import Reached, Spent
from supervision.standing import figures_stand
from supervision.tallies import tallies_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.db.models import QuerySet
    from django.http import HttpResponse

    from portal.lists.desk import Desk
    from portal.office.grids import Grid
    from portal.shell.policy import PortalRequest

LINES_A_PAGE = 40
WORST, READ_FOR_WORST = 5, 200


@require_safe
@policy("office.board", Audience.OFFICE, Audience.LEADER)
def board(request: PortalRequest) -> HttpResponse:
    """Every limit that runs, the earliest due first; above it how many there are, by unit and stage and how near."""
    desk, region_id = desk_of(request.actor, *OVERSEERS), region_of(request.actor)
    units, tallies, bounds = departments_of(region_id), tallies_of(region_id), running.bounds_of(desk.today, desk.calendar)
    found = open_limits(region_id, bounds)
    form = BoardFilter(request.GET, units)
    page = page_of(request, form.chosen_of(region_id, bounds), OPEN_LIMITS, size=LINES_A_PAGE, found=form.count_of(found))
    context = {
        "form": form,
        "page": page,
        "table": Table(OPEN, open_rows(list(page.object_list), desk)),
        "tiles": running.tiles(tallies, found),
        "phases": running.phases(tallies),
        "grids": (running.by_unit(found, units), running.by_stage(found)),
        "consultations": tallies.answers(CONSULTED_STATES),
        "waiting": waiting_at_office(request.actor),
        "may_consult": Role.OFFICE in request.actor.roles,
        "figures": figures_stand(region_id, timekeeping.now()),
    }
    return render(request, "office/board.html", context)


@require_safe
@policy("office.limits", Audience.OFFICE, Audience.LEADER)
def limits(request: PortalRequest) -> HttpResponse:
    """The limits behind a number: those that ended in a span, or of which it came out in it how they went."""
    desk, region_id = desk_of(request.actor, *OVERSEERS), region_of(request.actor)
    form = LimitsFilter(request.GET, departments_of(region_id), _names(region_id))
    went = form.chosen.get("went") or DONE
    if went == LATE:
        late = form.chosen_of(Clock.objects.filter(region=region_id, breached_on__isnull=False), "breached_on", desk.today)
        page = page_of(
            request, form.of_length(late, "spent__days").order_by("-breached_on", "-pk"), joined("spent", *OF_MATTER), size=LINES_A_PAGE
        )
        rows = late_rows(list(page.object_list), desk.today, desk.calendar)
    else:
        spent = form.of_length(form.chosen_of(Spent.objects.filter(region=region_id), "stopped_on", desk.today))
        spent = spent if went == DONE else spent.filter(was_late=False)
        page = page_of(request, spent.order_by("-stopped_on", "-pk"), ENDED_LIMITS, size=LINES_A_PAGE)
        rows = ended_rows(page.object_list)
    return render(request, "office/limits.html", {"form": form, "page": page, "table": Table(ENDED, rows)})


def _names(region_id: int) -> dict[str, str]:
    return {rule.code: rule.name for rule in minute.rules_of(region_id).values()}


@require_safe
@policy("office.reached", Audience.OFFICE, Audience.LEADER)
def reached(request: PortalRequest) -> HttpResponse:
    """The cases, or units' answers, behind a number: those that came to a state in a span."""
    desk, region_id = desk_of(request.actor, *OVERSEERS), region_of(request.actor)
    form = ReachedFilter(request.GET, departments_of(region_id))
    found = form.chosen_of(Reached.objects.filter(region=region_id), desk.today).order_by("-on", "-pk")
    page = page_of(request, found, joined("case__enforcement_case__enterprise"), size=LINES_A_PAGE)
    labels, reasons = dict(reached_choices()), {**dict(DeclineReason.choices), **dict(RejectionReason.choices)}
    rows = [
        {
            "on": one.on,
            "source": Matter(one.case.enforcement_case.enterprise.name, one.case.enforcement_case.number),
            "url": reverse("office:case", args=[one.case_id]),
            "label": labels[one.state],
            "party": one.department.short_name if one.department else "",
            "reasons": "；".join(str(reasons.get(reason, reason)) for reason in one.reasons),
        }
        for one in page.object_list
    ]
    return render(request, "office/reached.html", {"form": form, "page": page, "table": Table(REACHED, rows)})


@require_safe
@policy("office.glance", Audience.OFFICE, Audience.LEADER)
def glance(request: PortalRequest) -> HttpResponse:
    """The leaders' one minute: figures of a period, what is late now, and every number a way to its list."""
    return render(request, "office/glance.html", _minute(request))


@require_safe
@policy("office.spreadsheet", Audience.OFFICE, Audience.LEADER)
def spreadsheet(request: PortalRequest) -> HttpResponse:
    """The same as a file."""
    said = _minute(request)
    title = f"{said['region'].name}企业信用修复总览"
    content = workbook(title, said["period"].label, said["figures"].at, said["tiles"], said["grids"])
    return attachment(content, XLSX, f"{title}（{said['period'].label}）.xlsx")


def _minute(request: PortalRequest) -> dict[str, Any]:
    desk, region_id = desk_of(request.actor, *OVERSEERS), region_of(request.actor)
    form = PeriodFilter(request.GET, desk.today)
    period = period_of(form.chosen.get("period", ""), desk.today)
    units = departments_of(region_id)
    figures = minute.Figures(region_id, period, desk.today, [one for one in units if took_part(one, period.first, period.last)])
    found = open_limits(region_id, running.bounds_of(desk.today, desk.calendar))
    grids: tuple[Grid, ...] = (
        *(minute.legs(figures), minute.trend(figures), minute.ranking(figures), minute.worst(_worst(region_id, desk))),
        *(minute.funnel(figures), minute.reasons(figures), minute.spread(figures), minute.heat(figures)),
    )
    return {
        "form": form,
        "period_control": form["period"].as_widget(attrs={"class": "form-select"}),
        "period": period,
        "region": units[0].region,
        "as_of": f"{units[0].region.name} · {period.label}",
        "may_check": Role.OFFICE in request.actor.roles,
        "tiles": minute.tiles(figures, found),
        "grids": grids,
        "figures": figures_stand(region_id, timekeeping.now()),
    }


def _worst(region_id: int, desk: Desk) -> Iterable[LimitRow]:
    """The longest late of each case, and of those the first few; what belongs to no case, as a notice, is none."""
    late: QuerySet[Clock] = Clock.objects.filter(OVERDUE, Q(case__isnull=False), region=region_id).order_by("due_on", "pk")
    first: dict[int | None, int] = {}
    for pk, case in late.values_list("pk", "case_id")[:READ_FOR_WORST]:
        first.setdefault(case, pk)
    if not first:
        return []
    keys = list(first.values())[:WORST]
    rows = OPEN_LIMITS(among(Clock, Clock.objects.filter(pk__in=keys).values("pk"))).order_by("due_on", "pk")
    return open_rows(list(rows), desk)
