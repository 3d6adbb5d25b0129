from pathlib import Path

import pytest

from adoption.load import apply, plan
from ledger import timekeeping


@pytest.fixture
def xisaishan(db):
    now = timekeeping.now()
    return apply(plan(Path("regions/xisaishan.toml"), on=timekeeping.legal_date(now)), by="测试", at=now).region


@pytest.mark.parametrize(
    ("code", "start", "due"),
    [
        ("K-10", "2026-09-18", "2026年9月22日 周二"),
        ("K-12", "2026-02-13", "2026年3月5日 周四"),
        ("K-12", "2026-09-24", "2026年10月15日 周四"),
        ("K-10", "2026-09-30", "2026年10月10日 周六"),
        ("K-04", "2026-02-10", "2026年2月25日 周三"),
    ],
)
def test_calculator_gives_the_golden_dates(client, xisaishan, code, start, due):
    html = client.get("/guide/days/", {"rule": code, "started_on": start}).content.decode()
    assert f"<strong>{due}</strong>" in html
    assert "暂定" not in html


def test_date_in_a_year_without_arrangement_is_provisional(client, xisaishan):
    html = client.get("/guide/days/", {"rule": "K-10", "started_on": "2026-12-30"}).content.decode()
    assert "2027年1月5日 周二" in html
    assert "暂定" in html


def test_rule_without_a_source_carries_its_badge(client, xisaishan):
    html = client.get("/guide/days/", {"rule": "K-02", "started_on": "2026-11-02"}).content.decode()
    assert "待本地细则" in html


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [
        ({"rule": "K-99", "started_on": "2026-11-02"}, "请从列表中选择。"),
        ({"rule": "K-10", "started_on": "1999-01-01"}, "不在2020-01-01至2040-12-31之间，请核对年份。"),
        ({"rule": "K-10", "started_on": "9999-12-31"}, "不在2020-01-01至2040-12-31之间，请核对年份。"),
        ({"rule": "K-10", "started_on": "明天"}, "日期请写成 2026-03-10 的形式"),
        ({"rule": "K-10"}, "请填写起算日。"),
    ],
)
def test_what_cannot_be_counted_is_said(client, xisaishan, sent, sentence):
    html = client.get("/guide/days/", sent).content.decode()
    assert sentence in html
    assert "cr-answer" not in html


def test_calculator_opens_empty_and_without_a_region(client, db):
    html = client.get("/guide/days/").content.decode()
    assert "cr-error-summary" not in html
    assert "请从列表中选择。" in client.get("/guide/days/", {"rule": "K-10", "started_on": "2026-11-02"}).content.decode()
