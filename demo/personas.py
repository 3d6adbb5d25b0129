"""The cast as a visitor meets it: who they are, what waits for them, where they start."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from itertools import groupby
from typing import TYPE_CHECKING

from accounts.enums import MandateState
from accounts.models import Mandate, User
from assessment.enums import ScorecardState
from assessment.models import Scorecard
from assessment.selectors import cards_visible_to
from cases import selectors
from cases.enums import ApplicationState, CaseState, NoticeState
from demo.clock import ahead
from demo.firms import AGENT_OF, AGENTS
from demo.people import usernames_of
from departments.enums import DepartmentKind
from departments.models import Post
from oversight.enums import ComplaintState, OrderState
from oversight.models import Order
from oversight.selectors import complaints_visible_to, orders_visible_to
from oversight.states import OWED_STATES
from portal.shell.context import AUDIENCE_OF_ROLE
from portal.shell.navigation import menu_for
from procedure.actors import Actor, HeldPost
from procedure.enums import MEMBER_ROLES, Role
from recognition import selectors as recognitions

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from departments.models import Department, Region

GROUPS = {
    "enterprise": "企业",
    "court": "法院",
    "bureau": "牵头部门",
    "member": "成员单位",
    "office": "办公室与领导",
    "administrator": "系统管理",
}
GROUP_OF_AUDIENCE = {"leader": "office"}
HINTS = {
    Role.ACCEPTANCE_OFFICER: "登记措施、送达告知书、受理、一次性告知、用印",
    Role.HANDLING_JUDGE: "审查自己承办的案件",
    Role.REVIEWING_JUDGE: "复核，审核不予受理",
    Role.SIGNING_PRESIDENT: "签发准予或不予修复决定",
    Role.LIST_OPERATOR: "登记名单操作",
    Role.BUREAU_HANDLER: "签收推送，提交转推",
    Role.BUREAU_APPROVER: "审核转推",
    Role.OFFICE: "看板、催办督办、会议与会商、考核评价、放假安排",
    Role.LEADER: "一页看全局，每个数点得开，只读",
    Role.ADMINISTRATOR: "账号与岗位、放假安排、期限核对，看不到案件内容",
}
# Roles that look and never act have nothing that waits for them.
LOOKING_ONLY = (Role.LEADER, Role.ADMINISTRATOR)


@dataclass(frozen=True, slots=True)
class Persona:
    """One person of the cast; ``waiting`` is None for those who only look."""

    username: str
    name: str
    role: Role
    unit: str
    post: str
    start: str
    group: str
    waiting: int | None = None
    hint: str = ""
    # A unit that is neither the court nor the bureau stands for its kind.
    is_plain_unit: bool = False

    @property
    def waiting_words(self) -> str:
        if self.waiting is None:
            return ""
        return f"待办{self.waiting}件" if self.waiting else "没有待办"


@dataclass(frozen=True, slots=True)
class Group:
    """The personas of one office, in rows of one unit each."""

    code: str
    label: str
    rows: list[list[Persona]] = field(default_factory=list)

    @property
    def waiting(self) -> int:
        return sum(persona.waiting or 0 for row in self.rows for persona in row)


def cast_member(region: Region, username: str) -> User | None:
    """The account behind a name, when it is one of the cast; nobody else's account can be entered here."""
    known = {*usernames_of(region), *AGENT_OF}
    return User.objects.filter(username=username, is_active=True).first() if username in known else None


def groups_of(region: Region, today: date) -> list[Group]:
    """The personas by office; the two people of one unit share a row."""
    everybody = personas_of(region, today)
    groups = []
    for code, label in GROUPS.items():
        members = [persona for persona in everybody if persona.group == code]
        by_unit = groupby(members, key=lambda persona: persona.unit) if code == "member" else ((one.username, [one]) for one in members)
        if members:
            groups.append(Group(code, label, [list(row) for _, row in by_unit]))
    return groups


def personas_of(region: Region, today: date) -> list[Persona]:
    """Everybody of the cast who is there: the agents first, then the offices in the order of the chain."""
    return [*_agents(today), *_officials(region, today)]


def one_of_each_first(everybody: list[Persona]) -> list[Persona]:
    """The same people, with the first of every role in front; for a unit's roles, two people of one plain unit."""
    first: dict[Role, Persona] = {}
    for persona in sorted(everybody, key=lambda persona: persona.role in MEMBER_ROLES and not persona.is_plain_unit):
        first.setdefault(persona.role, persona)
    chosen = [persona for persona in everybody if first[persona.role] is persona]
    return chosen + [persona for persona in everybody if first[persona.role] is not persona]


def _officials(region: Region, today: date) -> list[Persona]:
    order = {name: place for place, name in enumerate(usernames_of(region))}
    posts = Post.objects.filter(user__username__in=order, user__is_active=True).select_related("user", "department")
    found = posts.exclude(valid_until__lt=today).order_by("pk")
    owed = _owed_by_units(region)
    return [_official(post, owed) for post in sorted(found, key=lambda post: order[post.user.username])]


