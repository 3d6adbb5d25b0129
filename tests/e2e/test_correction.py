"""A wrong name found after the seal, on the real pages: corrected, superseded, pushed again, and held by all eight units."""

from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.management import call_command
from PIL import Image

from cases.enums import CaseState
from cases.models import Certificate
from demo.walk import Walk
from ledger import timekeeping
from notices.tasks import render_document
from recognition.models import Recognition
from tests.e2e.stage import Days, Stage, days_from
from tests.support.sweeping import swept
from tests.support.world import AT, new_walk

pytestmark = pytest.mark.browser

WRONG, RIGHT = "示例江岸铸造有限公司", "示例江岸铸锻有限公司"


@dataclass
class Play:
    stage: Stage
    walk: Walk
    licence: Path
    old: Certificate
    days: Days

    def seat(self, part: str) -> Stage:
        self.stage.seat(self.walk.cast.people[part])
        return self.stage

    def page(self, office: str) -> str:
        return f"/{office}/cases/{self.walk.case.pk}/"

    @property
    def new(self) -> Certificate:
        return Certificate.objects.get(replaces=self.old)


@pytest.fixture
def play(page, live_server, committed_cast, tmp_path):
    licence = tmp_path / "营业执照.png"
    Image.new("RGB", (600, 400), "white").save(licence)
    with days_from(AT + timedelta(days=20)) as days:
        walk = new_walk(committed_cast, enterprise_name=WRONG).to(CaseState.RECOGNIZED_ALL)
        days.come_to(walk.at + timedelta(days=1))
        yield Play(Stage(page, live_server.url), walk, licence, walk.case.certificate, days)


def court_corrects_the_record(play: Play) -> None:
    stage = play.seat("acceptance_officer")
    stage.go(f"/court/enforcement/{play.walk.enforcement.pk}/")
    stage.follow("更正")
    stage.follow(f"被执行企业 {WRONG}")
    stage.fill(name=RIGHT, reason="营业执照上是“铸锻”，登记时误写。", evidence=play.licence)
    stage.press("确认更正")
    stage.sees(WRONG, RIGHT, "登记时误写")
    stage.go(play.page("court"))
    stage.sees("证明所载有误，待院长签发更正")


def president_orders_and_officer_seals(play: Play) -> None:
    stage = play.seat("signing_president")
    stage.go("/court/")
    stage.sees(RIGHT)
    stage.go(f"{play.page('court')}do/order_replacement/")
    stage.sees(WRONG, RIGHT)
    stage.confirm()
    stage = play.seat("acceptance_officer")
    stage.go(f"{play.page('court')}do/supersede_distributed/")
    stage.sees(f"本证明更正并替代{play.old.number}")
    stage.confirm()
    render_document(play.new.document_id)
    assert swept("replacements", at=timekeeping.now()) == 1
    play.days.come_to(timekeeping.now() + timedelta(minutes=1))


def anybody_verifies_the_old_number(play: Play) -> None:
    stage = play.stage
    stage.page.context.clear_cookies()
    stage.go(f"/v/{play.old.verify_code}/")
    stage.sees("已被替代", play.new.number)
    stage.follow(play.new.number)
    stage.sees("有效", play.new.number)


def bureau_hands_on(play: Play) -> None:
    stage = play.seat("bureau_handler")
    stage.go("/bureau/")
    stage.sees(RIGHT)
    stage.act(play.page("bureau"), "receive_replacement")
    play.seat("bureau_approver").act(play.page("bureau"), "forward_replacement")


def every_unit_signs_for_it(play: Play) -> None:
    for unit in play.walk.cast.units:
        where = f"/member/recognitions/{play.walk.unit(unit.code).pk}/"
        stage = play.stage
        stage.seat_without_page(play.walk.cast.people[f"{unit.code}:liaison"])
        stage.go("/member/")
        stage.sees(RIGHT)
        stage.go(where)
        stage.sees("替代证明待签收", RIGHT, play.new.number)
        stage.act(where, "sign_for_replacement")
        stage.sees("已认可", play.new.number)
        stage.does_not_see("替代证明待签收")
    of_case = Recognition.objects.filter(case=play.walk.case, state="recognized")
    assert of_case.filter(certificate=play.new, replacement__state="received").count() == len(play.walk.cast.units) == 8


def test_a_wrong_name_found_after_the_seal_is_replaced_at_all_eight_units(play):
    court_corrects_the_record(play)
    president_orders_and_officer_seals(play)
    anybody_verifies_the_old_number(play)
    bureau_hands_on(play)
    every_unit_signs_for_it(play)
    play.stage.seat(play.walk.agent)
    play.stage.go(play.page("enterprise"))
    play.stage.sees("8/8", play.new.number, "已作废，由")
    call_command("verify_ledger")
    call_command("verify_clocks")
    assert play.stage.complaints == []
