"""What a creditor sends from his own page."""

from __future__ import annotations

from django.conf import settings

from portal.shell.fields import Token
from portal.steps.answering import CreditorFields, InstalmentFields
from portal.steps.fields import ProofFile
from words.files import accepted

MAY_BE_LEFT = f"可以不附。{accepted(settings.UPLOAD_FILE_MAX_BYTES)}"


class AnswerForm(CreditorFields):
    """``version`` is what the page showed, so that nobody answers over an answer that he has not seen."""

    upload = ProofFile(label="书面意见或者证据", required=False, help_text=MAY_BE_LEFT)
    version = Token(required=False, max_length=9)


class InstalmentForm(InstalmentFields):
    upload = ProofFile(label="凭证", required=False, help_text=MAY_BE_LEFT)
