"""Widgets written directly are, to the letter, what Django's templates give."""

import datetime as dt

import pytest
from django import forms
from django.forms.renderers import TemplatesSetting
from django.utils.safestring import mark_safe

from portal.shell.widgets import WRITERS, PlainRenderer

HARMFUL = "\"><script>'&amp;"
VALUES = [None, "", 0, 5, "文书", HARMFUL, mark_safe("&amp;"), dt.date(2027, 3, 1), True, False]
ATTRS = [{}, {"class": "form-control", "required": True, "disabled": False, "placeholder": HARMFUL, "maxlength": 100}]
CHOICES = [("", "全部"), ("a", HARMFUL), (2, mark_safe("<b>二</b>")), ("组", [("x", "甲"), (None, "乙")])]
WIDGETS = [
    forms.TextInput(),
    forms.NumberInput(),
    forms.HiddenInput(),
    forms.DateInput(attrs={"type": "date"}),
    forms.CheckboxInput(),
    forms.Textarea(),
    forms.Select(choices=CHOICES),
    forms.Select(choices=CHOICES, attrs={"multiple": True}),
]


@pytest.mark.parametrize("widget", WIDGETS, ids=lambda widget: type(widget).__name__)
@pytest.mark.parametrize("attrs", ATTRS, ids=["bare", "dressed"])
@pytest.mark.parametrize("value", VALUES, ids=repr)
def test_a_widget_is_written_as_the_template_gives_it(widget, attrs, value):
    assert widget.template_name in WRITERS
    ours = widget.render("field", value, attrs, renderer=PlainRenderer())
    theirs = widget.render("field", value, attrs, renderer=TemplatesSetting())
    assert ours == theirs


def test_whatever_is_not_written_comes_from_the_template():
    widget = forms.RadioSelect(choices=CHOICES[:2])
    assert widget.template_name not in WRITERS
    assert widget.render("field", "a", {"id": "i"}, PlainRenderer()) == widget.render("field", "a", {"id": "i"}, TemplatesSetting())
