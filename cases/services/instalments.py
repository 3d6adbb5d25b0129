"""Performance by instalments as the creditor sees it: each confirmed, or said to be missing, by himself or on paper."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from django.db import transaction

from cases.consent import instalments_of
from cases.hearing import serving_officer
from cases.models import CreditorInstalment
from cases.parties import AnswerDoor, InstalmentWord
from cases.rules import lies_ahead
from cases.services.creditor_links import consultation_by_token
from cases.states import ASSIGNED_STATES
from cases.subjects import CONSULTATION
from ledger import services as ledger
from ledger.constraints import sentence_of
from ledger.timekeeping import legal_date
from messaging.services import tell_post
from procedure.actors import VISITOR, of_now
from procedure.enums import Role
from procedure.errors import ConditionNotMet, InvalidInput, NotPermitted, NotVisible
from procedure.refusals import refusals_in_words
from procedure.texts import kept
from uploads.services import store_upload
from words import normal
from words.dates import day, iso
from words.money import yuan

if TYPE_CHECKING:
    from datetime import date, datetime

    from django.core.files.uploadedfile import UploadedFile

    from cases.models import CreditorConsultation
    from procedure.actors import Actor
    from uploads.models import Upload

# Ten years of months; more is no plan of instalments.
AT_MOST: Final = 120


@dataclass(frozen=True, slots=True, kw_only=True)
class InstalmentSaid:
    """What he says of one instalment."""

    word: InstalmentWord
    on: date
    amount_fen: int
    signer: str
    words: str = ""


def confirm_by_link(token: str, said: InstalmentSaid, *, upload: UploadedFile[bytes] | None = None, at: datetime) -> CreditorInstalment:
    """The creditor's own word, without an account. NotVisible once the link is over."""
    if consultation_by_token(token, at=at) is None:
        raise NotVisible
    file = store_upload(upload, "upload", by=VISITOR, at=at) if upload else None
    found = consultation_by_token(token, at=at)
    if found is None:
        raise NotVisible
    return _record(found.pk, said, file, door=AnswerDoor.LINK, by=VISITOR, at=at)


def record_instalment(
    consultation_id: int, said: InstalmentSaid, *, upload: UploadedFile[bytes], by: Actor, at: datetime
) -> CreditorInstalment:
    """The same from a paper that he handed in, with its scan."""
    _require_officer(CONSULTATION.visible_to(by).filter(pk=consultation_id).first(), by)
    return _record(consultation_id, said, store_upload(upload, "upload", by=by, at=at), door=AnswerDoor.PAPER, by=by, at=at)


def _require_officer(consultation: CreditorConsultation | None, by: Actor) -> None:
    if consultation is None:
        raise NotVisible
    if not serving_officer(by, consultation):
        raise NotPermitted


def _record(
    consultation_id: int, said: InstalmentSaid, file: Upload | None, *, door: AnswerDoor, by: Actor, at: datetime
) -> CreditorInstalment:
    if ahead := lies_ahead(CreditorInstalment, "on", said.on, legal_date(at)):
        raise InvalidInput("on", ahead)
    if not 0 < said.amount_fen <= normal.MAX_FEN:
        raise InvalidInput("amount_fen", sentence_of(CreditorInstalment, "creditor_instalment_amount"))
    texts: dict[str, Any] = {
        "words": kept(CreditorInstalment, "words", said.words),
        "signer": kept(CreditorInstalment, "signer", said.signer, kind=normal.name),
    }
    if not texts["signer"]:
        raise InvalidInput("signer", "请填写确认人的姓名或者名称。")
    with refusals_in_words(), transaction.atomic():
        consultation = CONSULTATION.lock(consultation_id)
        if door == AnswerDoor.PAPER:
            by = of_now(by, at)
            _require_officer(consultation, by)
        if gap := closed_to_instalments(consultation):
            raise ConditionNotMet(gap)
        row = CreditorInstalment.objects.create(
            consultation=consultation,
            word=said.word,
            on=said.on,
            amount_fen=said.amount_fen,
            file=file,
            door=door,
            said_at=at,
            recorded_by_id=by.user_id,
            **texts,
        )
        _tell(consultation, row, by, at)
    return row


def closed_to_instalments(consultation: CreditorConsultation) -> str:
    """Why no instalment is confirmed here."""
    if consultation.case.state not in ASSIGNED_STATES or (consultation.case.decision_id and not consultation.case.certificate_id):
        return "本案没有在办理的分期履行，不能在这里确认。有情况要反映的，请联系法院。"
    if instalments_of(consultation).count() >= AT_MOST:
        return f"这里最多确认{AT_MOST}期，其余的请联系法院。"
    return ""


def _tell(consultation: CreditorConsultation, row: CreditorInstalment, by: Actor, at: datetime) -> None:
    """To the judge, and as a fact without names or words to the ledger, which others than the court may be shown."""
    case = consultation.case
    body = {"post": "申请执行人", "word": row.word, "on": iso(row.on), "amount_fen": row.amount_fen, "door": row.door}
    ledger.append_event(
        stream=CONSULTATION.stream(consultation),
        actor=by.key,
        action="creditor_instalment",
        object=f"consultation:{consultation.pk}",
        at=at,
        body=body,
        rows=[row, *([row.file] if row.file else [])],
    )
    tell_post(
        case.court,
        role=Role.HANDLING_JUDGE,
        case=case,
        subject=f"申请执行人{row.get_word_display()}",
        body=f"修复案号{case.number}：申请执行人表示{day(row.on)}的{yuan(row.amount_fen)}{row.get_word_display()}。",
        at=at,
        dedup_key=f"instalment:{row.pk}",
    )
