"""The main menu of every audience. An entry whose page is not there is left out."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import NoReverseMatch, reverse


@dataclass(frozen=True)
class NavItem:
    """An entry of the main menu as the page prints it."""

    label: str
    url: str
    icon: str
    is_current: bool


MENUS: dict[str, tuple[tuple[str, str, str], ...]] = {
    "public": (
        ("首页", "public:home", "home"),
        ("办事指引", "public:guide", "map-2"),
        ("查进度", "public:progress", "search"),
        ("验证明", "public:verify", "shield-check"),
    ),
    "enterprise": (
        ("工作台", "enterprise:desk", "layout-dashboard"),
        ("我的文书", "enterprise:documents", "file-text"),
        ("消息", "enterprise:messages", "bell"),
        ("办事指引", "public:guide", "map-2"),
    ),
    "court": (
        ("待办", "court:inbox", "inbox"),
        ("修复案件", "court:cases", "folders"),
        ("执行案件与告知", "court:enforcement", "gavel"),
        ("名单操作", "court:listings", "list-check"),
        ("企业授权", "court:mandates", "user-check"),
    ),
    "bureau": (
        ("待办", "bureau:inbox", "inbox"),
        ("推送与互认", "bureau:cases", "arrows-exchange"),
        ("全程看板", "office:board", "layout-board"),
    ),
    "member": (
        ("待互认", "member:inbox", "inbox"),
        ("已办理", "member:history", "history"),
    ),
    "office": (
        ("全程看板", "office:board", "layout-board"),
        ("超期时限", "office:overdue", "clock-exclamation"),
    ),
}


def menu_for(audience: str, path: str) -> list[NavItem]:
    """Return the entries an audience sees, the one that holds ``path`` marked."""
    entries = [(label, _url(name), icon) for label, name, icon in MENUS.get(audience, MENUS["public"])]
    reachable = [(label, url, icon) for label, url, icon in entries if url]
    current = max((url for _, url, _ in reachable if _holds(url, path)), key=len, default="")
    return [NavItem(label, url, icon, is_current=url == current) for label, url, icon in reachable]


def _url(name: str) -> str:
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""


def _holds(url: str, path: str) -> bool:
    return path == url or (url != "/" and path.startswith(url))
