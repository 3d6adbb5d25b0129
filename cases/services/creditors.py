"""The creditor (申请执行人): told of what is accepted, asked where it concerns his claim, heard until the examination is handed in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from cases.enums import PerformanceStatus, RepairGround
from cases.hearing import HEARD_IN, answer_is_given
from cases.models import Case, CreditorConsultation, CreditorStatement
from cases.papers.creditor import CREDITOR_LETTER
from cases.parties import AmountView, AnswerDoor, ConsultationAction, ConsultationState, CreditorAnswer
from cases.services.creditor_links import consultation_by_token, end_links
from cases.states import EXAMINED_STATES
from cases.subjects import CONSULTATION
from deadlines.codes import ClockCode
from deadlines.selectors import clocks_run_out
from ledger.constraints import sentence_of
from ledger.timekeeping import legal_date
from notices.services import issue, issue_instead_of
from procedure.actors import SYSTEM, VISITOR
from procedure.engine import creating, performing
from procedure.errors import ConditionNotMet, InvalidInput, NotVisible
from procedure.texts import kept
from uploads.services import store_upload
from words import normal
from words.dates import iso

if TYPE_CHECKING:
    from datetime import date, datetime

    from django.core.files.uploadedfile import UploadedFile

    from procedure.actors import Actor
    from procedure.subjects import Step


@dataclass(frozen=True, slots=True, kw_only=True)
class CreditorView:
    """What he says, by whichever door."""

    answer: CreditorAnswer
    signer: str
    words: str = ""
    amount_view: AmountView | str = ""
    received_fen: int | None = None


def is_asked(case: Case) -> bool:
    """Where all is performed he is told; where something is still owed, or his consent is the ground, he is asked."""
    is_open = case.enforcement_case.performance != PerformanceStatus.FULL
    return is_open or case.application.ground == RepairGround.CREDITOR_CONSENT


def write_to_creditor(case: Case, *, by: Actor, at: datetime) -> CreditorConsultation:
    """With the acceptance of a case; the caller holds the case."""
    action = ConsultationAction.ASK_CREDITOR if is_asked(case) else ConsultationAction.TELL_CREDITOR
    consultation = CreditorConsultation(case=case, asked_at=at, state="")
    with creating(CONSULTATION, action, consultation, by=by, at=at) as step:
        issue(step, CREDITOR_LETTER, consultation, is_asked=action == ConsultationAction.ASK_CREDITOR)
    return consultation


def write_to_another(corrected: Step[Case], *, by: Actor, at: datetime) -> None:
    """The record names another creditor now: what was said by whom it named before stays as history and counts no more.

    The link of whom it named before ends, however far the case has come.
    """
    case = corrected.subject
    known = CreditorConsultation.objects.filter(case=case.pk).first()
    if known is None:
        return
    corrected.keeps(*end_links(known, at))
    if case.state not in EXAMINED_STATES:
        return
    action = ConsultationAction.ASK_ANEW if is_asked(case) else ConsultationAction.TELL_ANEW
    with performing(CONSULTATION, action, known.pk, by=by, at=at) as step:
        consultation: CreditorConsultation = step.subject
        consultation.answer = consultation.amount_view = consultation.words = consultation.signer = consultation.door = ""
        consultation.received_fen = consultation.file = consultation.recorded_by = None
        consultation.answered_on = consultation.answered_at = None
        consultation.asked_at = at
        _write_again(step, consultation, is_asked=action == ConsultationAction.ASK_ANEW)


def write_anew(step: Step[Case]) -> None:
    """With an examination that begins once more: whoever was asked and did not answer has his limit again, from a new letter."""
    consultation = CreditorConsultation.objects.filter(case=step.subject.pk, state=ConsultationState.ASKED).first()
    if consultation is not None:
        _write_again(step, consultation, is_asked=True)


def _write_again(step: Step[Case] | Step[CreditorConsultation], consultation: CreditorConsultation, *, is_asked: bool) -> None:
    letters = consultation.case.documents.filter(kind=CREDITOR_LETTER.code, replaced_by=None)
    issue_instead_of(letters.order_by("-pk").first(), step, CREDITOR_LETTER, consultation, is_asked=is_asked)


def answer_by_link(
    token: str, view: CreditorView, *, upload: UploadedFile[bytes] | None = None, version: int | None = None, at: datetime
) -> CreditorConsultation:
    """His own answer without an account; another may follow until the examination is handed in, and the first stays on record."""
    found = consultation_by_token(token, at=at)
    if found is None:
        raise NotVisible
    file = None if upload is None else store_upload(upload, "upload", by=VISITOR, at=at)
    with performing(CONSULTATION, ConsultationAction.ANSWER, found.pk, by=VISITOR, at=at, version=version) as step:
        consultation: CreditorConsultation = step.subject
        if consultation_by_token(token, at=at) != consultation:
            # Another link has taken its place while the file was being checked.
            raise NotVisible
        consultation.file = file
        step.keeps(*[file] if file else [])
        _note(consultation, view, on=step.on, at=at)
        consultation.door, consultation.recorded_by = AnswerDoor.LINK, None
        _keep(step, at)
        step.body |= _told(consultation)
    return consultation


def record_answer(
    consultation_id: int,
    view: CreditorView,
    *,
    answered_on: date,
    upload: UploadedFile[bytes],
    version: int | None = None,
    by: Actor,
    at: datetime,
) -> CreditorConsultation:
    """An answer on paper, with its scan."""
    file = store_upload(upload, "upload", by=by, at=at)
    with performing(CONSULTATION, ConsultationAction.RECORD_ANSWER, consultation_id, by=by, at=at, version=version) as step:
        consultation: CreditorConsultation = step.subject
        if not legal_date(consultation.asked_at) <= answered_on <= step.on:
            raise InvalidInput("answered_on", "答复日期应在发函之日与今天之间。")
        consultation.file = file
        step.keeps(file)
        _note(consultation, view, on=answered_on, at=at)
        consultation.door, consultation.recorded_by_id = AnswerDoor.PAPER, by.person_id
        _keep(step, at)
        step.body |= _told(consultation)
    return consultation


def _note(consultation: CreditorConsultation, view: CreditorView, *, on: date, at: datetime) -> None:
    if view.amount_view == AmountView.CONTESTED and view.received_fen is None:
        raise InvalidInput("received", sentence_of(CreditorConsultation, "consultation_contested_amount"))
    consultation.answer = view.answer
    consultation.signer = kept(CreditorConsultation, "signer", view.signer, field="signer", kind=normal.name)
    consultation.words = kept(CreditorConsultation, "words", view.words, field="words")
    consultation.amount_view = view.amount_view
    consultation.received_fen = view.received_fen if view.amount_view == AmountView.CONTESTED else None
    consultation.answered_on, consultation.answered_at = on, at


def _keep(step: Step[CreditorConsultation], at: datetime) -> None:
    """Each answer stays as it was given; that it came after its day is said, and that it came counts."""
    consultation = step.subject
    if gap := answer_is_given(consultation):
        raise ConditionNotMet(gap)
    of_answer = ("answer", "amount_view", "received_fen", "words", "signer", "file_id", "door", "answered_on", "recorded_by_id")
    step.keeps(
        CreditorStatement.objects.create(
            consultation=consultation,
            is_late=bool(consultation.due_on and consultation.answered_on and consultation.answered_on > consultation.due_on),
            recorded_at=at,
            **{name: getattr(consultation, name) for name in of_answer},
        )
    )


def _told(consultation: CreditorConsultation) -> dict[str, Any]:
    """Neither name nor words: the ledger is read by others than the court."""
    return {"answer": consultation.answer, "door": consultation.door, "amount": consultation.amount_view}


def note_silence(consultation_id: int, *, at: datetime) -> CreditorConsultation:
    """He was served and did not answer in time. That is recorded as what it is, and never as consent."""
    with performing(CONSULTATION, ConsultationAction.NOTE_SILENCE, consultation_id, by=SYSTEM, at=at) as step:
        due_on = step.subject.due_on
        if due_on is None or step.on <= due_on:
            msg = "答复期限还没有过。"
            raise ConditionNotMet(msg)
        step.clocks_stop_on = due_on
        step.body["due_on"] = iso(due_on)
    return step.subject


def silences_to_note(limit: int, *, at: datetime) -> list[int]:
    """Those whose last day is over while he could still be heard, the longest over first."""
    over = clocks_run_out(ClockCode.CREDITOR_VIEW, legal_date(at))
    silent = over.filter(case__consultation__state=ConsultationState.ASKED, case__state__in=HEARD_IN)
    return list(silent.values_list("case__consultation", flat=True)[:limit])
