"""Every form of the portal takes what people type by a field of a kind, so that it is in its normal form and can be printed."""

import ast
from importlib import import_module

import pytest
from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError

from notices.fonts import covered_code_points
from portal.shell import fields

KINDS = (fields.Typed, fields.Sought, fields.Token, fields.Day, fields.Hour, fields.Yuan)
# What allauth asks for: a user name and passwords, which are no facts of the record.
ELSEWHERE = {"username", "login", "password", "password1", "password2", "oldpassword", "email", "email2", "code"}
PLAIN = {
    "CharField",
    "RegexField",
    "SlugField",
    "URLField",
    "DateField",
    "DateTimeField",
    "TimeField",
    "DecimalField",
    "IntegerField",
    "FloatField",
    "EmailField",
}


def modules():
    folders = (settings.BASE_DIR / name for name in ("portal", "demo"))
    return sorted(path for folder in folders for path in folder.rglob("*.py") if "migrations" not in path.parts)


def all_forms():
    for path in modules():
        import_module(".".join(path.relative_to(settings.BASE_DIR).with_suffix("").parts).removesuffix(".__init__"))
    found, seen = list(forms.BaseForm.__subclasses__()), set()
    while found:
        kind = found.pop()
        found += kind.__subclasses__()
        if kind.__module__.split(".")[0] in {"portal", "demo"} and kind not in seen:
            seen.add(kind)
            yield kind


def is_of_a_kind(field: forms.Field) -> bool:
    kinds = (forms.CharField, forms.DateField, forms.DateTimeField, forms.TimeField, forms.IntegerField)
    typed = isinstance(field, kinds) or type(field) is forms.Field
    return not typed or isinstance(field, KINDS)


def test_every_form_takes_texts_numbers_and_days_by_a_field_of_a_kind():
    known = list(all_forms())
    assert len(known) > 30
    wrong = [
        f"{form.__qualname__}.{name}"
        for form in known
        for name, field in getattr(form, "base_fields", {}).items()
        if not is_of_a_kind(field) and name not in ELSEWHERE
    ]
    assert wrong == []


def plain_fields(source: str) -> list[str]:
    calls = (node.func for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call))
    return [
        call.attr for call in calls if isinstance(call, ast.Attribute) and call.attr in PLAIN and getattr(call.value, "id", "") == "forms"
    ]


def test_no_form_adds_a_plain_field_while_it_is_made():
    assert {str(path): found for path in modules() if (found := plain_fields(path.read_text()))} == {}
    assert plain_fields("from django import forms\nself.fields['x'] = forms.CharField(max_length=3)") == ["CharField"]


TYPED = [
    kind
    for kind in (fields.Typed, *fields.Typed.__subclasses__())
    if kind not in (fields.PaperCode, fields.PaperNumber, fields.PhoneTail, fields.Mobile)
]


def rare_character():
    return next(chr(code) for code in range(0x31349, 0x30000, -1) if code not in covered_code_points())


@pytest.mark.parametrize("kind", TYPED)
@pytest.mark.parametrize("odd", ["\x07", "\u202e", "\ue000", "😀", "\U000f0001", "\ufdd0"])
def test_no_door_takes_what_cannot_be_printed(kind, odd):
    with pytest.raises(ValidationError, match=f"U\\+{ord(odd):04X}|应为18位|案号的格式|电话号码"):
        kind().clean(f"黄石{odd}公司")


@pytest.mark.parametrize("kind", [fields.Line, fields.Prose, fields.Name, fields.DocumentNumber])
def test_a_character_without_a_glyph_is_named_with_what_to_do(kind):
    char = rare_character()
    with pytest.raises(ValidationError, match=f"“{char}”.*没有可用的字体.*请核对是否输错"):
        kind().clean(f"黄石{char}公司")


def test_old_codes_and_radicals_become_characters():
    assert fields.Name().clean("⻩⽯\ue863（集团)公司\u200b") == "黄石䶮（集团）公司"


def test_length_counts_the_normal_form():
    assert fields.Name(max_length=3).clean(" 黄 石 市 ") == "黄石市"
    assert fields.Uscc(max_length=18).clean("9142 0203 MA49 00Q1 6B") == "91420203MA4900Q16B"
    assert "maxlength" not in fields.Uscc(max_length=18).widget.attrs


@pytest.mark.parametrize("day", ["0001-01-01", "1979-12-31", "2100-01-01", "9999-12-31"])
def test_no_day_lies_outside_what_makes_sense(day):
    with pytest.raises(ValidationError, match="请核对年份"):
        fields.Day().clean(day)


def test_an_amount_is_whole_fen_and_nothing_is_nought():
    assert (fields.Yuan().clean("１,234.50"), fields.Yuan(required=False).clean(" ")) == (123450, 0)
