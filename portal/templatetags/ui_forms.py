"""Form components: ``{% load ui_forms %}``. The list is in templates/components/README.md."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django import forms, template

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.forms import BaseForm, BaseFormSet, BoundField
    from django.forms.boundfield import BoundWidget
    from django.http import HttpRequest
    from django.template import Context

register = template.Library()

CHOICE_WIDGETS = (forms.RadioSelect, forms.CheckboxSelectMultiple)
WIDGET_CLASSES: tuple[tuple[type[forms.Widget], str], ...] = (
    (forms.CheckboxInput, "form-check-input"),
    (forms.Select, "form-select"),
    (forms.Widget, "form-control"),
)


@dataclass(frozen=True)
class ErrorLink:
    """One message of the summary and the field it leads to (empty for the form itself)."""

    label: str
    message: str
    anchor: str


@dataclass(frozen=True)
class ActiveFilter:
    """A filter in force and the address without it."""

    label: str
    value: str
    without: str


@register.inclusion_tag("components/field.html")
def field(bound: BoundField, label: str = "", hint: str = "") -> dict[str, object]:
    """Label, hint, errors and control of one field, tied together by ids."""
    kind = _kind(bound)
    return {
        "field": bound,
        "kind": kind,
        "label": label or bound.label,
        "hint": hint or bound.help_text,
        "hint_id": f"{bound.auto_id}_helptext",
        "error_id": f"{bound.auto_id}_error",
        "described_by": _described_by(bound, hint),
        "control": "" if kind == "choices" else bound.as_widget(attrs=_control_attrs(bound, hint)),
        "options": _options(bound) if kind == "choices" else [],
        "current_file": _current_file(bound) if kind == "file" else "",
    }


def _kind(bound: BoundField) -> str:
    widget = bound.field.widget
    if isinstance(widget, CHOICE_WIDGETS):
        return "choices"
    if isinstance(widget, forms.CheckboxInput):
        return "checkbox"
    return "file" if isinstance(widget, forms.FileInput) else "input"


def _control_attrs(bound: BoundField, hint: str) -> dict[str, str | bool]:
    widget = bound.field.widget
    css = next(css for kind, css in WIDGET_CLASSES if isinstance(widget, kind))
    invalid = " is-invalid" if bound.errors else ""
    own = widget.attrs.get("class", "")
    attrs: dict[str, str | bool] = {"class": f"{own} {css}{invalid}".strip()}
    described = _described_by(bound, hint)
    return attrs | {"aria-describedby": described} if described else attrs


def _described_by(bound: BoundField, hint: str) -> str:
    ids = []
    if hint or bound.help_text:
        ids.append(f"{bound.auto_id}_helptext")
    if bound.errors:
        ids.append(f"{bound.auto_id}_error")
    return " ".join(ids)


def _options(bound: BoundField) -> list[BoundWidget]:
    options = list(bound.subwidgets)
    for option in options:
        option.data["attrs"]["class"] = "form-check-input" + (" is-invalid" if bound.errors else "")
        # A group's required is checked by the server: on each box the browser would ask for all of them.
        if isinstance(bound.field.widget, forms.CheckboxSelectMultiple):
            option.data["attrs"].pop("required", None)
    return options


def _current_file(bound: BoundField) -> str:
    return str(getattr(bound.initial, "name", "") or "")


@register.inclusion_tag("components/error_summary.html")
def error_summary(form: BaseForm) -> dict[str, object]:
    """All errors of a form at its top, each leading to its field."""
    return {"errors": list(_error_links(form))}


def _error_links(form: BaseForm) -> Iterator[ErrorLink]:
    for message in form.non_field_errors():
        yield ErrorLink("", str(message), "")
    for bound in form:
        for message in bound.errors:
            yield ErrorLink("" if bound.is_hidden else str(bound.label), str(message), _anchor(bound))


def _anchor(bound: BoundField) -> str:
    return "" if bound.is_hidden else f"{bound.auto_id}_row"


@register.inclusion_tag("components/form.html")
def form_fields(form: BaseForm) -> dict[str, BaseForm]:
    """Error summary, hidden and visible fields of a form; the tag <form>, the token and the buttons are yours."""
    return {"form": form}


@register.inclusion_tag("components/formset.html")
def formset_fields(formset: BaseFormSet[Any], noun: str = "第 {} 项") -> dict[str, object]:
    """Management form, errors and one fieldset a form; ``noun`` is the legend with {} for the number."""
    numbered = [(noun.format(number), form) for number, form in enumerate(formset.forms, start=1)]
    return {"formset": formset, "numbered": numbered}


@register.inclusion_tag("components/filter_bar.html", takes_context=True)
def filter_bar(context: Context, form: BaseForm, search: str = "q") -> dict[str, object]:
    """GET form of a list: the search field, the other filters, and what is in force with a way to drop it."""
    request: HttpRequest = context["request"]
    return {
        "form": form,
        "search": form[search] if search in form.fields else None,
        "selects": [_filter_control(bound) for bound in form if bound.name != search],
        "search_control": _search_control(form[search]) if search in form.fields else "",
        "active": list(_active_filters(form, request)),
        "action": request.path,
        "is_cut": getattr(form, "is_cut", False),
        "whole": getattr(form, "whole", ""),
    }


def _search_control(bound: BoundField) -> str:
    return bound.as_widget(attrs={"class": "form-control", "type": "search", "placeholder": str(bound.help_text)})


def _filter_control(bound: BoundField) -> tuple[BoundField, str, bool]:
    css = next(css for kind, css in WIDGET_CLASSES if isinstance(bound.field.widget, kind))
    return bound, bound.as_widget(attrs={"class": css}), isinstance(bound.field.widget, forms.CheckboxInput)


def _active_filters(form: BaseForm, request: HttpRequest) -> Iterator[ActiveFilter]:
    if not form.is_bound:
        return
    form.is_valid()
    for bound in form:
        value = form.cleaned_data.get(bound.name)
        if value in (None, "", [], False):
            continue
        query = request.GET.copy()
        query.pop(bound.html_name, None)
        query.pop("page", None)
        yield ActiveFilter(str(bound.label), _shown(bound, value), f"{request.path}?{query.urlencode()}")


def _shown(bound: BoundField, value: object) -> str:
    """Return the words of a chosen value; a model's choice already is an object with a name."""
    if value is True:
        return "是"
    if not isinstance(bound.field, forms.ChoiceField) or isinstance(bound.field, forms.ModelChoiceField):
        return str(value)
    chosen = {str(one) for one in value} if isinstance(value, list) else {str(value)}
    return "、".join(option.choice_label for option in bound.subwidgets if str(option.data["value"]) in chosen)
