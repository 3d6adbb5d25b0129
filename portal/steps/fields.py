"""Form fields as the staff's forms use them."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django import forms
from django.conf import settings

from words.files import accepted
from words.money import FEN_PER_YUAN

# Without HEIC: a phone that is asked for JPG hands in a JPG.
ACCEPT = ".pdf,.jpg,.jpeg,.jfif,.png,application/pdf,image/jpeg,image/png"


class Prose(forms.CharField):
    """Several lines of text; the browser's CRLF counts as one character, as in its own counter."""

    def to_python(self, value: Any) -> str:
        text = super().to_python(value)
        return str(text).replace("\r\n", "\n").replace("\r", "\n")


def offer(form: forms.BaseForm, name: str, choices: Iterable[tuple[Any, Any]]) -> None:
    """What a choice field of a form offers, where only the form's subject tells. TypeError for another kind of field."""
    field = form.fields[name]
    if not isinstance(field, forms.ChoiceField):
        raise TypeError(name)
    field.choices = list(choices)


def day(label: str, *, required: bool = True, help_text: str = "") -> forms.DateField:
    """A date with the browser's own picker."""
    widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    return forms.DateField(label=label, required=required, help_text=help_text, widget=widget)


def text(label: str, length: int, *, required: bool = True, help_text: str = "", rows: int = 4) -> forms.CharField:
    """Several lines of text."""
    widget = forms.Textarea(attrs={"rows": rows})
    return Prose(label=label, max_length=length, required=required, help_text=help_text, widget=widget)


def line(label: str, length: int, *, required: bool = True, help_text: str = "") -> forms.CharField:
    """One line of text."""
    return forms.CharField(label=label, max_length=length, required=required, help_text=help_text)


def choice(label: str, choices: Any, *, required: bool = True, help_text: str = "", radio: bool = False) -> forms.ChoiceField:
    """One of a few: a drop-down that starts empty, or radio buttons."""
    if radio:
        return forms.ChoiceField(label=label, choices=choices, required=required, help_text=help_text, widget=forms.RadioSelect)
    return forms.ChoiceField(label=label, choices=[("", "请选择"), *choices], required=required, help_text=help_text)


class YuanField(forms.DecimalField):
    """An amount typed in yuan, cleaned to whole fen."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(min_value=0, max_digits=15, decimal_places=2, **kwargs)

    def clean(self, value: Any) -> int:
        typed: Decimal | None = super().clean(value.replace(",", "").strip() if isinstance(value, str) else value)
        return int((typed or Decimal(0)) * FEN_PER_YUAN)


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
