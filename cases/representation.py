"""Who may confirm and end a mandate, and who hands over what an enterprise has under way."""

from __future__ import annotations

from typing import TYPE_CHECKING

from accounts.enums import MandateConfirmation
from cases.commitment import needs_representative
from procedure.enums import Role
from procedure.rows import right

if TYPE_CHECKING:
    from accounts.models import Mandate
    from cases.models import Application
    from procedure.actors import Actor


@right("申请人本人")
def the_person(actor: Actor, mandate: Mandate) -> bool:
    return actor.user_id == mandate.user_id


@right("法院立案受理岗")
def officer_of_its_court(actor: Actor, mandate: Mandate) -> bool:
    """Of a court that has an enforcement case of the enterprise."""
    courts = actor.departments_of(Role.ACCEPTANCE_OFFICER)
    return bool(courts) and mandate.enterprise.enforcement_cases.filter(court__in=courts).exists()


@right("企业法定代表人（地区规定可由其核实的）")
def its_legal_representative(actor: Actor, mandate: Mandate) -> bool:
    return mandate.confirmation == MandateConfirmation.REPRESENTATIVE and mandate.enterprise_id in actor.represented_ids


@right("企业法定代表人（地区规定由其签署承诺书的）")
def signing_representative(actor: Actor, application: Application) -> bool:
    return application.enterprise_id in actor.represented_ids and needs_representative(application)


@right("企业（地区规定由法定代表人签署承诺书的）")
def caller_of_signer(actor: Actor, application: Application) -> bool:
    return application.enterprise_id in actor.enterprise_ids and needs_representative(application)


@right("现经办人")
def present_agent(actor: Actor, application: Application) -> bool:
    return application.enterprise_id in actor.enterprise_ids and application.agent_id == actor.user_id


@right("企业的其他经办人")
def colleague(actor: Actor, application: Application) -> bool:
    return application.enterprise_id in actor.enterprise_ids and application.agent_id != actor.user_id
