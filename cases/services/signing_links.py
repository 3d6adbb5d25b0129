"""How a legal representative without an account signs: by an address that is good once, for a few days and for one version."""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from django.db import transaction

from accounts.enums import AgentKind
from cases.commitment import is_representative, shown_digest
from cases.enums import ApplicationAction, ApplicationState
from cases.models import SigningLink
from cases.models.signing import TRIES_AT_MOST
from cases.services.signing import Seen, record_signature
from cases.subjects import APPLICATION
from ledger.rows import Part
from procedure.actors import Actor
from procedure.engine import performing
from procedure.errors import ConditionNotMet, InvalidInput, NotVisible
from procedure.texts import kept, taken
from words import normal
from words.dates import moment

if TYPE_CHECKING:
    from datetime import datetime

    from django.db.models import QuerySet

    from cases.models import Application

GOOD_FOR: Final = timedelta(days=3)
ASK_AGAIN: Final = "请联系经办人重新生成链接发给您。"
NOT_THE_PERSON: Final = "姓名或者手机号码后四位与经办人填写的不一致，请核对后再试。这个链接只供被指明的法定代表人本人使用。"


def make_signing_link(application_id: int, *, name: str, phone_tail: str, by: Actor, at: datetime) -> tuple[SigningLink, str]:
    """Call the legal representative to sign; answers the link and its token, which is kept nowhere. The one before ends."""
    with performing(APPLICATION, ApplicationAction.CALL_SIGNER, application_id, by=by, at=at) as step:
        application, token = step.subject, secrets.token_urlsafe(32)
        named = _named(application, name)
        tail = taken(normal.phone_tail, phone_tail, field="phone_tail", label="手机号码后四位")
        _open(application).update(ended_at=at)
        link = SigningLink.objects.create(
            application=application,
            token_sha256=_digest(token),
            name=named,
            phone_tail=tail,
            is_on_record=named == application.enterprise.legal_representative,
            shown_digest=shown_digest(application),
            made_by_id=by.person_id,
            made_at=at,
            expires_at=at + GOOD_FOR,
        )
        step.keeps(link)
        step.body |= {"link": link.pk, "shown": link.shown_digest}
    return link, token


def link_by_token(token: str) -> SigningLink:
    """NotVisible where there is none."""
    links = SigningLink.objects.select_related("application__enterprise", "made_by")
    link = links.filter(token_sha256=_digest(token)).first()
    if link is None:
        raise NotVisible
    return link


def open_link_of(application: Application, at: datetime) -> SigningLink | None:
    """The one that could be used now."""
    link = _open(application).filter(expires_at__gt=at, shown_digest=shown_digest(application)).first()
    return link if link and is_representative(application, link.name) else None


def why_closed(link: SigningLink, at: datetime) -> str:
    """Why nobody signs by a link any more, or an empty text."""
    application = link.application
    reasons = (
        (link.used_at is not None, f"这个链接已经在{moment(link.used_at)}用过，承诺书已签署。链接只能用一次，不能再打开。"),
        (application.state != ApplicationState.DRAFT, f"这份申请现为“{application.get_state_display()}”，不需要再签署。"),
        (link.wrong_tries >= TRIES_AT_MOST, f"姓名或者手机号码后四位输错了{TRIES_AT_MOST}次，链接已停用。{ASK_AGAIN}"),
        (link.ended_at is not None, "经办人已经重新生成链接，这个链接已停用，请使用最新的链接。"),
        (link.expires_at <= at, f"这个链接已在{moment(link.expires_at)}过期。{ASK_AGAIN}"),
        (not is_representative(application, link.name), f"法院登记的法定代表人现在不是“{link.name}”，这个链接已失效。{ASK_AGAIN}"),
        (
            link.shown_digest != shown_digest(application),
            f"链接发出以后，申请内容、材料或者承诺书有改动，这个链接已失效。{ASK_AGAIN}",
        ),
    )
    return next((sentence for is_so, sentence in reasons if is_so), "")


def identify(link: SigningLink, *, name: str, phone_tail: str, at: datetime) -> bool:
    """Whether this is whom the enterprise named, as far as one can know who sees name and number only. Wrong tries are counted."""
    with transaction.atomic():
        locked = SigningLink.objects.select_for_update(of=("self",)).get(pk=link.pk)
        if _is_named(locked, name, phone_tail):
            return True
        if locked.used_at is None and locked.ended_at is None:
            locked.wrong_tries += 1
            locked.ended_at = at if locked.wrong_tries >= TRIES_AT_MOST else None
            locked.save(update_fields=("wrong_tries", "ended_at"))
        return False


def sign_by_link(token: str, *, name: str, phone_tail: str, shown: str, is_public: bool, at: datetime) -> SigningLink:
    """Sign as the legal representative whom the enterprise named. ConditionNotMet where the link is closed, Stale after a change."""
    found = link_by_token(token)
    with performing(APPLICATION, ApplicationAction.SIGN, found.application_id, by=_bearer(found), at=at) as step:
        # Read again under the lock of the application: who was faster has used it.
        link = SigningLink.objects.select_for_update(of=("self",)).get(pk=found.pk)
        link.application = step.subject
        if closed := why_closed(link, at):
            raise ConditionNotMet(closed)
        if not _is_named(link, name, phone_tail):
            raise InvalidInput("name", NOT_THE_PERSON)
        record_signature(step, Seen(shown, is_public), name=link.name, role=AgentKind.LEGAL_REPRESENTATIVE, account=None)
        link.used_at = at
        link.save(update_fields=("used_at",))
        step.keeps(Part(link, ("used_at",)))
        step.body["link"] = link.pk
    return link


def _bearer(link: SigningLink) -> Actor:
    """Who holds the link, with the one right that it gives."""
    return Actor(user_id=None, label="法定代表人（一次性签署链接）", represented_ids=frozenset({link.application.enterprise_id}))


def _named(application: Application, name: str) -> str:
    named = kept(SigningLink, "name", name, kind=normal.name)
    on_record = application.enterprise.legal_representative
    if not named:
        raise InvalidInput("name", "请填写法定代表人的姓名。")
    if on_record and named != on_record:
        msg = f"法院登记的法定代表人是“{on_record}”，与填写的不一致。已经变更的，请先凭登记机关的材料请法院更正，再生成链接。"
        raise InvalidInput("name", msg)
    return named


def _is_named(link: SigningLink, name: str, phone_tail: str) -> bool:
    same_tail = secrets.compare_digest(phone_tail.encode(), link.phone_tail.encode())
    return same_tail and name == link.name


def _open(application: Application) -> QuerySet[SigningLink]:
    return application.signing_links.filter(used_at__isnull=True, ended_at__isnull=True)


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
