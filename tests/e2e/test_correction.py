"""A wrong name found after the seal, on the real pages: corrected, superseded, pushed again, and held by all eight units."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.core.management import call_command
from PIL import Image

from cases.enums import CaseState
from cases.models import Certificate
from notices.tasks import render_document
from recognition.models import Recognition
from tests.e2e.stage import Stage, days_from
from tests.support.sweeping import swept
from tests.support.world import AT, new_walk

pytestmark = pytest.mark.browser

WRONG, RIGHT = "示例江岸铸造有限公司", "示例江岸铸锻有限公司"


@pytest.fixture
def licence(tmp_path) -> Path:
    path = tmp_path / "营业执照.png"
    Image.new("RGB", (600, 400), "white").save(path)
    return path


def test_a_wrong_name_found_after_the_seal_is_replaced_at_all_eight_units(page, live_server, committed_cast, licence):
    cast = committed_cast
    with days_from(AT + timedelta(days=20)) as days:
        walk = new_walk(cast, enterprise_name=WRONG).to(CaseState.RECOGNIZED_ALL)
        old, moment = walk.case.certificate, walk.at + timedelta(days=1)
        days.come_to(moment)
        stage = Stage(page, live_server.url)

        stage.seat(cast.people["acceptance_officer"])
        stage.go(f"/court/enforcement/{walk.enforcement.pk}/")
        stage.follow("更正")
        stage.follow(f"被执行企业 {WRONG}")
        stage.fill(name=RIGHT, reason="营业执照上是“铸锻”，登记时误写。", evidence=licence)
        stage.press("确认更正")
        stage.sees(WRONG, RIGHT, "登记时误写")
        case = f"/court/cases/{walk.case.pk}/"
        stage.go(case)
        stage.sees("证明所载有误，待院长签发更正")

        stage.seat(cast.people["signing_president"])
        stage.go("/court/")
        stage.sees(RIGHT)
        stage.go(f"{case}do/order_replacement/")
        stage.sees(WRONG, RIGHT)
        stage.confirm()

        stage.seat(cast.people["acceptance_officer"])
        stage.go(f"{case}do/supersede_distributed/")
        stage.sees(f"本证明更正并替代{old.number}")
        stage.confirm()
        new = Certificate.objects.get(replaces=old)
        render_document(new.document_id)
        assert swept("replacements", at=moment) == 1

        stage.page.context.clear_cookies()
        stage.go(f"/v/{old.verify_code}/")
        stage.sees("已被替代", new.number)
        stage.follow(new.number)
        stage.sees("有效", new.number)

        where = f"/bureau/cases/{walk.case.pk}/"
        stage.seat(cast.people["bureau_handler"])
        stage.go("/bureau/")
        stage.sees(RIGHT)
        stage.act(where, "receive_replacement")
        stage.seat(cast.people["bureau_approver"])
        stage.act(where, "forward_replacement")

        for unit in cast.units:
            answer = Recognition.objects.get(case=walk.case, department=unit)
            stage.seat_without_page(cast.people[f"{unit.code}:liaison"])
            stage.go("/member/")
            stage.sees(RIGHT)
            stage.go(f"/member/recognitions/{answer.pk}/")
            stage.sees("替代证明待签收", RIGHT, new.number)
            stage.act(f"/member/recognitions/{answer.pk}/", "sign_for_replacement")
            stage.sees("已认可", new.number)
            stage.does_not_see("替代证明待签收")
        held = Recognition.objects.filter(case=walk.case, certificate=new, replacement__state="received", state="recognized")
        assert held.count() == len(cast.units) == 8

        stage.seat(walk.agent)
        stage.go(f"/enterprise/cases/{walk.case.pk}/")
        stage.sees("8/8", new.number, "已作废，由")
        call_command("verify_ledger")
        call_command("verify_clocks")
        assert stage.complaints == []
