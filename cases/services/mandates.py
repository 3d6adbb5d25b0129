"""How a person comes to act for an enterprise, and how that ends: asked for, confirmed by somebody else, given up or revoked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from accounts.enums import AgentKind, MandateConfirmation, MandateOrigin, MandateState
from accounts.models import Enterprise, Mandate
from accounts.uscc import DOUBT, uscc_fits
from cases.enums import MandateAction, NoticeState
from cases.models import ProactiveNotice
from cases.options import options_of
from cases.services.typed import code_of
from cases.subjects import MANDATE, lock_enterprise
from departments.models import Region
from ledger.timekeeping import legal_date
from procedure.engine import creating, performing
from procedure.errors import ConditionNotMet, InvalidInput, NotVisible
from procedure.refusals import refusals_in_words
from procedure.subjects import state_of
from procedure.texts import kept
from words import normal

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from procedure.actors import Actor
    from procedure.subjects import Step

OPEN_STATES = (MandateState.REQUESTED, MandateState.ACTIVE)
# Whoever was once in one of these asks the court again, whatever the region sets for others.
NEEDS_THE_COURT = (MandateState.REFUSED, MandateState.ENDED, MandateState.REVOKED)
GRANTS = (MandateAction.CONFIRM, MandateAction.CONFIRM_AS_REPRESENTATIVE)


def notice_by_token(token: str) -> ProactiveNotice:
    """The notice behind a QR code; NotVisible when there is none."""
    notice = (
        ProactiveNotice.objects.select_related("enforcement_case__enterprise", "enforcement_case__court__region")
        .exclude(state=NoticeState.WITHDRAWN)
        .filter(token=token)
        .first()
    )
    if notice is None:
        raise NotVisible
    return notice


def request_by_notice(token: str, *, kind: AgentKind, by: Actor, at: datetime) -> Mandate:
    """Ask to act for the enterprise to which a notice was served. The paper passes through many hands, so it opens no more than that.

    Whoever has asked already, or acts already, is answered with that.
    """
    notice = notice_by_token(token)
    if notice.state != NoticeState.SERVED:
        msg = "这份告知书还没有登记送达，请联系法院承办人，或者用统一社会信用代码申请加入。"
        raise ConditionNotMet(msg)
    enterprise, region = notice.enforcement_case.enterprise, notice.enforcement_case.court.region
    with refusals_in_words(), transaction.atomic():
        lock_enterprise(enterprise.pk)
        known = Mandate.objects.filter(user=by.user_id, enterprise=enterprise, state__in=OPEN_STATES).select_related("enterprise").first()
        return known or _request(enterprise, kind, MandateOrigin.NOTICE, f"凭{notice.number}", [region], by, at)


def request_mandate(uscc: str, *, enterprise_name: str, kind: AgentKind, reason: str, by: Actor, at: datetime) -> Mandate:
    """Ask to act for an enterprise by its code."""
    code = code_of(uscc)
    name = kept(Enterprise, "name", enterprise_name, field="enterprise_name", kind=normal.name)
    if not reason.strip():
        raise InvalidInput("reason", "请写明您在企业的职务和联系方式，便于法院核实。")
    enterprise = Enterprise.objects.filter(uscc=code).first()
    if enterprise is None:
        doubt = "" if uscc_fits(code) else DOUBT
        msg = f"本系统没有这家企业的执行案件记录，请核对代码；{doubt}如确有执行案件，请联系执行法院承办人登记。"
        raise InvalidInput("uscc", msg)
    if enterprise.name != name:
        raise InvalidInput("enterprise_name", "企业名称与该代码登记的名称不一致，请按营业执照填写全称。")
    regions = Region.objects.filter(departments__enforcement_cases__enterprise=enterprise).distinct().order_by("pk")
    with refusals_in_words(), transaction.atomic():
        lock_enterprise(enterprise.pk)
        return _request(enterprise, kind, MandateOrigin.COURT, kept(Mandate, "reason", reason), regions, by, at)


def _request(
    enterprise: Enterprise, kind: AgentKind, origin: MandateOrigin, reason: str, regions: Iterable[Region], by: Actor, at: datetime
) -> Mandate:
    """Under the lock of the enterprise."""
    mandate = Mandate(
        user_id=by.person_id,
        enterprise=enterprise,
        kind=kind,
        origin=origin,
        state="",
        confirmation=_confirmation(enterprise, kind, regions, by),
        reason=reason,
        requested_at=at,
    )
    with creating(MANDATE, MandateAction.REQUEST, mandate, by=by, at=at) as step:
        step.body |= {"user": mandate.user_id, "kind": mandate.kind, "origin": mandate.origin, "confirmation": mandate.confirmation}
    return mandate


def _confirmation(enterprise: Enterprise, kind: AgentKind, regions: Iterable[Region], by: Actor) -> MandateConfirmation:
    """The court's word is needed where a region says so, for a legal representative, after an end, and where nobody else is left."""
    mandates = enterprise.mandates.all()
    is_known_to_end = mandates.filter(user=by.user_id, state__in=NEEDS_THE_COURT).exists()
    is_represented = mandates.filter(kind=AgentKind.LEGAL_REPRESENTATIVE, state=MandateState.ACTIVE, user__is_active=True).exists()
    settings = {options_of(region).mandate_confirmation for region in regions}
    if settings != {MandateConfirmation.REPRESENTATIVE} or kind == AgentKind.LEGAL_REPRESENTATIVE or is_known_to_end or not is_represented:
        return MandateConfirmation.COURT
    return MandateConfirmation.REPRESENTATIVE


