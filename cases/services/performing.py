"""The one way to change a state: lock, right, work, condition, engine, ledger, clocks, papers, messages, commit."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.db import DataError, IntegrityError, OperationalError, models, transaction
from psycopg import errors as pg

from cases import selectors
from cases.enums import Action, CaseState, Entity
from cases.errors import Busy, ConditionNotMet, NotPermitted, NotVisible, Stale
from cases.models import Application, Case, Notice
from cases.rules import WHO
from cases.workflow import HOLDERS, ROWS, Obligor, Row, Start, Stop, change_state
from deadlines import services as deadlines
from departments.models import Department, Recognition
from ledger import services as ledger
from ledger.timekeeping import legal_date
from notices import services as notices

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date, datetime

    from deadlines.models import Clock
    from departments.actors import Actor
    from departments.models import Region
    from notices.enums import DocumentKind
    from notices.models import Document
    from notices.papers import Paper

_MODELS: dict[Entity, type[models.Model]] = {
    Entity.NOTICE: Notice,
    Entity.APPLICATION: Application,
    Entity.CASE: Case,
    Entity.RECOGNITION: Recognition,
}


@dataclass
class Step:
    """A step being performed: the locked subject and what the service adds to it."""

    row: Row
    subject: Any
    by: Actor
    at: datetime
    source: str
    body: dict[str, Any] = field(default_factory=dict)
    papers: set[DocumentKind] = field(default_factory=set)
    without_clocks: set[str] = field(default_factory=set)
    # A measure entered in the books on a later day starts its clock on the day it was taken.
    clocks_from: date | None = None
    # A service recorded later than it happened stops its clock on the day it happened.
    clocks_stop_on: date | None = None

    @property
    def on(self) -> date:
        """The legal day of the step."""
        return legal_date(self.at)

    @property
    def case(self) -> Case:
        """The case of the step, also when the subject is a unit's answer in it."""
        case: Case = self.subject.case if self.row.entity == Entity.RECOGNITION else self.subject
        return case

    @property
    def region(self) -> Region:
        if self.row.entity == Entity.NOTICE:
            region: Region = self.subject.enforcement_case.court.region
            return region
        return self.case.region

    def paper(self, kind: DocumentKind, paper: Paper, **options: Any) -> Document:
        """Owe the worker a paper, frozen now."""
        links: dict[str, Any] = {}
        if self.row.entity == Entity.NOTICE:
            links["notice"] = self.subject
        elif self.row.entity == Entity.APPLICATION:
            links["application"] = self.subject
        else:
            links["case"] = self.case
        self.papers.add(kind)
        return notices.create_document(kind=kind, paper=paper, by=self.by.key, at=self.at, **links, **options)

    def number(self, kind: str) -> str:
        """The next number of ``kind`` in the region and year."""
        return notices.allocate_number(self.region, kind, self.on.year)


@contextmanager
def performing(action: Action, subject_id: int, *, by: Actor, at: datetime, version: int | None = None) -> Iterator[Step]:
    """Perform ``action`` on an existing subject; the body of the ``with`` records what belongs to it.

    Raises NotVisible, NotPermitted, Stale, Busy, ConditionNotMet; nothing is kept when it raises.
    """
    row = ROWS[action]
    with refusals_in_words(), transaction.atomic():
        subject = _lock(row.entity, subject_id)
        _check_right(row, subject, by)
        _check_fresh(row, subject, version)
        step = Step(row=row, subject=subject, by=by, at=at, source=subject.state)
        yield step
        _check_conditions(row, subject)
        change_state(row, subject)
        _finish(step)


@contextmanager
def creating(action: Action, subject: Any, *, by: Actor, at: datetime) -> Iterator[Step]:
    """Perform a row that brings its subject into being; the subject is stored before the body runs."""
    row = ROWS[action]
    with refusals_in_words(), transaction.atomic():
        if not row.who(by, subject):
            raise NotPermitted
        change_state(row, subject)
        subject.state_seq = 1
        subject.save(force_insert=True)
        step = Step(row=row, subject=subject, by=by, at=at, source="")
        yield step
        _check_conditions(row, subject)
        _record(step)


