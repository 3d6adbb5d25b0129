"""Lines of the light registers. The unit that the region's file names keeps each; a correction is a new line in the place of the old."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction

from cases.enums import CertificateStatus
from cases.models import Certificate
from departments.models import Region
from ledger import services as ledger
from ledger.constraints import sentence_of
from ledger.timekeeping import legal_date
from mechanism.enums import Activity, EntryAction, EntryState, ListChange, RegisterKind
from mechanism.models import RegisterEntry
from mechanism.selectors import keeper_of, on_assistance_list
from mechanism.services.speaking import SPEAKS_FOR
from mechanism.subjects import ENTRY
from messaging.services import tell_post
from procedure.engine import creating, performing
from procedure.enums import Role
from procedure.errors import InvalidInput, NotPermitted, NotVisible
from procedure.texts import kept
from words import normal
from words.dates import day

if TYPE_CHECKING:
    from datetime import date, datetime

    from departments.models import Department
    from procedure.actors import Actor

ENTER = {
    RegisterKind.PUBLICITY: EntryAction.ENTER_PUBLICITY,
    RegisterKind.ASSISTANCE: EntryAction.ENTER_ASSISTANCE,
    RegisterKind.BANK_RELAY: EntryAction.ENTER_RELAY,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryData:
    """A line as somebody writes it; what its register does not ask for stays empty."""

    kind: RegisterKind
    on: date
    content: str
    activity: str = ""
    change: str = ""
    enterprise_name: str = ""
    uscc: str = ""
    place: str = ""
    headcount: int | None = None
    institution: str = ""
    certificate_number: str = ""


def enter(region_id: int, data: EntryData, *, by: Actor, at: datetime) -> RegisterEntry:
    """Write a line. NotPermitted for whoever's unit does not keep the register."""
    unit = _keeper(region_id, data.kind)
    with transaction.atomic():
        return _entered(unit, data, None, "", by=by, at=at)


def correct(entry_id: int, data: EntryData, *, reason: str, version: int | None = None, by: Actor, at: datetime) -> RegisterEntry:
    """Write a line in the place of one that says something wrong, which stays to be read."""
    reason = kept(RegisterEntry, "correction", reason, field="reason")
    if not reason:
        raise InvalidInput("reason", "请写明更正的原因。")
    with transaction.atomic():
        with performing(ENTRY, EntryAction.SUPERSEDE_ENTRY, entry_id, by=by, at=at, version=version) as step:
            wrong = step.subject
            step.body["reason"] = "corrected"
        if wrong.kind != data.kind:
            raise InvalidInput("kind", "更正不能换登记簿。")
        return _entered(_keeper(wrong.region_id, data.kind), data, wrong, reason, by=by, at=at)


def withdraw(entry_id: int, *, reason: str, version: int | None = None, by: Actor, at: datetime) -> RegisterEntry:
    """The line should never have been written: it counts no more, and stays to be read."""
    reason = kept(RegisterEntry, "withdrawal", reason, field="reason")
    if not reason:
        raise InvalidInput("reason", sentence_of(RegisterEntry, "entry_withdrawn_has_reason"))
    with performing(ENTRY, EntryAction.WITHDRAW_ENTRY, entry_id, by=by, at=at, version=version) as step:
        step.subject.withdrawal = reason
    return step.subject


def _keeper(region_id: int, kind: RegisterKind) -> Department:
    region = Region.objects.filter(pk=region_id).first()
    if region is None:
        raise NotVisible
    unit = keeper_of(region, kind)
    if unit is None:
        raise NotPermitted(f"本区没有指定由哪个单位登记{kind.label}。")
    return unit


def _entered(unit: Department, data: EntryData, wrong: RegisterEntry | None, reason: str, *, by: Actor, at: datetime) -> RegisterEntry:
    entry = RegisterEntry(
        region=unit.region, kind=data.kind, department=unit, state="", on=data.on, supersedes=wrong, correction=reason,
        entered_by_id=by.person_id, entered_at=at, headcount=data.headcount, activity=data.activity, change=data.change,
        content=_said("content", data.content), place=kept(RegisterEntry, "place", data.place, kind=normal.line),
        institution=kept(RegisterEntry, "institution", data.institution, kind=normal.name),
        enterprise_name=kept(RegisterEntry, "enterprise_name", data.enterprise_name, kind=normal.name),
        uscc=kept(RegisterEntry, "uscc", data.uscc, kind=normal.uscc) if data.uscc else "",
        certificate_number=kept(RegisterEntry, "certificate_number", data.certificate_number, kind=normal.document_number),
    )  # fmt: skip
    # Two people of the unit see one list.
    ledger.locked_stream(f"register:{unit.region_id}:{data.kind}")
    if data.on > legal_date(at):
        raise InvalidInput("on", "日期还没有到，请在当天或者之后登记。")
    _CHECKS[data.kind](entry)
    with creating(ENTRY, ENTER[data.kind], entry, by=by, at=at):
        if data.kind == RegisterKind.ASSISTANCE:
            _ask_court(entry, at)
    return entry


