"""The pages, searches and steps that are measured, and as whom; an address that moves is followed here alone."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlencode

from django.urls import reverse

from bench.names import (
    Case,
    CaseAction,
    CaseState,
    Certificate,
    Mandate,
    Post,
    Recognition,
    RecognitionAction,
    RecognitionResult,
    RecognitionState,
    Role,
    timekeeping,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from django.db.models import QuerySet

ROLES: Final = {
    "officer": Role.ACCEPTANCE_OFFICER,
    "reviewer": Role.REVIEWING_JUDGE,
    "handler": Role.BUREAU_HANDLER,
    "office": Role.OFFICE,
    "leader": Role.LEADER,
}
# Of the units the one in the middle of the region's order.
MEMBER_PLACE: Final = 4


@dataclass(frozen=True, slots=True)
class Page:
    """One address as one person reads it."""

    name: str
    who: str
    path: str


LISTS: Final = (
    ("court_inbox", "officer", "court:inbox"),
    ("court_cases", "officer", "court:cases"),
    ("court_enforcement", "officer", "court:enforcement"),
    ("court_listings", "officer", "court:listings"),
    ("bureau_inbox", "handler", "bureau:inbox"),
    ("bureau_cases", "handler", "bureau:cases"),
    ("member_inbox", "member", "member:inbox"),
    ("member_history", "member", "member:history"),
    ("office_cases", "office", "office:cases"),
    ("office_overdue", "office", "office:overdue"),
    ("office_consultations", "office", "office:consultations"),
    ("office_limits", "leader", "office:limits"),
    ("office_reached", "leader", "office:reached"),
    ("enterprise_desk", "enterprise", "enterprise:desk"),
)
# Of the first list every kind of search, of the others those that go different ways.
SEARCHED: Final = (
    ("court_cases", "officer", "court:cases"),
    ("court_enforcement", "officer", "court:enforcement"),
    ("court_mandates", "officer", "court:mandates_active"),
    ("bureau_cases", "handler", "bureau:cases"),
    ("member_history", "member", "member:history"),
    ("office_cases", "office", "office:cases"),
    ("office_overdue", "office", "office:overdue"),
    ("office_board", "office", "office:board"),
)
EVERYWHERE: Final = ("name", "name_of_all", "digit", "case_number_part")
OVERVIEWS: Final = (("office_board", "office", "office:board"), ("leaders_page", "leader", "office:glance"))
CASE_PAGES: Final = (
    ("officer", "court:case"),
    ("handler", "bureau:case"),
    ("office", "office:case"),
    ("member", "member:answer"),
    ("enterprise", "enterprise:case"),
)
FAR_PAGE: Final = 50
TARGETS: Final = 8


def usernames() -> dict[str, str]:
    """The account behind each ``who``."""
    held = Post.objects.filter(valid_until__isnull=True).order_by("pk")
    found = {who: _username(held.filter(role=role)) for who, role in ROLES.items()}
    liaisons = list(held.filter(role=Role.MEMBER_LIAISON).order_by("department__position", "pk").values_list("user__username", flat=True))
    return {**found, "member": liaisons[MEMBER_PLACE], "enterprise": Mandate.objects.order_by("pk")[:1].get().user.username}


def _username(posts: QuerySet[Post]) -> str:
    return posts.select_related("user")[:1].get().user.username


def list_pages() -> Iterator[Page]:
    """Page 1 and page 50 of every list, a filter that the list keeps a column for, the board and the leaders' page."""
    for name, who, url in LISTS:
        yield Page(f"{name}_page1", who, reverse(url))
        yield Page(f"{name}_page{FAR_PAGE}", who, f"{reverse(url)}?page={FAR_PAGE}")
    yield Page("court_enforcement_unnotified_page1", "officer", f"{reverse('court:enforcement')}?unnotified=on")
    for name, who, url in OVERVIEWS:
        yield Page(name, who, reverse(url))
    yield Page("leaders_page_year", "leader", f"{reverse('office:glance')}?period={timekeeping.today().year}")
    yield Page("office_limits_late", "leader", f"{reverse('office:limits')}?went=late&code=K-12")
    yield Page("office_board_soon", "office", f"{reverse('office:board')}?near=soon&stage=recognition")


def searches() -> Iterator[tuple[str, list[Page]]]:
    """For each list and kind of search the same question about several cases, spread over all of them."""
    found = _targets()
    for place, (name, who, url) in enumerate(SEARCHED):
        for kind in EVERYWHERE if place else found[0]:
            label = f"{name}_search_{kind}"
            yield label, [Page(label, who, f"{reverse(url)}?{urlencode({'q': target[kind]})}") for target in found]


