"""Whether an enterprise was reminded of its supplement in time, which is on record; and what to do where it was not."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import CharField, Count, F, Func, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Cast, Concat

from deadlines.codes import ClockCode
from deadlines.enums import MilestoneOutcome, RungAct, RungReader
from deadlines.ladder import message_key
from deadlines.models import Clock, Milestone
from deadlines.selectors import clocks_run_out
from ledger.timekeeping import legal_date
from messaging.selectors import on_record_by, sending_of
from procedure.enums import Role

if TYPE_CHECKING:
    from datetime import datetime

    from cases.models import Case
    from messaging.selectors import Sending
    from procedure.actors import Actor

ENTERPRISE = RungReader.ENTERPRISE.value
# As deadlines.ladder.message_key writes it.
KEY = Concat(
    Value("rung:"),
    Cast("clock_id", CharField()),
    Value(":"),
    F("key"),
    Value(":"),
    Func(F("due_on"), Value("YYYY-MM-DD"), function="to_char", output_field=CharField()),
    Value(f":{ENTERPRISE}"),
    output_field=CharField(),
)


def reminded(clocks: QuerySet[Clock], at: datetime) -> QuerySet[Clock]:
    """Those of whose every reminder to the enterprise the sending is on record, by the last day; none is still to come.

    A reminder that waits for a mail server, or that nobody could get, is not sent: such a limit waits for a person.
    """
    due = Milestone.objects.filter(clock=OuterRef("pk"), due_on=OuterRef("due_on"), act=RungAct.REMIND)
    due = due.filter(rung__to__contains=[ENTERPRISE], fires_at__date__lte=OuterRef("due_on")).order_by()
    was_sent = on_record_by(OuterRef("message_key"), OuterRef("due_on"))
    sent = due.alias(message_key=KEY).filter(was_sent, outcome=MilestoneOutcome.FIRED)
    numbers = [Subquery(found.values("clock").annotate(n=Count("pk")).values("n")) for found in (due, sent)]
    # Counted, not joined: the few clocks that have run out are read first, and never all that was ever sent.
    found = clocks.alias(due=numbers[0], sent=numbers[1])
    # What is still to come is a rung after the last day.
    none_to_come = Q(next_rung_at__isnull=True) | Q(next_rung_at__gt=at) | Q(next_rung_at__date__gt=F("due_on"))
    return found.filter(none_to_come, sent__gte=1, sent=F("due"))


def supplements_in_doubt(actor: Actor, at: datetime) -> QuerySet[Clock]:
    """Supplements of the actor's court that are over and do not lapse by themselves: an acceptance officer decides."""
    over = clocks_run_out(ClockCode.SUPPLEMENT, legal_date(at)).filter(case__court__in=actor.departments_of(Role.ACCEPTANCE_OFFICER))
    return over.exclude(pk__in=reminded(over, at).order_by().values("pk"))


@dataclass(frozen=True, slots=True)
class Reminder:
    """One reminder of a supplement: when it was due, what came of it, and how its sending went."""

    milestone: Milestone
    sending: Sending | None


def reminders_of(case: Case) -> list[Reminder]:
    """The enterprise's reminders of the supplement that is asked for now, the earliest first."""
    clock = case.clocks.filter(code=ClockCode.SUPPLEMENT).order_by("-round").first()
    if clock is None:
        return []
    rows = Milestone.objects.filter(clock=clock, due_on=clock.due_on, act=RungAct.REMIND, rung__to__contains=[ENTERPRISE])
    rows = rows.select_related("rung").order_by("fires_at", "pk")
    return [Reminder(row, sending_of(message_key(clock.pk, row.key, clock.due_on, ENTERPRISE))) for row in rows]
