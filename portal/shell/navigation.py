"""The main menu of every audience. An entry whose page is not there is left out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, TypeAlias

from django.urls import NoReverseMatch, reverse

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

# The label, the name of the page, the icon.
Entry: TypeAlias = tuple[str, str, str]


@dataclass(frozen=True)
class Group:
    """Entries behind one heading, so that a menu is one row."""

    label: str
    icon: str
    entries: tuple[Entry, ...]


@dataclass(frozen=True)
class NavItem:
    """An entry of the main menu as the page prints it; one with ``items`` opens them and leads nowhere itself."""

    label: str
    url: str
    icon: str
    is_current: bool
    items: tuple[NavItem, ...] = ()


SCORES: Final = ("考核评价", "scores:list", "clipboard-check")
ORDERS: Final = ("催办督办", "orders:orders", "speakerphone")
COMPLAINTS: Final = ("企业反映", "orders:complaints", "message-report")
BOARD: Final = ("全程看板", "office:board", "layout-board")
GLANCE: Final = ("总览", "office:glance", "gauge")
ALL_CASES: Final = ("全部案件", "office:cases", "folders")
OVERDUE: Final = ("超期时限", "office:overdue", "clock-exclamation")
TERMS: Final = (("放假与中断", "calendars:index", "calendar"), ("核对与渠道", "calendars:health", "checklist"))
MECHANISM: Final = (
    ("会议与会商", "group:meetings", "messages"),
    ("登记簿", "group:registers", "list-check"),
    ("领导小组", "group:members", "users"),
)
TOGETHER: Final = Group("协同机制", "users", MECHANISM)
PRESSING: Final = Group("督促", "speakerphone", (ORDERS, COMPLAINTS))

MENUS: Final[dict[str, tuple[Entry | Group, ...]]] = {
    "public": (
        ("首页", "public:home", "home"),
        ("办事指引", "public:guide", "map-2"),
        ("查进度", "public:progress", "search"),
        ("验证明", "public:verify", "shield-check"),
    ),
    "enterprise": (
        ("工作台", "enterprise:desk", "layout-dashboard"),
        ("我的文书", "enterprise:documents", "file-text"),
        ("我的企业", "enterprise:mandates", "building"),
        ("办事指引", "public:guide", "map-2"),
    ),
    "court": (
        ("待办", "court:inbox", "inbox"),
        ("修复案件", "court:cases", "folders"),
        ("执行案件与告知", "court:enforcement", "gavel"),
        Group("名单", "list-check", (("名单操作", "court:listings", "list-check"), ("应删未删", "court:duties", "alert-triangle"))),
        ("待送达", "court:services", "send"),
        ("企业授权", "court:mandates", "user-check"),
        TOGETHER,
        ORDERS,
        SCORES,
    ),
    "bureau": (
        ("待办", "bureau:inbox", "inbox"),
        ("推送与互认", "bureau:cases", "arrows-exchange"),
        ("待送达", "bureau:services", "send"),
        TOGETHER,
        ORDERS,
        SCORES,
    ),
    "member": (
        ("待互认", "member:inbox", "inbox"),
        ("已办理", "member:history", "history"),
        TOGETHER,
        ORDERS,
        SCORES,
    ),
    "office": (
        BOARD,
        GLANCE,
        Group("案件", "folders", (ALL_CASES, OVERDUE, ("应删未删", "office:duties", "alert-triangle"))),
        PRESSING,
        Group("协同机制", "users", (("待会商", "office:consultations", "alert-triangle"), *MECHANISM)),
        SCORES,
        Group("期限管理", "calendar", TERMS),
    ),
    "leader": (GLANCE, BOARD, Group("案件", "folders", (ALL_CASES, OVERDUE)), PRESSING, TOGETHER, SCORES),
    "administrator": (("账号与岗位", "admin:accounts", "users"), MECHANISM[-1], *TERMS),
}


def entries_of(audience: str) -> Iterator[Entry]:
    """Every entry of a menu, those of its groups included."""
    for entry in MENUS[audience]:
        yield from entry.entries if isinstance(entry, Group) else (entry,)


def menu_for(audiences: Iterable[str], path: str) -> list[NavItem]:
    """Return the entries of all audiences a person belongs to, each once, the one that holds ``path`` marked."""
    wanted = list(audiences)
    urls = {name: url_of(name) for audience in wanted for _, name, _ in entries_of(audience)}
    current = max((url for url in urls.values() if url and _holds(url, path)), key=len, default="")
    grouped: dict[str, dict[str, NavItem]] = {}
    found: dict[str, NavItem] = {}
    seen: set[str] = set()
    for entry in (entry for audience in wanted for entry in MENUS[audience]):
        inner = entry.entries if isinstance(entry, Group) else (entry,)
        fresh = {urls[name]: NavItem(label, urls[name], icon, urls[name] == current) for label, name, icon in inner}
        fresh = {url: item for url, item in fresh.items() if url and url not in seen}
        seen |= fresh.keys()
        if isinstance(entry, Group):
            grouped.setdefault(entry.label, {}).update(fresh)
            fresh = {entry.label: _opened(entry, grouped[entry.label])} if grouped[entry.label] else {}
        found.update(fresh)
    return list(found.values())


def _opened(group: Group, items: dict[str, NavItem]) -> NavItem:
    """One entry needs no group."""
    if len(items) == 1:
        return next(iter(items.values()))
    return NavItem(group.label, "", group.icon, any(item.is_current for item in items.values()), tuple(items.values()))


def url_of(name: str) -> str:
    """Return the address of a page, or nothing while it is not there."""
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""


def _holds(url: str, path: str) -> bool:
    return path == url or (url != "/" and path.startswith(url))
