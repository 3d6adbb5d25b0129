"""Three places for proof: a file each, or the request that its issuing body be asked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from cases.enums import MaterialKind
from cases.options import options_of
from cases.services.applications import add_material, remove_material, report_material_lost
from ledger import timekeeping
from portal.enterprise import parts, selectors
from portal.enterprise.access import for_drafts
from portal.enterprise.forms.application import LostForm, UploadForm
from portal.shell.kept import take, text_survives_sign_out
from portal.shell.policy import Audience, policy
from portal.steps.refusals import INVALID, attach, refusals_have_pages, status_of
from procedure.errors import DomainError, NotPermitted, NotVisible

if TYPE_CHECKING:
    from django import forms
    from django.http import HttpResponse, QueryDict

    from cases.models import Application, Material
    from portal.shell.policy import PortalRequest

SLOTS = (1, 2, 3)
KINDS = (MaterialKind.PERFORMANCE_PROOF, MaterialKind.CAPACITY_PROOF, MaterialKind.OTHER_PROOF)
UPLOAD, LOST = "upload", "lost"


@dataclass(frozen=True)
class Place:
    """One of the three places as the page shows it."""

    slot: int
    hint: str
    material: Material | None
    upload: UploadForm
    lost: LostForm
    is_lost_open: bool


@text_survives_sign_out
@policy("enterprise.material.edit", Audience.ENTERPRISE)
@refusals_have_pages
@require_http_methods(["GET", "POST"])
@for_drafts
def materials(request: PortalRequest, found: Application) -> HttpResponse:
    if request.method == "GET":
        return _show(request, found, restored=take(request))
    slot, manner = _place_of(request.POST)
    form = _bound(request, slot, manner)
    status = INVALID
    if form.is_valid():
        try:
            _store(request, found, slot, form)
        except (NotVisible, NotPermitted):
            raise
        except DomainError as refusal:
            attach(refusal, form)
            status = status_of(refusal)
        else:
            messages.success(request, f"材料{slot}已保存。")
            return redirect(f"{reverse('enterprise:materials', args=[found.pk])}#material-{slot}")
    return _show(request, found, slot=slot, form=form, status=status)


@policy("enterprise.material.remove", Audience.ENTERPRISE)
@refusals_have_pages
@require_POST
@for_drafts
def remove(request: PortalRequest, found: Application, material_id: int) -> HttpResponse:
    if material_id not in {material.pk for material in selectors.materials_in(found).values()}:
        raise Http404
    remove_material(material_id, by=request.actor, at=timekeeping.now())
    messages.success(request, "材料已移除，可以重新上传。")
    return redirect("enterprise:materials", pk=found.pk)


def _place_of(data: QueryDict) -> tuple[int, str]:
    slot, manner = data.get("slot", ""), data.get("manner", "")
    if slot not in {str(number) for number in SLOTS} or manner not in (UPLOAD, LOST):
        raise Http404
    return int(slot), manner


def _bound(request: PortalRequest, slot: int, manner: str) -> UploadForm | LostForm:
    prefix = f"{manner}-{slot}"
    if manner == UPLOAD:
        return UploadForm(request.POST, request.FILES, prefix=prefix)
    return LostForm(request.POST, prefix=prefix)


def _store(request: PortalRequest, found: Application, slot: int, form: UploadForm | LostForm) -> None:
    data, by, at = form.cleaned_data, request.actor, timekeeping.now()
    if isinstance(form, UploadForm):
        add_material(found.pk, slot=slot, kind=data["kind"], upload=data["file"], by=by, at=at)
    else:
        report_material_lost(found.pk, slot=slot, kind=data["kind"], issuer=data["issuer"], note=data["note"], by=by, at=at)


def _show(
    request: PortalRequest,
    found: Application,
    *,
    slot: int = 0,
    form: forms.Form | None = None,
    restored: QueryDict | None = None,
    status: int = 200,
) -> HttpResponse:
    gaps = parts.gaps_of(found)
    context = {
        "application": found,
        "part": parts.MATERIALS,
        "links": parts.part_links(found, parts.MATERIALS, gaps),
        "places": [_place(number, found, form if number == slot else None, restored) for number in SLOTS],
        "faulty": form,
    }
    return render(request, "enterprise/materials.html", context, status=status)


def _place(slot: int, found: Application, form: forms.Form | None, restored: QueryDict | None) -> Place:
    hints = options_of(selectors.region_of(found)).materials
    kind = {"kind": KINDS[slot - 1]}
    lost_text = _kept_text(slot, restored)
    return Place(
        slot=slot,
        hint=hints[slot - 1] if slot <= len(hints) else "",
        material=selectors.materials_in(found).get(slot),
        upload=form if isinstance(form, UploadForm) else UploadForm(prefix=f"{UPLOAD}-{slot}", initial=kind),
        lost=form if isinstance(form, LostForm) else LostForm(prefix=f"{LOST}-{slot}", initial=kind | lost_text),
        is_lost_open=isinstance(form, LostForm) or bool(lost_text),
    )


def _kept_text(slot: int, restored: QueryDict | None) -> dict[str, str]:
    if restored is None or restored.get("slot") != str(slot) or restored.get("manner") != LOST:
        return {}
    return {name: restored.get(f"{LOST}-{slot}-{name}", "") for name in ("issuer", "note")}
