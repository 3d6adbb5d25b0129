"""A lost material: the court asks the body that issued it, records the answer, and does not go on before."""

import pytest

from cases.enums import MaterialKind, Verification
from cases.models import Material
from cases.services import applications
from ledger import timekeeping
from ledger.models import Event
from tests.cases.test_ledger_holds import is_sound
from tests.portal.court_forms import take
from tests.portal.enterprise_pages import NOW, signed_in, url
from tests.portal.staff_pages import done, links_to_steps, other_court_judge, post, step_url, text_of
from tests.portal.test_court_examination import examination_form, opened
from tests.support.world import new_walk


@pytest.fixture(autouse=True)
def _now():
    with timekeeping.pinned(NOW):
        yield


@pytest.fixture
def lost(walk):
    walk.record().take_measures().serve().join().draft().fill()
    applications.report_material_lost(
        walk.application.pk,
        slot=2,
        kind=MaterialKind.CAPACITY_PROOF,
        issuer="示例登记机关",
        note="搬迁时遗失",
        by=walk.agent_actor(),
        at=walk.at,
    )
    walk.submit().later(days=1).accept()
    return walk, Material.objects.get(application=walk.application, is_lost=True)


def answer(material, note="11月18日函询，对方回函确认。", found="confirmed"):
    return {f"found-{material.pk}": found, f"note-{material.pk}": note}


def test_the_answer_is_recorded_and_both_sides_read_it(lost):
    walk, material = lost
    judge = signed_in(walk.case.handler)
    assert "verify_materials" in links_to_steps(text_of(judge.get(f"/court/cases/{walk.case.pk}/")))
    done(take(walk, "handler", "verify_materials", **answer(material)))
    material.refresh_from_db()
    assert (material.verification, material.verified_by) == (Verification.CONFIRMED, walk.case.handler)
    assert Event.objects.get(action="verify_materials").body[f"material:{material.pk}"] == "confirmed"
    # The materials were on record before: the verifier knows the answer as the step's own change.
    assert is_sound()
    for page in (
        judge.get(f"/court/cases/{walk.case.pk}/application/"),
        signed_in(walk.agent).get(url("case", walk.case.pk)),
    ):
        assert "11月18日函询" in text_of(page)
    assert "verify_materials" not in links_to_steps(text_of(judge.get(f"/court/cases/{walk.case.pk}/")))


def test_an_examination_does_not_go_on_before(lost):
    walk, material = lost
    opened(walk)
    response = take(walk, "handler", "submit_examination", **examination_form(walk))
    assert response.status_code == 422
    assert "请先向示例登记机关核实并登记结果" in text_of(response)
    done(take(walk, "handler", "verify_materials", **answer(material)))
    done(take(walk, "handler", "submit_examination", **examination_form(walk)))


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [
        ({"found": ""}, "请选择核实结果"),
        ({"note": ""}, "请写明向谁、怎样核实"),
        ({"found": "", "note": ""}, "请至少登记一份材料的核实结果"),
        ({"found": "nonsense"}, "请从列出的各项中选择"),
    ],
)
def test_half_an_answer_is_named_and_what_was_typed_stays(lost, sent, sentence):
    walk, material = lost
    response = take(walk, "handler", "verify_materials", **answer(material, **sent))
    assert response.status_code == 422
    assert sentence in text_of(response)
    if sent.get("note", "x"):
        assert "11月18日函询" in text_of(response)
    material.refresh_from_db()
    assert material.verification == ""


def test_nobody_records_it_twice_or_for_another_case(lost, cast):
    walk, material = lost
    done(take(walk, "handler", "verify_materials", **answer(material)))
    again = take(walk, "handler", "verify_materials", **answer(material, found="contradicted"))
    assert again.status_code == 409
    material.refresh_from_db()
    assert material.verification == Verification.CONFIRMED
    other = new_walk(cast)
    other.apply().accept()
    assert take(other, "handler", "verify_materials", **answer(material)).status_code in (403, 404)


def test_only_the_handling_judge_records_it(lost, cast):
    walk, material = lost
    for user in (cast.people["acceptance_officer"], cast.people["reviewing_judge"], other_court_judge(cast), walk.agent):
        response = post(signed_in(user), step_url(walk, "verify_materials"), walk.case, **answer(material))
        assert response.status_code in (302, 403, 404)
    material.refresh_from_db()
    assert material.verification == ""
