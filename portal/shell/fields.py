"""Form fields for what people type: one kind for each kind of fact, every one by the normal form of `words.normal`.

A form of the portal uses no plain text, date or number field of Django's; a test holds that.
"""

from __future__ import annotations

import datetime as dt
import re
from typing import Any, ClassVar, Final

from django import forms
from django.core.exceptions import ValidationError

from portal.shell.numbers import whole_number
from procedure.texts import checked
from words import normal
from words.hours import hour_of

# What was typed has no normal form; it is shown again, never stored.
MISSPELT: Final = "misspelt"


class OneCauseForm(forms.Form):
    """A form that says of each field one thing: what could not be read is not also missing."""

    def add_error(self, field: str | None, error: Any) -> None:
        if field is None or field not in self.errors:
            super().add_error(field, error)


class Typed(forms.CharField):
    """A text in its normal form, of characters that can be printed. What the form's own length is, counts the normal form."""

    # Whether people may write more characters than are kept: blanks, another width, a whole address.
    is_roomy: ClassVar[bool] = False
    default_error_messages: ClassVar[dict[str, Any]] = {"max_length": "最多%(limit_value)d个字，现为%(show_value)d个字，请缩短。"}

    def to_python(self, value: Any) -> str:
        typed = super().to_python(value) or ""
        try:
            return self.found(typed)
        except normal.Misspelt as error:
            raise ValidationError(str(error), code=MISSPELT) from error

    def found(self, typed: str) -> str:
        return checked(self.normal_form, typed)

    def normal_form(self, typed: str) -> str:
        return normal.line(typed)

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        attrs: dict[str, Any] = super().widget_attrs(widget)
        if self.is_roomy:
            attrs.pop("maxlength", None)
        return attrs


class Line(Typed):
    """One line; pasted line ends become blanks."""


class Prose(Typed):
    """Several lines; the browser's CRLF counts as one character, as in its own counter."""

    widget = forms.Textarea

    def normal_form(self, typed: str) -> str:
        return normal.text(typed)


class Name(Typed):
    """What a company or a person is called."""

    def normal_form(self, typed: str) -> str:
        return normal.name(typed)


class CaseNumber(Typed):
    """案号 of a case, in its official spelling. Whether it is one of the court's, the service says."""

    is_roomy = True
    # A number as it looks at the court of the form.
    example = normal.CASE_NUMBER_EXAMPLE

    def normal_form(self, typed: str) -> str:
        return normal.case_number(typed, example=self.example)


class DocumentNumber(Typed):
    """The number of somebody's document."""

    is_roomy = True

    def normal_form(self, typed: str) -> str:
        return normal.document_number(typed)


CODE_ATTRS: Final = {"autocapitalize": "characters", "autocomplete": "off", "spellcheck": "false", "class": "cr-mono"}


class Uscc(Typed):
    """A unified social credit code by class and structure. Whether its check character fits, the service asks where it is stored."""

    is_roomy = True
    widget = forms.TextInput(attrs=CODE_ATTRS)

    def normal_form(self, typed: str) -> str:
        return normal.uscc(typed)


class Phone(Typed):
    """One or several phones."""

    def normal_form(self, typed: str) -> str:
        return normal.phone(typed)


class Mobile(Typed):
    """A mainland mobile number; blanks, hyphens, full-width digits and the country code are forgiven.

    A number that is not complete is an error of the kind "incomplete": a draft holds it as it is.
    """

    is_roomy = True
    widget = forms.TextInput(attrs={"type": "tel", "inputmode": "tel", "autocomplete": "tel"})

    def normal_form(self, typed: str) -> str:
        return normal.dialled(typed)

    def validate(self, value: str) -> None:
        super().validate(value)
        if value and not normal.MOBILE.fullmatch(value):
            raise ValidationError("手机号码应为11位数字，以1开头，请核对。", code="incomplete")


class Count(Typed):
    """How many: a whole number in figures of any width, from ``least`` on."""

    is_roomy = True
    widget = forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"})

    def __init__(self, *, least: int = 1, most: int = 9999, **options: Any) -> None:
        self.least, self.most = least, most
        super().__init__(**options)

    def clean(self, value: Any) -> int | None:
        typed = super().clean(value)
        if not typed:
            return None
        found = whole_number(str(typed))
        if found is None or not self.least <= found <= self.most:
            raise ValidationError(f"请填写{self.least}至{self.most}的整数。", code=MISSPELT)
        return found