@contextmanager
def refusals_in_words() -> Iterator[None]:
    """Turn the database's refusals into sentences for the person who acted."""
    try:
        yield
    except IntegrityError as error:
        raise ConditionNotMet(_sentence_of(error)) from error
    except (DataError, UnicodeEncodeError) as error:
        msg = "有文字过长，或者含有不能保存的字符，请修改后重试。"
        raise ConditionNotMet(msg) from error
    except deadlines.DeadlineError as error:
        raise ConditionNotMet(str(error)) from error
    except OperationalError as error:
        if isinstance(error.__cause__, pg.LockNotAvailable | pg.DeadlockDetected):
            raise Busy from error
        raise


def lock_case(case_id: int) -> Case:
    """The case under its lock, with what the rules look at; NotVisible when there is none."""
    case = Case.objects.select_for_update(of=("self",)).filter(pk=case_id).first()
    if case is None:
        raise NotVisible
    return case


def _lock(entity: Entity, subject_id: int) -> Any:
    """Lock order is case, then its parts; a unit's answer is therefore reached through its case."""
    if entity == Entity.CASE:
        return lock_case(subject_id)
    if entity == Entity.RECOGNITION:
        case_id = Recognition.objects.filter(pk=subject_id).values_list("case_id", flat=True).first()
        if case_id is None:
            raise NotVisible
        case = lock_case(case_id)
        recognition = Recognition.objects.select_for_update(of=("self",)).get(pk=subject_id)
        recognition.case = case
        return recognition
    subject = _MODELS[entity]._default_manager.select_for_update(of=("self",)).filter(pk=subject_id).first()  # noqa: SLF001
    if subject is None:
        raise NotVisible
    return subject


def _check_right(row: Row, subject: Any, by: Actor) -> None:
    if row.who(by, subject):
        return
    if selectors.is_visible(row.entity, subject, by):
        raise NotPermitted
    raise NotVisible


def _check_fresh(row: Row, subject: Any, version: int | None) -> None:
    if subject.state in row.sources and version in (None, subject.state_seq):
        return
    raise Stale(selectors.last_change_in_words(row.entity, subject))


def _check_conditions(row: Row, subject: Any) -> None:
    for condition in row.only_if:
        if sentence := condition(subject):
            raise ConditionNotMet(sentence)


def _finish(step: Step) -> None:
    step.subject.state_seq += 1
    if isinstance(step.subject, Case):
        step.subject.changed_at = step.at
    step.subject.save()
    _record(step)


def _record(step: Step) -> None:
    _run_clocks(step)
    subject, row = step.subject, step.row
    owed = set(row.papers) - step.papers
    if owed:
        msg = f"{row.action} owes {sorted(owed)}"
        raise RuntimeError(msg)
    stream = selectors.stream_of(row.entity, subject)
    until = _tell(step)
    ledger.append_event(
        stream=stream,
        actor=step.by.key,
        action=row.action.value,
        object=f"{row.entity.value}:{subject.pk}",
        at=step.at,
        body={"post": WHO[row.who], "said": _said(step), **until, **step.body},
        entity=row.entity.value,
        from_state=step.source,
        to_state=subject.state,
    )


def _said(step: Step) -> str:
    if step.row.entity == Entity.RECOGNITION:
        return step.row.said.format(unit=step.subject.department.name)
    return step.row.said


def _run_clocks(step: Step) -> None:
    for item in step.row.clocks:
        if item.code in step.without_clocks:
            continue
        if isinstance(item, Stop):
            _stop(step, item)
        elif not item.anchor or deadlines.current_rule(step.region, item.code).anchor == item.anchor:
            for obligor in _obligors(step, item):
                _start(step, item, obligor)


