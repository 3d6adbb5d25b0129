"""Every door through which a file comes: none that nobody judges."""

import importlib
import pkgutil

import pytest
from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

import portal
from cases.models import EnforcementCase, ProactiveNotice
from ledger import timekeeping
from portal.calendars.forms import ArrangementForm
from portal.court.forms.imports import ImportForm
from portal.public.forms import CompareForm
from portal.steps.fields import ProofFile
from tests.portal.enterprise_pages import pdf
from tests.portal.staff_pages import NOW, as_part, text_of
from tests.support.world import new_walk
from tests.uploads.corpus import BROUGHT, image, iso_media
from tests.uploads.corpus import pdf as pdf_of

IMPORT = reverse("court:import")
# The one reads a table itself and the other only compares digests; neither keeps what it is given.
WITHOUT_A_VERDICT = {ArrangementForm, ImportForm, CompareForm}


@pytest.fixture(autouse=True)
def _now():
    with timekeeping.pinned(NOW):
        yield


@pytest.fixture
def clerk(cast):
    return as_part(cast, "acceptance_officer")


def every_form():
    for module in pkgutil.walk_packages(portal.__path__, "portal."):
        for thing in vars(importlib.import_module(module.name)).values():
            if isinstance(thing, type) and issubclass(thing, forms.BaseForm) and hasattr(thing, "base_fields"):
                yield thing


def test_a_field_for_a_file_is_one_that_is_judged():
    doors = {form for form in every_form() for field in form.base_fields.values() if isinstance(field, forms.FileField)}
    unjudged = {
        form
        for form in doors
        for field in form.base_fields.values()
        if isinstance(field, forms.FileField) and not isinstance(field, ProofFile)
    }
    assert unjudged == WITHOUT_A_VERDICT
    assert len(doors) >= len(WITHOUT_A_VERDICT) + 3


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("空.xlsx", b"", "是空的"),
        ("清单.pdf", pdf_of(), "而是PDF"),
        ("清单.xlsx", image("JPEG"), "而是JPG"),
        ("清单.csv", "执行案号,企业名称\n".encode(), "看起来是 .csv 或者文本"),
        ("清单.xlsx", b"<html><table></table></html>", "而是网页或者 XML 表格"),
        ("清单.xlsx", b"MZ" + b"\0" * 90, "而是程序"),
        ("清单.xlsx", b"PK\x03\x04" + b"0" * (10 * 1024 * 1024), "超过 10 MB"),
    ],
)
def test_what_is_no_spreadsheet_does_not_reach_its_reader(clerk, name, content, words):
    response = clerk.post(IMPORT, {"upload": SimpleUploadedFile(name, content)})
    assert response.status_code == 422
    assert words in text_of(response)
    assert not EnforcementCase.objects.filter(number__contains="清单").exists()


def serving(cast, clerk, scan):
    walk = new_walk(cast).record().take_measures()
    form = {"version": walk.notice.state_seq, "manner": "direct", "served_on": NOW.date().isoformat(), "receiver": "前台", "receipt": scan}
    return walk.notice, clerk.post(reverse("court:notice_act", args=[walk.notice.pk, "serve_notice"]), form)


@pytest.mark.parametrize(
    ("scan", "words"),
    [
        (SimpleUploadedFile("回证.jpg", iso_media(b"heic")), "HEIC 照片"),
        (SimpleUploadedFile("回证.pdf", pdf_of(pages=301)), "现为301页"),
        (SimpleUploadedFile("回证.pdf", b""), "是空的"),
    ],
    ids=["heic", "long", "empty"],
)
def test_a_bad_scan_of_the_proof_of_service_is_named_and_nothing_typed_is_lost(cast, clerk, scan, words):
    notice, response = serving(cast, clerk, scan)
    assert response.status_code == 422
    assert words in text_of(response)
    assert 'value="前台"' in text_of(response)
    assert ProactiveNotice.objects.get(pk=notice.pk).state == "prepared"


def test_a_proof_of_service_rests_on_no_scan_that_is_not_judged(cast, clerk, settings):
    settings.UPLOAD_PATIENCE_SECONDS = 0.0
    notice, response = serving(cast, clerk, pdf("回证.pdf"))
    assert response.status_code == 422
    assert "还没有检查完" in text_of(response)
    assert ProactiveNotice.objects.get(pk=notice.pk).state == "prepared"


def test_readers_of_a_scan_get_no_attachment(cast, clerk):
    content = (BROUGHT / "b17-receipt-with-attached-xml.pdf").read_bytes()
    notice, response = serving(cast, clerk, SimpleUploadedFile("回证.pdf", content))
    assert response.status_code == 302
    scan = clerk.get(reverse("court:notice_receipt", args=[notice.pk]))
    assert scan.content.startswith(b"%PDF-")
    assert b"EmbeddedFile" not in scan.content
