"""The commonest widgets of Django's own templates, written directly: a list's filters took a third of its page's time."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django.forms.renderers import TemplatesSetting
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from django.http import HttpRequest

    Widget = Mapping[str, Any]


class PlainRenderer(TemplatesSetting):
    """To the letter what Django's templates give; whatever is not written here is rendered by them."""

    def render(self, template_name: str, context: dict[str, Any], request: HttpRequest | None = None) -> str:
        write = WRITERS.get(template_name)
        if write is None:
            return super().render(template_name, context, request)
        return mark_safe(write(context["widget"]))  # noqa: S308 - every part has been escaped


def _text(value: object) -> str:
    return conditional_escape(value if isinstance(value, SafeString) else str(value))


def _attrs(widget: Widget) -> str:
    return "".join(
        f" {_text(name)}" if value is True else f' {_text(name)}="{_text(value)}"'
        for name, value in widget["attrs"].items()
        if value is not False
    )


def _input(widget: Widget) -> str:
    value = "" if widget["value"] is None else f' value="{_text(widget["value"])}"'
    return f'<input type="{_text(widget["type"])}" name="{_text(widget["name"])}"{value}{_attrs(widget)}>'


def _option(widget: Widget) -> str:
    return f'<option value="{_text(widget["value"])}"{_attrs(widget)}>{_text(widget["label"])}</option>'


def _select(widget: Widget) -> str:
    groups = []
    for name, options, _index in widget["optgroups"]:
        lines = "".join(f"\n  {_option(option)}\n" for option in options)
        groups.append(f'\n  <optgroup label="{_text(name)}">{lines}\n  </optgroup>' if name else lines)
    return f'<select name="{_text(widget["name"])}"{_attrs(widget)}>{"".join(groups)}\n</select>'


def _textarea(widget: Widget) -> str:
    value = _text(widget["value"]) if widget["value"] else ""
    return f'<textarea name="{_text(widget["name"])}"{_attrs(widget)}>\n{value}</textarea>'


FOLDER: Final = "django/forms/widgets"
WRITERS: Final[Mapping[str, Callable[[Widget], str]]] = {
    **{f"{FOLDER}/{name}.html": _input for name in ("checkbox", "date", "hidden", "input", "number", "text")},
    f"{FOLDER}/select.html": _select,
    f"{FOLDER}/textarea.html": _textarea,
}
