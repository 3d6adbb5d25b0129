"""Terms of office in the leading group. A change is a term that ends and another that begins; nothing is overwritten."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction

from departments.models import Department
from ledger import services as ledger
from ledger.constraints import sentence_of
from mechanism.enums import GroupPost, MemberAction
from mechanism.models import GroupMember
from mechanism.subjects import MEMBER
from procedure.engine import creating, performing
from procedure.errors import InvalidInput, NotVisible
from procedure.texts import kept
from words import normal

if TYPE_CHECKING:
    from datetime import date, datetime

    from procedure.actors import Actor


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberData:
    department_id: int
    post: GroupPost
    name: str
    title: str = ""
    phone: str = ""
    valid_from: date
    valid_until: date | None = None


def appoint(data: MemberData, *, by: Actor, at: datetime) -> GroupMember:
    """Enter somebody's term of office, as the unit has named the person."""
    department = Department.objects.select_related("region").filter(pk=data.department_id, left_on=None).first()
    if department is None:
        raise NotVisible
    if data.valid_until and data.valid_until < data.valid_from:
        raise InvalidInput("valid_until", sentence_of(GroupMember, "group_member_term_in_order"))
    member = GroupMember(
        region=department.region,
        department=department,
        post=data.post,
        name=kept(GroupMember, "name", data.name, kind=normal.name),
        title=kept(GroupMember, "title", data.title, kind=normal.line),
        phone=kept(GroupMember, "phone", data.phone, kind=normal.phone) if data.phone else "",
        valid_from=data.valid_from,
        valid_until=data.valid_until,
        state="",
        entered_by_id=by.person_id,
        entered_at=at,
    )
    with transaction.atomic():
        ledger.locked_stream(f"group:{department.region_id}")
        with creating(MEMBER, MemberAction.APPOINT_MEMBER, member, by=by, at=at) as step:
            step.body["unit"] = department.code
    return member


def end_term(member_id: int, *, last_day: date, note: str, version: int | None = None, by: Actor, at: datetime) -> GroupMember:
    """The term ends with a day that has come; the line stays as history."""
    note = kept(GroupMember, "note", note)
    if not note:
        raise InvalidInput("note", "请写明卸任的原因，例如工作调动。")
    with performing(MEMBER, MemberAction.END_TERM, member_id, by=by, at=at, version=version) as step:
        member = step.subject
        if last_day < member.valid_from:
            raise InvalidInput("last_day", f"卸任日期不能早于任期起（{member.valid_from}）；还没有到任的，请撤下登记。")
        if last_day > step.on:
            raise InvalidInput("last_day", "卸任日期还没有到，请在卸任当天或者之后登记。")
        member.valid_until, member.note = last_day, note
    return member


def withdraw(member_id: int, *, note: str, version: int | None = None, by: Actor, at: datetime) -> GroupMember:
    """The line was entered by mistake: it counts for no day, and stays to be read."""
    note = kept(GroupMember, "note", note)
    if not note:
        raise InvalidInput("note", "请写明登记错在哪里。")
    with performing(MEMBER, MemberAction.WITHDRAW_MEMBER, member_id, by=by, at=at, version=version) as step:
        step.subject.note = note
    return step.subject
