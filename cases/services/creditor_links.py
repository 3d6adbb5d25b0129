"""The link by which a creditor answers without an account: made by the court, shown once, kept as a digest, ended by time."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from django.db import transaction

from cases.hearing import serving_officer
from cases.models import CreditorConsultation, CreditorLink
from cases.states import CASE_STATES, CERTIFIED_STATES
from cases.subjects import CONSULTATION
from ledger import services as ledger
from ledger.rows import Part
from procedure.actors import of_now
from procedure.errors import NotPermitted, NotVisible, Stale
from procedure.refusals import refusals_in_words
from procedure.texts import kept
from words import normal
from words.dates import iso_moment

if TYPE_CHECKING:
    from datetime import datetime

    from procedure.actors import Actor

TOKEN_BYTES: Final = 32
LASTS: Final = timedelta(days=90)
OVER = "本案没有出具证明就已经办结，不再需要申请执行人的链接。"


@dataclass(frozen=True, slots=True)
class MadeLink:
    """The one moment at which anybody but the creditor can read the token."""

    token: str
    link: CreditorLink


def make_link(consultation_id: int, *, mobile: str = "", by: Actor, at: datetime) -> MadeLink:
    """A new link for the creditor of a case; the one before ends. NotVisible, NotPermitted, Stale."""
    number = kept(CreditorLink, "mobile", mobile, kind=normal.dialled)
    with refusals_in_words(), transaction.atomic():
        consultation = CONSULTATION.lock(consultation_id)
        by = of_now(by, at)
        if not serving_officer(by, consultation):
            raise NotPermitted if CONSULTATION.visible_to(by).filter(pk=consultation_id).exists() else NotVisible
        if not is_of_use(consultation):
            raise Stale(OVER)
        ended = end_links(consultation, at)
        token = secrets.token_urlsafe(TOKEN_BYTES)
        link = CreditorLink.objects.create(
            consultation=consultation, digest=digest_of(token), mobile=number, made_at=at, made_by_id=by.person_id, expires_at=at + LASTS
        )
        ledger.append_event(
            stream=CONSULTATION.stream(consultation),
            actor=by.key,
            action="creditor_link_made",
            object=f"consultation:{consultation_id}",
            at=at,
            body={"post": serving_officer.words, "expires_at": iso_moment(link.expires_at)},
            rows=[link, *ended],
        )
    return MadeLink(token, link)


def end_links(consultation: CreditorConsultation, at: datetime) -> list[Part]:
    """Nobody comes in by a link of this case any more; answers what has changed."""
    links = list(consultation.links.filter(ended_at__isnull=True).order_by("pk"))
    for link in links:
        link.ended_at = at
        link.save(update_fields=("ended_at",))
    return [Part(link, ("ended_at",)) for link in links]


def is_of_use(consultation: CreditorConsultation) -> bool:
    """Until the case ends without a certificate there may be something to answer, or an instalment to confirm."""
    state = consultation.case.state
    return state in CERTIFIED_STATES or not CASE_STATES[state].has_ended


def digest_of(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def consultation_by_token(token: str, *, at: datetime) -> CreditorConsultation | None:
    """What a link opens now: nothing once it has ended, has expired, or never was."""
    of = ("consultation__case__enforcement_case__enterprise", "consultation__case__court__region", "consultation__case__application")
    link = CreditorLink.objects.select_related(*of).filter(digest=digest_of(token), ended_at__isnull=True, expires_at__gt=at).first()
    return None if link is None else link.consultation
