"""The procedure as the loaded region sets it: every number on the public pages comes from here."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from cases.effects import labels_of
from cases.enums import CertificateType, GuardKind
from cases.models import GuardRule
from cases.options import CertificateOption, RegionOptions, options_of
from cases.selectors import outlook
from deadlines.codes import ClockCode
from deadlines.models import DeadlineRule
from deadlines.selectors import rules_in_use
from departments.enums import DepartmentKind
from departments.selectors import units_on
from portal.words.outlook import outlook_stages
from words.certificates import scope
from words.limits import length, months, objection
from words.lists import alternatives

if TYPE_CHECKING:
    from datetime import date

    from departments.models import Department, Region
    from portal.shell.components import Stage


@dataclass(frozen=True)
class Limit:
    """One time limit in words."""

    code: str
    name: str
    length: str
    who: str
    starts_on: str
    stops_on: str
    law: str
    pending: bool
    authority: str


@dataclass(frozen=True)
class GuideStep:
    """One of the six steps; ``days`` are its main limits in short."""

    name: str
    who: str
    text: str
    days: tuple[Limit, ...]
    limits: tuple[Limit, ...]


@dataclass(frozen=True)
class Outcome:
    """One type of certificate: for whom, and what becomes of the entry in the list."""

    title: str
    pending: bool
    text: str


_FOR_WHOM: Final = {
    CertificateType.WITHHELD: "还没有纳入名单、部分履行且余款有计划、担保或者申请执行人书面同意的",
    CertificateType.SUSPENDED: "已经纳入名单、部分履行且余款有计划、担保或者申请执行人书面同意的",
    CertificateType.FULFILLED: "已经纳入名单、全部履行的",
    CertificateType.PERFORMED_UNLISTED: "没有纳入过名单、全部履行的",
}


@dataclass(frozen=True)
class Guide:
    """Conditions, materials, steps and limits on one sheet."""

    region: Region
    options: RegionOptions
    conditions: tuple[GuardRule, ...]
    obstacles: tuple[GuardRule, ...]
    explained: tuple[GuardRule, ...]
    steps: tuple[GuideStep, ...]
    limits: tuple[Limit, ...]
    units: tuple[Department, ...]
    # If somebody applies today.
    outlook: tuple[Stage, ...]

    @property
    def scope(self) -> str:
        """What a certificate of today would say that it covers."""
        return scope(self.region.name, self.options.scope_fields, all_cases=False)

    @property
    def outcomes(self) -> list[Outcome]:
        return [_outcome(kind, option) for kind, option in self.options.certificates.items()]

    @property
    def objection(self) -> str:
        """The remedy against a rejection, from the rule of its limit."""
        limit = next(limit for limit in self.limits if limit.code == ClockCode.REMEDY)
        return objection(limit.length, limit.authority, "")

    @property
    def has_pending(self) -> bool:
        rules = (*self.conditions, *self.obstacles, *self.explained)
        return any(limit.pending for limit in self.limits) or any(rule.local_rule_pending for rule in rules)


def _outcome(kind: CertificateType, option: CertificateOption) -> Outcome:
    effects = alternatives(labels_of(kind))
    term = f"有效期最长{months(option.max_months)}。" if option.max_months else ""
    return Outcome(option.title, option.local_rule_pending, f"{_FOR_WHOM[kind]}。名单信息：{effects}。{term}")


def guide_of(region: Region, today: date) -> Guide:
    """Raises IncompleteOptionsError."""
    guards = tuple(GuardRule.objects.filter(region=region, is_current=True))
    units = tuple(units_on(region.pk, today))
    limits = tuple(_limit(rule) for rule in rules_in_use(region))
    return Guide(
        region=region,
        options=options_of(region),
        conditions=tuple(guard for guard in guards if guard.kind == GuardKind.CONDITION),
        obstacles=tuple(guard for guard in guards if guard.kind == GuardKind.HARD),
        explained=tuple(guard for guard in guards if guard.kind == GuardKind.SOFT),
        steps=tuple(_steps({limit.code: limit for limit in limits}, units)),
        limits=limits,
        units=units,
        outlook=tuple(outlook_stages(outlook(region, today))),
    )


def _limit(rule: DeadlineRule) -> Limit:
    return Limit(
        code=rule.code,
        name=rule.name,
        length=length(rule.length, rule.unit),
        who=rule.get_obligor_display(),
        starts_on=rule.starts_on,
        stops_on=rule.stops_on,
        law=rule.law,
        pending=rule.local_rule_pending,
        authority=rule.authority,
    )


@dataclass(frozen=True)
class _Plan:
    """What a step is, apart from the region: which limits belong to it."""

    name: str
    who: str
    text: str
    days: tuple[str, ...]
    limits: tuple[str, ...]


PLANS: Final = (
    _Plan(
        "宣传告知",
        "{court}",
        "采取执行措施的同时，送达信用修复主动告知书，写明条件、流程和方式，并附申请二维码。",
        (ClockCode.NOTICE_SERVICE,),
        (ClockCode.NOTICE_SERVICE,),
    ),
    _Plan(
        "修复申请",
        "企业",
        "扫码进入，已知信息自动带出。企业填四项内容，写明情况，签署信用承诺书，材料最多三份。",
        (ClockCode.ACCEPTANCE,),
        (ClockCode.ACCEPTANCE, ClockCode.SUPPLEMENT),
    ),
    _Plan(
        "修复证明",
        "{court}",
        "承办、复核、签发由三个人分别负责。符合条件的出具证明；不符合的写明理由、指引和救济途径。",
        (ClockCode.EXAMINATION,),
        (
            ClockCode.EXAMINATION,
            ClockCode.SEALING,
            ClockCode.LIST_OPERATION,
            ClockCode.REMEDY,
            ClockCode.OBJECTION,
            ClockCode.REAPPLICATION,
        ),
    ),
    _Plan(
        "信息共享",
        "{court}、{bureau}",
        "证明出具后，法院推送给牵头部门；牵头部门签收后，转推给每一个成员单位。",
        (ClockCode.PUSH, ClockCode.DISTRIBUTION),
        (ClockCode.PUSH, ClockCode.PUSH_CORRECTION, ClockCode.DISTRIBUTION),
    ),
    _Plan(
        "结果互认",
        "各成员单位",
        "单位签收后作出反馈：认可、部分认可或不予认可。不认可的，必须写明法律依据、理由和办理指引。",
        (ClockCode.RECOGNITION,),
        (ClockCode.UNIT_RECEIPT, ClockCode.RECOGNITION),
    ),
    _Plan(
        "监督反馈",
        "领导小组办公室",
        "有单位不认可的，由办公室召集会商；逾期的在看板上标明；结果逐单位告知企业。",
        (ClockCode.CONSULTATION,),
        (ClockCode.CONSULTATION,),
    ),
)


def _steps(limits: dict[str, Limit], units: tuple[Department, ...]) -> list[GuideStep]:
    names = {
        "court": _name_of(units, DepartmentKind.COURT, "法院"),
        "bureau": _name_of(units, DepartmentKind.BUREAU, "牵头部门"),
    }
    return [
        GuideStep(
            name=plan.name,
            who=plan.who.format(**names),
            text=plan.text,
            days=tuple(limits[code] for code in plan.days if code in limits),
            limits=tuple(limits[code] for code in plan.limits if code in limits),
        )
        for plan in PLANS
    ]


def _name_of(units: tuple[Department, ...], kind: DepartmentKind, fallback: str) -> str:
    return next((unit.short_name for unit in units if unit.kind == kind), fallback)
