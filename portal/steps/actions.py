"""From a row of the transition table to a page with a form, and from that page to one service call."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

from django import forms
from django.contrib import messages
from django.db.models import TextChoices
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from ledger import timekeeping
from portal.shell.errors import error_page
from portal.shell.kept import take
from portal.shell.numbers import whole_number
from procedure.errors import Busy, ConditionNotMet, DomainError, InvalidInput, NotPermitted, NotVisible, Stale
from procedure.selectors import available_actions, last_change_in_words
from procedure.subjects import Subject, row_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from datetime import datetime

    from django.db.models import QuerySet
    from django.http import HttpResponse

    from portal.shell.policy import PortalRequest
    from procedure.actors import Actor
    from procedure.rows import Row

# A case, a unit's answer or a notice: whatever the table gives a state. Each area knows which.
Thing: TypeAlias = Any

INVALID = 422
MORE = "more"
SAVE = "save"


class ActionForm(forms.Form):
    """What one action asks for. Without fields it is a mere confirmation."""

    def __init__(self, *args: Any, subject: Thing, actor: Actor, **kwargs: Any) -> None:
        self.subject = subject
        self.actor = actor
        super().__init__(*args, **kwargs)

    def grown(self) -> ActionForm:
        """The same form with what was typed and one more line; only forms with lines can grow."""
        return self

    def renewed(self) -> ActionForm:
        """What was typed, sent again on purpose after the person was told that somebody was faster."""
        return self

    def typed(self) -> Iterator[tuple[str, str]]:
        """What the person wrote, to be shown when it could not be taken."""
        for bound in self:
            value = bound.value()
            if bound.is_hidden or isinstance(bound.field, forms.FileField) or not isinstance(value, str) or not value:
                continue
            yield str(bound.label), _choice_label(bound.field, value)


def _choice_label(field: forms.Field, value: str) -> str:
    if isinstance(field, forms.ChoiceField):
        return str(dict(field.choices).get(value, value))  # type: ignore[arg-type] # no groups in our forms
    return value


@dataclass(frozen=True, slots=True)
class Confirmed:
    """What a person confirmed: the subject as the page showed it, the checked input, who and when."""

    subject: Thing
    form: ActionForm
    version: int
    by: Actor
    at: datetime

    @property
    def data(self) -> dict[str, Any]:
        return self.form.cleaned_data

    @property
    def common(self) -> dict[str, Any]:
        """The arguments that every service takes."""
        return {"version": self.version, "by": self.by, "at": self.at}


def _always(_subject: Thing) -> bool:
    return True


def _nothing(_subject: Thing, _actor: Actor) -> dict[str, Any]:
    return {}


@dataclass(frozen=True, slots=True)
class ActionPage:
    """How one action looks and which service it calls; ``explain`` says in a sentence what it means to do it."""

    action: TextChoices
    run: Callable[[Confirmed], object]
    explain: str
    done: str
    form: type[ActionForm] = ActionForm
    label: str = ""
    submit: str = ""
    tone: str = "plain"
    is_main: bool = False
    template: str = "staff/action.html"
    fits: Callable[[Thing], bool] = _always
    context: Callable[[Thing, Actor], dict[str, Any]] = _nothing
    save: Callable[[Confirmed], object] | None = None
    prepare: Callable[[Thing, Actor, datetime], object] | None = None

    @property
    def name(self) -> str:
        return self.label or self.action.label

    @property
    def confirm(self) -> str:
        """What stands on the button that takes the step."""
        return self.submit or f"确认{self.name}"

    @property
    def row(self) -> Row[Any]:
        return row_of(self.action)


@dataclass(frozen=True, slots=True)
class Area:
    """Where actions on one kind of thing happen: who sees it, its page, and the pages of its actions."""

    subject: Subject[Any]
    visible: Callable[[Actor], QuerySet[Any]]
    home: str
    route: str
    pages: Mapping[TextChoices, ActionPage]
    describe: Callable[[Thing], str]

    def get(self, actor: Actor, pk: int) -> Thing:
        """The thing if ``actor`` may see it, else 404."""
        subject = self.visible(actor).filter(pk=pk).first()
        if subject is None:
            raise Http404
        return subject

    def page(self, code: str) -> ActionPage:
        page = next((page for action, page in self.pages.items() if action.value == code), None)
        if page is None:
            raise Http404
        return page

    def home_url(self, subject: Thing) -> str:
        return reverse(self.home, args=[subject.pk])

    def action_url(self, subject: Thing, page: ActionPage) -> str:
        return reverse(self.route, args=[subject.pk, page.action.value])


@dataclass(frozen=True, slots=True)
class Button:
    """A step that the person may take now; ``tone`` is primary, plain or danger."""

    label: str
    url: str
    tone: str

    @property
    def css(self) -> str:
        return {"primary": "btn btn-primary", "danger": "btn btn-outline-danger"}.get(self.tone, "btn")


def buttons(area: Area, subject: Thing, actor: Actor) -> list[Button]:
    """What ``actor`` can do now with ``subject``, the usual step first."""
    rows = available_actions(subject, actor)
    pages = [area.pages[row.action] for row in rows if row.action in area.pages]
    pages = sorted((page for page in pages if page.fits(subject)), key=lambda page: not page.is_main)
    return [Button(page.name, area.action_url(subject, page), "primary" if page.is_main else page.tone) for page in pages]


def act(request: PortalRequest, area: Area, pk: int, code: str) -> HttpResponse:
    """The page of one action: asks on GET, performs on POST."""
    subject, page = area.get(request.actor, pk), area.page(code)
    try:
        if request.method == "POST":
            return _perform(request, area, page, subject)
        return _ask(request, area, page, subject)
    except NotPermitted as refusal:
        return error_page(request, 403, detail=str(refusal))
    except NotVisible as refusal:
        raise Http404 from refusal
    except (Stale, Busy) as collision:
        return _conflict(request, area, page, area.get(request.actor, pk), collision, None)


def _ask(request: PortalRequest, area: Area, page: ActionPage, subject: Thing) -> HttpResponse:
    if not page.row.who(request.actor, subject):
        raise NotPermitted
    if subject.state not in page.row.sources or not page.fits(subject):
        raise Stale(last_change_in_words(area.subject, subject))
    kept = take(request)
    form = page.form(kept, subject=subject, actor=request.actor) if kept else page.form(subject=subject, actor=request.actor)
    return _show(request, area, page, subject, form)


def _perform(request: PortalRequest, area: Area, page: ActionPage, subject: Thing) -> HttpResponse:
    if not page.row.who(request.actor, subject):
        raise NotPermitted
    if page.prepare is not None and subject.state in page.row.sources:
        page.prepare(subject, request.actor, timekeeping.now())
    form = page.form(request.POST, request.FILES, subject=subject, actor=request.actor)
    if subject.state not in page.row.sources or not page.fits(subject):
        # Told before the form is judged: nobody should mend a form that can no longer be sent.
        return _conflict(request, area, page, subject, Stale(last_change_in_words(area.subject, subject)), form)
    if MORE in request.POST:
        return _show(request, area, page, subject, form.grown())
    is_saving = SAVE in request.POST and page.save is not None
    if not form.is_valid():
        return _show(request, area, page, subject, form, INVALID)
    step = Confirmed(subject, form, _version(request), request.actor, timekeeping.now())
    try:
        if is_saving and page.save is not None:
            page.save(step)
        else:
            page.run(step)
    except (Stale, Busy) as collision:
        return _conflict(request, area, page, area.get(request.actor, subject.pk), collision, form)
    except (ConditionNotMet, InvalidInput) as refusal:
        _attach(form, refusal)
        return _show(request, area, page, subject, form, INVALID)
    messages.success(request, "已保存，还没有提交。" if is_saving else page.done)
    return HttpResponseRedirect(area.action_url(subject, page) if is_saving else area.home_url(subject))


def _version(request: PortalRequest) -> int:
    """The version that the page showed; a form without one is stale by definition."""
    version = whole_number(request.POST.get("version", ""))
    return -1 if version is None else version


def _attach(form: ActionForm, refusal: DomainError) -> None:
    name = refusal.field if isinstance(refusal, InvalidInput) and refusal.field in form.fields else None
    form.add_error(name, str(refusal))


def _show(
    request: PortalRequest, area: Area, page: ActionPage, subject: Thing, form: ActionForm, status: int = 200, notice: str = ""
) -> HttpResponse:
    context = {
        "page": page,
        "form": form,
        "subject": subject,
        "description": area.describe(subject),
        "back_url": area.home_url(subject),
        "effects": effects(page.row, subject),
        # What was typed answers the state that the person saw, so an invalid form keeps the version it was sent with.
        "version": subject.state_seq if notice or request.method != "POST" else _version(request),
        "notice": notice,
        "aside": [],
        "aside_title": "",
        "aside_subtitle": "",
        **page.context(subject, request.actor),
    }
    return render(request, page.template, context, status=status)


def _conflict(
    request: PortalRequest, area: Area, page: ActionPage, subject: Thing, collision: DomainError, form: ActionForm | None
) -> HttpResponse:
    """Somebody was faster: what the thing is now, who changed it, and everything that was typed."""
    can_still = page.action in {row.action for row in available_actions(subject, request.actor)}
    if form is not None and can_still and page.fits(subject):
        return _show(request, area, page, subject, form.renewed(), 409, notice=str(collision))
    context = {
        "page": page,
        "message": str(collision),
        "subject": subject,
        "state": subject.get_state_display(),
        "description": area.describe(subject),
        "back_url": area.home_url(subject),
        "typed": list(form.typed()) if form is not None else [],
    }
    return render(request, "staff/conflict.html", context, status=409)


@dataclass(frozen=True, slots=True)
class Effects:
    """What the table says will follow from a step."""

    target: str
    papers: tuple[str, ...]
    said: str
    law: str


def effects(row: Row[Any], subject: Thing) -> Effects:
    """Read a row of the table out to the person who is about to take the step."""
    states = dict(subject._meta.get_field("state").flatchoices)  # noqa: SLF001 - the public way to a field
    target = row.target_from(subject.state)
    department = getattr(subject, "department", None)
    return Effects(
        target="" if row.target is None else str(states[target]),
        papers=tuple(str(paper.label) for paper in row.papers),
        said=row.said.format(unit=department.name if department else ""),
        law=row.law,
    )
