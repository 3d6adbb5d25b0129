"""What has to be made before a step may rest on it: conditions of the transition table that ask for a paper."""

from __future__ import annotations

from typing import TYPE_CHECKING

from notices.enums import DocumentKind, DocumentState

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from cases.models import Case, ProactiveNotice
    from notices.models import Document


def paper_gap(papers: QuerySet[Document]) -> str:
    """Why a step that rests on a paper has to wait: the latest of those given is not made yet."""
    # The snapshot stays where it is.
    paper = papers.order_by("-pk").values("title", "state", "failure").first()
    if paper is None or paper["state"] == DocumentState.READY:
        return ""
    if paper["state"] == DocumentState.PENDING:
        return f"《{paper['title']}》的PDF还在制作，通常只要几秒，制成后即可办理这一步，请稍候再试。"
    return f"《{paper['title']}》没有制成：{paper['failure']}。请先在“待人工处理的文书”中处理好，再办理这一步。"


def notice_paper_is_ready(notice: ProactiveNotice) -> str:
    """Nobody is served what does not exist."""
    return paper_gap(notice.documents.filter(kind=DocumentKind.PROACTIVE_NOTICE))


def decision_paper_is_ready(case: Case) -> str:
    """The seal is put on what the decision says."""
    return paper_gap(case.documents.filter(kind=DocumentKind.APPROVAL_DECISION))


def push_letter_is_ready(case: Case) -> str:
    """What is signed for is the letter."""
    return paper_gap(case.documents.filter(kind=DocumentKind.PUSH_LETTER))


def certificate_is_numbered(case: Case) -> str:
    return "" if case.certificate is not None else "证明尚未编号。"


def certificate_paper_is_ready(case: Case) -> str:
    if case.certificate is None:
        return "证明尚未编号。"
    return paper_gap(case.documents.filter(pk=case.certificate.document_id))
