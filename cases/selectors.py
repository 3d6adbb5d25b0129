"""Reads worth a name. Views fetch through nothing else, so visibility is decided here and only here."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.contrib.auth import get_user_model
from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery

from accounts.enums import MandateState
from accounts.models import Mandate
from accounts.uscc import normalise
from cases.enums import Action, CaseState, Entity
from cases.models import ASSIGNED_STATES, Application, Case, Certificate, EnforcementCase, Material, Notice
from cases.workflow import HOLDERS, Obligor, Row, available_actions
from deadlines.models import Clock
from departments.enums import BUREAU_ROLES, COURT_ROLES, MEMBER_ROLES, RecognitionState, Role
from departments.models import Department, Recognition
from ledger.models import Event
from ledger.timekeeping import SHANGHAI
from notices.enums import Audience
from notices.models import Document, Message

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date, datetime

    from accounts.models import User
    from departments.actors import Actor

# As secrets.token_urlsafe writes it; no odd character comes as far as the database.
CODE = re.compile(r"[A-Za-z0-9_-]{1,64}")
OPEN_CLOCK = ("running", "paused")
OVERSEERS = (Role.OFFICE, Role.LEADER)
# A unit or the bureau learns of a case when it is pushed to it, not before.
BUREAU_SEES = (
    CaseState.PUSHED,
    CaseState.PUSH_RETURNED,
    CaseState.RECEIVED,
    CaseState.PENDING_DISTRIBUTION,
    CaseState.DISTRIBUTED,
    CaseState.RECOGNIZING,
    CaseState.RECOGNIZED_ALL,
    CaseState.SETTLED,
)


# --- visibility -----------------------------------------------------------------------------------------------------


def cases_visible_to(actor: Actor) -> QuerySet[Case]:
    """The cases that exist for ``actor``: own enterprise, own court, bureau and units once pushed, office and leaders."""
    seen = Q(enterprise__in=actor.enterprise_ids)
    seen |= Q(court__in=actor.departments_of(*COURT_ROLES))
    seen |= Q(bureau__in=actor.departments_of(*BUREAU_ROLES), state__in=BUREAU_SEES)
    seen |= Q(region__in=actor.regions_of(*OVERSEERS))
    units = actor.departments_of(*MEMBER_ROLES)
    if units:
        seen |= Q(Exists(Recognition.objects.filter(case=OuterRef("pk"), department__in=units)))
    return Case.objects.filter(seen).select_related("enterprise", "enforcement_case", "court", "bureau", "handler")


def recognitions_visible_to(actor: Actor) -> QuerySet[Recognition]:
    """Answers of own unit; of all units for the bureau, the court, the office, leaders, and the enterprise itself."""
    seen = Q(department__in=actor.departments_of(*MEMBER_ROLES))
    seen |= Q(case__bureau__in=actor.departments_of(*BUREAU_ROLES))
    seen |= Q(case__court__in=actor.departments_of(*COURT_ROLES))
    seen |= Q(case__region__in=actor.regions_of(*OVERSEERS))
    seen |= Q(case__enterprise__in=actor.enterprise_ids)
    return Recognition.objects.filter(seen).select_related(
        "department", "certificate", "case__enterprise", "case__enforcement_case", "case__court", "delivery"
    )


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


def is_visible(entity: Entity, subject: Any, actor: Actor) -> bool:
    """Whether refusing an action may admit that the thing exists (403) or not (404)."""
    visible: QuerySet[Any] = {
        Entity.CASE: cases_visible_to,
        Entity.RECOGNITION: recognitions_visible_to,
        Entity.NOTICE: notices_visible_to,
        Entity.APPLICATION: applications_visible_to,
    }[entity](actor)
    return visible.filter(pk=subject.pk).exists()


# --- the mechanism --------------------------------------------------------------------------------------------------


def units_on(region_id: int, day: date) -> QuerySet[Department]:
    """The member units that answer a certificate of that day, in the order of the region."""
    return Department.objects.filter(region=region_id, joined_on__lte=day).filter(Q(left_on__isnull=True) | Q(left_on__gte=day))


@dataclass(frozen=True, slots=True)
class Holder:
    """Who has a case now, and the clock that bounds it."""

    label: str
    department_id: int | None
    clock: Clock | None


def holder(case: Case) -> Holder:
    """Who has the case now; an empty label once it has ended."""
    held = HOLDERS.get(CaseState(case.state))
    if held is None:
        return Holder("", None, None)
    clock = _earliest(case, held.code)
    match held.side:
        case Obligor.ENTERPRISE:
            return Holder("企业", None, clock)
        case Obligor.COURT:
            return Holder(f"{case.court.name}{held.post}", case.court_id, clock)
        case Obligor.BUREAU:
            return Holder(f"{case.bureau.name}{held.post}", case.bureau_id, clock)
    return _held_by_units(case, held.post, clock or _earliest(case, "K-13"))


def _held_by_units(case: Case, post: str, clock: Clock | None) -> Holder:
    """Once every unit has answered, the office has it until the refusals are through consultation; then nobody."""
    if clock is not None:
        return Holder(post, None, clock)
    if consultation := _earliest(case, "K-14"):
        return Holder("领导小组办公室", consultation.obligor_id, consultation)
    return Holder("", None, None)


def _earliest(case: Case, code: str) -> Clock | None:
    return case.clocks.filter(code=code, status__in=OPEN_CLOCK).order_by("due_on", "pk").first()


def handler_candidates(case: Case, today: date) -> QuerySet[User]:
    """Handling judges of the court, the least burdened first; nobody who accepted the case is excluded by law."""
    burden = Count("handled_cases", filter=Q(handled_cases__state__in=[state.value for state in ASSIGNED_STATES[:4]]))
    return (
        get_user_model()
        .objects.filter(
            Q(posts__valid_until__isnull=True) | Q(posts__valid_until__gte=today),
            posts__department=case.court_id,
            posts__role=Role.HANDLING_JUDGE,
            posts__valid_from__lte=today,
            is_active=True,
        )
        .annotate(burden=burden)
        .order_by("burden", "pk")
    )


def related_open_cases(case: Case) -> QuerySet[EnforcementCase]:
    """Other enforcement cases of the enterprise before the same court that are not concluded."""
    return EnforcementCase.objects.filter(enterprise=case.enterprise_id, court=case.court_id, is_concluded=False).exclude(
        pk=case.enforcement_case_id
    )


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the units have come: 6 of 8."""

    recognized: int
    total: int
    rows: tuple[Recognition, ...]


