"""Reads that only the enterprise's pages need, each bounded by what `cases.selectors` lets the actor see."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from itertools import groupby
from operator import attrgetter
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Exists, F, OuterRef, Prefetch, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from accounts.enums import MandateState
from accounts.models import Mandate
from cases import selectors
from cases.enums import ApplicationState, CaseState, CertificateStatus, GuardKind, NoticeState
from cases.models import Case, Certificate, GuardRule, Material, ProactiveNotice, SupplementItem
from cases.states import CASE_STATES, ENDED_STATES, ENTERPRISE_ACTS
from deadlines.enums import OPEN_STATUSES
from deadlines.models import Clock
from departments.models import Region
from messaging.selectors import messages_of, unread, with_readings
from words.dates import day

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from cases.models import Application, EnforcementCase, SupplementRequest
    from messaging.models import Message
    from procedure.actors import Actor

BEING_HANDLED = ~Q(state__in=ENDED_STATES)


def notice_by_token(token: str) -> ProactiveNotice | None:
    """The notice behind its QR code; the code is unguessable and printed on the paper only."""
    notices = ProactiveNotice.objects.select_related("enforcement_case__enterprise", "enforcement_case__court__region")
    return notices.prefetch_related("measures").exclude(state=NoticeState.WITHDRAWN).filter(token=token).first()


def guards_of(region: Region) -> dict[str, list[GuardRule]]:
    """Conditions and obstacles of a region as applicants may read them."""
    rules: dict[str, list[GuardRule]] = {kind.value: [] for kind in GuardKind}
    for rule in GuardRule.objects.filter(region=region, is_current=True).order_by("position", "pk"):
        rules[rule.kind].append(rule)
    return rules


def mandates_of(actor: Actor) -> QuerySet[Mandate]:
    """Every authority the person asked for, the newest first."""
    return Mandate.objects.filter(user=actor.user_id).select_related("enterprise").order_by("-requested_at", "-pk")


def people_of(actor: Actor) -> QuerySet[Mandate]:
    """Who acts, or asks to act, for the actor's enterprises: those who act see each other."""
    seen = selectors.mandates_visible_to(actor).filter(
        enterprise__in=actor.enterprise_ids, state__in=(MandateState.ACTIVE, MandateState.REQUESTED)
    )
    return seen.order_by("enterprise__name", "enterprise", "state", "pk")


def in_hand(actor: Actor, enterprise_id: int) -> list[Application]:
    """What the person has in hand for an enterprise and would leave behind: drafts, and applications with an open case."""
    own = selectors.applications_of(actor).filter(enterprise=enterprise_id, agent=actor.user_id)
    is_open = Exists(Case.objects.filter(BEING_HANDLED, application=OuterRef("pk")))
    return list(own.filter(Q(state=ApplicationState.DRAFT) | Q(is_open, state=ApplicationState.SUBMITTED)).order_by("pk"))


def drafts_of(actor: Actor) -> QuerySet[Application]:
    return selectors.applications_of(actor).filter(state=ApplicationState.DRAFT).order_by("-saved_at", "-pk")


def draft_of_notice(actor: Actor, notice: ProactiveNotice) -> Application | None:
    """The open draft about the notice's enforcement case, whoever of the enterprise began it."""
    drafts = drafts_of(actor).filter(enterprise=notice.enforcement_case.enterprise_id)
    return drafts.filter(Q(notice=notice) | Q(enforcement_cases=notice.enforcement_case_id)).first()


def own_cases(actor: Actor) -> QuerySet[Case]:
    """The cases of the actor's own enterprises; whatever else the actor may see belongs to other pages."""
    found = selectors.cases_of_enterprises(actor)
    return found.select_related(
        "decision", "certificate__document", "application__enterprise", "application__agent", "enforcement_case__listing"
    )


def own_applications(actor: Actor) -> QuerySet[Application]:
    """Applications of the actor's enterprises in whatever state."""
    found = selectors.applications_of(actor).select_related("signed_by")
    return found.prefetch_related("enforcement_cases__court__region")


def cases_of(actor: Actor) -> QuerySet[Case]:
    """The cases of the actor's enterprises, the newest first."""
    return selectors.cases_of_enterprises(actor).order_by("-opened_at", "-pk")


def waiting_for_me(actor: Actor) -> QuerySet[Case]:
    """Cases in which the enterprise has to do the next thing."""
    return cases_of(actor).filter(state__in=ENTERPRISE_ACTS).order_by(F("due_on"), "pk")


def waiting_among(cases: Iterable[Case]) -> list[Case]:
    """The same of cases that are at hand, in the same order."""
    waiting = [case for case in cases if case.state in ENTERPRISE_ACTS]
    return sorted(waiting, key=lambda case: (case.due_on is None, case.due_on or date.max, case.pk))


