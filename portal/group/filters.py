"""What the lists of the leading group can be asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.db.models import Q

from mechanism.enums import Activity, EntryState, GroupPost, ItemState, MeetingKind, MeetingState, RegisterKind
from portal.lists.filters import Filter
from portal.shell.fields import Day, Sought
from portal.steps.fields import offer
from words import normal

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from mechanism.models import ActionItem, GroupMember, Meeting, RegisterEntry


# What is kept to be read and counts no more.
GONE = (EntryState.SUPERSEDED, EntryState.WITHDRAWN)


class MeetingFilter(Filter):
    q = Sought(label="会议名称", max_length=60, required=False)
    kind = forms.ChoiceField(label="类型", required=False, choices=[("", "全部类型"), *MeetingKind.choices])
    state = forms.ChoiceField(label="状态", required=False, choices=[("", "全部状态"), *MeetingState.choices])
    mine = forms.BooleanField(label="只看待我办理", required=False)

    def of(self, meetings: QuerySet[Meeting], mine: QuerySet[Meeting]) -> QuerySet[Meeting]:
        wanted = self.chosen
        rows = meetings.filter(pk__in=mine.order_by().values("pk")) if wanted.get("mine") else meetings
        return _chosen(rows, wanted, ("kind", "state"), "title")


class ItemFilter(Filter):
    q = Sought(label="议定事项", max_length=60, required=False)
    state = forms.ChoiceField(label="状态", required=False, choices=[("", "全部状态"), *ItemState.choices])
    unit = forms.ChoiceField(label="责任单位", required=False)

    def __init__(self, data: Any, units: list[tuple[str, str]]) -> None:
        super().__init__(data)
        offer(self, "unit", [("", "全部单位"), *units])

    def of(self, items: QuerySet[ActionItem]) -> QuerySet[ActionItem]:
        wanted = self.chosen
        rows = items.filter(department=wanted["unit"]) if wanted.get("unit") else items
        return _chosen(rows, wanted, ("state",), "content")


class MemberFilter(Filter):
    q = Sought(label="姓名", max_length=60, required=False)
    post = forms.ChoiceField(label="领导小组职务", required=False, choices=[("", "全部职务"), *GroupPost.choices])
    all = forms.BooleanField(label="包括已卸任和撤下的", required=False)

    def of(self, members: QuerySet[GroupMember], serving: QuerySet[GroupMember]) -> QuerySet[GroupMember]:
        wanted = self.chosen
        return _chosen(members if wanted.get("all") else serving, wanted, ("post",), "name")


class EntryFilter(Filter):
    q = Sought(label="企业、代码、机构或者内容", max_length=60, required=False)
    activity = forms.ChoiceField(label="活动类型", required=False, choices=[("", "全部类型"), *Activity.choices])
    state = forms.ChoiceField(label="状态", required=False)
    since = Day(label="自", required=False)
    until = Day(label="至", required=False)
    listed = forms.BooleanField(label="只看现在名单上的", required=False)

    def __init__(self, data: Any, kind: RegisterKind) -> None:
        super().__init__(data)
        states = {
            RegisterKind.PUBLICITY: (EntryState.RECORDED,),
            RegisterKind.ASSISTANCE: (EntryState.AWAITING_COURT, EntryState.AGREED, EntryState.DECLINED),
            RegisterKind.BANK_RELAY: (EntryState.AWAITING_FEEDBACK, EntryState.ANSWERED),
        }[kind]
        offer(self, "state", [("", "有效的"), *((state.value, state.label) for state in (*states, *GONE)), ("all", "全部")])
        if kind != RegisterKind.PUBLICITY:
            del self.fields["activity"]
        if kind != RegisterKind.ASSISTANCE:
            del self.fields["listed"]

    def of(self, entries: QuerySet[RegisterEntry]) -> QuerySet[RegisterEntry]:
        wanted = self.chosen
        rows = entries
        if not wanted.get("state"):
            rows = rows.exclude(state__in=GONE)
        elif wanted["state"] != "all":
            rows = rows.filter(state=wanted["state"])
        if wanted.get("activity"):
            rows = rows.filter(activity=wanted["activity"])
        if wanted.get("since"):
            rows = rows.filter(on__gte=wanted["since"])
        if wanted.get("until"):
            rows = rows.filter(on__lte=wanted["until"])
        if text := wanted.get("q", "").strip():
            columns = ("enterprise_name", "uscc", "institution", "content", "certificate_number")
            rows = rows.filter(_any(columns, text))
        return rows


def _any(columns: tuple[str, ...], text: str) -> Q:
    found = Q()
    for column in columns:
        found |= Q(**{f"{column}__icontains": text})
    return found


def _chosen(rows: QuerySet[Any], wanted: dict[str, Any], names: tuple[str, ...], searched: str) -> QuerySet[Any]:
    for name in names:
        if wanted.get(name):
            rows = rows.filter(**{name: wanted[name]})
    text = normal.loose(wanted.get("q", "")).strip()
    return rows.filter(**{f"{searched}__icontains": text}) if text else rows
