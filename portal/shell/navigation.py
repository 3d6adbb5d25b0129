"""The main menu of every audience. An entry whose page is not there is left out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django.urls import NoReverseMatch, reverse

if TYPE_CHECKING:
    from collections.abc import Iterable

SCORES: Final = ("考核评价", "scores:list", "clipboard-check")


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
        ("我的企业", "enterprise:mandates", "building"),
        ("办事指引", "public:guide", "map-2"),
    ),
    "court": (
        ("待办", "court:inbox", "inbox"),
        ("修复案件", "court:cases", "folders"),
        ("执行案件与告知", "court:enforcement", "gavel"),
        ("名单操作", "court:listings", "list-check"),
        ("应删未删", "court:duties", "alert-triangle"),
        ("待送达", "court:services", "send"),
        ("企业授权", "court:mandates", "user-check"),
        ("会议与会商", "group:meetings", "messages"),
        ("登记簿", "group:registers", "list-check"),
        ("领导小组", "group:members", "users"),
        ("催办督办", "orders:orders", "speakerphone"),
        SCORES,
    ),
    "bureau": (
        ("待办", "bureau:inbox", "inbox"),
        ("推送与互认", "bureau:cases", "arrows-exchange"),
        ("待送达", "bureau:services", "send"),
        ("会议与会商", "group:meetings", "messages"),
        ("登记簿", "group:registers", "list-check"),
        ("领导小组", "group:members", "users"),
        ("催办督办", "orders:orders", "speakerphone"),
        SCORES,
    ),
    "member": (
        ("待互认", "member:inbox", "inbox"),
        ("已办理", "member:history", "history"),
        ("会议与会商", "group:meetings", "messages"),
        ("登记簿", "group:registers", "list-check"),
        ("领导小组", "group:members", "users"),
        ("催办督办", "orders:orders", "speakerphone"),
        SCORES,
    ),
    "office": (
        ("全程看板", "office:board", "layout-board"),
        ("全部案件", "office:cases", "folders"),
        ("超期时限", "office:overdue", "clock-exclamation"),
        ("应删未删", "office:duties", "alert-triangle"),
        ("待会商", "office:consultations", "alert-triangle"),
        ("会议与会商", "group:meetings", "messages"),
        ("登记簿", "group:registers", "list-check"),
        ("领导小组", "group:members", "users"),
        ("放假与中断", "calendars:index", "calendar"),
        ("核对与渠道", "calendars:health", "checklist"),
        SCORES,
        ("催办督办", "orders:orders", "speakerphone"),
        ("企业反映", "orders:complaints", "message-report"),
    ),
    "leader": (
        ("总览", "office:glance", "gauge"),
        ("全程看板", "office:board", "layout-board"),
        ("全部案件", "office:cases", "folders"),
        ("超期时限", "office:overdue", "clock-exclamation"),
        ("会议与会商", "group:meetings", "messages"),
        ("登记簿", "group:registers", "list-check"),
        ("领导小组", "group:members", "users"),
        ("催办督办", "orders:orders", "speakerphone"),
        ("企业反映", "orders:complaints", "message-report"),
        SCORES,
    ),
    "administrator": (
        ("账号与岗位", "admin:accounts", "users"),
        ("领导小组", "group:members", "users"),
        ("放假与中断", "calendars:index", "calendar"),
        ("核对与渠道", "calendars:health", "checklist"),
    ),
}


def menu_for(audiences: Iterable[str], path: str) -> list[NavItem]:
    """Return the entries of all audiences a person belongs to, the one that holds ``path`` marked."""
    names = dict.fromkeys(entry for audience in audiences for entry in MENUS[audience])
    entries = {url_of(name): (label, icon) for label, name, icon in names}
    entries.pop("", None)
    current = max((url for url in entries if _holds(url, path)), key=len, default="")
    return [NavItem(label, url, icon, is_current=url == current) for url, (label, icon) in entries.items()]


def url_of(name: str) -> str:
    """Return the address of a page, or nothing while it is not there."""
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""


def _holds(url: str, path: str) -> bool:
    return path == url or (url != "/" and path.startswith(url))
