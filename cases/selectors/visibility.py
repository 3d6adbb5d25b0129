"""Who sees what. Views fetch through nothing else, so visibility is decided here and only here.

What ends on ``visible_to`` is the whole truth about a person, for one thing at a time: an OR over several tables, which reads them
all when it is sorted. The selectors beside it are its parts by audience, and each can be answered from an index.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef, Q, QuerySet

from accounts.enums import MandateState
from accounts.models import Mandate, User
from cases.enums import NoticeState
from cases.hearing import servers_of
from cases.models import (
    Application,
    Case,
    CaseImport,
    CreditorConsultation,
    EnforcementCase,
    ListDuty,
    Material,
    ProactiveNotice,
    Service,
)
from cases.parties import SERVED_BY_BUREAU, ElectronicService, Party, ServiceState
from cases.states import BUREAU_SEES
from ledger.timekeeping import legal_date
from notices.enums import Audience, DocumentKind
from notices.models import Document
from procedure.enums import BUREAU_ROLES, COURT_ROLES, MEMBER_ROLES, OVERSEERS, Role
from uploads.enums import UploadState

if TYPE_CHECKING:
    from datetime import datetime

    from procedure.actors import Actor


FOR_ENTERPRISE = Q(audience__in=(Audience.ENTERPRISE, Audience.ALL)) & ~Q(notice__state=NoticeState.WITHDRAWN)
OF_SERVICE = (
    "case__enterprise",
    "case__enforcement_case",
    "duty__enforcement_case__enterprise",
    "document",
    "proof",
)
# What the office writes to a unit that is late, whatever it is late with.
ORDERS = (DocumentKind.URGE_ORDER, DocumentKind.OVERSIGHT_ORDER)
WAYS_TO_ENTERPRISE = (
    "case__enterprise",
    "notice__enforcement_case__enterprise",
    "application__enterprise",
    "duty__enforcement_case__enterprise",
)


def cases_visible_to(actor: Actor) -> QuerySet[Case]:
    """The cases that exist for ``actor``: own enterprise, own court, bureau and units once pushed, office and leaders.

    Meant for one case at a time; a list asks for the part of its own audience, which an index can answer.
    """
    seen = _own(actor) | _before_court(actor) | _at_bureau(actor) | _in_region(actor)
    units = actor.departments_of(*MEMBER_ROLES)
    if units:
        asked = Case.objects.filter(pk=OuterRef("pk"), recognitions__department__in=units)
        seen |= Q(Exists(asked))
    return _with_names(Case.objects.filter(seen))


def cases_of_enterprises(actor: Actor) -> QuerySet[Case]:
    """The part of those that the actor's enterprises have."""
    return _with_names(Case.objects.filter(_own(actor)))


def cases_before_court(actor: Actor) -> QuerySet[Case]:
    """The part that is before the actor's court."""
    return _with_names(Case.objects.filter(_before_court(actor)))


def cases_at_bureau(actor: Actor) -> QuerySet[Case]:
    """The part that was pushed to the actor's bureau."""
    return _with_names(Case.objects.filter(_at_bureau(actor)))


def cases_in_region(actor: Actor) -> QuerySet[Case]:
    """The part that the office and leaders watch over."""
    return _with_names(Case.objects.filter(_in_region(actor)))


def _own(actor: Actor) -> Q:
    return Q(enterprise__in=actor.enterprise_ids)


def _before_court(actor: Actor) -> Q:
    return Q(court__in=actor.departments_of(*COURT_ROLES))


def _at_bureau(actor: Actor) -> Q:
    return Q(bureau__in=actor.departments_of(*BUREAU_ROLES), state__in=BUREAU_SEES)


def _in_region(actor: Actor) -> Q:
    return Q(region__in=actor.regions_of(*OVERSEERS))


def _with_names(cases: QuerySet[Case]) -> QuerySet[Case]:
    return cases.select_related("enterprise", "enforcement_case", "handler")


def enforcement_cases_visible_to(actor: Actor) -> QuerySet[EnforcementCase]:
    """A court's own enforcement cases, and an enterprise's."""
    seen = _before_court(actor) | _own(actor)
    return EnforcementCase.objects.filter(seen).select_related("enterprise", "listing")


def enforcement_cases_before_court(actor: Actor) -> QuerySet[EnforcementCase]:
    """The part of those that are before the actor's court."""
    return EnforcementCase.objects.filter(_before_court(actor)).select_related("enterprise", "listing")


