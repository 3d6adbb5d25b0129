from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction

from adoption.load import apply, plan
from cases.enums import CertificateStatus
from cases.models import Certificate
from departments.models import Region
from ledger import timekeeping
from notices.services.documents import pdf_content
from portal.words.masking import masked_name, masked_uscc
from tests.portal import public_story
from tests.portal.public_story import AGENT, JUDGE, NAME, PHONE, SHANGHAI, START, Story

WRONG_CODE = "aaaaaaaaaaaaaaaaaaaaaa"
TAIL = PHONE[-4:]


@pytest.fixture(autouse=True)
def _no_limits_left_over(db):
    cache.clear()


@pytest.fixture
def region(db) -> Region:
    return apply(plan(Path("regions/xisaishan.toml"), on=START.date()), by="测试", at=START).region


@pytest.fixture
def story(region) -> Story:
    return public_story.certified(region)


@pytest.fixture
def answered(region) -> Story:
    return public_story.printed_and_answered(region)


@pytest.fixture(autouse=True)
def _november():
    with timekeeping.pinned(datetime(2026, 11, 12, 10, 0, tzinfo=SHANGHAI)):
        yield


def main_of(response) -> str:
    """What the page says; around it stand the address and a token of the form."""
    return response.content.decode().partition("<main")[2].partition("</main>")[0]


@contextmanager
def changed_for_a_moment(certificate: Certificate, status: CertificateStatus):
    """No service ends a certificate yet, and the database never lets one become valid again: rolled back."""
    successor = certificate if status == CertificateStatus.REPLACED else None
    with transaction.atomic():
        rows = Certificate.objects.filter(pk=certificate.pk)
        rows.update(status=status, status_on=START.date(), status_reason="文书错误", replaced_by=successor)
        yield
        transaction.set_rollback(True)


def ask(client, code, tail):
    return client.post("/progress/", {"query_code": code, "phone_tail": tail})


def test_progress_shows_stage_holder_last_day_and_no_person(client, answered):
    html = ask(client, f" {answered.application.query_code.lower()} ", TAIL).content.decode()
    assert "各单位正在互认" in html
    assert "各成员单位" in html
    assert "剩" in html
    assert "为什么是" in html
    assert "<strong>1/8</strong>" in html
    assert "信用修复证明已出具" in html
    for name in (JUDGE, AGENT, "某甲", PHONE, NAME):
        assert name not in html


def test_wrong_phone_shows_nothing_and_answers_like_an_unknown_code(client, story):
    for tail in ("432", "43210", "abcd", ""):
        response = ask(client, story.application.query_code, tail)
        assert "cr-timeline" not in response.content.decode()
    wrong, unknown = ask(client, story.application.query_code, "0000"), ask(client, "ZZZZZZZZZZ", "0000")
    assert wrong.status_code == unknown.status_code == 404
    assert "没有找到相符的申请" in wrong.content.decode()
    assert "没有找到相符的申请" in unknown.content.decode()


def test_guessing_the_phone_of_one_code_ends_after_ten_misses(client, story):
    for _ in range(9):
        ask(client, story.application.query_code, "0000")
    assert ask(client, story.application.query_code, TAIL).status_code == 200
    ask(client, story.application.query_code, "0000")
    assert ask(client, story.application.query_code, TAIL).status_code == 404


def test_a_stranger_who_guesses_locks_out_nobody_else(client, story):
    for _ in range(12):
        client.post("/progress/", {"query_code": story.application.query_code, "phone_tail": "0000"}, REMOTE_ADDR="198.51.100.7")
    assert ask(client, story.application.query_code, TAIL).status_code == 200


def test_certificate_shows_scope_and_masked_name(client, story):
    html = client.get(f"/v/{story.certificate.verify_code}/").content.decode()
    assert "有效" in html
    assert story.certificate.number in html
    assert "黄石****有限公司" in html
    assert NAME not in html
    assert "91420203MA00000150" not in html
    for field in story.certificate.scope_fields:
        assert field in html
    assert "2027年3月1日" in html
    assert "仅限本案" in html
    assert not any(name in html for name in (JUDGE, AGENT, "某甲", "某供应商"))


