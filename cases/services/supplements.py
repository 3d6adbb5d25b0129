"""The enterprise's answer to the court's list: files are kept as they come, words and all of it are sent at once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import transaction

from cases import selectors
from cases.enums import CaseAction, MaterialKind
from cases.models import Case, Material, SupplementItem, SupplementRequest
from cases.rules import supplement_files_are_judged
from cases.subjects import CASE
from ledger.rows import Part
from procedure.engine import performing
from procedure.errors import ConditionNotMet, InvalidInput, NotPermitted, NotVisible, Stale
from procedure.refusals import refusals_in_words
from procedure.texts import kept
from uploads.services import Patience, receive_upload
from words import normal

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import datetime

    from django.core.files.uploadedfile import UploadedFile

    from procedure.actors import Actor
    from uploads.models import Upload


@dataclass(frozen=True, slots=True, kw_only=True)
class SupplementAnswer:
    """What the enterprise answers to one item: words, a file, or the request to ask the issuing body."""

    text: str = ""
    upload: UploadedFile[bytes] | None = None
    lost_issuer: str = ""


def answer_supplement(
    case_id: int, *, answers: Mapping[int, SupplementAnswer], version: int | None = None, by: Actor, at: datetime
) -> Case:
    """Answer every item of the one list; files come with it or were kept before, and are judged before anything is changed."""
    refused = keep_supplement_files(case_id, {item: answer.upload for item, answer in answers.items() if answer.upload}, by=by, at=at)
    for refusal in refused.values():
        raise refusal
    with performing(CASE, CaseAction.ANSWER_SUPPLEMENT, case_id, by=by, at=at, version=version) as step:
        request = step.subject.latest_supplement
        if request is None:
            raise NotVisible
        items = list(request.items.order_by("position"))
        for item in items:
            answer = answers.get(item.pk, SupplementAnswer())
            item.answer = kept(SupplementItem, "answer", answer.text, field=f"answer-{item.pk}")
            item.save()
            if answer.lost_issuer.strip() and not answer.upload:
                issuer = kept(Material, "issuer", answer.lost_issuer, field=f"issuer-{item.pk}", kind=normal.name)
                _give_to_item(item, step.subject, by, at, is_lost=True, issuer=issuer)
                step.subject.has_lost_material = True
        if gap := supplement_files_are_judged(request):
            raise ConditionNotMet(gap)
        request.answered_at = at
        request.save()
        step.keeps(Part(request, ("answered_at",)), *(Part(item, ("answer",)) for item in items), *_handed_in(request))
        step.body["round"] = request.round
    return step.subject


def _handed_in(request: SupplementRequest) -> Iterator[Material | Upload]:
    """The materials of an answer, each with its file."""
    for material in Material.objects.current().filter(supplement_item__request=request).order_by("pk"):
        yield material
        if material.upload:
            yield material.upload


def keep_supplement_files(case_id: int, files: Mapping[int, UploadedFile[bytes]], *, by: Actor, at: datetime) -> dict[int, InvalidInput]:
    """Keep the files for an open list's items, sent with a complete answer or not; each replaces what was there before.

    Returns the refusals by item, after the others are kept; a caller that can show only one raises it.
    """
    case = Case.objects.filter(pk=case_id, enterprise__in=by.enterprise_ids).first()
    if case is None:
        raise NotPermitted if selectors.cases_visible_to(by).filter(pk=case_id).exists() else NotVisible
    refused: dict[int, InvalidInput] = {}
    patience = Patience()
    for item_id, upload in files.items():
        try:
            stored = receive_upload(upload, f"upload-{item_id}", by=by, at=at, patience=patience)
        except InvalidInput as refusal:
            refused[item_id] = refusal
            continue
        with refusals_in_words(), transaction.atomic():
            item = SupplementItem.objects.filter(pk=item_id, request__case=case).first()
            if item is None:
                raise NotVisible
            if SupplementRequest.objects.select_for_update(of=("self",)).get(pk=item.request_id).answered_at is not None:
                raise Stale("这份补正清单已经提交过了。")
            _give_to_item(item, case, by, at, upload=stored)
    return refused


def _give_to_item(item: SupplementItem, case: Case, by: Actor, at: datetime, **what: Any) -> None:
    item.materials.filter(removed_at__isnull=True).update(removed_at=at)
    Material.objects.create(
        application_id=case.application_id,
        enterprise_id=case.enterprise_id,
        slot=item.position,
        kind=MaterialKind.OTHER_PROOF,
        supplement_item=item,
        uploaded_by_id=by.person_id,
        uploaded_at=at,
        **what,
    )
