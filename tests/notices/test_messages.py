from notices.models import Message, MessageReading
from notices.services import mark_read, tell_enterprise, tell_post
from tests.notices.conftest import AT


def test_an_enterprise_is_told_once_per_key(enterprise):
    tell_enterprise(enterprise, subject="已受理", body="法院已受理。", at=AT, dedup_key="case:1:2")
    tell_enterprise(enterprise, subject="别的", body="别的", at=AT, dedup_key="case:1:2")
    assert Message.objects.get().subject == "已受理"


def test_a_post_is_told_by_department_and_role(court):
    tell_post(court, role="acceptance_officer", subject="新申请", body="请核对。", at=AT, dedup_key="k")
    message = Message.objects.get()
    assert (message.department, message.role, message.enterprise) == (court, "acceptance_officer", None)


def test_a_long_text_is_clipped_and_stops_no_step(enterprise):
    tell_enterprise(enterprise, subject="长" * 300, body="文" * 5000, at=AT, dedup_key="k")
    message = Message.objects.get()
    assert (len(message.subject), len(message.body)) == (120, 2000)
    assert message.body.endswith("…")


def test_reading_twice_notes_the_first_time(enterprise, notice):
    tell_enterprise(enterprise, subject="已受理", body="法院已受理。", at=AT, dedup_key="k")
    message = Message.objects.get()
    mark_read(message.pk, user=notice.prepared_by, at=AT)
    mark_read(message.pk, user=notice.prepared_by, at=AT)
    assert MessageReading.objects.get().read_at == AT
