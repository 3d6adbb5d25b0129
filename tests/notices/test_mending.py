"""A finished file that is lost or altered: noticed, made again, and on record."""

import hashlib
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from ledger.models import Event
from messaging.models import Message
from notices import services, storage
from notices.models import Damage, Document
from notices.pdf import RenderedPdf, RenderingFailedError
from notices.services import mending, rendering
from notices.services.documents import DocumentDamagedError
from tests.notices.conftest import AT, sql

OTHER = RenderedPdf(b"%PDF-1.7 of another release", hashlib.sha256(b"%PDF-1.7 of another release").hexdigest(), 1, ("Noto",))


@pytest.fixture(autouse=True)
def own_folder(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def ready(document) -> Document:
    services.render_document(document.pk, at=AT)
    document.refresh_from_db()
    return document


def lose(document):
    storage.path_of(document.file_name).unlink()


def alter(document):
    path = storage.path_of(document.file_name)
    path.write_bytes(path.read_bytes() + b" ")


def noticed() -> list[Damage]:
    for document_id in Document.objects.values_list("pk", flat=True):
        services.check_file(document_id, at=AT)
    return list(Damage.objects.all())


def lines() -> list[Event]:
    return list(Event.objects.filter(action="paper_made_again"))


@pytest.mark.parametrize("harm", [lose, alter])
def test_what_is_lost_or_altered_is_made_again_to_the_same_bytes(ready, harm):
    before, row = services.pdf_content(ready), Document.objects.values().get()
    harm(ready)
    (damage,) = noticed()
    assert bool(damage.found_sha256) == (harm is alter)
    services.mend(damage.pk, at=AT)
    assert services.pdf_content(ready) == before
    assert Document.objects.values().get() == row
    (line,) = lines()
    assert line.stream == f"notice:{ready.notice_id}"
    assert "校验值与原来相同" in line.body["note"]
    assert services.damages_due(10) == []


def test_another_release_makes_another_file_beside_the_row_that_never_changes(ready, monkeypatch):
    row = Document.objects.values().get()
    lose(ready)
    (damage,) = noticed()
    monkeypatch.setattr(rendering, "print_paper", lambda _paper: OTHER)
    services.mend(damage.pk, at=AT)
    assert services.pdf_content(ready) == OTHER.content
    assert Document.objects.values().get() == row
    assert services.digests_of(ready) == {ready.pdf_sha256, OTHER.sha256}
    assert OTHER.sha256 in lines()[0].body["note"]
    assert noticed() == [damage]


def test_a_file_that_is_lost_twice_is_made_twice(ready):
    for count in (1, 2):
        lose(ready)
        with pytest.raises(DocumentDamagedError):
            services.pdf_content(ready)
        assert len(noticed()) == count
        services.mend(services.damages_due(10)[0], at=AT)
        assert services.pdf_content(ready)
    assert len(lines()) == 2


def test_a_damage_is_noted_once_and_a_sound_file_not_at_all(ready):
    assert noticed() == []
    lose(ready)
    assert len(noticed()) == len(noticed()) == 1


def test_a_folder_that_is_not_there_is_a_fault_of_the_machine_and_no_damage(ready):
    folder = storage.path_of(ready.file_name).parent
    folder.rename(folder.with_name("elsewhere"))
    with pytest.raises(OSError, match="not there"):
        services.check_file(ready.pk, at=AT)
    assert not Damage.objects.exists()


def test_mending_twice_is_mending_once(ready):
    lose(ready)
    (damage,) = noticed()
    services.mend(damage.pk, at=AT)
    services.mend(damage.pk, at=AT)
    assert len(lines()) == 1


def test_what_cannot_be_made_again_is_told_once_and_goes_on_being_tried(ready, monkeypatch):
    lose(ready)
    (damage,) = noticed()

    def refuse(_paper):
        raise RenderingFailedError("ValueError")

    monkeypatch.setattr(rendering, "print_paper", refuse)
    for _ in range(5):
        with pytest.raises(RenderingFailedError):
            services.mend(damage.pk, at=AT)
    assert Message.objects.count() == 2
    assert services.damages_due(10) == [damage.pk]


@pytest.mark.parametrize(
    "statement", ["UPDATE notices_damage SET file_name = 'x'", "DELETE FROM notices_damage", "TRUNCATE notices_damage"]
)
def test_the_record_of_a_damage_is_kept(ready, statement):
    lose(ready)
    (damage,) = noticed()
    services.mend(damage.pk, at=AT)
    sql("SET CONSTRAINTS ALL IMMEDIATE")
    with pytest.raises(IntegrityError), transaction.atomic():
        sql(statement)


def test_every_file_has_its_turn_within_a_day(make_document):
    ready = [make_document(number=f"第{number}号") for number in range(3)]
    for document in ready:
        services.render_document(document.pk, at=AT)
    turns = max(document.pk for document in ready) // 50 + 1
    moments = [AT + timedelta(seconds=turn * mending.SECONDS_OF_A_TURN) for turn in range(turns)]
    assert sorted(pk for moment in moments for pk in services.files_to_check(moment, 500)) == [document.pk for document in ready]
