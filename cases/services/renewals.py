"""A notice with something wrong in it, made anew: the same notice while it was not served, another one once it was."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from cases.enums import NoticeAction
from cases.models import ProactiveNotice
from cases.papers.notice import PROACTIVE_NOTICE, measures_told
from cases.subjects import NOTICE
from ledger.timekeeping import legal_date
from notices import services as notices
from procedure.engine import creating, performing

if TYPE_CHECKING:
    from datetime import datetime

    from procedure.actors import Actor


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