def _targets() -> list[dict[str, str]]:
    first, last = (Case.objects.order_by(order).values_list("pk", flat=True)[:1].get() for order in ("pk", "-pk"))
    found = []
    for place in range(TARGETS):
        near = Case.objects.filter(pk__gte=first + (last - first) * place // TARGETS, certificate__isnull=False).order_by("pk")
        case = near.select_related("enterprise", "enforcement_case", "certificate")[:1].get()
        found.append(_typed(case, place))
    return found


def _typed(case: Case, place: int) -> dict[str, str]:
    """What people type who look for this case: from what finds it alone to what nearly every row has."""
    name, number = case.enterprise.name, case.enforcement_case.number
    return {
        # Neither the first characters nor the form of company.
        "name": name[2:6],
        # Of these there is a page in the small world too; with fewer lines it would be cheaper there.
        "name_two": name[4:6],
        "name_one": name[3],
        "name_of_all": "公司",
        "uscc": case.enterprise.uscc,
        "uscc_part": case.enterprise.uscc[9:],
        "digit": str(place),
        "digits_two": number[-3:-1],
        "case_number": number,
        "case_number_part": number[number.index("执") : -1],
        "case_number_year": number[:6],
        "certificate_number": case.certificate.number if case.certificate else "",
        "nothing": f"查无此{name[2]}",
    }


def case_pages(accounts: Mapping[str, str], at_most: int) -> dict[str, list[str]]:
    """Addresses of single cases by who may open them."""
    answers = Recognition.objects.filter(department__posts__user__username=accounts["member"])
    own = Case.objects.filter(enterprise__mandates__user__username=accounts["enterprise"])
    rows: dict[str, QuerySet[Any]] = {
        "officer": Case.objects.all(),
        "handler": Case.objects.filter(state__in=(CaseState.PUSHED, CaseState.RECEIVED, CaseState.RECOGNIZING)),
        "office": Case.objects.all(),
        "member": answers,
        "enterprise": own,
    }
    urls = dict(CASE_PAGES)
    return {
        who: [reverse(urls[who], args=[pk]) for pk in found.order_by("pk").values_list("pk", flat=True)[:at_most]]
        for who, found in rows.items()
    }


def verification_pages(at_most: int) -> list[str]:
    codes = Certificate.objects.order_by("pk").values_list("verify_code", flat=True)[:at_most]
    return [reverse("public:certificate", args=[code]) for code in codes]


@dataclass(frozen=True, slots=True)
class Step:
    """A step through its form: who takes it, on which things, and what is typed."""

    name: str
    who: str
    url: str
    action: CaseAction | RecognitionAction
    subjects: QuerySet[Any]
    typed: dict[str, str] = field(default_factory=dict)
    # Columns of the subject that the form repeats.
    repeated: tuple[str, ...] = ()

    def path(self, key: int) -> str:
        return reverse(self.url, args=[key, self.action.value])

    def ready(self, at_most: int) -> list[tuple[str, dict[str, str]]]:
        """Addresses with all that is to be sent, for as many things as stand before this step."""
        rows = self.subjects.order_by("pk").values_list("pk", "state_seq", *self.repeated)[:at_most]
        return [
            (self.path(key), {"version": str(version), **self.typed, **dict(zip(self.repeated, rest, strict=True))})
            for key, version, *rest in rows
        ]


def steps(accounts: Mapping[str, str]) -> list[Step]:
    mine = Recognition.objects.filter(department__posts__user__username=accounts["member"])
    fresh = mine.filter(case__state=CaseState.RECOGNIZING)
    answer = {"result": RecognitionResult.RECOGNIZED.value, "no_related_restriction": "on"}
    return [
        Step("accept", "officer", "court:act", CaseAction.ACCEPT, Case.objects.filter(state=CaseState.SUBMITTED), repeated=("variant",)),
        Step(
            "pass_review",
            "reviewer",
            "court:act",
            CaseAction.PASS_REVIEW,
            Case.objects.filter(state=CaseState.PENDING_REVIEW),
            {"note": "同意承办意见。"},
        ),
        Step("receive_push", "handler", "bureau:act", CaseAction.RECEIVE_PUSH, Case.objects.filter(state=CaseState.PUSHED)),
        Step(
            "propose_distribution", "handler", "bureau:act", CaseAction.PROPOSE_DISTRIBUTION, Case.objects.filter(state=CaseState.RECEIVED)
        ),
        Step(
            "receive_delivery",
            "member",
            "member:act",
            RecognitionAction.RECEIVE_DELIVERY,
            fresh.filter(state=RecognitionState.AWAITING_RECEIPT),
        ),
        Step(
            "propose_answer",
            "member",
            "member:act",
            RecognitionAction.PROPOSE_ANSWER,
            fresh.filter(state=RecognitionState.RECEIVED),
            answer,
        ),
    ]