def notices_visible_to(actor: Actor) -> QuerySet[ProactiveNotice]:
    seen = Q(enforcement_case__court__in=actor.departments_of(*COURT_ROLES))
    seen |= Q(enforcement_case__enterprise__in=actor.enterprise_ids) & ~Q(state=NoticeState.WITHDRAWN)
    return ProactiveNotice.objects.filter(seen).select_related("enforcement_case__enterprise", "enforcement_case__court")


def list_duties_visible_to(actor: Actor) -> QuerySet[ListDuty]:
    """A court's own, an enterprise's, and those of a region for its overseers."""
    seen = Q(enforcement_case__court__in=actor.departments_of(*COURT_ROLES))
    seen |= Q(enforcement_case__enterprise__in=actor.enterprise_ids)
    seen |= Q(enforcement_case__court__region__in=actor.regions_of(*OVERSEERS))
    return ListDuty.objects.filter(seen).select_related("enforcement_case__enterprise", "enforcement_case__court", "file")


def services_before_court(actor: Actor) -> QuerySet[Service]:
    courts = actor.departments_of(*COURT_ROLES)
    return Service.objects.filter(Q(case__court__in=courts) | Q(duty__enforcement_case__court__in=courts)).select_related(*OF_SERVICE)


def services_of_bureau(actor: Actor) -> QuerySet[Service]:
    """The services of the papers that the bureau issued."""
    own = Service.objects.filter(case__bureau__in=actor.departments_of(*BUREAU_ROLES), document__kind__in=SERVED_BY_BUREAU)
    return own.select_related(*OF_SERVICE)


def services_visible_to(actor: Actor) -> QuerySet[Service]:
    return services_before_court(actor) | services_of_bureau(actor)


def services_to_record(actor: Actor, own: QuerySet[Service]) -> QuerySet[Service]:
    """Which of ``own`` somebody has to serve otherwise than through the applicant's account, and may."""
    return own.filter(servers_of(actor), state=ServiceState.OWED).exclude(served_by_itself())


def served_by_itself() -> Q:
    """Services on applicants who agreed to be served on their account, where whoever confirmed that still acts."""
    by_case, by_request = ways_served_by_itself()
    return by_case | by_request


def ways_served_by_itself() -> tuple[Q, Q]:
    """The same apart: of a case, and of a request about the list."""
    by_case = Q(_acts("case__enterprise", "case__application__agent"), case__application__service_electronic=ElectronicService.AGREED)
    by_request = Q(_acts("duty__enforcement_case__enterprise", "duty__recorded_by"), duty__service_electronic=ElectronicService.AGREED)
    return Q(by_case, party=Party.APPLICANT), Q(by_request, party=Party.APPLICANT)


def _acts(enterprise: str, person: str) -> Exists:
    return Exists(Mandate.objects.filter(enterprise=OuterRef(enterprise), user=OuterRef(person), state=MandateState.ACTIVE))


def consultations_before_court(actor: Actor) -> QuerySet[CreditorConsultation]:
    """What the creditor was asked and answered is the court's to read."""
    courts = actor.departments_of(*COURT_ROLES)
    return CreditorConsultation.objects.filter(case__court__in=courts).select_related("case__enterprise", "case__enforcement_case", "file")


def imports_before_court(actor: Actor) -> QuerySet[CaseImport]:
    """Lists that were brought to the actor's court."""
    return CaseImport.objects.filter(court__in=actor.departments_of(*COURT_ROLES)).select_related("prepared_by", "confirmed_by")


def applications_of(actor: Actor) -> QuerySet[Application]:
    """Applications of the actor's enterprises, drafts included."""
    return Application.objects.filter(enterprise__in=actor.enterprise_ids).select_related("enterprise", "agent")


def applications_visible_to(actor: Actor) -> QuerySet[Application]:
    """The same, and for a court those that were submitted to it."""
    seen = Q(enterprise__in=actor.enterprise_ids)
    courts = actor.departments_of(*COURT_ROLES)
    if courts:
        seen |= Q(Exists(Case.objects.filter(application=OuterRef("pk"), court__in=courts)))
    return Application.objects.filter(seen).select_related("enterprise")


def materials_visible_to(actor: Actor) -> QuerySet[Material]:
    """Files that were handed in: for the enterprise and the court only, never for bureau and units.

    Nobody reads one that is not judged, was refused or was taken back; the court none that is not sent yet.
    """
    seen = Q(application__in=applications_visible_to(actor), upload__state=UploadState.USABLE)
    sent = Q(supplement_item__isnull=True) | Q(supplement_item__request__answered_at__isnull=False)
    return Material.objects.current().filter(seen, sent | Q(enterprise__in=actor.enterprise_ids))


