"""A notice with something wrong in it, made anew: the same notice while it was not served, another one once it was."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from cases.enums import NoticeAction, NoticeState
from cases.models import ProactiveNotice
from cases.papers.notice import PROACTIVE_NOTICE, measures_told
from cases.subjects import NOTICE
from ledger.timekeeping import legal_date
from messaging.services import tell_enterprise
from notices import services as notices
from procedure.engine import creating, performing

if TYPE_CHECKING:
    from datetime import datetime

    from procedure.actors import Actor


def renew_notice(notice: ProactiveNotice, *, is_mistake: bool, by: Actor, at: datetime) -> None:
    """What follows for a notice that prints what the record does not say any more.

    One of which no measure is left is withdrawn while nobody has it; once served it stays as a record, and the enterprise is told.
    """
    if not measures_told(notice):
        if notice.state == NoticeState.PREPARED:
            with performing(NOTICE, NoticeAction.WITHDRAW_NOTICE, notice.pk, by=by, at=at) as step:
                step.body["reason"] = "所载措施均已撤回"
        else:
            _tell_of_nothing(notice, at)
    elif notice.state == NoticeState.PREPARED:
        reissue_notice(notice.pk, by=by, at=at)
    elif is_mistake:
        replace_notice(notice, by=by, at=at)


def _tell_of_nothing(notice: ProactiveNotice, at: datetime) -> None:
    tell_enterprise(
        notice.enforcement_case.enterprise,
        case=None,
        subject="告知书所载的措施已撤回登记",
        body=f"执行案号{notice.enforcement_case.number}：告知书{notice.number}所载的措施系登记有误，均已撤回登记。",
        at=at,
        dedup_key=f"notice-of-nothing:{notice.pk}",
    )


def reissue_notice(notice_id: int, *, by: Actor, at: datetime) -> ProactiveNotice:
    """A new number and a new paper for a notice that nobody has received; the old paper is void, the code of the QR stays."""
    with performing(NOTICE, NoticeAction.REISSUE_NOTICE, notice_id, by=by, at=at) as step:
        notice: ProactiveNotice = step.subject
        void = notice.documents.filter(kind=PROACTIVE_NOTICE.code, replaced_by=None).order_by("-pk").first()
        step.body["void"] = notice.number
        notice.number = _number(notice, at)
        taken = measures_told(notice)
        step.clocks_from = step.on if notice.replaces else min((row.taken_on for row in taken), default=step.on)
        notices.issue_instead_of(void, step, PROACTIVE_NOTICE, notice, taken)
        step.body["number"] = notice.number
    return notice


def replace_notice(served: ProactiveNotice, *, by: Actor, at: datetime) -> ProactiveNotice:
    """Another notice in the place of one that was served; it is served like any, and the old one stays as a record."""
    notice = ProactiveNotice(
        enforcement_case=served.enforcement_case,
        number=_number(served, at),
        token=secrets.token_urlsafe(16),
        submission_token=secrets.token_urlsafe(16),
        state="",
        prepared_at=at,
        prepared_by_id=by.person_id,
        replaces=served,
    )
    with creating(NOTICE, NoticeAction.PREPARE_NOTICE, notice, by=by, at=at) as step:
        void = served.documents.filter(kind=PROACTIVE_NOTICE.code, replaced_by=None).order_by("-pk").first()
        step.body["replaces"] = served.number
        notices.issue_instead_of(void, step, PROACTIVE_NOTICE, notice, measures_told(notice))
    return notice


def _number(notice: ProactiveNotice, at: datetime) -> str:
    return notices.allocate_number(notice.enforcement_case.court.region, PROACTIVE_NOTICE.code, legal_date(at).year)
