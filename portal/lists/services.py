"""待送达： papers that are to be served on a party, and those that were."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.shortcuts import render

from portal.lists.filters import ServiceFilter
from portal.lists.pages import joined, page_of
from portal.shell.components import Column, Table
from portal.steps.pages import Button, buttons
from portal.words.tones import tone_of
from words.dates import day

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.db.models import QuerySet
    from django.http import HttpResponse

    from cases.models import Service
    from portal.shell.policy import PortalRequest
    from portal.steps.pages import Area
    from procedure.actors import Actor

SERVICES = (
    Column("企业与案号", "cells/duty_case.html"),
    Column("文书", text="paper"),
    Column("受送达人", text="subject.get_party_display"),
    Column("状态", "cells/state.html"),
    Column("送达", text="how", empty="还没有送达"),
    Column("办理", "cells/steps.html"),
)

# A service is of a case or of a request about the list.
OF_SERVICE = joined("case__enterprise", "duty__enforcement_case__enterprise", "document")


@dataclass(frozen=True, slots=True)
class ServiceLine:
    """A service as a list shows it."""

    subject: Service
    url: str
    state: str
    tone: str
    buttons: tuple[Button, ...]

    @property
    def name(self) -> str:
        return self.subject.enterprise.name

    @property
    def number(self) -> str:
        return self.subject.number

    @property
    def paper(self) -> str:
        return str(self.subject.document)

    @property
    def how(self) -> str:
        return f"{self.subject.get_manner_display()}，{day(self.subject.served_on)}" if self.subject.served_on else ""


def service_lines(services: Iterable[Service], area: Area[Service], actor: Actor) -> list[ServiceLine]:
    return [
        ServiceLine(
            subject=row,
            url=area.home_url(row),
            state=row.get_state_display(),
            tone=tone_of(row),
            buttons=tuple(buttons(area, row, actor)),
        )
        for row in services
    ]


def services_to_serve(request: PortalRequest, area: Area[Service], services: QuerySet[Service]) -> HttpResponse:
    """待送达, the longest waiting first."""
    form = ServiceFilter(request.GET)
    page = page_of(request, form.chosen_of(services), OF_SERVICE)
    table = Table(SERVICES, service_lines(page.object_list, area, request.actor))
    return render(request, "lists/services.html", {"page": page, "form": form, "table": table})
