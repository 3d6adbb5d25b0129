"""One frozen dataclass per kind of document: every fact that is printed, and nothing that is not.

Values are what JSON can hold: text, whole numbers, booleans, tuples of these, and further frozen dataclasses.
A date is ISO text (`2026-11-25`); the template decides how it is written. An empty text means "not stated".
Addresses (`*_url`) are absolute and come from `notices.qr.public_url`, never from a request.
"""

from notices.enums import DocumentKind
from notices.papers.acceptance import (
    AcceptanceNoticePaper,
    DeclineNoticePaper,
    LapseNoticePaper,
    SupplementItem,
    SupplementNoticePaper,
    WithdrawalPaper,
)
from notices.papers.application import (
    ApplicationCaseLine,
    ApplicationFormPaper,
    ApplicationReceiptPaper,
    CommitmentItem,
    CommitmentPaper,
    MaterialLine,
    ProactiveNoticePaper,
    QueryCodeLine,
    ServiceReceiptPaper,
    Statement,
)
from notices.papers.decision import (
    ApprovalDecisionPaper,
    CertificatePaper,
    ChecklistLine,
    RejectionDecisionPaper,
    RelatedCaseLine,
    RepairNoticePaper,
    ReviewReportPaper,
)
from notices.papers.parts import (
    CodedReason,
    Contact,
    Limit,
    Measure,
    MeasureOutcome,
    Paper,
)
from notices.papers.recognition import (
    ConsultationMinutesPaper,
    DistributionLetterPaper,
    PushLetterPaper,
    PushLine,
    RecognitionFieldLine,
    RecognitionFormPaper,
    RecognitionResultPaper,
    RefusalLetterPaper,
    Resolution,
    UnitResultLine,
)

__all__ = [
    "PAPERS",
    "AcceptanceNoticePaper",
    "ApplicationCaseLine",
    "ApplicationFormPaper",
    "ApplicationReceiptPaper",
    "ApprovalDecisionPaper",
    "CertificatePaper",
    "ChecklistLine",
    "CodedReason",
    "CommitmentItem",
    "CommitmentPaper",
    "ConsultationMinutesPaper",
    "Contact",
    "DeclineNoticePaper",
    "DistributionLetterPaper",
    "LapseNoticePaper",
    "Limit",
    "MaterialLine",
    "Measure",
    "MeasureOutcome",
    "Paper",
    "ProactiveNoticePaper",
    "PushLetterPaper",
    "PushLine",
    "QueryCodeLine",
    "RecognitionFieldLine",
    "RecognitionFormPaper",
    "RecognitionResultPaper",
    "RefusalLetterPaper",
    "RejectionDecisionPaper",
    "RelatedCaseLine",
    "RepairNoticePaper",
    "Resolution",
    "ReviewReportPaper",
    "ServiceReceiptPaper",
    "Statement",
    "SupplementItem",
    "SupplementNoticePaper",
    "UnitResultLine",
    "WithdrawalPaper",
]

PAPERS: dict[DocumentKind, type[Paper]] = {
    paper.kind: paper
    for paper in (
        ProactiveNoticePaper,
        ServiceReceiptPaper,
        ApplicationFormPaper,
        CommitmentPaper,
        ApplicationReceiptPaper,
        SupplementNoticePaper,
        AcceptanceNoticePaper,
        DeclineNoticePaper,
        LapseNoticePaper,
        WithdrawalPaper,
        ReviewReportPaper,
        ApprovalDecisionPaper,
        RejectionDecisionPaper,
        CertificatePaper,
        RepairNoticePaper,
        PushLetterPaper,
        DistributionLetterPaper,
        RecognitionFormPaper,
        RefusalLetterPaper,
        ConsultationMinutesPaper,
        RecognitionResultPaper,
    )
}
