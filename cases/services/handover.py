"""Who of an enterprise's people has an application in hand, from its draft to the end of its cases."""

from __future__ import annotations

from typing import TYPE_CHECKING

from accounts.models import User
from cases import selectors
from cases.enums import ApplicationAction
from cases.models import Application
from cases.subjects import APPLICATION
from procedure.engine import performing
from procedure.errors import ConditionNotMet, InvalidInput
from procedure.texts import kept

if TYPE_CHECKING:
    from datetime import datetime

    from procedure.actors import Actor
    from procedure.subjects import Step


def hand_over(application_id: int, *, to: int, phone: str = "", version: int | None = None, by: Actor, at: datetime) -> Application:
    """Hand what one has in hand to somebody else who acts for the same enterprise; both are told with everybody else."""
    with performing(APPLICATION, ApplicationAction.HAND_OVER, application_id, by=by, at=at, version=version) as step:
        application = step.subject
        receiver = selectors.acting_for(application.enterprise_id, at).filter(pk=to).exclude(pk=by.person_id).first()
        if receiver is None:
            raise InvalidInput("to", "请选择现在也代表这家企业办理的人。")
        _pass_on(step, receiver, phone)
    return step.subject


def take_over(application_id: int, *, phone: str = "", version: int | None = None, by: Actor, at: datetime) -> Application:
    """Go on with what somebody had in hand who acts for the enterprise no more."""
    with performing(APPLICATION, ApplicationAction.TAKE_OVER, application_id, by=by, at=at, version=version) as step:
        application = step.subject
        if selectors.acting_for(application.enterprise_id, at).filter(pk=application.agent_id).exists():
            msg = f"{application.agent.full_name}仍在代表企业办理，请由其移交；确已离职的，请其放弃授权或者请法院撤销授权后再接手。"
            raise ConditionNotMet(msg)
        _pass_on(step, User.objects.get(pk=by.person_id), phone)
    return step.subject


def _pass_on(step: Step[Application], receiver: User, phone: str) -> None:
    application = step.subject
    step.body |= {"from": f"user:{application.agent_id}", "to": f"user:{receiver.pk}", "phone_changed": bool(phone.strip())}
    application.agent = receiver
    if phone.strip():
        application.contact_phone = kept(Application, "contact_phone", phone)