def documents_visible_to(actor: Actor) -> QuerySet[Document]:
    """Papers by their audience: the court sees its own, others what is addressed to them."""
    courts = actor.departments_of(*COURT_ROLES)
    units = actor.departments_of(*MEMBER_ROLES, *BUREAU_ROLES)
    seen = Q(case__court__in=courts) | Q(notice__enforcement_case__court__in=courts) | Q(duty__enforcement_case__court__in=courts)
    seen |= Q(Exists(Case.objects.filter(application=OuterRef("application"), court__in=courts)))
    seen |= FOR_ENTERPRISE & (
        Q(case__enterprise__in=actor.enterprise_ids)
        | Q(notice__enforcement_case__enterprise__in=actor.enterprise_ids)
        | Q(application__enterprise__in=actor.enterprise_ids)
        | Q(duty__enforcement_case__enterprise__in=actor.enterprise_ids)
    )
    for_units = Q(audience__in=(Audience.UNITS, Audience.ALL)) & (
        Q(department__isnull=True, case__region__in=actor.regions_of(*MEMBER_ROLES, *BUREAU_ROLES))
        | Q(department__in=units)
        | Q(case__bureau__in=actor.departments_of(*BUREAU_ROLES))
        | Q(case__region__in=actor.regions_of(Role.OFFICE))
    )
    # Minutes of the leading group belong to no case: whoever keeps them has them made again.
    seen |= Q(kind=DocumentKind.MEETING_MINUTES, department__in=actor.departments_of(*BUREAU_ROLES, Role.OFFICE))
    seen |= for_units & Q(Exists(cases_visible_to(actor).filter(pk=OuterRef("case"))))
    # What an assessment has led to: the region's overseers read all of it, a unit what is to everybody or about itself.
    seen |= Q(assessment__region__in=actor.regions_of(*OVERSEERS))
    staff = (*COURT_ROLES, *BUREAU_ROLES, *MEMBER_ROLES)
    about = Q(department__isnull=True) | Q(department__in=actor.departments_of(*staff))
    seen |= about & Q(assessment__region__in=actor.regions_of(*staff))
    seen |= Q(kind__in=ORDERS) & (Q(department__in=units | courts) | Q(department__region__in=actor.regions_of(*OVERSEERS)))
    return Document.objects.filter(seen)


def documents_about(case: Case, actor: Actor) -> QuerySet[Document]:
    """Those of a case, its application, and the notices and list duties of its enforcement case."""
    of_case = Q(case=case) | Q(application=case.application_id)
    of_case |= Q(notice__enforcement_case=case.enforcement_case_id) | Q(duty__enforcement_case=case.enforcement_case_id)
    return documents_visible_to(actor).filter(of_case)


def documents_of_enterprises(actor: Actor) -> QuerySet[Document]:
    """The part of those that were made for the actor's enterprises."""
    made = Document.objects.filter(FOR_ENTERPRISE).order_by()
    own = [made.filter(**{f"{path}__in": actor.enterprise_ids}).values("pk") for path in WAYS_TO_ENTERPRISE]
    # United by key: an OR over three joins would read every paper there is.
    return Document.objects.filter(pk__in=own[0].union(*own[1:]))


def acting_for(enterprise_id: int, at: datetime) -> QuerySet[User]:
    """The people who act for an enterprise at a moment, by name."""
    today = legal_date(at)
    in_force = Mandate.objects.filter(
        Q(valid_until__isnull=True) | Q(valid_until__gte=today), state=MandateState.ACTIVE, valid_from__lte=today
    )
    held = in_force.filter(enterprise=enterprise_id, user=OuterRef("pk"))
    return User.objects.filter(Exists(held), is_active=True).order_by("full_name", "pk")


def mandates_visible_to(actor: Actor) -> QuerySet[Mandate]:
    """One's own, those of who acts for the same enterprises, and for an officer those of enterprises before the court."""
    seen = Q(user=actor.user_id) | Q(enterprise__in=actor.enterprise_ids)
    courts = actor.departments_of(Role.ACCEPTANCE_OFFICER)
    if courts:
        seen |= Q(Exists(EnforcementCase.objects.filter(court__in=courts, enterprise=OuterRef("enterprise"))))
    return Mandate.objects.filter(seen).select_related("user", "enterprise")


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
