"""What a step looks like: its form, its page, and the area in which it is taken."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING, Any, Generic

from django import forms
from django.db.models import TextChoices
from django.http import Http404
from django.urls import reverse

from ledger.reading import only_row
from portal.shell.fields import OneCauseForm
from portal.steps.refusals import attach
from procedure.rows import S
from procedure.selectors import available_actions
from procedure.subjects import Subject, row_of, state_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from datetime import datetime

    from django.db.models import Model, QuerySet
    from django.http import HttpResponse, QueryDict

    from portal.shell.policy import PortalRequest
    from procedure.actors import Actor
    from procedure.errors import DomainError
    from procedure.rows import Row

MORE = "more"


class ActionForm(OneCauseForm):
    """What one action asks for. Without fields it is a mere confirmation. Each form says of what kind its ``subject`` is."""

    def __init__(self, *args: Any, subject: Any, actor: Actor, **kwargs: Any) -> None:
        self.subject = subject
        self.actor = actor
        super().__init__(*args, **kwargs)

    @classmethod
    def restored(cls, kept: QueryDict, *, subject: Model, actor: Actor) -> ActionForm:
        """The form with the text that waited for a new sign-in."""
        return cls(kept, subject=subject, actor=actor)

    def grown(self) -> ActionForm:
        """The same form with what was typed and one more line; only forms with lines can grow."""
        return self

    def renewed(self) -> ActionForm:
        """What was typed, sent again on purpose after the person was told that somebody was faster."""
        return self

    def refuse(self, refusal: DomainError) -> None:
        """Show a refusal at the field it names, else above the form."""
        attach(refusal, self)

    def typed(self) -> Iterator[tuple[str, str]]:
        """What the person wrote, to be shown when it could not be taken."""
        for bound in self:
            value = bound.value()
            if bound.is_hidden or isinstance(bound.field, forms.FileField) or not isinstance(value, str) or not value:
                continue
            yield str(bound.label), _choice_label(bound.field, value)


def _choice_label(field: forms.Field, value: str) -> str:
    if isinstance(field, forms.ChoiceField):
        offered: Iterable[tuple[Any, Any]] = field.widget.choices
        return next((str(label) for key, label in offered if str(key) == value), value)
    return value


@dataclass(frozen=True, slots=True)
class Confirmed(Generic[S]):
    """What a person confirmed: the subject as the page showed it, the checked input, who and when."""

    subject: S
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


def _always(_subject: Model) -> bool:
    return True


def _nothing(_subject: Model, _actor: Actor) -> dict[str, Any]:
    return {}


@dataclass(frozen=True, slots=True)
class ActionPage(Generic[S]):
    """How one action looks and which service it calls; ``explain`` says in a sentence what it means to do it.

    ``keep`` stores what can be stored of a form, complete or not, in one transaction with ``run``; ``ready`` is asked after it.
    ``route`` is an address of its own instead of the area's, ``leads_to`` a page other than that of the subject;
    ``late`` is what an area may say to whoever comes when the step is no longer there.
    """

    action: TextChoices
    run: Callable[[Confirmed[S]], object]
    explain: str
    done: str
    form: type[ActionForm] = ActionForm
    label: str = ""
    submit: str = ""
    tone: str = "plain"
    is_main: bool = False
    template: str = "steps/action.html"
    fits: Callable[[S], bool] = _always
    context: Callable[[S, Actor], dict[str, Any]] = _nothing
    save: Callable[[Confirmed[S]], object] | None = None
    prepare: Callable[[S, Actor, datetime], object] | None = None
    keep: Callable[[Confirmed[S]], object] | None = None
    ready: Callable[[S], bool] = _always
    route: str = ""
    leads_to: str = ""
    late: str = ""
    # Beside the ordinary course: offered on the page of the subject, not in every line of a list.
    is_beside: bool = False

    @property
    def name(self) -> str:
        return self.label or self.action.label

    @property
    def confirm(self) -> str:
        """What stands on the button that takes the step."""
        return self.submit or f"确认{self.name}"

    @property
    def row(self) -> Row[S]:
        return row_of(self.action)


@cache
def _around_key(route: str, *rest: str) -> tuple[str, str]:
    """What stands before and behind the key in the addresses of a route: a list has ninety of them."""
    head, _, tail = reverse(route, args=[0, *rest]).partition("/0/")
    return f"{head}/", f"/{tail}"


@dataclass(frozen=True, slots=True)
class Area(Generic[S]):
    """Where actions on one kind of thing happen: who sees it, its page, and the pages of its actions.

    ``late`` answers whoever comes when the step is no longer there, ``collided`` whoever was overtaken while the form was open;
    without them both read what has happened in the meantime.
    """

    subject: Subject[S]
    visible: Callable[[Actor], QuerySet[S]]
    home: str
    route: str
    pages: Mapping[TextChoices, ActionPage[S]]
    describe: Callable[[S], str]
    late: Callable[[Taking[S], ActionForm | None], HttpResponse] | None = None
    collided: Callable[[Taking[S], DomainError, ActionForm | None], HttpResponse] | None = None

    def get(self, actor: Actor, pk: int) -> S:
        """The thing if ``actor`` may see it, else 404."""
        subject = only_row(self.visible(actor).filter(pk=pk))
        if subject is None:
            raise Http404
        return subject

    def page(self, code: str) -> ActionPage[S]:
        page = next((page for action, page in self.pages.items() if action.value == code), None)
        if page is None:
            raise Http404
        return page

    def home_url(self, subject: S) -> str:
        head, tail = _around_key(self.home)
        return f"{head}{subject.pk}{tail}"

    def action_url(self, subject: S, page: ActionPage[S]) -> str:
        head, tail = _around_key(page.route) if page.route else _around_key(self.route, page.action.value)
        return f"{head}{subject.pk}{tail}"

    def done_url(self, subject: S, page: ActionPage[S]) -> str:
        return reverse(page.leads_to) if page.leads_to else self.home_url(subject)


@dataclass(frozen=True, slots=True)
class Taking(Generic[S]):
    """Somebody at the page of an action."""

    request: PortalRequest
    area: Area[S]
    page: ActionPage[S]
    subject: S

    @property
    def actor(self) -> Actor:
        return self.request.actor

    @property
    def is_open(self) -> bool:
        """Whether the step can be taken from where the subject stands."""
        return state_of(self.subject) in self.page.row.sources and self.page.fits(self.subject)

    def renewed(self) -> Taking[S]:
        """The same with the subject as it is now."""
        return replace(self, subject=self.area.get(self.actor, self.subject.pk))


@dataclass(frozen=True, slots=True)
class Button:
    """A step that the person may take now; ``tone`` is primary, plain or danger."""

    label: str
    url: str
    tone: str

    @property
    def css(self) -> str:
        return {"primary": "btn btn-primary", "danger": "btn btn-outline-danger"}.get(self.tone, "btn")


def open_pages(area: Area[S], subject: S, actor: Actor) -> list[ActionPage[S]]:
    """The pages of the steps that ``actor`` can take now, the usual one first."""
    rows = available_actions(subject, actor)
    pages = [area.pages[row.action] for row in rows if row.action in area.pages]
    return sorted((page for page in pages if page.fits(subject)), key=lambda page: not page.is_main)


def buttons(area: Area[S], subject: S, actor: Actor, *, in_list: bool = False) -> list[Button]:
    """What ``actor`` can do now with ``subject``, as buttons; in a line of a list what belongs to the ordinary course."""
    return [
        Button(page.name, area.action_url(subject, page), "primary" if page.is_main else page.tone)
        for page in open_pages(area, subject, actor)
        if not (in_list and page.is_beside)
    ]
