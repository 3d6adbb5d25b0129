from dataclasses import replace
from datetime import date

import pytest
from django.apps import apps

from deadlines.models import DeadlineRule
from deadlines.selectors import current_rules
from deadlines.services import current_rule, load_rules
from ledger.timekeeping import one_moment
from tests.deadlines.conftest import RULES

pytestmark = pytest.mark.django_db
LATER = date(2026, 7, 1)


def test_rules_are_loaded_once(bare_region):
    assert [rule.code for rule in current_rules(bare_region)] == ["K-01", "K-02", "K-04", "K-05", "K-35"]
    assert load_rules(bare_region, RULES, valid_from=LATER) == []
    assert DeadlineRule.objects.count() == 5


def test_a_change_is_a_new_version_and_old_clocks_keep_theirs(start, region):
    clock = start()
    changed = replace(RULES[2], length=7)
    (rule,) = load_rules(region, [*RULES[:2], changed, *RULES[3:]], valid_from=LATER)
    assert (rule.code, rule.version, rule.length, rule.valid_from) == ("K-04", 2, 7, LATER)
    assert str(rule) == "K-04 审查（7 工作日）"
    clock.refresh_from_db()
    assert (clock.rule.version, clock.rule.is_current) == (1, False)
    assert start(obligor=None).rule == rule


def test_a_rule_that_is_left_out_is_retired_and_may_return(bare_region):
    load_rules(bare_region, RULES[:2], valid_from=LATER)
    assert [rule.code for rule in current_rules(bare_region)] == ["K-01", "K-02"]
    returned = load_rules(bare_region, RULES, valid_from=LATER)
    assert [(rule.code, rule.version) for rule in returned] == [("K-04", 2), ("K-05", 2), ("K-35", 2)]


def test_nobody_changes_the_rule_that_others_are_given(bare_region):
    current_rules(bare_region)[0].length = 99
    current_rule(bare_region, "K-01").length = 99
    assert current_rules(bare_region)[0].length == current_rule(bare_region, "K-01").length == 0


def test_rules_loaded_within_a_moment_are_its_rules(bare_region):
    with one_moment():
        assert current_rule(bare_region, "K-02").length == 3
        load_rules(bare_region, [replace(RULES[1], length=5)], valid_from=LATER)
        assert current_rule(bare_region, "K-02").length == 5
        assert [rule.code for rule in current_rules(bare_region)] == ["K-02"]


def test_each_region_has_its_own_rules(bare_region):
    other = apps.get_model("departments", "Region").objects.create(
        code="qingshui", name="清水区", division_code="429998", measures_title="虚构办法"
    )
    assert current_rules(other) == []
    assert len(current_rules(bare_region)) == 5
