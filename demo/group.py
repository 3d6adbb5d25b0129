"""The leading group of the demo: its members, a meeting that was held, one that is to come, and lines of each register."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING

from cases.models import Certificate
from demo.firms import credit_code
from departments.enums import DepartmentKind
from ledger.timekeeping import SHANGHAI, legal_date
from mechanism.enums import Activity, GroupPost, ListChange, MeetingKind, RegisterKind
from mechanism.services import meetings, members, minutes, registers
from mechanism.services.meetings import MeetingData
from mechanism.services.members import MemberData
from mechanism.services.minutes import MinutesData, ResolutionData
from mechanism.services.registers import EntryData

if TYPE_CHECKING:
    from datetime import date

    from demo.days import Days
    from demo.people import Cast
    from departments.models import Department
    from procedure.actors import Actor

IN_CHARGE = {DepartmentKind.COURT.value: GroupPost.HEAD, DepartmentKind.BUREAU.value: GroupPost.DEPUTY}
NINE, TEN_DAYS = time(9, 30), timedelta(days=10)
# A place of no enterprise in the tales.
HELPED = 900


def gather(cast: Cast, days: Days, at: datetime) -> None:
    """Through the services, as the office and the units would."""
    met_at = _morning(days.back(6))
    _appoint(cast, met_at)
    _meet(cast, met_at, legal_date(at))
    _invite(cast, days, at)
    _keep(cast, met_at)


def _morning(day: date) -> datetime:
    return datetime.combine(day, NINE, tzinfo=SHANGHAI)


def _person(cast: Cast, unit: Department, part: str) -> str:
    """Who holds a part in a unit, by name."""
    known = {"court": {"approver": "signing_president", "liaison": "acceptance_officer"}}
    known["bureau"] = {"approver": "bureau_approver", "liaison": "bureau_handler"}
    key = known.get(unit.kind, {}).get(part, f"{unit.code}:{part}")
    return cast.people[key].full_name


def _appoint(cast: Cast, at: datetime) -> None:
    office, since = cast.actor("office", at), legal_date(at) - timedelta(days=200)
    for unit in cast.units:
        posts = ((IN_CHARGE.get(unit.kind, GroupPost.IN_CHARGE), "approver"), (GroupPost.LIAISON, "liaison"))
        for post, part in posts:
            data = MemberData(department_id=unit.pk, post=post, name=_person(cast, unit, part), valid_from=since, phone=unit.phone)
            members.appoint(data, by=office, at=at)


def _speaker(cast: Cast, unit: Department, at: datetime) -> Actor:
    parts = {"court": "handling_judge", "bureau": "bureau_handler"}
    return cast.actor(parts.get(unit.kind, f"{unit.code}:liaison"), at)


def _meet(cast: Cast, at: datetime, today: date) -> None:
    """Held some days ago: one task is under way, with the day that the meeting chose."""
    office, units = cast.actor("office", at), {unit.code: unit for unit in cast.units}
    data = MeetingData(
        title="领导小组工作例会",
        agenda="研究互认超期的原因，安排逐家核对",
        place="领导小组办公室会议室",
        starts_at=at,
        units=frozenset(unit.pk for unit in cast.units),
    )
    meeting = meetings.convene(cast.region.pk, MeetingKind.MEETING, data, by=office, at=at)
    invitations = list(meeting.invitations.select_related("department").order_by("pk"))
    for row in invitations:
        meetings.sign_for(row.pk, by=_speaker(cast, row.department, at), at=at)
    held = MinutesData(
        held_on=legal_date(at),
        chair=f"{cast.people['signing_president'].full_name} 组长",
        content="各单位应当在签收当日核对限制，能当场认可的当场认可；办公室每周提醒一次。",
        present={row.department_id: _person(cast, row.department, "approver") for row in invitations},
        resolutions=(
            ResolutionData(content="逐家核对超期的反馈并说明原因", department_id=units["market-regulation"].pk, due_on=today + TEN_DAYS),
            ResolutionData(content="汇总金融机构的反馈", department_id=units["financial-affairs"].pk),
        ),
    )
    minutes.write_minutes(meeting.pk, held, by=office, at=at)
    for row in invitations:
        minutes.confirm(row.pk, by=_speaker(cast, row.department, at), at=at)
    minutes.close(meeting.pk, by=office, at=at)


def _invite(cast: Cast, days: Days, at: datetime) -> None:
    """To come: the units have it in their lists to sign for."""
    in_a_week = days.calendar.add_working_days(legal_date(at), 5)
    data = MeetingData(
        title="领导小组专题会议",
        agenda="研究部分认可事项的统一口径",
        place="区政务服务中心三楼",
        starts_at=_morning(in_a_week),
        units=frozenset(unit.pk for unit in cast.units),
    )
    meetings.convene(cast.region.pk, MeetingKind.MEETING, data, by=cast.actor("office", at), at=at)


def _keep(cast: Cast, at: datetime) -> None:
    on, region = legal_date(at), cast.region.pk
    checked = EntryData(
        kind=RegisterKind.PUBLICITY,
        on=on,
        activity=Activity.CHECK_UP,
        headcount=6,
        place="示范工业园",
        content="为六家企业做法治体检，说明信用修复的条件。",
    )
    registers.enter(region, checked, by=cast.actor("justice:liaison", at), at=at)
    helped = EntryData(
        kind=RegisterKind.ASSISTANCE,
        on=on,
        change=ListChange.ADD,
        enterprise_name="示例帮扶机械有限公司",
        uscc=credit_code(cast.region, HELPED),
        content="订单充足，设备完好，建议列入帮扶。",
    )
    registers.enter(region, helped, by=cast.actor("market-regulation:liaison", at), at=at)
    certificate = Certificate.objects.filter(case__region=region, issued_on__lte=on).order_by("pk").first()
    if certificate is not None:
        relay = EntryData(
            kind=RegisterKind.BANK_RELAY,
            on=on,
            institution="示例农村商业银行",
            certificate_number=certificate.number,
            content="转送信用修复证明，请在授信审批中予以认可。",
        )
        registers.enter(region, relay, by=cast.actor("financial-affairs:liaison", at), at=at)
