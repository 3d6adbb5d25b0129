"""The table of files and verdicts, each judged by the real child."""

import hashlib
from io import BytesIO

import pikepdf
import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile

from procedure.actors import VISITOR
from procedure.errors import InvalidInput
from tests.support.world import AT
from tests.uploads.corpus import BAD, BROUGHT, GOOD, NAMED, OWN, TAKEN
from uploads.services import store_upload
from uploads.storage import file_path

pytestmark = pytest.mark.django_db


def store(name, content):
    return store_upload(SimpleUploadedFile(name, content), "upload-1", by=VISITOR, at=AT)


def of(table, case):
    """Name, bytes and expectation; what is large is made only when it is asked for."""
    name, content, expected = table[case]
    return name, content() if callable(content) else content, expected


def assert_taken(name, content, left_out):
    stored = store(name, content)
    assert (stored.state, stored.left_out) == ("usable", left_out)
    assert file_path(stored.stored_name).read_bytes() == content
    assert stored.sha256 == hashlib.sha256(content).hexdigest()
    assert bool(stored.copy_name) == bool(left_out)
    return stored


def test_the_table_is_long_enough():
    assert min(len(GOOD), len(BAD)) >= 30


@pytest.mark.parametrize("case", GOOD)
def test_a_good_file_is_kept_bit_by_bit(case):
    assert_taken(*of(GOOD, case))


@pytest.mark.parametrize("case", BAD)
def test_a_bad_file_is_refused_by_its_name_with_what_to_do(case):
    name, content, words = of(BAD, case)
    with pytest.raises(InvalidInput, match=words) as refusal:
        store(name, content)
    assert refusal.value.field == "upload-1"
    assert name in str(refusal.value)
    assert "请" in str(refusal.value)


@pytest.mark.parametrize("case", [name for name, (_, _, left_out) in GOOD.items() if left_out])
def test_what_a_reader_gets_holds_only_what_is_allowed_and_opens_without_a_complaint(case):
    stored = assert_taken(*of(GOOD, case))
    copy = file_path(stored.copy_name).read_bytes()
    assert hashlib.sha256(copy).hexdigest() == stored.copy_sha256
    assert copy.startswith(b"%PDF-")
    with pikepdf.open(BytesIO(copy)) as reader, pikepdf.open(BytesIO(GOOD[case][1])) as given:
        assert not reader.get_warnings()
        assert len(reader.pages) == len(given.pages)
        assert not reader.attachments
        everything = b"".join(thing.unparse() for thing in reader.objects)
    for forbidden in (b"/JavaScript", b"/JS", b"/AA", b"/EF", b"/XFA", b"/SubmitForm", b"/GoToR", b"/Launch", b"/Movie"):
        assert forbidden not in everything
    # A copy is itself a file that may be handed in.
    assert store("副本.pdf", copy).left_out == OWN


@pytest.mark.parametrize("name", sorted(TAKEN))
def test_what_people_brought_and_every_reader_opens_is_taken(name):
    assert_taken(name, (BROUGHT / name).read_bytes(), TAKEN[name])


@pytest.mark.parametrize("name", sorted(NAMED))
def test_what_people_brought_and_few_readers_open_is_named_with_how_to_convert(name):
    with pytest.raises(InvalidInput, match=NAMED[name]):
        store(name, (BROUGHT / name).read_bytes())


def test_everything_that_was_brought_is_in_a_table():
    assert {path.name for path in BROUGHT.iterdir()} == {*TAKEN, *NAMED}


def test_a_file_over_the_limit_is_refused_unread():
    with pytest.raises(InvalidInput, match="超过 20 MB"):
        store("大.pdf", b"%PDF-1.7 " + b"0" * settings.UPLOAD_FILE_MAX_BYTES)