def units_progress(case: Case) -> Progress:
    rows = tuple(case.recognitions.select_related("department").order_by("department__position", "pk"))
    return Progress(sum(row.state == RecognitionState.RECOGNIZED for row in rows), len(rows), rows)


# --- lists ----------------------------------------------------------------------------------------------------------


def search_cases(cases: QuerySet[Case], text: str) -> QuerySet[Case]:
    """By enterprise name, credit code, 案号, 修复案号 or certificate number."""
    wanted = text.strip()
    if not wanted:
        return cases
    if "\x00" in wanted:
        return cases.none()
    half_width = wanted.replace("（", "(").replace("）", ")")
    full_width = wanted.replace("(", "（").replace(")", "）")
    found = Q(enterprise__name__icontains=wanted)
    # Blanks and dashes are no part of a code: without this a lone dash would find every enterprise.
    if code := normalise(wanted):
        found |= Q(enterprise__uscc__contains=code)
    for number in {wanted, half_width, full_width}:
        found |= Q(number__icontains=number) | Q(enforcement_case__number__icontains=number)
        found |= Q(certificate__number__icontains=number)
    return cases.filter(found)


def with_due(cases: QuerySet[Case]) -> QuerySet[Case]:
    """Annotate ``due_on``, ``due_unit`` and ``provisional`` of the earliest open clock, so that lists sort in the database."""
    clock = Clock.objects.filter(case=OuterRef("pk"), status__in=OPEN_CLOCK).exclude(code="K-05").order_by("due_on", "pk")
    return cases.annotate(
        due_on=Subquery(clock.values("due_on")[:1]),
        due_unit=Subquery(clock.values("rule__unit")[:1]),
        provisional=Subquery(clock.values("provisional")[:1]),
    )


def with_progress(cases: QuerySet[Case]) -> QuerySet[Case]:
    """Annotate ``units_recognized`` and ``units_total``."""
    return cases.annotate(
        units_total=Count("recognitions", distinct=True),
        units_recognized=Count("recognitions", filter=Q(recognitions__state=RecognitionState.RECOGNIZED), distinct=True),
    )


