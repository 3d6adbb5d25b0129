"""Papers as the services of the chain fill them, not as a sample does."""

import pytest
from django.db.models import Q

from cases.enums import CaseState
from notices import services
from notices.enums import DocumentKind, DocumentState
from notices.models import Document
from recognition.enums import RecognitionAction, RecognitionResult
from tests.notices.pdf_text import text_of

OBJECTIONS = {"dismiss": DocumentKind.OBJECTION_DISMISSAL, "uphold": DocumentKind.OBJECTION_UPHELD}
ENDINGS = {
    CaseState.REJECTED: DocumentKind.REJECTION_DECISION,
    CaseState.NOT_ACCEPTED: DocumentKind.DECLINE_NOTICE,
    CaseState.LAPSED: DocumentKind.LAPSE_NOTICE,
    CaseState.WITHDRAWN: DocumentKind.WITHDRAWAL_NOTICE,
    CaseState.REVOKED: DocumentKind.REVOCATION_DECISION,
}


ONE_PAGE = (
    DocumentKind.ACCEPTANCE_NOTICE,
    DocumentKind.DECLINE_NOTICE,
    DocumentKind.SUSPENSION_NOTICE,
    DocumentKind.LAPSE_NOTICE,
    DocumentKind.WITHDRAWAL_NOTICE,
    DocumentKind.CERTIFICATE,
)


def printed(walk) -> dict[str, str]:
    """Make every paper of a walk; return the text of the last one of each kind."""
    case = walk.case
    notices = Q(notice__enforcement_case=case.enforcement_case)
    papers = Document.objects.filter(Q(case=case) | Q(application=case.application) | notices).order_by("pk")
    for document in papers:
        services.render_document(document.pk, at=document.created_at)
    assert list(papers.exclude(state=DocumentState.READY).values_list("kind", "failure")) == []
    # A notice of ordinary length has no second page that holds its end and the seal.
    assert list(papers.filter(kind__in=ONE_PAGE, page_count__gt=1).values_list("kind", "page_count")) == []
    return {document.kind: text_of(services.pdf_content(document)) for document in papers.all()}


def test_the_papers_of_a_whole_chain_can_be_made(case_in):
    walk = case_in(CaseState.DISTRIBUTED)
    walk.unit_answers("finance", RecognitionResult.REFUSED).convene("finance")
    walk.conclude("finance", RecognitionAction.CONSULT_RECOGNIZE, "另案处罚与本案无关，改为认可").all_units_answer(except_for=("finance",))
    texts = printed(walk)
    endings = set(ENDINGS.values()) | {DocumentKind.SUPPLEMENT_NOTICE, DocumentKind.REVOCATION_NOTICE, *OBJECTIONS.values()}
    # On an enforcement case, whatever becomes of an application.
    endings.add(DocumentKind.LIST_CORRECTION)
    # On no case at all.
    endings.add(DocumentKind.MEETING_MINUTES)
    # Of all units for a period, and of no case.
    endings |= {DocumentKind.BULLETIN, DocumentKind.ANNUAL_ASSESSMENT}
    # Where the examination cannot go on.
    endings.add(DocumentKind.SUSPENSION_NOTICE)
    # Where somebody is late.
    endings |= {DocumentKind.URGE_ORDER, DocumentKind.OVERSIGHT_ORDER}
    assert set(texts) == set(DocumentKind) - endings
    name, uscc = walk.case.enterprise.name, walk.case.enterprise.uscc
    assert [kind for kind, text in texts.items() if name not in text] == []
    assert [kind for kind, text in texts.items() if uscc not in text] == [DocumentKind.SERVICE_RECEIPT, DocumentKind.CREDITOR_LETTER]
    assert walk.case.certificate.verify_code in texts[DocumentKind.CERTIFICATE]


@pytest.mark.parametrize("state", ENDINGS)
def test_the_papers_of_every_other_ending_can_be_made(case_in, state):
    walk = case_in(state)
    assert ENDINGS[state] in printed(walk)


@pytest.mark.parametrize("decide", OBJECTIONS)
def test_the_papers_on_an_objection_can_be_made(case_in, decide):
    walk = case_in(CaseState.REJECTED).object()
    getattr(walk, decide)()
    assert "异议的事实和理由" in printed(walk)[OBJECTIONS[decide]]
