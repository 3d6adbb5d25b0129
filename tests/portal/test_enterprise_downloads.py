import hashlib

import pytest
from django.urls import reverse

from cases.models import Material
from ledger import timekeeping
from notices.models import Document
from notices.services import render_document
from notices.storage import path_of
from recognition.enums import RecognitionResult
from tests.portal.enterprise_pages import NOW, agent_of, staff, stranger
from tests.support.sweeping import swept
from uploads.storage import file_path


@pytest.fixture(autouse=True)
def _now():
    with timekeeping.pinned(NOW):
        yield


def document_of(walk, kind: str) -> Document:
    return Document.objects.get(case=walk.case.pk, kind=kind)


def path_to(row) -> str:
    return reverse("download:document" if isinstance(row, Document) else "download:material", args=[row.pk])


@pytest.fixture
def accepted(case_in):
    return case_in("accepted")


@pytest.fixture
def notice_of_acceptance(accepted):
    document = document_of(accepted, "D05")
    render_document(document.pk, at=NOW)
    document.refresh_from_db()
    return document


def assert_harmless(response) -> None:
    assert response["Content-Disposition"].startswith('attachment; filename="')
    assert "filename*=UTF-8''" in response["Content-Disposition"]
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert response["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "no-store" in response["Cache-Control"]


def test_the_enterprise_and_the_court_fetch_a_paper(cast, accepted, notice_of_acceptance):
    for client in (agent_of(accepted), staff(cast, "handling_judge"), staff(cast, "list_operator")):
        response = client.get(path_to(notice_of_acceptance))
        assert response.status_code == 200
        assert response["Content-Type"] == "application/pdf"
        assert hashlib.sha256(response.content).hexdigest() == notice_of_acceptance.pdf_sha256
        assert_harmless(response)


def test_a_paper_that_is_being_made_says_so(accepted):
    response = agent_of(accepted).get(path_to(document_of(accepted, "D05")))
    assert response.status_code == 409
    assert "文书还没有生成" in response.content.decode()


@pytest.mark.parametrize("part", ["bureau_handler", "finance:liaison", "administrator"])
def test_a_paper_for_the_enterprise_is_not_for_others(cast, notice_of_acceptance, part):
    assert staff(cast, part).get(path_to(notice_of_acceptance)).status_code == 404


def test_another_enterprise_finds_no_paper(cast, notice_of_acceptance):
    assert stranger(cast).get(path_to(notice_of_acceptance)).status_code == 404


def test_the_courts_own_papers_stay_inside(cast, case_in):
    walk = case_in("pending_review")
    report = document_of(walk, "D11")
    assert agent_of(walk).get(path_to(report)).status_code == 404
    assert staff(cast, "reviewing_judge").get(path_to(report)).status_code == 409


def test_a_units_paper_is_for_that_unit(cast, case_in):
    walk = case_in("distributed")
    walk.unit_answers("finance", RecognitionResult.REFUSED)
    letter = document_of(walk, "D18")
    assert staff(cast, "finance:liaison").get(path_to(letter)).status_code == 409
    assert staff(cast, "justice:liaison").get(path_to(letter)).status_code == 404


def test_a_material_comes_out_as_it_went_in(cast, accepted):
    material = Material.objects.get(application=accepted.application)
    for client in (agent_of(accepted), staff(cast, "handling_judge")):
        response = client.get(path_to(material))
        assert response["Content-Type"] == "image/png"
        assert hashlib.sha256(response.content).hexdigest() == material.sha256
        assert_harmless(response)
        assert "%E4%BB%98%E6%AC%BE" in response["Content-Disposition"]


@pytest.mark.parametrize("part", ["bureau_handler", "finance:liaison", "leader", "administrator"])
def test_a_material_is_for_the_enterprise_and_the_court_only(cast, case_in, part):
    material = Material.objects.get(application=case_in("recognizing").application)
    assert staff(cast, part).get(path_to(material)).status_code == 404


def test_another_enterprise_finds_no_material(cast, accepted):
    assert stranger(cast).get(path_to(Material.objects.get(application=accepted.application))).status_code == 404


@pytest.mark.parametrize("harm", [lambda path: path.unlink(), lambda path: path.write_bytes(b"other bytes")], ids=["gone", "altered"])
def test_evidence_that_is_gone_or_altered_is_not_served(accepted, harm):
    material = Material.objects.get(application=accepted.application)
    path = file_path(material.upload.stored_name)
    content = path.read_bytes()
    harm(path)
    response = agent_of(accepted).get(path_to(material))
    path.write_bytes(content)
    assert response.status_code == 500
    assert "文件暂时无法读取" in response.content.decode()
    assert b"other bytes" not in response.content


def test_a_paper_that_was_altered_is_not_served_and_is_made_again(accepted, notice_of_acceptance):
    path = path_of(notice_of_acceptance.file_name)
    content = path.read_bytes()
    path.write_bytes(content + b" ")
    response = agent_of(accepted).get(path_to(notice_of_acceptance))
    assert (response.status_code, response["Retry-After"]) == (503, "30")
    assert "正在按冻结的原文重新制作" in response.content.decode()
    assert swept("damages", at=NOW) == 1
    assert agent_of(accepted).get(path_to(notice_of_acceptance)).content == content


def test_visitors_sign_in_first(client, accepted, notice_of_acceptance):
    for row in (notice_of_acceptance, Material.objects.get(application=accepted.application)):
        assert client.get(path_to(row))["Location"] == f"/accounts/login/?next={path_to(row)}"


def test_a_number_that_is_nothing_is_not_found(accepted):
    client = agent_of(accepted)
    assert client.get(reverse("download:document", args=[10**9])).status_code == 404
    assert client.get(reverse("download:material", args=[10**9])).status_code == 404
