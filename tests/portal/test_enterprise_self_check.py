import pytest

from cases.models import Application, GuardRule
from ledger import timekeeping
from tests.portal.enterprise_pages import NOW, agent_of, url

GOOD = {"ground": "fulfilled", "cooperates": "yes", "proof": "have", "signs": "yes"}


@pytest.fixture(autouse=True)
def _now():
    with timekeeping.pinned(NOW):
        yield


def result(client, **changes: object) -> str:
    response = client.post(url("self_check"), GOOD | changes)
    assert response.status_code == 200
    return response.content.decode()


def test_five_questions_need_no_account(client, cast, db):
    page = client.get(url("self_check")).content.decode()
    for rule in GuardRule.objects.filter(region=cast.region, is_current=True, kind="hard"):
        assert rule.text in page


def test_good_answers_say_so_and_store_nothing(client, cast, db):
    assert "基本符合，可以申请" in result(client)
    assert not Application.objects.exists()


def test_a_missing_proof_is_a_thing_to_prepare(client, cast, db):
    page = result(client, proof="no", signs="no")
    assert "还差几项准备" in page
    assert "至少一份证明材料" in page
    assert "先办好授权" in page


def test_a_lost_proof_is_no_obstacle(client, cast, db):
    assert "材料遗失" in result(client, proof="lost")


@pytest.mark.parametrize("changes", [{"obstacles": ["evades-debt"]}, {"ground": "none"}, {"cooperates": "no"}])
def test_an_obstacle_names_its_rule(client, cast, db, changes):
    page = result(client, **changes)
    assert "现在申请很可能不会通过" in page
    assert "依据：实施办法第三部分第2项" in page


def test_a_local_rule_carries_its_badge(client, cast, db):
    assert "待本地细则" in result(client, obstacles=["false-material"])


def test_unanswered_questions_are_named(client, cast, db):
    page = client.post(url("self_check"), {}).content.decode()
    assert "有 4 处需要更正" in page


def test_an_agent_goes_on_with_the_result(walk):
    walk.record().take_measures().serve().join()
    page = result(agent_of(walk), ground="plan")
    assert f"为{walk.plot.enterprise_name}开始填写" in page
    assert 'name="ground" value="plan"' in page
