"""The leading group of the demo is there to be looked at: members in every unit, meetings, a task under way, lines in registers."""

from deadlines.models import Clock
from deadlines.selectors import calendar_for
from demo.days import Days
from demo.group import gather
from mechanism.models import ActionItem, GroupMember, Meeting, RegisterEntry
from tests.support.world import AT


def test_the_group_has_met_and_will_meet_again(cast, db):
    gather(cast, Days(AT.date(), calendar_for(cast.region)), AT)
    assert GroupMember.objects.count() == 2 * len(cast.units)
    assert dict(GroupMember.objects.exclude(post__in=("in_charge", "liaison")).values_list("post", "department__kind")) == {
        "head": "court",
        "deputy": "bureau",
    }
    assert set(Meeting.objects.values_list("state", flat=True)) == {"closed", "convened"}
    assert set(ActionItem.objects.values_list("state", flat=True)) == {"open"}
    assert Clock.objects.filter(action_item__isnull=False, due_on__gt=AT.date(), status="running").count() == 2
    assert set(RegisterEntry.objects.values_list("kind", "state")) == {("publicity", "recorded"), ("assistance", "awaiting_court")}
