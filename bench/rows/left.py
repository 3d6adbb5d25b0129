"""Columns of which a world says nothing, by model: the model's own default, or empty, is what such a row would hold.

A column that is in no list here and not said in ``bench/rows`` stops the generation: one that the portal keeps itself, such as a date
stored beside the case, would otherwise stay empty and make every measurement of it look good.
"""

from typing import Final

LEFT: Final[dict[str, tuple[str, ...]]] = {
    "Application": ("notice", "channel", "ground_note", "contribution", "public_good", "commitment_public", "signature_voided_at"),
    # The dates are written once the clocks are there.
    "Case": (
        "replacement",
        "replacement_signer",
        "replacement_receiver",
        "due_on",
        "due_unit",
        "due_provisional",
        "list_due_on",
        "list_due_unit",
        "list_due_provisional",
        "list_difference",
        "objection",
        "revocation",
        "has_lost_material",
    ),
    "Certificate": ("entry_until", "conditions", "covers_all_cases", "replaced_by"),
    "Clock": ("notice", "duty", "about", "round", "next_rung_at"),
    "ClockEvent": ("days", "reason", "law", "evidence"),
    "Delivery": ("round", "channel", "returned_at", "return_reason", "wrong_facts"),
    "Document": ("notice", "application", "duty", "department", "replaces", "fonts", "attempts", "failures", "lease_until", "lease_token"),
    "EnforcementCase": ("cause", "creditor_phone", "handler_name", "withdrawn_at"),
    "Enterprise": (
        "former_names",
        "legal_representative",
        "is_state_owned",
        "status",
        "uscc_reason",
        "merged_into",
        "head_office",
    ),
    "Listing": ("term_kind", "term_end"),
    "Mandate": ("confirmation", "reason", "decided_by", "valid_until", "ended_at"),
    "Material": (
        "supplement_item",
        "is_lost",
        "issuer",
        "lost_note",
        "removed_at",
        "verification",
        "verification_note",
        "verified_by",
        "verified_at",
    ),
    "Measure": ("bound", "person_name", "document_number", "withdrawn_at"),
    "MeasureDecision": ("ends_on", "ruling_number", "note"),
    "Message": ("department", "role"),
    "ProactiveNotice": ("served_at_time", "place", "electronic_consent", "replaces", "receipt"),
    "Recognition": (
        "replacement",
        "replacement_waits",
        "measures_lifted",
        "consultation_due_on",
        "consultation_due_unit",
        "consultation_due_provisional",
    ),
    "Examination": ("related_cases_note", "covers_all_cases", "query_on", "query_number", "entry_until", "entry_reasons", "review_note"),
    "Upload": ("finding", "attempts", "retry_at", "copy_name", "copy_sha256", "left_out"),
    "SupplementItem": ("answer",),
    "SupplementRequest": ("answered_at",),
}
