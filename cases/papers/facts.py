"""Facts that several papers take from the records, in the words in which they are printed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cases.effects import DISCIPLINE_KINDS, date_of, row_of
from cases.enums import NOT_IN_LIST, PerformanceStatus
from cases.papers.parts import Contact, Limit, Measure, MeasureOutcome
from cases.parties import BoundPerson
from deadlines.codes import ClockCode
from deadlines.models import DeadlineRule
from deadlines.selectors import current_rules
from words.dates import day as written
from words.dates import iso, until
from words.limits import length
from words.lists import clauses, listed
from words.money import yuan

if TYPE_CHECKING:
    from collections.abc import Iterable

    from cases.models import Case, EnforcementCase, Examination, MeasureDecision
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


def contact(office: Department) -> Contact:
    return Contact(office=office.name, phone=office.phone)


def instrument(enforcement: EnforcementCase) -> str:
    return f"{enforcement.basis_issuer}{enforcement.basis_number}{enforcement.get_basis_kind_display()}"


def performed(enforcement: EnforcementCase) -> str:
    return f"{enforcement.get_performance_display()}（已履行{yuan(enforcement.performed_fen)}，标的{yuan(enforcement.amount_fen)}）"


def performed_in_a_sentence(enforcement: EnforcementCase) -> str:
    """For a decision, which states facts and quotes no form."""
    owed, paid = yuan(enforcement.amount_fen), yuan(enforcement.performed_fen)
    match PerformanceStatus(enforcement.performance):
        case PerformanceStatus.FULL:
            return f"申请人应当履行的标的为{owed}，已经全部履行，共计{paid}"
        case PerformanceStatus.PARTIAL:
            rest = yuan(enforcement.amount_fen - enforcement.performed_fen)
            return f"申请人应当履行的标的为{owed}，已经履行{paid}，尚有{rest}没有履行"
        case PerformanceStatus.NONE:
            return f"申请人应当履行的标的为{owed}，尚未履行"


def standing_in_list(enforcement: EnforcementCase) -> str:
    listing = getattr(enforcement, "listing", None)
    if listing is None:
        return NOT_IN_LIST
    words: str = listing.get_state_display()
    if listing.listed_on:
        words += f"，{written(listing.listed_on)}纳入，{listing.get_term_kind_display()}"
        words += f"，{until(listing.term_end)}" if listing.term_end else ""
    return words


def entry_outcome(examination: Examination) -> tuple[MeasureOutcome, ...]:
    """What becomes of the entry in the list; nothing where the examination proposes no certificate."""
    row = row_of(examination.certificate_type, examination.entry_effect)
    if row is None:
        return ()
    return (
        MeasureOutcome(
            kind="失信被执行人名单",
            subject=BoundPerson.ENTERPRISE.label,
            effect=row.effect.label,
            ends_on=iso(date_of(row, examination.valid_until, examination.entry_until)),
            condition=examination.entry_reasons,
        ),
    )


def measures(rows: Iterable[TakenMeasure]) -> tuple[Measure, ...]:
    return tuple(
        Measure(kind=row.get_kind_display(), subject=row.subject, taken_on=iso(row.taken_on), document_number=row.document_number)
        for row in rows
    )


def measure_outcomes(examination: Examination, *, internal: bool = False) -> tuple[MeasureOutcome, ...]:
    """Entry and measures as decided; persons by name only for the court itself."""
    rows = examination.measure_decisions.select_related("measure").order_by("measure_id")
    return entry_outcome(examination) + tuple(_outcome(row, internal=internal) for row in rows)


def discipline_outcomes(examination: Examination) -> tuple[MeasureOutcome, ...]:
    """The same without what controls property: freezing and seizing are no discipline, and a certificate says nothing of them."""
    rows = examination.measure_decisions.filter(kind__in=DISCIPLINE_KINDS).select_related("measure").order_by("measure_id")
    return entry_outcome(examination) + tuple(_outcome(row, internal=False) for row in rows)


def property_note(examination: Examination) -> str:
    """Where the control of property stands, for the papers that speak of discipline alone."""
    rows = examination.measure_decisions.exclude(kind__in=DISCIPLINE_KINDS).order_by("measure_id")
    if not rows:
        return ""
    rulings = listed(dict.fromkeys(row.ruling_number for row in rows if row.ruling_number))
    ruled = f"，其中已经解除或者部分解除的，见本院{rulings}裁定书" if rulings else ""
    return f"冻结、查封、扣押等财产控制措施不属于信用惩戒，不在本次修复之列{ruled}。"


def _outcome(row: MeasureDecision, *, internal: bool) -> MeasureOutcome:
    return MeasureOutcome(
        kind=row.measure.get_kind_display(),
        subject=row.measure.internal_subject if internal else row.measure.subject,
        effect=row.get_effect_display() or "未定",
        ends_on=iso(row.ends_on),
        condition=clauses((f"裁定书：{row.ruling_number}" if row.ruling_number else "", row.note)),
    )


def accepted_on(case: Case) -> str:
    clock = _last_clock(case, ClockCode.EXAMINATION)
    return iso(clock.started_on if clock else case.opened_at)


def due_on(case: Case, code: ClockCode) -> str:
    clock = _last_clock(case, code)
    return iso(clock.due_on if clock else None)


def _last_clock(case: Case, code: ClockCode) -> Clock | None:
    return case.clocks.filter(code=code).order_by("-round", "pk").first()