def _actionable(actor: Actor) -> Q:
    """States in which a post of the actor has a row of the table, with the same separation of people."""
    wanted = Q(pk__in=())
    me = actor.user_id
    for post in actor.posts:
        for states, extra in _STATES_BY_ROLE.get(post.role, ()):
            side = Q(bureau=post.department_id) if post.role in BUREAU_ROLES else Q(court=post.department_id)
            wanted |= side & Q(state__in=states) & extra(me)
    return wanted


def _anybody(_me: int | None) -> Q:
    return Q()


_STATES_BY_ROLE: dict[Role, tuple[tuple[tuple[CaseState, ...], Any], ...]] = {
    Role.ACCEPTANCE_OFFICER: (
        ((CaseState.SUBMITTED, CaseState.PUSH_RETURNED), _anybody),
        ((CaseState.APPROVED,), lambda me: ~Q(signer=me)),
    ),
    Role.HANDLING_JUDGE: (((CaseState.ACCEPTED, CaseState.RETURNED), lambda me: Q(handler=me)),),
    Role.REVIEWING_JUDGE: (
        ((CaseState.PENDING_REVIEW,), lambda me: ~Q(handler=me)),
        ((CaseState.PENDING_DECLINE,), lambda me: Q(acceptance_officer__isnull=True) | ~Q(acceptance_officer=me)),
    ),
    Role.SIGNING_PRESIDENT: (((CaseState.PENDING_SIGN,), lambda me: ~Q(handler=me) & ~Q(reviewer=me)),),
    Role.BUREAU_HANDLER: (((CaseState.PUSHED, CaseState.RECEIVED), _anybody),),
    Role.BUREAU_APPROVER: (((CaseState.PENDING_DISTRIBUTION,), lambda me: ~Q(distribution_proposer=me)),),
}


def inbox(actor: Actor) -> QuerySet[Case]:
    """Cases in which the actor can do the next thing, the most urgent first."""
    wanted = _actionable(actor)
    operators = actor.departments_of(Role.LIST_OPERATOR)
    if operators:
        owed = Clock.objects.filter(case=OuterRef("pk"), code="K-06", status__in=OPEN_CLOCK)
        wanted |= Q(court__in=operators) & Q(Exists(owed))
    cases = Case.objects.filter(wanted).select_related("enterprise", "enforcement_case", "court", "bureau", "handler")
    return with_due(cases).order_by(F("due_on").asc(nulls_last=True), "pk")


def unit_inbox(actor: Actor) -> QuerySet[Recognition]:
    """What the actor's unit has to sign for, answer or approve, the most urgent first."""
    me = actor.user_id
    wanted = Q(
        department__in=actor.departments_of(Role.MEMBER_LIAISON),
        state__in=(RecognitionState.AWAITING_RECEIPT, RecognitionState.RECEIVED),
    ) | Q(department__in=actor.departments_of(Role.MEMBER_APPROVER), state=RecognitionState.PROPOSED) & ~Q(proposed_by=me)
    return with_unit_due(recognitions_visible_to(actor).filter(wanted)).order_by(F("due_on").asc(nulls_last=True), "pk")


def with_unit_due(recognitions: QuerySet[Recognition]) -> QuerySet[Recognition]:
    """Annotate ``due_on`` of the unit's own recognition clock (K-12), open or not."""
    clock = Clock.objects.filter(case=OuterRef("case"), obligor=OuterRef("department"), code="K-12").order_by("-round")
    return recognitions.annotate(
        due_on=Subquery(clock.values("due_on")[:1]),
        clock_status=Subquery(clock.values("status")[:1]),
        provisional=Subquery(clock.values("provisional")[:1]),
    )


def consultations(actor: Actor) -> QuerySet[Recognition]:
    """Refusals that the office has to bring to consultation or to conclude."""
    regions = actor.regions_of(Role.OFFICE)
    states = (RecognitionState.PARTIAL, RecognitionState.REFUSED, RecognitionState.CONSULTATION, RecognitionState.ESCALATED)
    clock = Clock.objects.filter(recognition=OuterRef("pk"), code="K-14", status__in=OPEN_CLOCK)
    return (
        Recognition.objects.filter(case__region__in=regions, state__in=states)
        .select_related("department", "case__enterprise", "case__enforcement_case", "certificate")
        .annotate(due_on=Subquery(clock.values("due_on")[:1]), provisional=Subquery(clock.values("provisional")[:1]))
        .order_by(F("due_on").asc(nulls_last=True), "pk")
    )


