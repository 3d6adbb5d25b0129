"""What is locked stays as it is, whoever sends the change, and what would be counted today can be held against it."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from assessment import selectors, services
from assessment.models import Indicator
from assessment.points import digest
from ledger.verify import verify
from notices.models import Document
from tests.assessment.conftest import AFTER, draw_up
from tests.assessment.test_flow import card_of
from tests.support.sweeping import swept


@pytest.fixture(scope="module")
def locked_once(late_once, cast):
    office, later = cast.actor("office", AFTER), AFTER + timedelta(days=9)
    drawn = draw_up(cast, by=office)
    services.show(drawn.pk, by=office, at=AFTER)
    swept("appeal_windows", at=later)
    services.lock(drawn.pk, by=office, at=later)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    return drawn


@pytest.fixture
def locked(locked_once, db):
    locked_once.refresh_from_db(fields=("locked_at",))
    return locked_once


ANOTHER_CARD = """
    INSERT INTO assessment_scorecard (assessment_id, department_id, state, state_seq, content, content_sha256, appeal_items, appeal_reasons,
        exempt_items, ruling)
    SELECT assessment_id, department_id + 1000, 'draft', 0, content, content_sha256, appeal_items, '', exempt_items, ''
    FROM assessment_scorecard LIMIT 1
"""
CHANGES = (
    "UPDATE assessment_scorecard SET rank = 1",
    "UPDATE assessment_scorecard SET score = 10000",
    "UPDATE assessment_scorecard SET state = 'open'",
    "UPDATE assessment_scorecard SET ruling = 'x'",
    "DELETE FROM assessment_scorecard",
    "TRUNCATE assessment_scorecard CASCADE",
    "UPDATE assessment_assessment SET locked_at = now()",
    "DELETE FROM assessment_assessment",
    "UPDATE assessment_indicator SET weight = 1",
    "DELETE FROM assessment_indicator",
    ANOTHER_CARD,
)


@pytest.mark.parametrize("sql", CHANGES)
def test_a_locked_card_cannot_change_whoever_sends_it(locked, sql):
    with (
        pytest.raises(IntegrityError, match=r"locked|refused|cannot change|not being counted"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(sql)


def test_what_is_locked_is_counted_to_the_same_again_or_told(locked, cast):
    cards = list(locked.cards.select_related("department", "assessment__region"))
    assert [selectors.differences(card) for card in cards] == [[]] * len(cards)
    assert all(digest(bytes(card.content)) == card.content_sha256 for card in cards)
    # What the region says from now on changes nothing of it.
    Indicator.objects.filter(code="recognition-on-time").update(is_current=False, retired_on=AFTER.date())
    assert not any(selectors.differences(card) for card in cards)


def test_a_difference_names_the_case(locked, cast):
    card = card_of(locked, "finance")
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("ALTER TABLE recognition_delivery DISABLE TRIGGER recognition_delivery_frozen")
        cursor.execute("UPDATE recognition_delivery SET sent_at = sent_at - interval '10 days' WHERE leg = 'bureau_to_unit'")
        found = selectors.differences(card)
        transaction.set_rollback(True)
    assert any("互认按期率：" in one and "内容已经变化" in one for one in found)
    assert found[0].startswith("总分：锁定为")


def test_a_recount_is_made_beside_and_says_what_differs(locked):
    services.ask_recount(locked, at=AFTER + timedelta(days=9))
    services.ask_recount(locked, at=AFTER + timedelta(days=9))
    assert locked.recounts.count() == 1
    swept("recounts", at=AFTER + timedelta(days=9))
    assert [(one.ended_at is None, one.findings) for one in locked.recounts.all()] == [(False, [])]
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE recognition_delivery DISABLE TRIGGER recognition_delivery_frozen")
        cursor.execute("UPDATE recognition_delivery SET sent_at = sent_at - interval '10 days' WHERE leg = 'bureau_to_unit'")
        cursor.execute("ALTER TABLE recognition_delivery ENABLE TRIGGER recognition_delivery_frozen")
    services.ask_recount(locked, at=AFTER + timedelta(days=9))
    swept("recounts", at=AFTER + timedelta(days=9))
    found = dict(selectors.last_recount(locked).findings)
    assert any("总分：锁定为" in one for one in found["西塞山区财政局"])


def test_the_bulletin_says_what_the_cards_say(locked):
    (bulletin,) = Document.objects.filter(assessment=locked)
    fields = json.loads(bytes(bulletin.snapshot))["fields"]
    said = {line["unit_name"]: (line["score"], line["rank"]) for line in fields["scores"]}
    held = {card.department.name: (selectors.shown(card.score), str(card.rank)) for card in locked.cards.select_related("department")}
    assert said == held
    assert [line["rank"] for line in fields["scores"]] == sorted((line["rank"] for line in fields["scores"]), key=int)
    assert fields["local_rule_pending"] is True
    assert bulletin.number == "西修办通〔2026〕1号"


def test_the_ledger_proves_every_card(locked):
    assert verify(files=False).findings == []
