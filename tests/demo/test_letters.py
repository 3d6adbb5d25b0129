"""The walk leads to the letters that its steps would have sent."""

from django.urls import reverse

from demo.outbox import letters_about
from demo.standing import standing_of
from messaging.models import Message
from messaging.services import resolve
from tests.demo.pages import PERSONAS
from tests.demo.test_story import press
from tests.support.world import AT


def test_the_walk_leads_to_the_letters_of_its_enterprise(demo, visitor):
    standing = standing_of(demo, 0)
    before = letters_about(standing.enterprise).count()
    press(0)
    press(0).post(reverse("enterprise:notice_apply", args=[standing.notice.token]), {"kind": "staff"})
    for message in Message.objects.filter(resolved_at=None):
        resolve(message.pk, at=AT)
    count = letters_about(standing.enterprise).count()
    assert count > before
    html = visitor.get(f"{PERSONAS}?line=1").content.decode()
    assert f"看这条主线的信：{count}封" in html
    assert f'href="/demo/outbox/?enterprise={standing.enterprise.pk}"' in html
    assert "待核实：企业经办人" in visitor.get(f"/demo/outbox/?enterprise={standing.enterprise.pk}").content.decode()
