"""Forms about the creditor of a case."""

from __future__ import annotations

from django import forms

from cases.models import CreditorLink
from portal.shell.fields import Mobile
from portal.steps.answering import InstalmentFields
from portal.steps.fields import ProofFile
from procedure.texts import label_of


class LinkForm(forms.Form):
    mobile = Mobile(
        label=label_of(CreditorLink, "mobile"),
        max_length=20,
        required=False,
        help_text="链接发到哪个号码，只有法院能看到；当面交付的不填。",
    )


class PaperInstalmentForm(InstalmentFields):
    """As it stands on the paper that he handed in."""

    upload = ProofFile(label="书面确认的扫描件")
