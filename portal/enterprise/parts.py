"""The four parts of an application, what each still lacks, and saving one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.urls import reverse

from cases.options import options_of
from cases.rules import file_gap, lacks_consent
from cases.services.drafts import SavedDraft, marks_of, save_seen
from ledger import timekeeping
from portal.enterprise import selectors, words
from portal.enterprise.forms.application import (
    CommitmentForm,
    FactsForm,
    PartForm,
    StatementForm,
    marks_as_text,
    saved_values,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from cases.models import Application
    from procedure.actors import Actor


@dataclass(frozen=True)
class Part:
    """``form`` is None for the materials, which are saved one file at a time."""

    name: str
    title: str
    form: type[PartForm] | None


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


def part_form(part: Part, application: Application, actor: Actor, data: Mapping[str, Any] | None = None) -> PartForm:
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
    return {
        "contact_phone": enterprise.contact_phone,
        "service_address": enterprise.address,
        "service_mobile": enterprise.contact_phone,
        "signatory": enterprise.legal_representative,
    }


def save(form: PartForm, application: Application, actor: Actor) -> SavedDraft:
    """Store whatever of the form can be stored; what another window has changed meanwhile stays and is told. Raises DomainError."""
    saved = save_seen(application.pk, form.storable(), seen=form.seen, by=actor, at=timekeeping.now())
    for name, value in saved.overtaken.items():
        form.add_error(name, ValidationError(_overtaken(value), code="overtaken"))
    form.saved_marks = saved.marks
    return saved


def _overtaken(value: object) -> str:
    now = f"改成：{value}" if isinstance(value, str) and value else "改过"
    return f"这一项没有保存：它刚才已在另一个窗口，或者由另一位经办人{now}。请核对，把需要的内容合在一起后再保存。"


def gaps_of(application: Application) -> list[Gap]:
    """What is still missing, in the order of the pages."""
    found: list[Gap] = []
    for part in PARTS:
        found.extend(_gaps_of_part(part, application))
    return found


def _gaps_of_part(part: Part, application: Application) -> Iterable[Gap]:
    url = reverse(f"enterprise:{part.name}", args=[application.pk])
    if part.form is None:
        held = selectors.materials_in(application)
        if not held:
            yield Gap(part, "证明材料", "请至少上传一份，或者写明出具单位请法院核实。", url)
        for slot, material in held.items():
            if gap := file_gap(material, f"材料{slot}"):
                yield Gap(part, f"材料{slot}", gap, f"{url}#material-{slot}")
        if lacks_consent(application, held.values()):
            yield Gap(
                part, "申请执行人的书面同意", "修复事由是申请执行人书面同意的，请上传其书面同意，材料类型选“申请执行人的书面同意”。", url
            )
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


def page_context(part: Part, application: Application, actor: Actor) -> dict[str, Any]:
    """What the page of a part shows besides its form."""
    previous, gaps = before(part), gaps_of(application)
    context = {
        "application": application,
        "part": part,
        "links": part_links(application, part, gaps),
        "back_url": reverse(f"enterprise:{previous.name}", args=[application.pk]) if previous else "",
        "seen": marks_as_text(marks_of(application)),
    }
    if part is FACTS:
        rows = selectors.selectable_cases(actor, application.enterprise_id, timekeeping.today())
        context["known"] = [(row.case, words.enforcement_facts(row.case)) for row in rows if not row.obstacle]
        context["blocked"] = [row for row in rows if row.obstacle]
    if part is COMMITMENT:
        context |= _last_look(application, gaps)
    return context


def _last_look(application: Application, gaps: list[Gap]) -> dict[str, Any]:
    """Everything that is about to be submitted, and what is missing outside the page itself."""
    return {
        "gaps": [gap for gap in gaps if gap.part is not COMMITMENT],
        "summary": words.application_facts(application),
        "cases": list(application.enforcement_cases.all()),
        "materials": list(selectors.materials_in(application).values()),
        "items": options_of(selectors.region_of(application)).commitment_items,
    }