def decide_mandate(mandate_id: int, *, grant: bool, reason: str, by: Actor, at: datetime) -> Mandate:
    """Grant or refuse a request, as an acceptance officer of a court that has a case of the enterprise."""
    return _decide(mandate_id, MandateAction.CONFIRM if grant else MandateAction.REFUSE, reason, by, at)


def decide_as_representative(mandate_id: int, *, grant: bool, reason: str, by: Actor, at: datetime) -> Mandate:
    """The same by the enterprise's legal representative, where the region leaves it to that account."""
    action = MandateAction.CONFIRM_AS_REPRESENTATIVE if grant else MandateAction.REFUSE_AS_REPRESENTATIVE
    return _decide(mandate_id, action, reason, by, at)


def _decide(mandate_id: int, action: MandateAction, reason: str, by: Actor, at: datetime) -> Mandate:
    with performing(MANDATE, action, mandate_id, by=by, at=at) as step:
        mandate = step.subject
        if action not in GRANTS and not reason.strip():
            raise InvalidInput("reason", "不予确认须写明原因，告诉申请人还需要提供什么。")
        mandate.decided_by_id = by.person_id
        mandate.decided_at = at
        if action in GRANTS:
            mandate.valid_from = legal_date(at)
        if reason.strip():
            mandate.reason = kept(Mandate, "reason", reason)
        step.body |= {"user": mandate.user_id, "kind": mandate.kind}
    return mandate


def revoke_mandate(mandate_id: int, *, reason: str, by: Actor, at: datetime) -> Mandate:
    """The court ends a mandate that rests on nothing any more; whoever acts for the enterprise is told."""
    with performing(MANDATE, MandateAction.REVOKE, mandate_id, by=by, at=at) as step:
        if not reason.strip():
            raise InvalidInput("reason", "请写明撤销授权的原因。")
        step.subject.reason = kept(Mandate, "reason", reason)
        _end(step)
    return step.subject


def end_mandate(mandate_id: int, *, by: Actor, at: datetime) -> Mandate:
    """Give up one's own mandate, or take back a request; nobody else of the enterprise can end it without the court."""
    mandate = Mandate.objects.filter(pk=mandate_id, user=by.user_id).first()
    if mandate is None:
        raise NotVisible
    action = MandateAction.TAKE_BACK if state_of(mandate) == MandateState.REQUESTED else MandateAction.GIVE_UP
    with performing(MANDATE, action, mandate_id, by=by, at=at) as step:
        if action == MandateAction.GIVE_UP:
            _end(step)
        step.body["user"] = step.subject.user_id
    return step.subject


def _end(step: Step[Mandate]) -> None:
    """From this moment on, not from the end of the day."""
    mandate = step.subject
    mandate.ended_at = step.at
    mandate.valid_until = max(step.on, mandate.valid_from or step.on)
    step.body["user"] = mandate.user_id
