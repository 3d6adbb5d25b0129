import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from cases.enums import CaseState
from departments.actors import actor_for
from messaging.enums import MessageKind
from messaging.models import Message, MessageReading
from messaging.selectors import messages_of, newest_of, unread, unread_number
from messaging.services import Told, mark_all_read, mark_read, tell, tell_enterprise, tell_person, tell_post
from procedure.actors import Actor, HeldPost
from procedure.enums import Role
from tests.notices.conftest import AT


def test_an_enterprise_is_told_once_per_key(enterprise):
    tell_enterprise(enterprise, subject="已受理", body="法院已受理。", at=AT, dedup_key="case:1:2")
    tell_enterprise(enterprise, subject="别的", body="别的", at=AT, dedup_key="case:1:2")
    assert Message.objects.get().subject == "已受理"


def test_a_post_is_told_by_department_and_role(court):
    tell_post(court, "acceptance_officer", subject="新申请", body="请核对。", at=AT, dedup_key="k")
    message = Message.objects.get()
    assert (message.department, message.role, message.enterprise, message.person) == (court, "acceptance_officer", None, None)


def test_a_person_is_told_in_person(notice):
    tell_person(notice.prepared_by, subject="交给您办理", body="请审查。", at=AT, dedup_key="k")
    message = Message.objects.get()
    assert (message.person, message.department, message.enterprise) == (notice.prepared_by, None, None)


def test_whoever_says_nothing_of_the_kind_writes_what_nobody_can_switch_off(enterprise):
    tell_enterprise(enterprise, subject="已受理", body="法院已受理。", at=AT, dedup_key="k")
    assert Message.objects.get().kind == MessageKind.TASK


def test_a_message_has_one_receiver(enterprise, court):
    with pytest.raises(IntegrityError), transaction.atomic():
        Message.objects.create(enterprise=enterprise, department=court, subject="一", body="二", sent_at=AT, dedup_key="k")
    with pytest.raises(IntegrityError), transaction.atomic():
        Message.objects.create(subject="一", body="二", sent_at=AT, dedup_key="k")


def test_what_somebody_was_told_cannot_be_written_anew(enterprise):
    tell_enterprise(enterprise, subject="已受理", body="法院已受理。", at=AT, dedup_key="k")
    with pytest.raises(IntegrityError, match="frozen"), transaction.atomic():
        Message.objects.update(body="没有受理。")


def test_a_long_text_is_clipped_and_stops_no_step(enterprise):
    tell_enterprise(enterprise, subject="长" * 300, body="文" * 5000, at=AT, dedup_key="k")
    message = Message.objects.get()
    assert (len(message.subject), len(message.body)) == (120, 2000)
    assert message.body.endswith("…")


def test_thirty_posts_are_told_in_one_statement(court, django_assert_num_queries):
    told = [Told(subject="签收", body="请签收。", dedup_key=f"k{n}", department_id=court.pk, role="member_liaison") for n in range(30)]
    with django_assert_num_queries(1):
        tell(told, at=AT)
    assert Message.objects.count() == 30


def test_reading_twice_notes_the_first_time(enterprise, notice):
    tell_enterprise(enterprise, subject="已受理", body="法院已受理。", at=AT, dedup_key="k")
    message = Message.objects.get()
    mark_read(message.pk, user=notice.prepared_by, at=AT)
    mark_read(message.pk, user=notice.prepared_by, at=AT)
    assert MessageReading.objects.get().read_at == AT


@pytest.fixture
def officer(court, notice):
    post = HeldPost(Role.ACCEPTANCE_OFFICER, court.pk, court.region_id)
    return Actor(user_id=notice.prepared_by.pk, label="周景行", posts=frozenset({post}), enterprise_ids=frozenset())


def told_to(court, number):
    for n in range(number):
        tell_post(court, "acceptance_officer", subject=f"第{n}条", body="请核对。", at=AT, dedup_key=f"post:{n}")


def test_a_mark_reads_everything_up_to_it_and_nothing_after(court, officer, notice):
    told_to(court, 3)
    first, second, third = Message.objects.order_by("pk")
    mark_all_read(notice.prepared_by, up_to=second.pk)
    assert list(unread(messages_of(officer), officer)) == [third]
    mark_all_read(notice.prepared_by, up_to=first.pk)
    assert list(unread(messages_of(officer), officer)) == [third]
    mark_read(third.pk, user=notice.prepared_by, at=AT)
    assert unread_number(officer) == 0


def test_nobody_reads_what_is_not_written_yet(court, officer, notice):
    told_to(court, 1)
    mark_all_read(notice.prepared_by, up_to=2**63 - 1)
    tell_post(court, "acceptance_officer", subject="新的", body="请核对。", at=AT, dedup_key="later")
    assert [message.dedup_key for message in unread(messages_of(officer), officer)] == ["later"]


def test_who_has_left_the_house_reads_no_case_any_more(cast, walk):
    walk.to(CaseState.ACCEPTED)
    judge = walk.case.handler
    still, gone = actor_for(judge, AT), Actor(user_id=judge.pk, label=judge.full_name)
    tell_person(judge, subject="一", body="二", at=AT, dedup_key="own")
    assert messages_of(gone).get().dedup_key == "own"
    assert newest_of(gone).get().dedup_key == "own"
    assert unread_number(gone) == 1
    assert messages_of(still).filter(case=walk.case).exists()


def test_the_bell_counts_each_receiver_in_one_statement_and_no_further_than_it_shows(court, officer, notice):
    told_to(court, 120)
    tell_person(notice.prepared_by, subject="一", body="二", at=AT, dedup_key="own")
    tell_post(court, "handling_judge", subject="一", body="二", at=AT, dedup_key="of another post")
    with CaptureQueriesContext(connection) as captured:
        assert unread_number(officer) == 100
    assert len(captured) == 1
    mark_all_read(notice.prepared_by, up_to=Message.objects.get(dedup_key="post:119").pk)
    assert unread_number(officer) == 1


def test_what_is_made_for_outside_is_no_news_in_the_portal(officer, notice):
    tell_person(notice.prepared_by, subject="汇总", body="一", at=AT, dedup_key="d", kind=MessageKind.DIGEST)
    assert unread_number(officer) == 0
    assert not messages_of(officer).exists()
