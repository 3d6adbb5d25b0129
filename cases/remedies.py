"""Who may object to a decision or take one back, and when: rights and conditions of the remedies, beside those of the chain."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q

from cases.models import Objection, Revocation
from cases.outcomes import ObjectionStage, RevocationOutcome, RevocationStage
from cases.readiness import paper_gap
from ledger.constraints import sentence_of
from notices.enums import DocumentKind
from procedure.enums import Role
from procedure.rows import right

if TYPE_CHECKING:
    from cases.models import Case
    from procedure.actors import Actor


@right("企业")
def objecting_enterprise(actor: Actor, case: Case) -> bool:
    return case.enterprise_id in actor.enterprise_ids


# Without a filter: nobody finds every rejection in the inbox because one of them might be objected to on paper.
@right("法院立案受理岗")
def objection_recorder(actor: Actor, case: Case) -> bool:
    return actor.holds(Role.ACCEPTANCE_OFFICER, case.court_id)


def _neither_signed_nor_handled(actor: Actor) -> Q:
    courts = actor.departments_of(Role.SIGNING_PRESIDENT, Role.REVIEWING_JUDGE)
    return Q(court__in=courts, objection=ObjectionStage.OPEN) & ~Q(signer=actor.user_id) & ~Q(handler=actor.user_id)


@right("法院签发院长或者复核法官（原签发人、承办人除外）", where=_neither_signed_nor_handled)
def objection_decider(actor: Actor, case: Case) -> bool:
    is_of_court = actor.holds(Role.SIGNING_PRESIDENT, case.court_id) or actor.holds(Role.REVIEWING_JUDGE, case.court_id)
    return case.objection == ObjectionStage.OPEN and is_of_court and actor.user_id not in (case.signer_id, case.handler_id)


def latest_objection(case: Case) -> Objection | None:
    """That against the last decision objected to; asked for each time, since a step may record another."""
    return case.objections.order_by("-pk").first()


def objection_is_recorded(case: Case) -> str:
    objection = latest_objection(case)
    return "" if objection is not None and objection.outcome == ObjectionStage.OPEN else sentence_of(Objection, "objection_says_why")


def objection_is_decided(case: Case) -> str:
    objection = latest_objection(case)
    return (
        ""
        if objection is not None and objection.outcome != ObjectionStage.OPEN
        else sentence_of(Objection, "objection_decided_with_reasons")
    )


# --- revocation -----------------------------------------------------------------------------------------------------


def _at(*stages: RevocationStage) -> Q:
    return Q(revocation__in=stages)


# Without a filter: no certificate waits to be revoked.
@right("法院承办法官")
def revocation_proposer(actor: Actor, case: Case) -> bool:
    return actor.holds(Role.HANDLING_JUDGE, case.court_id) and actor.user_id == case.handler_id


@right("企业")
def heard_enterprise(actor: Actor, case: Case) -> bool:
    return case.revocation == RevocationStage.PROPOSED and case.enterprise_id in actor.enterprise_ids


def _reviews_another(actor: Actor) -> Q:
    courts = actor.departments_of(Role.REVIEWING_JUDGE)
    return _at(RevocationStage.HEARD) & Q(court__in=courts) & ~Q(handler=actor.user_id)


@right("法院复核法官", where=_reviews_another)
def revocation_reviewer(actor: Actor, case: Case) -> bool:
    """Who reviews is not who proposed; the handling judge may have changed since, so the database compares as well."""
    return (
        case.revocation == RevocationStage.HEARD and actor.holds(Role.REVIEWING_JUDGE, case.court_id) and actor.user_id != case.handler_id
    )


def _signs_for_others(actor: Actor) -> Q:
    courts = actor.departments_of(Role.SIGNING_PRESIDENT)
    return _at(RevocationStage.REVIEWED) & Q(court__in=courts) & ~Q(handler=actor.user_id)


@right("法院签发院长", where=_signs_for_others)
def revocation_signer(actor: Actor, case: Case) -> bool:
    is_due = case.revocation == RevocationStage.REVIEWED
    return is_due and actor.holds(Role.SIGNING_PRESIDENT, case.court_id) and actor.user_id != case.handler_id


@right("法院承办法官、复核法官或者签发院长")
def revocation_dropper(actor: Actor, case: Case) -> bool:
    """Not to revoke needs nobody's second look."""
    match case.revocation:
        case RevocationStage.PROPOSED:
            return actor.holds(Role.HANDLING_JUDGE, case.court_id) and actor.user_id == case.handler_id
        case RevocationStage.HEARD:
            return actor.holds(Role.REVIEWING_JUDGE, case.court_id) or (
                actor.holds(Role.HANDLING_JUDGE, case.court_id) and actor.user_id == case.handler_id
            )
        case RevocationStage.REVIEWED:
            return actor.holds(Role.SIGNING_PRESIDENT, case.court_id)
    return False


def _at_bureau(actor: Actor, role: Role) -> Q:
    return Q(bureau__in=actor.departments_of(role))


@right("牵头部门经办", where=lambda actor: _at_bureau(actor, Role.BUREAU_HANDLER) & _at(RevocationStage.PUSHED))
def revocation_receiver(actor: Actor, case: Case) -> bool:
    return case.revocation == RevocationStage.PUSHED and actor.holds(Role.BUREAU_HANDLER, case.bureau_id)


@right("牵头部门审核", where=lambda actor: _at_bureau(actor, Role.BUREAU_APPROVER) & _at(RevocationStage.RECEIVED))
def revocation_forwarder(actor: Actor, case: Case) -> bool:
    """The service refuses who signed for it."""
    return case.revocation == RevocationStage.RECEIVED and actor.holds(Role.BUREAU_APPROVER, case.bureau_id)


def latest_revocation(case: Case) -> Revocation | None:
    """The last one that was proposed; asked for each time, since a step may propose another."""
    return case.revocations.order_by("-pk").first()


def revocation_is_proposed(case: Case) -> str:
    found = latest_revocation(case)
    return "" if found is not None and found.outcome == RevocationOutcome.OPEN else sentence_of(Revocation, "revocation_says_why")


def revocation_is_heard(case: Case) -> str:
    found = latest_revocation(case)
    return "" if found is not None and found.heard_at else "陈述申辩期限还没有届满。"


def revocation_has_ended(case: Case) -> str:
    found = latest_revocation(case)
    return "" if found is not None and found.outcome != RevocationOutcome.OPEN else sentence_of(Revocation, "revocation_ends_with_reasons")


def revocation_notice_is_ready(case: Case) -> str:
    return paper_gap(case.documents.filter(kind=DocumentKind.REVOCATION_NOTICE))
