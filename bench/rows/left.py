"""Columns of which a world says nothing, by model: the model's own default, or empty, is what such a row would hold.

A column that is in no list here and not said in ``bench/rows`` stops the generation: one that the portal keeps itself, such as a date
stored beside the case, would otherwise stay empty and make every measurement of it look good.
"""

from typing import Final

LEFT: Final[dict[str, tuple[str, ...]]] = {
    "Application": ("notice", "channel", "ground_note", "contribution", "public_good", "commitment_public"),
    # The dates are written once the clocks are there.
    "Case": ("due_on", "due_unit", "due_provisional", "list_due_on", "list_due_unit", "list_due_provisional"),
    "Certificate": ("conditions", "covers_all_cases", "replaced_by"),
    "Clock": ("notice", "round"),
    "ClockEvent": ("days", "reason", "law", "evidence"),
    "Delivery": ("round", "channel", "returned_at", "return_reason"),
    "Document": ("notice", "application", "department", "fonts", "attempts", "failures", "lease_until", "lease_token"),
    "EnforcementCase": ("handler_name",),
    "Enterprise": ("former_names", "legal_representative", "is_state_owned", "status"),
    "Listing": ("term_kind", "term_end"),
    "Mandate": ("reason", "decided_by", "valid_until"),
    "Material": ("supplement_item", "is_lost", "issuer", "lost_note", "removed_at"),
    "Measure": ("document_number",),
    "MeasureDecision": ("note",),
    "Message": ("department", "role"),
    "ProactiveNotice": ("electronic_consent", "receipt_name", "receipt_file", "receipt_sha256"),
    "Recognition": ("measures_lifted", "consultation_due_on", "consultation_due_unit", "consultation_due_provisional"),
    "Examination": ("related_cases_note", "covers_all_cases", "review_note"),
    "SupplementItem": ("answer",),
    "SupplementRequest": ("answered_at",),
}