def _official(post: Post, owed: Counter[tuple[int, Role]]) -> Persona:
    role, department = Role(post.role), post.department
    audience = AUDIENCE_OF_ROLE[role]
    return Persona(
        username=post.user.username,
        name=post.user.full_name,
        role=role,
        unit=department.short_name,
        post=post.title or role.label,
        start=_start(audience),
        group=GROUP_OF_AUDIENCE.get(audience, audience),
        waiting=_waiting_for(post, role, department, owed),
        hint=HINTS.get(role, ""),
        is_plain_unit=department.kind == DepartmentKind.MEMBER,
    )


def _start(audience: str) -> str:
    menu = menu_for([audience], "")
    return menu[0].url if menu else "/"


def _waiting_for(post: Post, role: Role, department: Department, owed: Counter[tuple[int, Role]]) -> int | None:
    """As many as the person's own pages show."""
    if role in LOOKING_ONLY:
        return None
    held = HeldPost(role, department.pk, department.region_id)
    actor = Actor(user_id=post.user_id, label=str(post.user), posts=frozenset((held,)))
    if role in MEMBER_ROLES:
        return recognitions.unit_inbox(actor).count() + owed[department.pk, role]
    if role == Role.OFFICE:
        return recognitions.consultations(actor).count() + _before_the_office(actor)
    waiting = selectors.inbox(actor).count()
    if role == Role.ACCEPTANCE_OFFICER:
        waiting += selectors.mandates_awaiting(actor).count()
        waiting += selectors.notices_visible_to(actor).filter(state=NoticeState.PREPARED).count()
    return waiting


def _owed_by_units(region: Region) -> Counter[tuple[int, Role]]:
    """Orders that a unit has to answer and, for its approver, the card of an assessment to look at."""
    orders = Order.objects.filter(region=region, state__in=OWED_STATES).order_by().values_list("department_id", flat=True)
    cards = Scorecard.objects.filter(assessment__region=region, state=ScorecardState.OPEN).order_by()
    found = Counter((unit, role) for unit in orders for role in MEMBER_ROLES)
    found.update((unit, Role.MEMBER_APPROVER) for unit in cards.values_list("department_id", flat=True))
    return found


def _before_the_office(actor: Actor) -> int:
    """What enterprises complain of, what units have answered, and appeals against a card."""
    complaints = complaints_visible_to(actor).filter(state=ComplaintState.FILED).count()
    answers = orders_visible_to(actor).filter(state=OrderState.ANSWERED).count()
    return complaints + answers + cards_visible_to(actor).filter(state=ScorecardState.APPEALED).count()


def _agents(today: date) -> list[Persona]:
    users = {user.username: user for user in User.objects.filter(username__in=AGENT_OF, is_active=True)}
    held = Mandate.objects.filter(user__in=users.values(), state=MandateState.ACTIVE, valid_from__lte=today)
    enterprises = held.order_by("pk").values_list("user__username", "enterprise_id", "enterprise__name")
    names, waiting = _names(enterprises), _waiting_at_enterprises(enterprises)
    # Where somebody stood when the story was loaded; the days that have gone by since may have changed that.
    since = "演示开始时：" if ahead() else ""
    return [
        Persona(
            username=agent.username,
            name=agent.full_name,
            role=Role.ENTERPRISE_AGENT,
            unit=names.get(agent.username, ""),
            post=agent.post,
            start=_start("enterprise"),
            group="enterprise",
            waiting=waiting[agent.username],
            hint=f"{since}{agent.hint}",
        )
        for agent in AGENTS
        if agent.username in users
    ]


def _names(enterprises: Iterable[tuple[str, int, str]]) -> dict[str, str]:
    """The enterprise of each agent; of several, the first and how many more."""
    by_agent: dict[str, list[str]] = {}
    for username, _, name in enterprises:
        by_agent.setdefault(username, []).append(name)
    return {username: names[0] if len(names) == 1 else f"{names[0]}等{len(names)}家" for username, names in by_agent.items()}


def _waiting_at_enterprises(enterprises: Iterable[tuple[str, int, str]]) -> Counter[str]:
    """Supplements to answer and drafts to finish."""
    rows = list(enterprises)
    of_all = Actor(user_id=None, label="", enterprise_ids=frozenset(pk for _, pk, _ in rows))
    asked = selectors.cases_visible_to(of_all).filter(state=CaseState.SUPPLEMENT)
    drafts = selectors.applications_of(of_all).filter(state=ApplicationState.DRAFT)
    owing = Counter([*asked.order_by().values_list("enterprise_id", flat=True), *drafts.order_by().values_list("enterprise_id", flat=True)])
    found: Counter[str] = Counter()
    for username, enterprise_id, _ in rows:
        found[username] += owing[enterprise_id]
    return found
