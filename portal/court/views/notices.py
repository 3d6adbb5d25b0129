"""A proactive notice: its service, its papers, its clock."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from cases import selectors
from cases.models import Measure
from portal.casepage.clocks import clock_views
from portal.casepage.columns import MEASURES
from portal.casepage.documents import papers
from portal.casepage.enforcement import measure_rows
from portal.court.areas import NOTICES
from portal.lists.desk import desk_of
from portal.shell.components import DataItem, Table
from portal.shell.downloads import uploaded_file
from portal.shell.kept import text_survives_sign_out
from portal.shell.policy import Audience, policy
from portal.shell.uploading import tells_where_to_go
from portal.steps.pages import buttons
from portal.steps.taking import act as perform
from portal.words.tones import tone_of
from procedure.enums import COURT_ROLES
from words.dates import day

if TYPE_CHECKING:
    from django.http import HttpResponse

    from cases.models import ProactiveNotice
    from portal.shell.policy import PortalRequest


@require_safe
@policy("court.notice.view", Audience.COURT)
def notice(request: PortalRequest, pk: int) -> HttpResponse:
    subject: ProactiveNotice = NOTICES.get(request.actor, pk)
    desk = desk_of(request.actor, *COURT_ROLES)
    found = selectors.documents_visible_to(request.actor).filter(notice=subject).order_by("created_at", "pk")
    own_measures = Measure.recorded.filter(notice=subject.first).select_related("notice").order_by("taken_on", "pk")
    context = {
        "notice": subject,
        "tone": tone_of(subject),
        "line": NOTICES.describe(subject),
        "buttons": buttons(NOTICES, subject, request.actor),
        "facts": [
            ("告知书编号", subject.number),
            *((("更正并替代", subject.replaces.number),) if subject.replaces else ()),
            ("制作时间", day(subject.prepared_at)),
            ("送达方式", subject.get_manner_display() if subject.manner else ""),
            ("送达日期", day(subject.served_on)),
            ("签收人", subject.receiver),
            *(
                [DataItem("送达回证扫描件", subject.receipt.original_name, url=reverse("court:notice_receipt", args=[pk]))]
                if subject.receipt
                else []
            ),
        ],
        "measures": Table(MEASURES, measure_rows(own_measures, desk.today, with_links=False)),
        "papers": papers(found),
        "clocks": clock_views(subject.clocks.order_by("pk"), desk.today, desk.calendar),
    }
    return render(request, "court/notice.html", context)


@require_safe
@policy("court.notice.receipt", Audience.COURT)
def receipt(request: PortalRequest, pk: int) -> HttpResponse:
    """The scanned proof of service."""
    subject: ProactiveNotice = NOTICES.get(request.actor, pk)
    if subject.receipt is None:
        raise Http404
    return uploaded_file(request, subject.receipt, subject=f"notice:{pk}")


@tells_where_to_go
@text_survives_sign_out
@policy("court.notice.act", Audience.COURT)
def act(request: PortalRequest, pk: int, action: str) -> HttpResponse:
    return perform(request, NOTICES, pk, action)
