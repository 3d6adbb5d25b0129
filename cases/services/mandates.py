"""How a person comes to act for an enterprise: with a served notice in hand, or confirmed by the court."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from accounts.enums import AgentKind, MandateOrigin, MandateState
from accounts.models import Enterprise, Mandate
from accounts.uscc import DOUBT, uscc_fits
from cases import selectors
from cases.enums import NoticeState
from cases.models import ProactiveNotice
from cases.services.typed import code_of
from ledger import services as ledger
from ledger.timekeeping import legal_date
from notices import services as notices
from procedure.errors import ConditionNotMet, InvalidInput, NotVisible, Stale
from procedure.refusals import refusals_in_words
from procedure.texts import kept
from words import normal

if TYPE_CHECKING:
    from datetime import datetime

    from accounts.models import User
    from procedure.actors import Actor

OPEN_STATES = (MandateState.REQUESTED, MandateState.ACTIVE)


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


def join_by_notice(token: str, *, kind: AgentKind, by_user: User, at: datetime) -> Mandate:
    """Join the enterprise to which the notice was served; who holds the served paper was given it by the court."""
    notice = notice_by_token(token)
    if notice.state != NoticeState.SERVED:
        msg = "这份告知书还没有登记送达，请联系法院承办人，或者用统一社会信用代码申请加入。"
        raise ConditionNotMet(msg)
    enterprise = notice.enforcement_case.enterprise
    with refusals_in_words(), transaction.atomic():
        Enterprise.objects.select_for_update(of=("self",)).get(pk=enterprise.pk)
        mandate = Mandate.objects.filter(user=by_user, enterprise=enterprise, state__in=OPEN_STATES).first()
        if mandate is not None and mandate.state == MandateState.ACTIVE:
            return mandate
        mandate = mandate or Mandate(user=by_user, enterprise=enterprise, requested_at=at)
        mandate.kind = kind
        mandate.origin = MandateOrigin.NOTICE
        mandate.state = MandateState.ACTIVE
        mandate.reason = f"凭{notice.number}"
        mandate.decided_at = at
        mandate.valid_from = legal_date(at)
        mandate.save()
        _log(mandate, "mandate_joined_by_notice", f"user:{by_user.pk}", at)
    return mandate


def request_mandate(uscc: str, *, enterprise_name: str, kind: AgentKind, reason: str, by_user: User, at: datetime) -> Mandate:
    """Ask to act for an enterprise by its code; the court that has its enforcement case decides."""
    code = code_of(uscc)
    name = kept(Enterprise, "name", enterprise_name, field="enterprise_name", kind=normal.name)
    if not reason.strip():
        raise InvalidInput("reason", "请写明您在企业的职务和联系方式，便于法院核实。")
    with refusals_in_words(), transaction.atomic():
        enterprise = Enterprise.objects.filter(uscc=code).first()
        if enterprise is None:
            doubt = "" if uscc_fits(code) else DOUBT
            msg = f"本系统没有这家企业的执行案件记录，请核对代码；{doubt}如确有执行案件，请联系执行法院承办人登记。"
            raise InvalidInput("uscc", msg)
        if enterprise.name != name:
            raise InvalidInput("enterprise_name", "企业名称与该代码登记的名称不一致，请按营业执照填写全称。")
        mandate = Mandate(
            user=by_user,
            enterprise=enterprise,
            kind=kind,
            origin=MandateOrigin.COURT,
            state=MandateState.REQUESTED,
            reason=kept(Mandate, "reason", reason),
            requested_at=at,
        )
        mandate.save()
        _log(mandate, "mandate_requested", f"user:{by_user.pk}", at)
    return mandate


def decide_mandate(mandate_id: int, *, grant: bool, reason: str, by: Actor, at: datetime) -> Mandate:
    """Grant or refuse a request; only an acceptance officer of a court that has a case of the enterprise."""
    with refusals_in_words(), transaction.atomic():
        mandate = Mandate.objects.select_for_update(of=("self",)).select_related("enterprise").filter(pk=mandate_id).first()
        if mandate is None:
            raise NotVisible
        if mandate.state != MandateState.REQUESTED:
            msg = f"该申请现为“{mandate.get_state_display()}”，已由他人办理。"
            raise Stale(msg)
        if not selectors.mandates_awaiting(by).filter(pk=mandate_id).exists():
            raise NotVisible
        if not grant and not reason.strip():
            raise InvalidInput("reason", "不予确认须写明原因，告诉申请人还需要提供什么。")
        mandate.state = MandateState.ACTIVE if grant else MandateState.REFUSED
        mandate.decided_by_id = by.user_id
        mandate.decided_at = at
        mandate.valid_from = legal_date(at) if grant else None
        if reason.strip():
            mandate.reason = kept(Mandate, "reason", reason)
        mandate.save()
        _log(mandate, "mandate_granted" if grant else "mandate_refused", by.key, at)
        if grant:
            notices.tell_enterprise(
                mandate.enterprise,
                case=None,
                subject="有新的经办人加入",
                body=f"法院已确认{mandate.get_kind_display()}代表贵企业办理信用修复。",
                at=at,
                dedup_key=f"mandate:{mandate.pk}:granted",
            )
    return mandate


def revoke_mandate(mandate_id: int, *, reason: str, by: Actor, at: datetime) -> Mandate:
    """The court ends a mandate that rests on nothing any more; the enterprise is told."""
    if not reason.strip():
        raise InvalidInput("reason", "请写明撤销授权的原因。")
    with refusals_in_words(), transaction.atomic():
        mandate = Mandate.objects.select_for_update(of=("self",)).filter(pk=mandate_id).first()
        if mandate is None or not selectors.mandates_active(by).filter(pk=mandate_id).exists():
            raise NotVisible
        mandate.state = MandateState.ENDED
        mandate.valid_until = max(legal_date(at), mandate.valid_from or legal_date(at))
        mandate.reason = kept(Mandate, "reason", reason)
        mandate.save()
        _log(mandate, "mandate_revoked", by.key, at)
        notices.tell_enterprise(
            mandate.enterprise,
            case=None,
            subject="一名经办人的授权已撤销",
            body=f"法院已撤销一名{mandate.get_kind_display()}的授权，原因：{mandate.reason}",
            at=at,
            dedup_key=f"mandate:{mandate.pk}:revoked",
        )
    return mandate


def end_mandate(mandate_id: int, *, by: Actor, at: datetime) -> Mandate:
    """Give up one's own mandate; nobody else of the enterprise can end it without the court."""
    with refusals_in_words(), transaction.atomic():
        mandate = Mandate.objects.select_for_update(of=("self",)).filter(pk=mandate_id, user=by.user_id, state__in=OPEN_STATES).first()
        if mandate is None:
            raise NotVisible
        mandate.state = MandateState.ENDED
        if mandate.valid_from:
            mandate.valid_until = legal_date(at)
        mandate.save()
        _log(mandate, "mandate_ended", by.key, at)
    return mandate


def _log(mandate: Mandate, action: str, actor: str, at: datetime) -> None:
    stream = f"enterprise:{mandate.enterprise_id}"
    ledger.locked_stream(stream)
    body = {"mandate": mandate.pk, "user": mandate.user_id, "state": mandate.state}
    ledger.append_event(stream=stream, actor=actor, action=action, object=f"mandate:{mandate.pk}", at=at, body=body)
