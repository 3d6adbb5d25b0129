"""The four parts of an application, what each still lacks, and saving one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.http import Http404
from django.urls import reverse

from cases import selectors as case_selectors
from cases.services.applications import save_draft
from ledger import timekeeping
from portal.enterprise import selectors, words
from portal.enterprise.forms.application import CommitmentForm, FactsForm, StatementForm, StepForm, saved_values

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from cases.models import Application
    from procedure.actors import Actor


@dataclass(frozen=True)
class Part:
    """``form`` is None for the materials, which are saved one file at a time."""

    name: str
    title: str
    form: type[StepForm] | None


FACTS = Part("facts", "四项信息", FactsForm)
STATEMENT = Part("statement", "情况说明", StatementForm)
MATERIALS = Part("materials", "证明材料", None)
COMMITMENT = Part("commitment", "承诺与提交", CommitmentForm)
PARTS = (FACTS, STATEMENT, MATERIALS, COMMITMENT)


@dataclass(frozen=True)
class Gap:
    """Something that must be there before the application can be submitted, and where to mend it."""

    part: Part
    label: str
    message: str
    url: str


@dataclass(frozen=True)
class PartLink:
    """A part in the navigation of the wizard."""

    part: Part
    number: int
    url: str
    is_current: bool
    is_complete: bool


def draft_or_404(actor: Actor, pk: int) -> Application:
    """An application of the actor's enterprises in whatever state; the view sends a submitted one to its receipt."""
    found = case_selectors.applications_of(actor).filter(pk=pk)
    application = found.prefetch_related("enforcement_cases__court__region").first()
    if application is None:
        raise Http404
    return application


def part_form(part: Part, application: Application, actor: Actor, data: Mapping[str, Any] | None = None) -> StepForm:
    """The form of a part, filled from the draft or bound to ``data``."""
    if part.form is None:
        raise TypeError(f"{part.name} has no form")
    options: dict[str, Any] = {}
    if part is FACTS:
        rows = selectors.selectable_cases(actor, application.enterprise_id, timekeeping.today())
        options["selectable"] = [(row.case.pk, words.case_choice(row)) for row in rows if not row.obstacle]
    return part.form(data, initial=known_values(application) | saved_values(application, part.form), **options)


def known_values(application: Application) -> dict[str, Any]:
    """What the court knows of the enterprise, offered where the draft holds nothing yet."""
    enterprise = application.enterprise
    return {"contact_phone": enterprise.contact_phone, "signatory": enterprise.legal_representative}


def save(form: StepForm, application: Application, actor: Actor) -> Application:
    """Store whatever of the form can be stored. Raises DomainError."""
    return save_draft(application.pk, form.storable(), by=actor, at=timekeeping.now())


def gaps_of(application: Application) -> list[Gap]:
    """What is still missing, in the order of the pages."""
    found: list[Gap] = []
    for part in PARTS:
        found.extend(_gaps_of_part(part, application))
    return found


def _gaps_of_part(part: Part, application: Application) -> Iterable[Gap]:
    url = reverse(f"enterprise:{part.name}", args=[application.pk])
    if part.form is None:
        if not selectors.materials_in(application):
            yield Gap(part, "证明材料", "请至少上传一份，或者写明出具单位请法院核实。", url)
        return
    form = part.form(saved_values(application, part.form), **_all_ticked(part, application))
    for name, errors in form.errors.items():
        yield Gap(part, str(form.fields[name].label), str(errors[0]), f"{url}#{form[name].auto_id}_row")


def _all_ticked(part: Part, application: Application) -> dict[str, Any]:
    if part is not FACTS:
        return {}
    return {"selectable": [(case.pk, case.number) for case in application.enforcement_cases.all()]}


def part_links(application: Application, current: Part, gaps: Iterable[Gap]) -> list[PartLink]:
    lacking = {gap.part for gap in gaps}
    return [
        PartLink(
            part=part,
            number=number,
            url=reverse(f"enterprise:{part.name}", args=[application.pk]),
            is_current=part is current,
            is_complete=part not in lacking,
        )
        for number, part in enumerate(PARTS, start=1)
    ]


def after(part: Part) -> Part:
    return PARTS[PARTS.index(part) + 1]


def before(part: Part) -> Part | None:
    place = PARTS.index(part)
    return PARTS[place - 1] if place else None