def test_status_is_read_at_the_moment_of_asking(client, story):
    path = f"/v/{story.certificate.verify_code}/"
    for status, word in ((CertificateStatus.REVOKED, "已撤销"), (CertificateStatus.REPLACED, "已被替代")):
        with changed_for_a_moment(story.certificate, status):
            html = client.get(path).content.decode()
        assert word in html
        assert "2026年11月2日" in html
    assert "已撤销" not in client.get(path).content.decode()


def test_certificate_past_its_term_is_not_called_valid(client, story):
    with timekeeping.pinned(datetime(2027, 3, 2, 0, 1, tzinfo=SHANGHAI)):
        html = client.get(f"/v/{story.certificate.verify_code}/").content.decode()
    assert "已过有效期" in html
    with timekeeping.pinned(datetime(2027, 3, 1, 23, 59, tzinfo=SHANGHAI)):
        html = client.get(f"/v/{story.certificate.verify_code}/").content.decode()
    assert "已过有效期" not in html


@pytest.mark.parametrize("code", [WRONG_CODE, "x", "%E4%B8%AD", "a" * 200, "..", "'--"])
def test_every_wrong_code_gets_the_same_answer(client, code):
    first, other = client.get(f"/v/{WRONG_CODE}/"), client.get(f"/v/{code}/")
    assert other.status_code == 404
    assert main_of(first) == main_of(other)


def test_lookups_are_not_kept_anywhere(client, story):
    answers = [
        client.get(f"/v/{story.certificate.verify_code}/"),
        client.get(f"/v/{WRONG_CODE}/"),
        client.get("/v/"),
        ask(client, story.application.query_code, TAIL),
    ]
    for answer in answers:
        assert answer["Cache-Control"] == "no-store"
        assert answer["X-Robots-Tag"] == "noindex, nofollow"
        assert 'name="robots" content="noindex, nofollow"' in answer.content.decode()


@pytest.mark.parametrize("path", [f"/v/{WRONG_CODE}/", "/v/", "/progress/"])
def test_the_thirty_first_request_of_a_minute_is_refused(client, path):
    codes = [client.get(path).status_code for _ in range(31)]
    assert 429 not in codes[:30]
    assert codes[30] == 429


def test_limits_are_per_address(client):
    for _ in range(31):
        client.get("/v/")
    assert client.get("/v/").status_code == 429
    assert client.get("/v/", REMOTE_ADDR="127.0.0.2").status_code == 200


def test_number_and_code_together_lead_to_the_certificate(client, story):
    number = story.certificate.number.replace("〔", "[").replace("〕", "]")
    response = client.post("/v/", {"number": f" {number} ", "code": story.certificate.verify_code})
    assert response.headers["Location"] == f"/v/{story.certificate.verify_code}/"


def test_number_or_code_alone_is_not_enough(client, story):
    right = {"number": story.certificate.number, "code": story.certificate.verify_code}
    for wrong in ({"number": "鄂0203执修〔2026〕证999号"}, {"code": WRONG_CODE}):
        response = client.post("/v/", right | wrong)
        assert response.status_code == 404
        assert "没有找到相符的证明" in response.content.decode()


def test_empty_verification_form_says_what_is_missing(client):
    html = client.post("/v/", {}).content.decode()
    assert "请填写证明编号。" in html
    assert "请填写查验码。" in html


def test_the_issued_file_is_recognised_and_another_is_not(client, answered):
    path = f"/v/{answered.certificate.verify_code}/"
    issued = pdf_content(answered.certificate.document)
    same = client.post(path, {"file": SimpleUploadedFile("证明.pdf", issued)})
    other = client.post(path, {"file": SimpleUploadedFile("证明.pdf", issued + b"\n")})
    assert "完全相同" in same.content.decode()
    assert "不是法院出具的原件" in other.content.decode()
    assert "请选择要比对的文件。" in client.post(path).content.decode()


@pytest.mark.parametrize(
    ("name", "masked"),
    [("黄石晴川包装有限公司", "黄石****有限公司"), ("晴川包装厂", "晴***厂"), ("晴川", "晴*"), ("晴", "晴*")],
)
def test_masked_name(name, masked):
    assert masked_name(name) == masked


def test_masked_uscc():
    assert masked_uscc("91420203MA00000150") == "9142**********0150"