@dataclass(frozen=True)
class SelectableCase:
    """An enforcement case as the application offers it; ``obstacle`` says why it cannot be ticked now."""

    case: EnforcementCase
    obstacle: str
    is_certified: bool

    @property
    def key(self) -> str:
        return str(self.case.pk)


def selectable_cases(actor: Actor, enterprise_id: int, today: date) -> list[SelectableCase]:
    """The enterprise's enforcement cases with what stands against applying for each."""
    valid = Certificate.objects.filter(case__enforcement_case=OuterRef("pk"), status=CertificateStatus.VALID)
    valid = valid.filter(Q(valid_until__isnull=True) | Q(valid_until__gte=today))
    open_case = Case.objects.filter(BEING_HANDLED, enforcement_case=OuterRef("pk"))
    found = (
        selectors.enforcement_cases_visible_to(actor)
        .filter(enterprise=enterprise_id)
        .annotate(is_open=Exists(open_case), is_certified=Exists(valid))
        .prefetch_related("measures", Prefetch("cases", _barred(today), to_attr="barred"))
        .order_by("-filed_on", "-pk")
    )
    return [SelectableCase(case, _obstacle(case), case.is_certified) for case in found]


def _barred(today: date) -> QuerySet[Case]:
    return (
        Case.objects.filter(state=CaseState.REJECTED, decision__reapply_on__gt=today)
        .select_related("decision")
        .order_by("-decision__reapply_on", "-pk")
    )


def _obstacle(case: EnforcementCase) -> str:
    """Of a case with what selectable_cases() annotates and prefetches."""
    if getattr(case, "is_open", False):
        return "已有正在办理的信用修复申请，请在原申请中查看进度。"
    barred: Sequence[Case] = getattr(case, "barred", ())
    if barred and barred[0].decision is not None:
        return f"上次申请未获准予，{day(barred[0].decision.reapply_on)}起可以再次申请。"
    return ""


def materials_in(application: Application) -> dict[int, Material]:
    """What lies in each of the three places."""
    return {material.slot: material for material in application.current_materials}


def open_supplement(case: Case) -> SupplementRequest | None:
    """The list that waits for an answer, with the files that are kept for it."""
    files = Prefetch("items__materials", Material.objects.current())
    return case.supplements.filter(answered_at__isnull=True).prefetch_related("items", files).order_by("-round").first()


@dataclass(frozen=True)
class AnsweredItem:
    """One thing that was asked for, and the files that came."""

    item: SupplementItem
    materials: list[Material]


@dataclass(frozen=True)
class HandedIn:
    """What an enterprise has handed in: with its application, and each time that it was asked for more."""

    materials: list[Material]
    answered: list[tuple[SupplementRequest, list[AnsweredItem]]]


def handed_in(case: Case) -> HandedIn:
    every = list(case.application.materials.handed_in().order_by("slot", "pk"))
    items = SupplementItem.objects.filter(request__case=case, request__answered_at__isnull=False).select_related("request")
    ordered = items.order_by("request__round", "request", "position")
    return HandedIn(
        [material for material in every if material.supplement_item_id is None],
        [
            (request, [AnsweredItem(item, [one for one in every if one.supplement_item_id == item.pk]) for item in of_request])
            for request, of_request in groupby(ordered, key=attrgetter("request"))
        ],
    )


def latest_messages(actor: Actor, at_most: int) -> tuple[list[Message], int]:
    """The newest messages, and how many of all are unread."""
    own = messages_of(actor)
    number = unread(own, actor).order_by().annotate(one=Value(1)).values("one").annotate(number=Count("pk")).values("number")
    newest = with_readings(own, actor).annotate(unread=Coalesce(Subquery(number), 0)).order_by("-sent_at", "-pk")
    found: list[Any] = list(newest[:at_most])
    return found, next((message.unread for message in found), 0)


def current_clocks(cases: Iterable[Case]) -> dict[int, Clock]:
    """For every case the open clock of whoever has it now, in one query for a whole page of a list."""
    wanted = {case.pk: held.code for case in cases if (held := CASE_STATES[case.state].held)}
    clocks = Clock.objects.filter(case__in=list(wanted), status__in=OPEN_STATUSES)
    found: dict[int, Clock] = {}
    for clock in clocks.order_by("due_on", "pk"):
        if clock.case_id is not None and clock.code == wanted[clock.case_id]:
            found.setdefault(clock.case_id, clock)
    return found


def region_of(application: Application) -> Region:
    """The region whose rules the application follows: that of its court, or the first while no case is ticked."""
    case = next(iter(application.enforcement_cases.all()), None)
    return case.court.region if case else Region.objects.order_by("pk")[:1].get()
