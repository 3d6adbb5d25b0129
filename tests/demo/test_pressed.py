"""What the story tells of whoever was late: reminders, orders, complaints, scores, and the pages that lead there."""

from datetime import date

from assessment.enums import AssessmentState, ScorecardState
from assessment.models import Assessment
from deadlines.enums import FINISHED_STATUSES, MilestoneOutcome, RungAct
from deadlines.models import Milestone
from demo.sights import sights
from oversight.enums import ComplaintState, OrderKind, OrderState
from oversight.models import Complaint, Order
from oversight.states import OWED_STATES
from tests.demo.pages import PERSONAS


def test_whoever_was_late_was_reminded_and_pressed_for(region):
    acts = set(Milestone.objects.filter(outcome=MilestoneOutcome.FIRED).order_by().values_list("act", flat=True))
    assert acts == {RungAct.REMIND, RungAct.URGE, RungAct.OVERSEE, RungAct.LEADERS}
    orders = Order.objects.filter(department__code="natural-resources")
    assert orders.filter(kind=OrderKind.OVERSIGHT, state=OrderState.ACCEPTED).exists()
    # What runs is left for the visitor.
    assert set(Order.objects.filter(clock__status="running").values_list("department__code", "kind", "state")) == {
        ("natural-resources", OrderKind.URGE, OrderState.ISSUED)
    }
    assert not Order.objects.filter(clock__status__in=FINISHED_STATUSES, state__in=OWED_STATES).exists()
    assert set(Complaint.objects.order_by().values_list("state", flat=True)) == set(ComplaintState)


def test_one_month_is_locked_and_the_next_is_before_the_units(region):
    before, last = Assessment.objects.order_by("first_on")
    assert (before.first_on, before.state) == (date(2026, 9, 1), AssessmentState.LOCKED)
    assert (last.first_on, last.state) == (date(2026, 10, 1), AssessmentState.OPEN)
    assert last.cards.get(department__code="natural-resources").state == ScorecardState.APPEALED
    assert set(last.cards.order_by().values_list("state", flat=True)) >= {ScorecardState.OPEN, ScorecardState.CONFIRMED}
    assert len({card.score for card in before.cards.order_by("pk")}) > 1


def test_every_sight_is_a_page_of_whom_it_names(demo, visitor):
    found = sights(demo)
    assert len(found) == 8
    html = visitor.get(PERSONAS).content.decode()
    for sight in found:
        assert sight.title in html
        response = visitor.post("/demo/become/", {"username": sight.username, "next": sight.url}, follow=True)
        assert (response.status_code, response.redirect_chain[-1][0]) == (200, sight.url)
    late = visitor.post("/demo/become/", {"username": "agent08", "next": found[2].url}, follow=True).content.decode()
    assert "自规分局" in late
