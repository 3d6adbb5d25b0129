"""What a visitor may look at beside the two lines: pages on which limits, whoever misses them and what follows are seen."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.urls import reverse

from cases.models import Case
from demo.tales_units import LAND, WRONGED, WRONGED_AGENT

if TYPE_CHECKING:
    from departments.models import Region

OFFICE = "bureau.office"


@dataclass(frozen=True, slots=True)
class Sight:
    """A page, what is to be seen on it, and as whom."""

    title: str
    text: str
    who: str
    username: str
    url: str

    @property
    def as_whom(self) -> str:
        return f"以{self.who}的身份去看"


def sights(region: Region) -> list[Sight]:
    """In the order in which a limit that is missed makes its way."""
    return [
        Sight("谁超期了", "哪家单位、什么电话、已经做了什么、下一步哪天。可以一次催办几家。", "办公室", OFFICE, reverse("office:overdue")),
        Sight("单位收到的催办、督办", "写明办理情况，由办公室采纳或者退回。", "单位联络员", f"{LAND}.liaison", reverse("orders:orders")),
        *_of_the_enterprise(region),
        Sight("企业反映", "企业反映超期的单位，办公室限期答复。", "办公室", OFFICE, reverse("orders:complaints")),
        Sight(
            "领导的一页",
            "各环节用时、单位排名、最差的五件。每个数都点得开，可以打印和导出。",
            "领导",
            "bureau.leader",
            reverse("office:glance"),
        ),
        Sight("考核评价", "前一个月已经锁定，有通报；上一个月由各单位核对，可以申诉。", "办公室", OFFICE, reverse("scores:list")),
        Sight("会议与会商", "开过的会有纪要和任务，要开的会等各单位签收。", "办公室", OFFICE, reverse("group:meetings")),
        Sight(
            "放假安排和系统中断",
            "先看哪些期限会变，换一个人核对后才生效。",
            "系统管理员",
            "bureau.administrator",
            reverse("calendars:index"),
        ),
    ]


def _of_the_enterprise(region: Region) -> list[Sight]:
    case = Case.objects.filter(region=region, enterprise__name=WRONGED).order_by("-pk").first()
    if case is None:
        return []
    text = "案件页写明哪家单位超期、已经怎样催办，企业可以反映。"
    return [Sight("企业看到的超期", text, "企业经办人", WRONGED_AGENT, reverse("enterprise:case", args=[case.pk]))]
