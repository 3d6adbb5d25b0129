import pytest

from bench.rows.insert import ColumnsDifferError, choose, insert, literal, one_of
from cases.models import Case, Listing


def test_a_column_that_must_be_said_is_named():
    with pytest.raises(ColumnsDifferError, match=r"Listing\.enforcement_case may not be empty"):
        insert(Listing, {"state": "'listed'"}, "FROM bench_plan")


def test_a_column_that_is_gone_is_named():
    with pytest.raises(ColumnsDifferError, match="Case has no colour"):
        insert(Case, {"colour": "'red'"}, "FROM bench_plan")


def test_what_is_not_said_comes_from_the_model():
    sql = insert(Listing, {"enforcement_case": "p.id", "state": "'listed'"}, "FROM bench_plan AS p")
    assert '"term_kind", "term_end") SELECT ' in sql
    assert sql.endswith("'listed', '{}', '', NULL, 'none', NULL FROM bench_plan AS p")


def test_texts_are_quoted():
    assert literal("it's") == "'it''s'"
    assert choose("state", {"it's": "1"}) == "CASE state WHEN 'it''s' THEN 1 ELSE NULL END"
    assert one_of(["a", "b"], "n", "text") == "(ARRAY['a', 'b']::text[])[1 + (n) % 2]"
