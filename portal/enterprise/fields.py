"""Form fields for plain text of people: trimmed, one kind of line end, no control characters."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError

MOBILE = re.compile(r"1[3-9]\d{9}")
ALLOWED_CONTROLS = "\n\t"


def _is_mobile(value: str) -> None:
    if not MOBILE.fullmatch(value):
        raise ValidationError("手机号码应为11位数字，以1开头，请核对。", code="incomplete")


class PlainText(forms.CharField):
    """One line; pasted line ends become blanks."""

    def to_python(self, value: Any) -> str:
        return _checked(" ".join((super().to_python(value) or "").split("\n")))


class LongText(forms.CharField):
    """A section of a statement. The browser's CRLF counts as one character, as in its own counter."""

    def __init__(self, *, rows: int = 6, **options: Any) -> None:
        options.setdefault("max_length", 2000)
        super().__init__(widget=forms.Textarea(attrs={"rows": rows, "data-counter": options["max_length"]}), **options)

    def to_python(self, value: Any) -> str:
        text = value.replace("\r\n", "\n").replace("\r", "\n") if isinstance(value, str) else value
        return _checked(super().to_python(text) or "")


class MobileNumber(forms.CharField):
    """A mainland mobile number; blanks, hyphens, full-width digits and the country code are forgiven."""

    widget = forms.TextInput(attrs={"type": "tel", "inputmode": "tel", "autocomplete": "tel"})
    default_validators: ClassVar[list[Callable[[Any], None]]] = [_is_mobile]  # type: ignore[misc] # a constant of the class

    def to_python(self, value: Any) -> str:
        text = unicodedata.normalize("NFKC", super().to_python(value) or "")
        return re.sub(r"^\+?86", "", re.sub(r"[\s-]", "", text))


def _checked(text: str) -> str:
    if any(unicodedata.category(char) == "Cc" and char not in ALLOWED_CONTROLS for char in text):
        raise ValidationError("文字中含有看不见的控制字符，请删除后重新粘贴。", code="control_character")
    return text
