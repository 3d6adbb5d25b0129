"""Uploads lie whole or not at all, under names that say nothing, for nobody else on the machine."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from notices import storage
from procedure.actors import VISITOR
from tests.support.world import AT
from tests.uploads.corpus import pdf
from uploads.models import Upload
from uploads.services import store_upload
from uploads.storage import clean_name, file_path


def store(content=None):
    return store_upload(SimpleUploadedFile("回单.pdf", content or pdf()), by=VISITOR, at=AT)


def test_nobody_else_on_the_machine_reads_a_stored_file(db):
    path = file_path(store().stored_name)
    assert path.stat().st_mode & 0o777 == 0o600


def test_an_upload_is_on_disk_whole_or_not_at_all(db, monkeypatch, settings, tmp_path):
    msg = "no power"

    def power_cut(_descriptor):
        raise OSError(msg)

    settings.MEDIA_ROOT = tmp_path
    monkeypatch.setattr(storage.os, "fsync", power_cut)
    with pytest.raises(OSError, match="no power"):
        store()
    assert not [path for path in tmp_path.rglob("*") if path.suffix == ".bin"]
    assert not Upload.objects.exists()


def test_the_same_file_twice_lies_under_two_names(db):
    assert store().stored_name != store().stored_name


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("../../etc/回单.pdf", "回单.pdf"),
        ("C:\\用户\\回单.pdf", "回单.pdf"),
        ("回\x00单\r\n.pdf", "回单.pdf"),
        ("a\u202efdp.exe", "afdp.exe"),
        ("", "未命名文件"),
        ("/", "未命名文件"),
        ("长" * 300 + ".pdf", "长" * 115 + "….pdf"),
        ("长" * 300, "长" * 119 + "…"),
    ],
)
def test_a_name_is_for_reading_only(name, shown):
    assert clean_name(name) == shown


@pytest.mark.parametrize("name", ["../secret.bin", "", "a" * 32 + ".bin/..", "A" * 32 + ".bin", "a" * 31 + ".bin"])
def test_only_our_own_names_lead_to_a_file(name):
    with pytest.raises(ValueError, match="not a stored name"):
        file_path(name)
