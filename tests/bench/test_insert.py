import pytest

from bench.rows.insert import ColumnsDifferError, choose, insert, literal, one_of
from cases.models import Case, Listing

SAID = ("enforcement_case", "state", "situations", "decision_number", "listed_on")


@pytest.mark.parametrize("forgotten", ["decision_number", "enforcement_case"])
def test_a_column_of_which_nothing_is_said_is_named(forgotten):
    said = {name: "1" for name in SAID if name != forgotten}
    with pytest.raises(ColumnsDifferError, match=rf"Listing\.{forgotten}: say in bench/rows"):
        insert(Listing, said, "FROM bench_plan")


def test_a_column_that_is_gone_is_named():
    with pytest.raises(ColumnsDifferError, match="Case has no colour"):
        insert(Case, {"colour": "'red'"}, "FROM bench_plan")


def test_what_may_stay_empty_comes_from_the_model():
    sql = insert(Listing, dict.fromkeys(SAID, "1"), "FROM bench_plan AS p")
    assert '"term_kind", "term_end") SELECT ' in sql
    assert sql.endswith("1, 'none', NULL FROM bench_plan AS p")


def test_texts_are_quoted():
    assert literal("it's") == "'it''s'"
    assert choose("state", {"it's": "1"}) == "CASE state WHEN 'it''s' THEN 1 ELSE NULL END"
    assert one_of(["a", "b"], "n", "text") == "(ARRAY['a', 'b']::text[])[1 + (n) % 2]"