def overdue_clocks(region_id: int, today: date) -> QuerySet[Clock]:
    """Every clock of the region that runs past its last day, the oldest first. A remedy window is no duty."""
    return (
        Clock.objects.filter(
            Q(case__region=region_id) | Q(notice__enforcement_case__court__region=region_id),
            status__in=OPEN_CLOCK,
            due_on__lt=today,
        )
        .exclude(code="K-05")
        .select_related("case__enterprise", "case__enforcement_case", "notice__enforcement_case__enterprise", "obligor", "rule")
        .order_by("due_on", "pk")
    )


def board_counts(region_id: int) -> dict[str, int]:
    """How many cases stand in each state."""
    rows = Case.objects.filter(region=region_id).order_by().values_list("state").annotate(n=Count("pk"))
    return dict(rows)


def clock_outcomes(region_id: int, code: str) -> QuerySet[Clock]:
    """All clocks of one rule in a region, for on-time shares."""
    return Clock.objects.filter(case__region=region_id, code=code).order_by("pk")


# --- what happened --------------------------------------------------------------------------------------------------


def stream_of(entity: Entity, subject: Any) -> str:
    """The ledger stream of a thing; a unit's answer is written into the stream of its case."""
    if entity == Entity.RECOGNITION:
        return f"case:{subject.case_id}"
    return f"{entity.value}:{subject.pk}"


@dataclass(frozen=True, slots=True)
class TimelineEntry:
    """One line of the timeline. ``until`` is the last day of whoever has the case after the step."""

    at: datetime
    actor_label: str
    what: str
    holder: str
    until: str
    action: str
    note: str
    hash: str


def timeline(case: Case, *, for_applicant: bool = False) -> list[TimelineEntry]:
    """What happened, from the ledger, oldest first; the applicant reads plain words and no internal notes."""
    entries = []
    for event in Event.objects.filter(stream=f"case:{case.pk}").order_by("seq"):
        body: dict[str, Any] = json.loads(bytes(event.body_bytes))
        said = body.get("said", "")
        if for_applicant and not said:
            continue
        label = _action_label(event.action)
        entries.append(
            TimelineEntry(
                at=event.at,
                actor_label=body.get("post", ""),
                what=said if for_applicant or not label else label,
                holder=body.get("holder", ""),
                until=body.get("until", ""),
                action=event.action,
                note="" if for_applicant else str(body.get("note", "")),
                hash=event.hash,
            )
        )
    return entries


def _action_label(action: str) -> str:
    return Action(action).label if action in Action.values else action


def last_change_in_words(entity: Entity, subject: Any) -> str:
    """What somebody else did in the meantime, for the person who comes second."""
    event = Event.objects.filter(object=f"{entity.value}:{subject.pk}", entity__isnull=False).order_by("-seq").first()
    state = subject.get_state_display()
    if event is None:
        return f"该事项现为“{state}”，请刷新页面后再办理。"
    post = json.loads(bytes(event.body_bytes)).get("post", "")
    when = event.at.astimezone(SHANGHAI).strftime("%m月%d日 %H:%M")
    return f"{post}已于{when}办理“{_action_label(event.action)}”，该事项现为“{state}”，请刷新页面后再办理。"


def clocks_of(case: Case) -> QuerySet[Clock]:
    return case.clocks.select_related("rule", "obligor").order_by("started_on", "pk")


# --- public ---------------------------------------------------------------------------------------------------------


def certificate_by_code(code: str) -> Certificate | None:
    """A certificate under its unguessable code; None for a wrong one, exactly as for an absent one."""
    if not CODE.fullmatch(code):
        return None
    return (
        Certificate.objects.filter(verify_code=code)
        .select_related("case__enterprise", "case__court", "case__enforcement_case", "replaced_by", "document")
        .first()
    )


def progress_by_code(query_code: str, phone_tail: str) -> Application | None:
    """An application by the code of its receipt and the last four digits of its phone."""
    application = Application.objects.filter(query_code=query_code.strip().upper()).first()
    if application is None or not phone_tail or not application.contact_phone.endswith(phone_tail):
        return None
    return application


def rows_for(actor: Actor, subjects: Iterable[Any], entity: Entity) -> dict[int, tuple[Row, ...]]:
    """The actions of each subject of a page of a list, without a query more."""
    return {subject.pk: available_actions(subject, actor, entity) for subject in subjects}
