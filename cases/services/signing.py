"""Signing the commitment letter: by the signed-in person, in the capacity of the mandate, and only what that person has seen."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from accounts.enums import MandateState
from accounts.models import Mandate
from cases.commitment import CHANGED, needs_representative, shown_digest, signature_gap, signed_digest
from cases.enums import ApplicationAction
from cases.subjects import APPLICATION
from procedure.engine import performing
from procedure.errors import ConditionNotMet, NotPermitted, Stale

if TYPE_CHECKING:
    from datetime import datetime

    from cases.models import Application
    from procedure.actors import Actor
    from procedure.subjects import Step


@dataclass(frozen=True, slots=True)
class Seen:
    """What the page showed, as a digest, and the choice made on it; None leaves the choice that the draft holds."""

    shown: str
    is_public: bool | None = None


def sign_commitment(application_id: int, *, shown: str, is_public: bool, by: Actor, at: datetime) -> Application:
    """Sign a draft that somebody else submits, as the enterprise's legal representative. ``shown`` is the digest of what the page showed."""
    with performing(APPLICATION, ApplicationAction.SIGN, application_id, by=by, at=at) as step:
        _sign(step, Seen(shown, is_public))
    return step.subject


def sign_or_be_signed(step: Step[Application], seen: Seen) -> None:
    """While submitting: the person signs, or where only the legal representative may, that signature stands."""
    if not needs_representative(step.subject):
        _sign(step, seen)
    elif gap := signature_gap(step.subject):
        raise ConditionNotMet(gap)


def mandate_of(application: Application, person_id: int) -> Mandate | None:
    """By which a person acts for the applicant; there is one at a time."""
    mandates = Mandate.objects.filter(user=person_id, enterprise=application.enterprise_id, state=MandateState.ACTIVE)
    return mandates.select_related("user").first()


def _sign(step: Step[Application], seen: Seen) -> None:
    application = step.subject
    if seen.shown != shown_digest(application):
        raise Stale(CHANGED)
    mandate = mandate_of(application, step.by.person_id)
    if mandate is None:
        raise NotPermitted
    if seen.is_public is not None:
        application.commitment_public = seen.is_public
    application.signed_by = mandate.user
    application.signed_as = mandate.kind
    application.signed_at = step.at
    application.signed_digest = signed_digest(application)
    step.body |= {"signed_as": application.signed_as, "signed": application.signed_digest}
