"""Form fields as the staff's forms use them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django import forms
from django.conf import settings

from portal.shell.fields import CaseNumber, Count, Day, DocumentNumber, Hour, Line, Name, Phone, Prose, Uscc
from portal.shell.fields import Yuan as YuanField
from words import normal
from words.files import accepted

__all__ = (
    "CaseNumber", "Count", "Day", "DocumentNumber", "Hour", "Line", "Name", "Phone", "ProofFile", "Prose", "Uscc", "YuanField",
    "choice", "count", "day", "document_number", "line", "name", "offer", "several", "text",
)  # fmt: skip

# Without HEIC: a phone that is asked for JPG hands in a JPG.
ACCEPT = ".pdf,.jpg,.jpeg,.jfif,.png,application/pdf,image/jpeg,image/png"


def offer(form: forms.BaseForm, name: str, choices: Iterable[tuple[Any, Any]]) -> None:
    """What a choice field of a form offers, where only the form's subject tells. TypeError for another kind of field."""
    field = form.fields[name]
    if not isinstance(field, forms.ChoiceField):
        raise TypeError(name)
    field.choices = list(choices)


def day(label: str, *, required: bool = True, help_text: str = "", earliest: dt.date = normal.EARLIEST) -> Day:
    """A date with the browser's own picker."""
    return Day(label=label, required=required, help_text=help_text, earliest=earliest)


def text(label: str, length: int, *, required: bool = True, help_text: str = "", rows: int = 4) -> Prose:
    """Several lines of text."""
    widget = forms.Textarea(attrs={"rows": rows})
    return Prose(label=label, max_length=length, required=required, help_text=help_text, widget=widget)


def line(label: str, length: int, *, required: bool = True, help_text: str = "") -> Line:
    """One line of text."""
    return Line(label=label, max_length=length, required=required, help_text=help_text)


def count(label: str, *, most: int, help_text: str = "") -> Count:
    """How many: a whole number from one on."""
    return Count(label=label, most=most, help_text=help_text, error_messages={"required": "请填写数字。"})


def name(label: str, length: int, *, required: bool = True, help_text: str = "") -> Name:
    """What a company or a person is called."""
    return Name(label=label, max_length=length, required=required, help_text=help_text)


def document_number(label: str, length: int, *, required: bool = True) -> DocumentNumber:
    """The number of a document."""
    return DocumentNumber(label=label, max_length=length, required=required)


def choice(label: str, choices: Any, *, required: bool = True, help_text: str = "", radio: bool = False) -> forms.ChoiceField:
    """One of a few: a drop-down that starts empty, or radio buttons."""
    said = {"invalid_choice": "请从列出的各项中选择。"}
    options: dict[str, Any] = {"label": label, "required": required, "help_text": help_text, "error_messages": said}
    if radio:
        return forms.ChoiceField(choices=choices, widget=forms.RadioSelect, **options)
    return forms.ChoiceField(choices=[("", "请选择"), *choices], **options)


def several(label: str, *, coerce: Any = str, help_text: str = "") -> forms.TypedMultipleChoiceField:
    """Boxes to tick, at least one."""
    said = {"required": "请至少勾选一项。", "invalid_choice": "请从列出的各项中选择。"}
    options: dict[str, Any] = {"label": label, "coerce": coerce, "help_text": help_text, "error_messages": said}
    return forms.TypedMultipleChoiceField(widget=forms.CheckboxSelectMultiple, **options)


class ProofFile(forms.FileField):
    """One file; its name and its content are judged by `uploads`."""

    widget = forms.FileInput(attrs={"accept": ACCEPT, "data-upload": settings.UPLOAD_FILE_MAX_BYTES})

    def __init__(self, **options: Any) -> None:
        options.setdefault("help_text", f"{accepted(settings.UPLOAD_FILE_MAX_BYTES)}。系统按文件内容识别类型，改名的文件不能通过。")
        messages = {
            "required": "请先选择要上传的文件。",
            "max_length": "文件名太长，请改短后重新上传。",
            **options.pop("error_messages", {}),
        }
        # An empty file is refused by the same check, and in the same words, as a wrong one.
        super().__init__(allow_empty_file=True, max_length=120, error_messages=messages, **options)
