"""Writes: the office draws up, shows, rules and locks; a unit confirms or appeals."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from assessment import selectors
from assessment.enums import AssessmentAction, PeriodKind, ScorecardAction
from assessment.models import Assessment, Recount, Scorecard
from assessment.papers import ANNUAL_ASSESSMENT, BULLETIN
from assessment.points import canonical, counted_of, digest, ranks, scored, told
from assessment.readings import window_of
from assessment.subjects import ASSESSMENT, SCORECARD
from deadlines.codes import ClockCode
from ledger.rows import Part
from ledger.timekeeping import legal_date
from notices.services import issue
from procedure.actors import SYSTEM
from procedure.engine import creating, performing
from procedure.errors import ConditionNotMet, InvalidInput
from procedure.texts import kept
from words.dates import iso, until

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from assessment.periods import Period
    from assessment.points import Card
    from departments.models import Region
    from procedure.actors import Actor
    from procedure.subjects import Step

COUNTED = ("content", "content_sha256", "score")


def draw_up(region: Region, period: Period, *, by: Actor, at: datetime) -> Assessment:
    """Ask for the assessment of a period that is over. Counting may read a year of limits, so no request does it."""
    if period.last >= legal_date(at):
        raise InvalidInput("period", f"{period.title}还没有结束，结束后才能编制。")
    assessment = Assessment(
        region=region,
        kind=period.kind,
        year=period.year,
        number=period.number,
        first_on=period.first,
        last_on=period.last,
        state="",
    )
    with creating(ASSESSMENT, AssessmentAction.DRAW_UP, assessment, by=by, at=at):
        pass
    return assessment


def recalculate(assessment_id: int, *, version: int | None = None, by: Actor, at: datetime) -> Assessment:
    """Have a draft counted again, by what the rows say now."""
    with performing(ASSESSMENT, AssessmentAction.RECALCULATE, assessment_id, by=by, at=at, version=version) as step:
        pass
    return step.subject


def count(assessment_id: int, *, at: datetime) -> Assessment:
    """Count every card: of each unit that belonged to the mechanism in the period. Run twice, the second finds it done."""
    with performing(ASSESSMENT, AssessmentAction.COUNT, assessment_id, by=SYSTEM, at=at) as step:
        step.subject.counted_at = at
        for card in step.subject.cards.select_for_update(of=("self",)).select_related("department").order_by("pk"):
            card.assessment = step.subject
            _count(card)
            card.save(update_fields=COUNTED)
            step.keeps(Part(card, COUNTED))
        _add_cards(step)
    return step.subject


def _add_cards(step: Step[Assessment]) -> None:
    """A card for each unit of the period that has none yet."""
    assessment = step.subject
    known = set(assessment.cards.order_by().values_list("department_id", flat=True))
    for unit in selectors.units_in(assessment.region, assessment.period):
        if unit.pk in known:
            continue
        card = Scorecard(assessment=assessment, department=unit, state="")
        _count(card)
        with creating(SCORECARD, ScorecardAction.ADD_CARD, card, by=SYSTEM, at=step.at):
            pass


def _count(card: Scorecard) -> None:
    assessment = card.assessment
    yardsticks = selectors.yardsticks_for(assessment.region, card.department, assessment.period.last)
    _write(card, scored(selectors.counted_for(assessment.region, card.department, assessment.period, yardsticks)))


def _write(card: Scorecard, found: Card) -> None:
    """Put the card into words that never change, with their digest."""
    assessment, unit = card.assessment, card.department
    window = window_of(unit, assessment.first_on, assessment.last_on)
    card.content = canonical(
        {
            **told(found),
            "unit": unit.code,
            "unit_name": unit.name,
            "period": assessment.period.key,
            "first_on": iso(window.first if window else None),
            "last_on": iso(window.last if window else None),
        }
    )
    card.content_sha256 = digest(card.content)
    card.score = found.total


def show(assessment_id: int, *, version: int | None = None, by: Actor, at: datetime) -> Assessment:
    """Show each unit its card; the time in which it may appeal begins."""
    with transaction.atomic():
        with performing(ASSESSMENT, AssessmentAction.SHOW, assessment_id, by=by, at=at, version=version) as step:
            step.subject.shown_at = at
        for pk in _cards_of(step.subject):
            with performing(SCORECARD, ScorecardAction.SHOW_CARD, pk, by=SYSTEM, at=at):
                pass
    return step.subject


def _cards_of(assessment: Assessment) -> list[int]:
    return list(assessment.cards.order_by("department__position", "pk").values_list("pk", flat=True))


def confirm(card_id: int, *, version: int | None = None, by: Actor, at: datetime) -> Scorecard:
    """The unit has nothing to say against its card."""
    with performing(SCORECARD, ScorecardAction.CONFIRM, card_id, by=by, at=at, version=version) as step:
        _refuse_late(step)
        step.subject.confirmed_by_id = by.user_id
    return step.subject


def appeal(card_id: int, *, items: Sequence[str], reasons: str, version: int | None = None, by: Actor, at: datetime) -> Scorecard:
    """The unit says which deductions are wrong, and why."""
    with performing(SCORECARD, ScorecardAction.APPEAL, card_id, by=by, at=at, version=version) as step:
        card = step.subject
        _refuse_late(step)
        charged = set(charged_keys(card))
        if not set(items) <= charged:
            raise InvalidInput("items", "请从本评分表的扣分事项中勾选。")
        card.appeal_items = list(dict.fromkeys(items))
        card.appeal_reasons = kept(Scorecard, "appeal_reasons", reasons, field="reasons")
        card.appealed_by_id = by.user_id
        card.appealed_at = at
        step.body["note"] = card.appeal_reasons
    return step.subject


def charged_keys(card: Scorecard) -> list[str]:
    """The things for which the card takes points, each once, whatever number of indicators judge it."""
    keys = (item.key for line in card.card.lines for item, lost in zip(line.items, line.lost, strict=True) if lost)
    return list(dict.fromkeys(keys))


def _refuse_late(step: Step[Scorecard]) -> None:
    """The end of the last day is the end, even before the system has noted it."""
    clock = step.subject.clocks.filter(code=ClockCode.ASSESSMENT_APPEAL).order_by("-round").first()
    if clock is not None and clock.due_on < step.on:
        raise ConditionNotMet(f"核对期限{until(clock.due_on)}，已经届满，评分表按送核对时的内容锁定。")


def uphold(card_id: int, *, items: Sequence[str], reasons: str, version: int | None = None, by: Actor, at: datetime) -> Scorecard:
    """The office no longer charges these items; the card is counted again from what it holds."""
    with performing(SCORECARD, ScorecardAction.UPHOLD, card_id, by=by, at=at, version=version) as step:
        card = step.subject
        if not set(items) <= set(card.appeal_items):
            raise InvalidInput("items", "请从申诉的事项中勾选。")
        card.exempt_items = [key for key in card.appeal_items if key in items]
        _rule(step, reasons)
        _write(card, scored(counted_of(card.card), card.exempt_items))
    return step.subject


def dismiss(card_id: int, *, reasons: str, version: int | None = None, by: Actor, at: datetime) -> Scorecard:
    """The office leaves the card as it is, and says why."""
    with performing(SCORECARD, ScorecardAction.DISMISS, card_id, by=by, at=at, version=version) as step:
        _rule(step, reasons)
    return step.subject


def _rule(step: Step[Scorecard], reasons: str) -> None:
    card = step.subject
    card.ruling = kept(Scorecard, "ruling", reasons, field="reasons")
    card.ruled_by_id = step.by.user_id
    card.ruled_at = step.at
    step.body["note"] = card.ruling


def lock(assessment_id: int, *, version: int | None = None, by: Actor, at: datetime) -> Assessment:
    """Fix the places and the cards for good, and issue what is to be signed: the bulletin, for a year each unit's sheet too."""
    kind = Assessment.objects.filter(pk=assessment_id).values_list("kind", flat=True).first()
    is_year = kind == PeriodKind.YEAR
    action = AssessmentAction.LOCK_YEAR if is_year else AssessmentAction.LOCK
    with transaction.atomic():
        with performing(ASSESSMENT, action, assessment_id, by=by, at=at, version=version) as step:
            step.subject.locked_at = at
            cards = _placed(step)
            issue(step, BULLETIN, step.subject)
            for card in cards if is_year else ():
                issue(step, ANNUAL_ASSESSMENT, card)
        for card in cards:
            with performing(SCORECARD, ScorecardAction.LOCK_CARD, card.pk, by=SYSTEM, at=at):
                pass
    return step.subject


