"""Who sees what. Views fetch through nothing else, so visibility is decided here and only here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef, Q, QuerySet

from accounts.enums import MandateState
from accounts.models import Mandate
from cases.models import Application, Case, EnforcementCase, Material, Notice
from cases.states import BUREAU_SEES
from notices.enums import Audience
from notices.models import Document, Message
from procedure.enums import BUREAU_ROLES, COURT_ROLES, MEMBER_ROLES, OVERSEERS, Role

if TYPE_CHECKING:
    from procedure.actors import Actor


def cases_visible_to(actor: Actor) -> QuerySet[Case]:
    """The cases that exist for ``actor``: own enterprise, own court, bureau and units once pushed, office and leaders."""
    seen = Q(enterprise__in=actor.enterprise_ids)
    seen |= Q(court__in=actor.departments_of(*COURT_ROLES))
    seen |= Q(bureau__in=actor.departments_of(*BUREAU_ROLES), state__in=BUREAU_SEES)
    seen |= Q(region__in=actor.regions_of(*OVERSEERS))
    units = actor.departments_of(*MEMBER_ROLES)
    if units:
        asked = Case.objects.filter(pk=OuterRef("pk"), recognitions__department__in=units)
        seen |= Q(Exists(asked))
    return Case.objects.filter(seen).select_related("enterprise", "enforcement_case", "court", "bureau", "handler")


def enforcement_cases_visible_to(actor: Actor) -> QuerySet[EnforcementCase]:
    """A court's own enforcement cases, and an enterprise's."""
    seen = Q(court__in=actor.departments_of(*COURT_ROLES)) | Q(enterprise__in=actor.enterprise_ids)
    return EnforcementCase.objects.filter(seen).select_related("enterprise", "court", "listing")


def notices_visible_to(actor: Actor) -> QuerySet[Notice]:
    seen = Q(enforcement_case__court__in=actor.departments_of(*COURT_ROLES))
    seen |= Q(enforcement_case__enterprise__in=actor.enterprise_ids)
    return Notice.objects.filter(seen).select_related("enforcement_case__enterprise", "enforcement_case__court")


def applications_of(actor: Actor) -> QuerySet[Application]:
    """Applications of the actor's enterprises, drafts included."""
    return Application.objects.filter(enterprise__in=actor.enterprise_ids).select_related("enterprise")


def applications_visible_to(actor: Actor) -> QuerySet[Application]:
    """The same, and for a court those that were submitted to it."""
    seen = Q(enterprise__in=actor.enterprise_ids)
    courts = actor.departments_of(*COURT_ROLES)
    if courts:
        seen |= Q(Exists(Case.objects.filter(application=OuterRef("pk"), court__in=courts)))
    return Application.objects.filter(seen).select_related("enterprise")


def materials_visible_to(actor: Actor) -> QuerySet[Material]:
    """What was handed in: for the enterprise and the court only, never for bureau and units."""
    return Material.objects.filter(application__in=applications_visible_to(actor), is_lost=False)


def documents_visible_to(actor: Actor) -> QuerySet[Document]:
    """Papers by their audience: the court sees its own, others what is addressed to them."""
    courts = actor.departments_of(*COURT_ROLES)
    units = actor.departments_of(*MEMBER_ROLES, *BUREAU_ROLES)
    seen = Q(case__court__in=courts) | Q(notice__enforcement_case__court__in=courts)
    seen |= Q(application__cases__court__in=courts)
    for_enterprise = Q(audience__in=(Audience.ENTERPRISE, Audience.ALL))
    seen |= for_enterprise & (
        Q(case__enterprise__in=actor.enterprise_ids)
        | Q(notice__enforcement_case__enterprise__in=actor.enterprise_ids)
        | Q(application__enterprise__in=actor.enterprise_ids)
    )
    for_units = Q(audience__in=(Audience.UNITS, Audience.ALL)) & (
        Q(department__isnull=True, case__region__in=actor.regions_of(*MEMBER_ROLES, *BUREAU_ROLES))
        | Q(department__in=units)
        | Q(case__bureau__in=actor.departments_of(*BUREAU_ROLES))
        | Q(case__region__in=actor.regions_of(Role.OFFICE))
    )
    seen |= for_units & Q(case__in=cases_visible_to(actor).values("pk"))
    return Document.objects.filter(pk__in=Document.objects.filter(seen).values("pk"))


def mandates_awaiting(actor: Actor) -> QuerySet[Mandate]:
    """Requests to act for an enterprise that a court's acceptance officer may decide."""
    courts = actor.departments_of(Role.ACCEPTANCE_OFFICER)
    if not courts:
        return Mandate.objects.none()
    known = EnforcementCase.objects.filter(court__in=courts, enterprise=OuterRef("enterprise"))
    return Mandate.objects.filter(Exists(known), state=MandateState.REQUESTED).select_related("user", "enterprise")


def mandates_active(actor: Actor) -> QuerySet[Mandate]:
    """Mandates in force for enterprises that have a case before the officer's court."""
    courts = actor.departments_of(Role.ACCEPTANCE_OFFICER)
    known = EnforcementCase.objects.filter(court__in=courts, enterprise=OuterRef("enterprise"))
    return Mandate.objects.filter(Exists(known), state=MandateState.ACTIVE).select_related("user", "enterprise").order_by("-pk")


def messages_of(actor: Actor) -> QuerySet[Message]:
    """Station messages to the actor's enterprises and posts."""
    seen = Q(enterprise__in=actor.enterprise_ids)
    for post in actor.posts:
        seen |= Q(department=post.department_id, role=post.role)
    return Message.objects.filter(seen).select_related("case", "enterprise")
