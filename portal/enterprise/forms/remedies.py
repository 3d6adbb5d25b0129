"""What an enterprise brings against a decision."""

from __future__ import annotations

from cases.models import Objection
from ledger.constraints import sentence_of
from portal.enterprise.fields import LongText
from portal.steps.fields import ProofFile
from portal.steps.pages import ActionForm


class ObjectionForm(ActionForm):
    text = LongText(
        label="异议的事实和理由",
        rows=8,
        max_length=4000,
        help_text="写明不同意决定的哪些内容、为什么，以及能够证明的事实。",
        error_messages={"required": sentence_of(Objection, "objection_says_why")},
    )
    upload = ProofFile(label="异议材料", required=False)
    use_required_attribute = False


class HearingForm(ActionForm):
    answer = LongText(
        label="陈述申辩",
        rows=8,
        max_length=4000,
        help_text="写明哪些事实不属实、有什么正当理由，或者已经怎样改正。",
        error_messages={"required": "请写明您的意见和理由。"},
    )
    upload = ProofFile(label="陈述申辩材料", required=False)
    use_required_attribute = False
