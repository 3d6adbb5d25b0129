"""What the creditor confirmed on paper, instalment by instalment, as an officer of the court records it with its scan."""

import pytest
from django.urls import reverse

from cases.enums import CaseState
from cases.models import CreditorConsultation, CreditorInstalment
from cases.parties import AnswerDoor
from cases.services import instalments
from cases.services.instalments import AT_MOST, InstalmentSaid
from demo.specimens import voucher
from ledger import timekeeping
from procedure.errors import ConditionNotMet, NotPermitted, NotVisible
from tests.portal.staff_pages import as_part, done, text_of
from tests.support.world import new_walk

SAID = {"word": "received", "on": "2026-11-02", "amount_fen": "1,000.50", "signer": "示例建材"}


@pytest.fixture
def paid_in_parts(cast, db):
    walk = new_walk(cast, fulfilled=False).to(CaseState.RECOGNIZED_ALL)
    with timekeeping.pinned(walk.at):
        yield walk


def consultation_of(walk) -> CreditorConsultation:
    return CreditorConsultation.objects.get(case=walk.case_id)


def send(cast, walk, part="acceptance_officer", **form):
    form = {**SAID, "upload": voucher("书面确认"), **form}
    page = reverse("court:creditor_instalment", args=[consultation_of(walk).pk])
    return as_part(cast, part).post(page, {name: value for name, value in form.items() if value is not None})


def rows_of(walk):
    return CreditorInstalment.objects.filter(consultation__case=walk.case_id)


def test_it_is_recorded_with_who_did_and_the_scan_opens_at_the_court_only(cast, paid_in_parts):
    walk = paid_in_parts
    done(send(cast, walk))
    (row,) = rows_of(walk)
    assert (row.amount_fen, row.word, row.door) == (100_050, "received", AnswerDoor.PAPER)
    assert row.recorded_by == cast.people["acceptance_officer"]
    home = text_of(as_part(cast, "handling_judge").get(reverse("court:creditor", args=[consultation_of(walk).pk])))
    assert "1,000.50" in home
    scan = reverse("court:creditor_files", args=[consultation_of(walk).pk, row.file_id])
    assert as_part(cast, "handling_judge").get(scan).status_code == 200
    for part in ("bureau_handler", "finance:liaison", "office"):
        assert as_part(cast, part).get(scan).status_code in (302, 404)


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"upload": None}, "书面确认的扫描件"),
        ({"amount_fen": "0"}, "请填写这一期的金额"),
        ({"on": "2099-01-01"}, "不能晚于今天"),
        ({"signer": ""}, "这个字段是必填项"),
    ],
)
def test_what_cannot_be_is_a_sentence_and_what_was_typed_stays(cast, paid_in_parts, typed, sentence):
    page = send(cast, paid_in_parts, words="分三次转账", **typed)
    assert page.status_code == 422
    assert sentence in text_of(page)
    assert "分三次转账" in page.content.decode()
    assert not rows_of(paid_in_parts).exists()


def test_only_whoever_serves_at_its_court_records_it(cast, paid_in_parts):
    walk = paid_in_parts
    for part in ("reviewing_judge", "signing_president", "list_operator"):
        assert send(cast, walk, part).status_code == 403
    for part in ("bureau_handler", "office"):
        assert send(cast, walk, part).status_code in (302, 404)
    said = InstalmentSaid(word="received", on=timekeeping.today(), amount_fen=1, signer="示例建材")
    for part, refusal in (("signing_president", NotPermitted), ("bureau_handler", NotVisible)):
        with pytest.raises(refusal):
            instalments.record_instalment(consultation_of(walk).pk, said, upload=voucher("一"), by=walk.by(part), at=walk.at)
    assert not rows_of(walk).exists()


def test_where_nothing_is_paid_in_parts_any_more_the_page_says_so(cast, db):
    walk = new_walk(cast, fulfilled=False).to(CaseState.REJECTED)
    with timekeeping.pinned(walk.at):
        page = send(cast, walk)
        assert page.status_code == 422
        assert "没有在办理的分期履行" in text_of(page)
    assert not rows_of(walk).exists()


def test_a_plan_has_an_end(cast, paid_in_parts, monkeypatch):
    walk = paid_in_parts
    assert AT_MOST == 120
    monkeypatch.setattr(instalments, "AT_MOST", 1)
    done(send(cast, walk))
    second = send(cast, walk, on="2026-11-03")
    assert second.status_code == 422
    assert "最多确认1期" in text_of(second)
    said = InstalmentSaid(word="received", on=timekeeping.today(), amount_fen=1, signer="示例建材")
    with pytest.raises(ConditionNotMet):
        instalments.record_instalment(consultation_of(walk).pk, said, upload=voucher("二"), by=walk.by("acceptance_officer"), at=walk.at)
    assert rows_of(walk).count() == 1
