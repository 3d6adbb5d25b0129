"""Facts that several papers take from the records, in the words in which they are printed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from accounts.enums import EnterpriseStatus
from cases.enums import NOT_IN_LIST
from cases.papers.parts import Contact, Limit, Measure, MeasureOutcome
from deadlines.codes import ClockCode
from deadlines.models import DeadlineRule
from deadlines.selectors import current_rules
from words.dates import day as written
from words.dates import iso, until
from words.limits import length
from words.lists import clauses
from words.money import yuan

if TYPE_CHECKING:
    from collections.abc import Iterable

    from accounts.models import Enterprise
    from cases.models import Case, EnforcementCase, Examination
    from cases.models import Measure as TakenMeasure
    from deadlines.models import Clock
    from departments.models import Department, Region


def limits(region: Region, *codes: ClockCode) -> tuple[Limit, ...]:
    """The current rules of the region as they are printed, in the order of ``codes``."""
    rules = {rule.code: rule for rule in current_rules(region)}
    return tuple(_printed(rules[code]) for code in codes)


def limit(region: Region, code: ClockCode) -> Limit:
    return limits(region, code)[0]


def _printed(rule: DeadlineRule) -> Limit:
    return Limit(name=rule.name, length=length(rule.length, rule.unit), law=rule.law, local_rule_pending=rule.local_rule_pending)


def party(enterprise: Enterprise) -> str:
    """The enterprise as papers call it: its name, and what the registry has made of it since."""
    notes = clauses((f"曾用名：{enterprise.former_names}" if enterprise.former_names else "", registry_note(enterprise)))
    return f"{enterprise.name}（{notes}）" if notes else enterprise.name


def registry_note(enterprise: Enterprise) -> str:
    """What a reader has to know of an enterprise that no longer stands for itself."""
    ended = {
        EnterpriseStatus.MERGED: f"已并入{enterprise.merged_into}",
        EnterpriseStatus.DEREGISTERED: "已注销",
    }.get(EnterpriseStatus(enterprise.status), "")
    return clauses((f"系{enterprise.head_office}的分支机构" if enterprise.head_office else "", ended))


def contact(office: Department) -> Contact:
    return Contact(office=office.name, phone=office.phone)


def instrument(enforcement: EnforcementCase) -> str:
    return f"{enforcement.basis_issuer}{enforcement.basis_number}{enforcement.get_basis_kind_display()}"


def performed(enforcement: EnforcementCase) -> str:
    return f"{enforcement.get_performance_display()}（已履行{yuan(enforcement.performed_fen)}，标的{yuan(enforcement.amount_fen)}）"


def standing_in_list(enforcement: EnforcementCase) -> str:
    listing = getattr(enforcement, "listing", None)
    if listing is None:
        return NOT_IN_LIST
    words: str = listing.get_state_display()
    if listing.listed_on:
        words += f"，{written(listing.listed_on)}纳入，{listing.get_term_kind_display()}"
        words += f"，{until(listing.term_end)}" if listing.term_end else ""
    return words


def measures(rows: Iterable[TakenMeasure]) -> tuple[Measure, ...]:
    return tuple(Measure(kind=row.get_kind_display(), subject=_subject(row), taken_on=iso(row.taken_on)) for row in rows)


def measure_outcomes(examination: Examination) -> tuple[MeasureOutcome, ...]:
    return tuple(
        MeasureOutcome(
            kind=row.measure.get_kind_display(),
            subject=_subject(row.measure),
            effect=row.get_effect_display() or "未定",
            ends_on=iso(examination.valid_until),
            condition=row.note,
        )
        for row in examination.measure_decisions.select_related("measure").order_by("measure_id")
    )


def _subject(measure: TakenMeasure) -> str:
    return measure.detail or "被执行企业"


def accepted_on(case: Case) -> str:
    clock = _last_clock(case, ClockCode.EXAMINATION)
    return iso(clock.started_on if clock else case.opened_at)


def due_on(case: Case, code: ClockCode) -> str:
    clock = _last_clock(case, code)
    return iso(clock.due_on if clock else None)


def _last_clock(case: Case, code: ClockCode) -> Clock | None:
    return case.clocks.filter(code=code).order_by("-round", "pk").first()