def ask_recount(assessment: Assessment, *, at: datetime) -> None:
    """Have what is locked compared with what would be counted today; whoever asks while one is under way waits for that."""
    Recount.objects.bulk_create([Recount(assessment=assessment, asked_at=at)], ignore_conflicts=True)


def recount(recount_id: int, *, at: datetime) -> None:
    """Compare every card of a locked assessment, and write down in what they differ; nothing else is changed."""
    with transaction.atomic():
        asked = Recount.objects.select_for_update(of=("self",)).select_related("assessment__region").get(pk=recount_id)
        if asked.ended_at is not None:
            return
        cards = asked.assessment.cards.select_related("department").order_by("department__position", "pk")
        found = []
        for card in cards:
            card.assessment = asked.assessment
            found.append([card.department.name, selectors.differences(card)])
        asked.findings = [one for one in found if one[1]]
        asked.ended_at = at
        asked.save(update_fields=("findings", "ended_at"))


def _placed(step: Step[Assessment]) -> list[Scorecard]:
    cards = list(step.subject.cards.select_for_update(of=("self",)).select_related("department").order_by("department__position", "pk"))
    for card, place in zip(cards, ranks([card.score for card in cards]), strict=True):
        card.assessment = step.subject
        card.rank = place
        card.save(update_fields=("rank",))
        step.keeps(Part(card, ("rank",)))
    return cards