def _said(column: str, typed: str) -> str:
    text = kept(RegisterEntry, column, typed)
    if not text:
        raise InvalidInput(column, "请写明内容。")
    return text


def _publicity(entry: RegisterEntry) -> None:
    if entry.activity not in Activity.values:
        raise InvalidInput("activity", "请选择活动类型。")
    if entry.headcount is None:
        raise InvalidInput("headcount", "请填写参加的人数或者企业数，没有的填 0。")


def _assistance(entry: RegisterEntry) -> None:
    if not (entry.uscc and entry.enterprise_name):
        raise InvalidInput("uscc" if entry.enterprise_name else "enterprise_name", "请填写企业名称和统一社会信用代码。")
    if entry.change not in ListChange.values:
        raise InvalidInput("change", "请选择列入或者移出。")
    listed = on_assistance_list(RegisterEntry.objects.filter(region=entry.region, uscc=entry.uscc)).exists()
    if entry.change == ListChange.ADD and listed:
        raise InvalidInput("change", "该企业已经在帮扶名单中。")
    if entry.change == ListChange.REMOVE and not listed:
        raise InvalidInput("change", "该企业不在帮扶名单中，不能移出。")


def _relay(entry: RegisterEntry) -> None:
    if not entry.institution:
        raise InvalidInput("institution", "请填写金融机构的名称。")
    found = Certificate.objects.filter(number=entry.certificate_number, case__region=entry.region)
    certificate = found.select_related("replaced_by").first()
    if certificate is None:
        raise InvalidInput("certificate_number", "本区没有这个编号的信用修复证明，请对照证明核对编号。")
    if entry.on < certificate.issued_on:
        raise InvalidInput("on", f"转送日期不能早于证明的出具日（{day(certificate.issued_on)}）。")
    if certificate.status != CertificateStatus.VALID and certificate.status_on and certificate.status_on <= entry.on:
        said = f"这份证明{day(certificate.status_on)}{certificate.get_status_display()}，不能再转送。"
        new = certificate.replaced_by
        raise InvalidInput("certificate_number", f"{said}现行的是{new.number}。" if new else said)
    entry.enterprise_name, entry.uscc = certificate.enterprise_name, certificate.uscc


_CHECKS = {RegisterKind.PUBLICITY: _publicity, RegisterKind.ASSISTANCE: _assistance, RegisterKind.BANK_RELAY: _relay}


def _ask_court(entry: RegisterEntry, at: datetime) -> None:
    for court in entry.region.departments.filter(kind="court", left_on=None).order_by("position", "pk"):
        _tell(entry, court, Role.HANDLING_JUDGE, f"帮扶企业名单待确认：{entry.get_change_display()}{entry.enterprise_name}", at)


def agree(entry_id: int, *, note: str = "", version: int | None = None, by: Actor, at: datetime) -> RegisterEntry:
    """The court confirms; from now on the enterprise is on the list, or off it."""
    return _decided(EntryAction.AGREE_ASSISTANCE, entry_id, note, version, by, at)


def decline(entry_id: int, *, note: str, version: int | None = None, by: Actor, at: datetime) -> RegisterEntry:
    if not note.strip():
        raise InvalidInput("note", sentence_of(RegisterEntry, "entry_declined_has_reason"))
    return _decided(EntryAction.DECLINE_ASSISTANCE, entry_id, note, version, by, at)


def _decided(action: EntryAction, pk: int, note: str, version: int | None, by: Actor, at: datetime) -> RegisterEntry:
    note = kept(RegisterEntry, "court_note", note, field="note")
    with performing(ENTRY, action, pk, by=by, at=at, version=version) as step:
        entry = step.subject
        entry.court_note, entry.decided_by_id, entry.decided_at = note, by.person_id, at
        label = EntryState.AGREED.label if action == EntryAction.AGREE_ASSISTANCE else EntryState.DECLINED.label
        _tell(
            entry, entry.department, SPEAKS_FOR[entry.department.kind], f"{label}：{entry.get_change_display()}{entry.enterprise_name}", at
        )
    return entry


def record_feedback(
    entry_id: int, *, feedback: str, feedback_on: date, version: int | None = None, by: Actor, at: datetime
) -> RegisterEntry:
    """What the institution answered to what was relayed to it."""
    feedback = kept(RegisterEntry, "feedback", feedback)
    if not feedback:
        raise InvalidInput("feedback", "请写明机构怎样办理。")
    with performing(ENTRY, EntryAction.RECORD_FEEDBACK, entry_id, by=by, at=at, version=version) as step:
        entry = step.subject
        if not entry.on <= feedback_on <= step.on:
            raise InvalidInput("feedback_on", "反馈日期应在转送之日至今天之间。")
        entry.feedback, entry.feedback_on = feedback, feedback_on
    return entry


def _tell(entry: RegisterEntry, unit: Department, role: Role, what: str, at: datetime) -> None:
    key = f"{ENTRY.entity}:{entry.pk}:{entry.state_seq}:{unit.pk}"
    tell_post(unit, role=role, subject=what, body=f"{what}。{entry.content}", at=at, dedup_key=key)
