"""待人工处理: papers that could not be made, and the one button that has any paper made again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST, require_safe

from cases import selectors
from notices.services import retry_document
from portal.casepage.documents import PaperRow, paper_row
from portal.shell.policy import Audience, policy
from portal.words.documents import READS

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpResponse

    from notices.models import Document
    from portal.shell.policy import PortalRequest

SHOWN_AT_MOST = 100
STAFF = (Audience.COURT, Audience.BUREAU, Audience.MEMBER, Audience.OFFICE)
OF_DOCUMENT = (
    "case__enforcement_case__enterprise",
    "notice__enforcement_case__enterprise",
    "application__enterprise",
    "duty__enforcement_case__enterprise",
)


@dataclass(frozen=True, slots=True)
class Concerned:
    """A paper with what it is about."""

    paper: PaperRow
    about: str


@policy("papers.list", *STAFF)
@require_safe
def listed(request: PortalRequest) -> HttpResponse:
    """The papers of one's own body that somebody must look at, and those that wait for the machine."""
    context = {
        "given_up": _concerned(selectors.papers_to_mend(request.actor)),
        "delayed": _concerned(selectors.papers_delayed(request.actor)),
        "most": SHOWN_AT_MOST,
    }
    return render(request, "casepage/papers.html", context)


@policy("papers.retry", *STAFF)
@require_POST
def retry(request: PortalRequest, pk: int) -> HttpResponse:
    """Have a refused or failed paper made again, from the same frozen content: every kind, whoever issued it."""
    if not selectors.documents_visible_to(request.actor).filter(pk=pk).exists():
        raise Http404
    document = retry_document(pk)
    messages.success(request, f"已要求重新制作《{document.title}》，通常几秒内完成，请稍后刷新查看。")
    back = request.POST.get("back", "")
    is_ours = url_has_allowed_host_and_scheme(back, allowed_hosts=None) and back.startswith("/")
    return HttpResponseRedirect(back if is_ours else reverse("papers:list"))


def _concerned(found: QuerySet[Document]) -> list[Concerned]:
    return [Concerned(paper_row(document), _about(document)) for document in found.select_related(*READS, *OF_DOCUMENT)[:SHOWN_AT_MOST]]


def _about(document: Document) -> str:
    if document.case is not None:
        return f"{document.case.enforcement_case.enterprise.name}（{document.case.number}）"
    if document.notice is not None:
        enforced = document.notice.enforcement_case
        return f"{enforced.enterprise.name}（{enforced.number}）"
    if document.duty is not None:
        return f"{document.duty.enforcement_case.enterprise.name}（{document.duty.enforcement_case.number}）"
    if document.assessment is not None:
        return str(document.assessment)
    return document.application.enterprise.name if document.application is not None else document.title
