"""Signing the commitment letter: by the signed-in person, in the capacity of the mandate, and only what that person has seen.

A legal representative without an account signs by a link: see cases.services.signing_links.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from accounts.enums import AgentKind, MandateState
from accounts.models import Mandate
from cases.commitment import CHANGED, needs_representative, shown_digest, signature_gap, signed_digest, signed_texts
from cases.enums import ApplicationAction
from cases.subjects import APPLICATION
from procedure.engine import performing
from procedure.errors import ConditionNotMet, NotPermitted, Stale

if TYPE_CHECKING:
    from datetime import datetime

    from accounts.models import User
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


def record_signature(step: Step[Application], seen: Seen, *, name: str, role: AgentKind, account: User | None) -> None:
    """Keep who signed, and what word for word. Stale where the page showed something else."""
    application = step.subject
    if seen.shown != shown_digest(application):
        raise Stale(CHANGED)
    if seen.is_public is not None:
        application.commitment_public = seen.is_public
    application.signed_by = account
    application.signed_name = name
    application.signed_as = role
    application.signed_at = step.at
    application.signed_digest = signed_digest(application)
    application.signed_texts = list(signed_texts(application))
    application.signature_voided_at = None
    step.body |= {"signed_as": application.signed_as, "signed": application.signed_digest}


def void_if_overtaken(application: Application, *, by: Actor, at: datetime) -> Application:
    """What was changed after a signature voids it, for good and not only until it is changed back.

    Under the lock of the draft; answers the draft as it is then.
    """
    if application.signed_at is None or application.signed_digest == signed_digest(application):
        return application
    with performing(APPLICATION, ApplicationAction.VOID_SIGNATURE, application.pk, by=by, at=at) as step:
        signed = step.subject
        step.body |= {"signed": signed.signed_digest}
        signed.signed_by = signed.signed_at = None
        signed.signed_as = signed.signed_name = signed.signed_digest = ""
        signed.signed_texts = []
        signed.signature_voided_at = at
    return step.subject


def _sign(step: Step[Application], seen: Seen) -> None:
    mandate = mandate_of(step.subject, step.by.person_id)
    if mandate is None:
        raise NotPermitted
    record_signature(step, seen, name=mandate.user.full_name, role=AgentKind(mandate.kind), account=mandate.user)
