"""How much one account may bring without handing it in: counted over every door, refused in a sentence, never in the way of work that is done."""

import inspect
from datetime import timedelta

import pytest
from django.urls import reverse

from cases.enums import CaseState
from cases.models import Material, Service
from cases.services import supplements
from ledger import timekeeping
from tests.portal.enterprise_pages import NOW, agent_of, draft_of, pdf, url
from tests.portal.staff_pages import text_of
from tests.portal.test_enterprise_materials import upload
from tests.support.world import new_walk
from uploads import services
from uploads.models import Upload
from uploads.quota import not_handed_in

TOLD = "一个账户最多"


@pytest.fixture(autouse=True)
def _now():
    with timekeeping.pinned(NOW):
        yield


@pytest.fixture
def drafted(walk, settings):
    """A draft, and room for three files."""
    settings.UPLOAD_UNSENT_FILES = 3
    return draft_of(walk)


def bring(walk, client=None, slot=1):
    return (client or agent_of(walk)).post(url("materials", walk.application.pk), upload(pdf(f"回单{slot}.pdf"), slot), follow=True)


def test_replacing_one_file_again_and_again_ends_with_a_sentence(drafted):
    for _ in range(3):
        assert TOLD not in text_of(bring(drafted))
    page = text_of(bring(drafted))
    assert "您在24小时内上传而没有提交的文件（包括已经移除的）有3个" in page
    assert "请先提交已经上传的材料，或者过一天再上传" in page
    assert Upload.objects.filter(stored_by=drafted.agent).count() == 3
    # What was kept before is kept.
    assert Material.objects.current().filter(application=drafted.application).exists()


def test_bytes_count_as_well(drafted, settings):
    bring(drafted)
    settings.UPLOAD_UNSENT_BYTES = not_handed_in(drafted.agent.pk, NOW).get().size + 100
    assert TOLD in text_of(bring(drafted))


def test_files_that_were_taken_back_count(drafted):
    for _ in range(3):
        bring(drafted)
        agent_of(drafted).post(url("materials", drafted.application.pk), {"do": "remove-1"})
        assert not Material.objects.current().filter(application=drafted.application, slot=1).exists()
    assert TOLD in text_of(bring(drafted))


def test_a_form_that_was_refused_counts_too(drafted):
    """Its file is on disk though nothing rests on it."""
    page = reverse("enterprise:list_correction", args=[drafted.enforcement.pk])
    form = {"ground": "performed", "statement": "有误。", "service_address": "示范路1号", "service_electronic": "yes"}
    client, seen = agent_of(drafted), ""
    for _ in range(5):
        seen = text_of(client.post(page, {**form, "upload": pdf("证明.pdf")}))
        if TOLD in seen:
            break
    assert TOLD in seen
    # One request stands, with its file; the others came while it was open.
    assert not_handed_in(drafted.agent.pk, NOW).count() == 3
    assert Upload.objects.filter(stored_by=drafted.agent).count() == 4


def test_another_account_is_not_touched(drafted):
    for _ in range(4):
        bring(drafted)
    other = draft_of(new_walk(drafted.cast))
    assert TOLD not in text_of(bring(other))


def test_a_day_later_there_is_room_again(drafted):
    for _ in range(4):
        bring(drafted)
    with timekeeping.pinned(NOW + timedelta(hours=25)):
        assert TOLD not in text_of(bring(drafted))


def test_what_was_handed_in_counts_no_more(walk, settings):
    settings.UPLOAD_UNSENT_FILES = 3
    walk.record().take_measures().serve().later(days=1).join().draft().fill().submit()
    assert not not_handed_in(walk.agent.pk, walk.at).exists()


def test_what_a_step_rests_on_counts_no_more_whatever_holds_it(cast, db):
    """Receipts, proofs of service, scans, evidence: whoever works the whole day is not told to hand in what he has handed in."""
    new_walk(cast, fulfilled=False).to(CaseState.ACCEPTED).serve_creditor()
    held = Upload.objects.filter(stored_by__isnull=False)
    assert Service.objects.filter(proof__in=held).exists()
    people = set(held.values_list("stored_by", flat=True))
    assert not [one for one in people if not_handed_in(one, held.latest("stored_at").stored_at).exists()]


def test_an_answer_to_the_court_counts_until_it_is_sent(walk, settings):
    walk.record().take_measures().serve().later(days=1).join().draft().fill().submit().ask_supplement()
    settings.UPLOAD_UNSENT_FILES = 2
    item = walk.case.supplements.get().items.order_by("position")[0]
    refusals = [
        supplements.keep_supplement_files(walk.case_id, {item.pk: pdf(f"{n}.pdf")}, by=walk.agent_actor(), at=walk.at) for n in range(3)
    ]
    assert [bool(refused) for refused in refusals] == [False, False, True]
    assert TOLD in str(refusals[2][item.pk])


def test_no_door_can_forget_whose_file_it_is():
    for door in (services.store_upload, services.receive_upload):
        assert inspect.signature(door).parameters["by"].default is inspect.Parameter.empty