def _stop(step: Step, item: Stop) -> None:
    for clock in _open_clocks(step, item.code):
        if item.abandon:
            deadlines.void_clock(clock, on=step.on, at=step.at, actor=step.by.key, reason=step.row.action.label)
        else:
            deadlines.stop_clock(clock, on=step.clocks_stop_on or step.on, at=step.at, actor=step.by.key)


def _open_clocks(step: Step, code: str) -> list[Clock]:
    """The clocks that this step may stop: a unit stops its own only."""
    subject = step.subject
    clocks = subject.clocks if step.row.entity == Entity.NOTICE else step.case.clocks
    found = clocks.filter(code=code, status__in=("running", "paused"))
    if step.row.entity == Entity.RECOGNITION:
        own = {"recognition": subject} if code == "K-14" else {"obligor": subject.department_id}
        found = found.filter(**own)
    return list(found.order_by("pk"))


def _obligors(step: Step, item: Start) -> list[Department | None]:
    if step.row.entity == Entity.NOTICE:
        return [step.subject.enforcement_case.court]
    case = step.case
    if item.obligor == Obligor.EVERY_UNIT:
        return list(selectors.units_on(case.region_id, step.on))
    if item.obligor == Obligor.OFFICE:
        return [selectors.units_on(case.region_id, step.on).get(is_office=True)]
    named: dict[Obligor, Department | None] = {
        Obligor.COURT: case.court,
        Obligor.BUREAU: case.bureau,
        Obligor.ENTERPRISE: None,
    }
    return [step.subject.department if item.obligor == Obligor.THIS_UNIT else named[item.obligor]]


def _start(step: Step, item: Start, obligor: Department | None) -> None:
    is_notice = step.row.entity == Entity.NOTICE
    deadlines.start_clock(
        region=step.region,
        code=item.code,
        started_on=step.clocks_from or step.on,
        at=step.at,
        actor=step.by.key,
        case=None if is_notice else step.case,
        notice=step.subject if is_notice else None,
        obligor=obligor,
        recognition=step.subject if item.code == "K-14" else None,
    )


def _tell(step: Step) -> dict[str, str]:
    """Tell the enterprise what happened, who has it now and until when; answers the same for the ledger."""
    if step.row.entity == Entity.NOTICE:
        _tell_of_notice(step)
    if step.row.entity not in (Entity.CASE, Entity.RECOGNITION):
        return {}
    case, said = step.case, _said(step)
    holder = selectors.holder(case)
    until = holder.clock.due_on.isoformat() if holder.clock else ""
    if said:
        body = f"修复案号{case.number}：{said}。"
        if holder.label and CaseState(case.state) in HOLDERS:
            body += f"现在由{holder.label}办理"
            body += f"，期限至{until}。" if until else "。"
        notices.tell_enterprise(
            case.enterprise,
            case=case,
            subject=said,
            body=body,
            at=step.at,
            dedup_key=f"{step.row.entity.value}:{step.subject.pk}:{step.subject.state_seq}",
        )
    return {"holder": holder.label, "until": until}


def _tell_of_notice(step: Step) -> None:
    if step.row.said:
        enforcement = step.subject.enforcement_case
        notices.tell_enterprise(
            enforcement.enterprise,
            case=None,
            subject=step.row.said,
            body=f"执行案号{enforcement.number}：{step.row.said}。",
            at=step.at,
            dedup_key=f"notice:{step.subject.pk}:{step.subject.state_seq}",
        )


def _sentence_of(error: IntegrityError) -> str:
    """The sentence that the violated constraint carries; a bare name would help nobody."""
    diag = getattr(error.__cause__, "diag", None)
    name = getattr(diag, "constraint_name", None)
    for model in apps.get_models():
        for constraint in model._meta.constraints:  # noqa: SLF001
            if constraint.name == name:
                message = constraint.violation_error_message
                if message and message != constraint.default_violation_error_message:
                    return str(message)
    return "数据不符合办理规则，未予保存，请核对后重试。"


__all__ = ["Action", "Step", "creating", "lock_case", "performing", "refusals_in_words"]