class Mail(Typed):
    """A mail address."""

    is_roomy = True
    widget = forms.TextInput(attrs={"type": "email", "inputmode": "email", "autocomplete": "email"})

    def normal_form(self, typed: str) -> str:
        return normal.mail(typed)

    def validate(self, value: str) -> None:
        super().validate(value)
        if value and not normal.MAIL.fullmatch(value):
            raise ValidationError("电子邮箱应写成 name@example.com 的样子，请核对。", code="incomplete")


class Account(Typed):
    """What somebody is called on another system."""

    def validate(self, value: str) -> None:
        super().validate(value)
        if value and not re.fullmatch(r"[A-Za-z0-9._@-]{2,64}", value):
            raise ValidationError("账号只含字母、数字和 . _ @ -，请照对方系统中显示的填写。", code="incomplete")


class OneTimeCode(Typed):
    """The figures of a code that has just been sent."""

    is_roomy = True
    widget = forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "one-time-code"})

    def normal_form(self, typed: str) -> str:
        return normal.line(typed).replace(" ", "")

    def validate(self, value: str) -> None:
        super().validate(value)
        if value and not re.fullmatch(r"[0-9]{6}", value):
            raise ValidationError("验证码是6位数字，请照收到的填写。", code="incomplete")


class PhoneTail(Typed):
    """The last four figures of a phone."""

    is_roomy = True

    def normal_form(self, typed: str) -> str:
        return normal.phone_tail(typed)


class Compared(Typed):
    """What is only looked for: no paper will print it, so no font is asked."""

    def found(self, typed: str) -> str:
        found = self.normal_form(typed)
        if normal.unprintable(found):
            message = "含有不能识别的字符，请对照文书重新输入。"
            raise normal.Misspelt(message)
        return found


class PaperCode(Compared):
    """A code that is printed on a paper; the whole address from the paper will do."""

    is_roomy = True
    widget = forms.TextInput(attrs=CODE_ATTRS)

    def normal_form(self, typed: str) -> str:
        return normal.code(typed)


class PaperNumber(Compared):
    """A number as printed on a paper, to be compared by its key."""

    is_roomy = True

    def normal_form(self, typed: str) -> str:
        return re.sub("^(?:证明|文书)?(?:编号|文号|案号)[:：]?", "", normal.squeezed(typed))


class Sought(forms.CharField):
    """What a list is searched for: taken as the eye takes it, and never refused."""

    def to_python(self, value: Any) -> str:
        return normal.loose(super().to_python(value) or "")


class Token(forms.CharField):
    """What a form carries along for the machine; nobody types it."""

    widget = forms.HiddenInput


class Day(forms.DateField):
    """A date in any usual spelling, within a range that makes sense; the widget is the browser's own picker."""

    def __init__(self, *, earliest: dt.date = normal.EARLIEST, latest: dt.date = normal.LATEST, **options: Any) -> None:
        self.earliest, self.latest = earliest, latest
        attrs = {"type": "date", "min": earliest.isoformat(), "max": latest.isoformat()}
        options.setdefault("widget", forms.DateInput(format="%Y-%m-%d", attrs=attrs))
        super().__init__(**options)

    def to_python(self, value: Any) -> dt.date | None:
        if value in self.empty_values:
            return None
        try:
            return normal.day(value, earliest=self.earliest, latest=self.latest)
        except normal.Misspelt as error:
            raise ValidationError(str(error), code=MISSPELT) from error


class Hour(forms.TimeField):
    """A time of day in any usual spelling; the widget is the browser's own picker."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("widget", forms.TimeInput(format="%H:%M", attrs={"type": "time"}))
        super().__init__(**options)

    def to_python(self, value: Any) -> dt.time | None:
        if value in self.empty_values:
            return None
        try:
            return hour_of(value)
        except normal.Misspelt as error:
            raise ValidationError(str(error), code=MISSPELT) from error


class Yuan(forms.Field):
    """An amount typed in yuan, cleaned to whole fen."""

    widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})

    def to_python(self, value: Any) -> int | None:
        if value in self.empty_values or (isinstance(value, str) and not value.strip()):
            return None
        try:
            return normal.amount(value)
        except normal.Misspelt as error:
            raise ValidationError(str(error), code=MISSPELT) from error

    def clean(self, value: Any) -> int:
        return int(super().clean(value) or 0)
