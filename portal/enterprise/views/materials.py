"""Three places for proof: a file each, or the request that its issuing body be asked. All are one form.

Whatever button is pressed, every file that was chosen is kept and every request that was typed: 继续 drops nothing.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from cases.enums import MaterialKind
from cases.options import options_of
from cases.services.applications import add_material, remove_material, report_material_lost
from ledger import timekeeping
from portal.enterprise import parts, selectors
from portal.enterprise.access import for_drafts
from portal.enterprise.forms.application import LostForm, UploadForm
from portal.shell.kept import take, text_survives_sign_out
from portal.shell.policy import Audience, policy
from portal.shell.uploading import tells_where_to_go
from portal.steps.refusals import INVALID, attach, refusals_have_pages, status_of
from procedure.errors import DomainError, NotPermitted, NotVisible
from uploads.services import Patience

if TYPE_CHECKING:
    from django.http import HttpResponse, QueryDict

    from cases.models import Application, Material
    from portal.shell.policy import PortalRequest

SLOTS = (1, 2, 3)
KINDS = (MaterialKind.PERFORMANCE_PROOF, MaterialKind.CAPACITY_PROOF, MaterialKind.OTHER_PROOF)
UPLOAD, LOST, REMOVE = "upload", "lost", "remove"
# What a button may ask for besides one place; `stay` keeps everything and shows how far the checks are.
ONWARDS = {"next": "enterprise:commitment", "back": "enterprise:statement", "stay": "enterprise:materials"}


@dataclass(frozen=True)
class Place:
    """One of the three places as the page shows it."""

    slot: int
    hint: str
    material: Material | None
    upload: UploadForm
    lost: LostForm
    is_lost_open: bool


@dataclass
class Sent:
    """What came with the form, by place, and how it ended."""

    forms: dict[int, UploadForm | LostForm]
    faulty: dict[int, UploadForm | LostForm] = field(default_factory=dict)
    status: int = INVALID


@tells_where_to_go
@text_survives_sign_out
@policy("enterprise.material.edit", Audience.ENTERPRISE)
@refusals_have_pages
@require_http_methods(["GET", "POST"])
@for_drafts
def materials(request: PortalRequest, found: Application) -> HttpResponse:
    if request.method == "GET":
        return _show(request, found, restored=take(request))
    verb, slot = _asked(request.POST)
    sent = Sent(_forms(request, verb, slot))
    _keep(request, found, sent)
    if sent.faulty:
        return _show(request, found, sent=sent, status=sent.status)
    if verb == REMOVE:
        _remove(request, found, slot)
    if slot:
        return redirect(f"{reverse('enterprise:materials', args=[found.pk])}#material-{slot}")
    return redirect(ONWARDS[verb], pk=found.pk)


def _asked(data: QueryDict) -> tuple[str, int]:
    """The verb of the button and its place, 0 for all of them."""
    verb, _, place = data.get("do", "").partition("-")
    if verb in ONWARDS and not place:
        return verb, 0
    if verb not in (UPLOAD, LOST, REMOVE) or place not in {str(number) for number in SLOTS}:
        raise Http404
    return verb, int(place)


def _forms(request: PortalRequest, verb: str, slot: int) -> dict[int, UploadForm | LostForm]:
    """The form of each place in which something was chosen, typed or asked for. A file goes before a request."""
    found: dict[int, UploadForm | LostForm] = {}
    for number in SLOTS:
        upload, lost = f"{UPLOAD}-{number}", f"{LOST}-{number}"
        typed = any(request.POST.get(f"{lost}-{name}", "").strip() for name in ("issuer", "note"))
        if f"{upload}-file" in request.FILES or (verb, slot) == (UPLOAD, number):
            found[number] = UploadForm(request.POST, request.FILES, prefix=upload)
        elif typed or (verb, slot) == (LOST, number):
            found[number] = LostForm(request.POST, prefix=lost)
    return found


def _keep(request: PortalRequest, found: Application, sent: Sent) -> None:
    patience = Patience()
    for slot, form in sent.forms.items():
        if not form.is_valid():
            sent.faulty[slot] = form
            continue
        try:
            material = _store(request, found, slot, form, patience)
        except (NotVisible, NotPermitted):
            raise
        except DomainError as refusal:
            attach(refusal, form)
            sent.faulty[slot], sent.status = form, status_of(refusal)
        else:
            later = "" if material.is_settled else "，正在检查；检查通过以后才能提交，可以先填后面的内容"
            messages.success(request, f"材料{slot}已保存{later}。")


def _store(request: PortalRequest, found: Application, slot: int, form: UploadForm | LostForm, patience: Patience) -> Material:
    data, by, at = form.cleaned_data, request.actor, timekeeping.now()
    if isinstance(form, UploadForm):
        return add_material(found.pk, slot=slot, kind=data["kind"], upload=data["file"], patience=patience, by=by, at=at)
    return report_material_lost(found.pk, slot=slot, kind=data["kind"], issuer=data["issuer"], note=data["note"], by=by, at=at)


def _remove(request: PortalRequest, found: Application, slot: int) -> None:
    material = selectors.materials_in(found).get(slot)
    if material is None:
        raise Http404
    remove_material(material.pk, by=request.actor, at=timekeeping.now())
    messages.success(request, "材料已移除，可以重新上传。")


def _show(
    request: PortalRequest, found: Application, *, sent: Sent | None = None, restored: QueryDict | None = None, status: int = 200
) -> HttpResponse:
    faulty = sent.faulty if sent else {}
    hints, held = options_of(selectors.region_of(found)).materials, selectors.materials_in(found)
    context = {
        "application": found,
        "part": parts.MATERIALS,
        "links": parts.part_links(found, parts.MATERIALS, parts.gaps_of(found)),
        "places": [_place(slot, hints, held.get(slot), faulty.get(slot), restored) for slot in SLOTS],
        "faulty": list(faulty.values()),
    }
    return render(request, "enterprise/materials.html", context, status=status)


def _place(
    slot: int, hints: tuple[str, ...], material: Material | None, form: UploadForm | LostForm | None, restored: QueryDict | None
) -> Place:
    kind = {"kind": KINDS[slot - 1]}
    lost_text = {name: restored.get(f"{LOST}-{slot}-{name}", "") for name in ("issuer", "note")} if restored else {}
    return Place(
        slot=slot,
        hint=hints[slot - 1] if slot <= len(hints) else "",
        material=material,
        upload=form if isinstance(form, UploadForm) else UploadForm(prefix=f"{UPLOAD}-{slot}", initial=kind),
        lost=form if isinstance(form, LostForm) else LostForm(prefix=f"{LOST}-{slot}", initial=kind | lost_text),
        is_lost_open=isinstance(form, LostForm) or any(lost_text.values()),
    )
