"""A legal representative whom the court has no longer on record signs nothing by link, and what was signed so counts no more."""

from accounts.models import Enterprise
from cases.commitment import OVERTAKEN, signature_gap
from cases.enums import CorrectedRecord
from cases.services import corrections
from cases.services.corrections import Why
from demo.specimens import voucher
from tests.portal.test_signing_link import _now, call, elsewhere, read_letter, sign, stored, submit  # noqa: F401 - fixtures


def correct(walk, name):
    why = Why(reason="法定代表人登记有误", evidence=voucher("更正"))
    values = {"legal_representative": name}
    corrections.correct(walk.enforcement.pk, CorrectedRecord.ENTERPRISE, values, why=why, by=walk.by("acceptance_officer"), at=walk.at)


def test_a_link_for_who_is_not_on_record_any_more_is_closed(elsewhere):  # noqa: F811 - a fixture
    path = call(elsewhere)
    page = read_letter(path).content.decode()
    correct(elsewhere, "代表人乙")
    for answer in (read_letter(path), sign(path, page)):
        assert answer.status_code == 410
        assert "现在不是“代表人甲”" in answer.content.decode()
    assert stored(elsewhere).signed_at is None
    assert "代表人乙" in Enterprise.objects.get().legal_representative


def test_what_that_person_signed_has_to_be_signed_anew(elsewhere):  # noqa: F811 - a fixture
    path = call(elsewhere)
    sign(path, read_letter(path).content.decode())
    assert signature_gap(stored(elsewhere)) == ""
    correct(elsewhere, "代表人乙")
    assert signature_gap(stored(elsewhere)) == OVERTAKEN
    again = call(elsewhere, name="代表人乙")
    sign(again, read_letter(again, name="代表人乙").content.decode(), name="代表人乙")
    assert signature_gap(stored(elsewhere)) == ""
