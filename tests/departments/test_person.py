"""The statement that says who it is. A module of its own: an open case of another test would keep the table."""

import pytest

from accounts.models import User
from departments.actors import person
from tests.ledger.conftest import in_parallel, sql


@pytest.mark.django_db(transaction=True)
def test_a_column_more_in_the_accounts_breaks_no_open_connection():
    user = User.objects.create_user(username="somebody")
    for _ in range(8):
        assert person(user.pk).username == "somebody"
    assert in_parallel(1, lambda _: sql("ALTER TABLE accounts_user ADD COLUMN later text")) == [[]]
    assert person(user.pk).username == "somebody"
    sql("ALTER TABLE accounts_user DROP COLUMN later")
