import pytest
from django.db import IntegrityError, OperationalError, transaction

from departments.models import Region
from notices.models import NumberPattern, NumberSeries
from notices.services import allocate_number
from notices.services.numbering import PatternMissingError
from tests.notices.conftest import in_parallel, sql


def numbers(region, count, kind="D13", year=2026) -> list[str]:
    with transaction.atomic():
        return [allocate_number(region, kind, year) for _ in range(count)]


def test_numbers_follow_the_pattern_of_the_region(region):
    assert numbers(region, 2) == ["演0203执修〔2026〕证1号", "演0203执修〔2026〕证2号"]


def test_every_kind_year_and_region_counts_for_itself(region):
    other = Region.objects.create(code="other", name="邻区", division_code="420204", measures_title="办法")
    NumberPattern.objects.create(region=other, kind="D13", pattern="邻证〔{year}〕{n}号")
    numbers(region, 3)
    assert numbers(region, 1, kind="D14") == ["演0203执修〔2026〕函1号"]
    assert numbers(region, 1, year=2027) == ["演0203执修〔2027〕证1号"]
    assert numbers(other, 1) == ["邻证〔2026〕1号"]
    assert numbers(region, 1) == ["演0203执修〔2026〕证4号"]


def test_a_rolled_back_step_gives_its_number_back(region):
    numbers(region, 1)
    with transaction.atomic():
        allocate_number(region, "D13", 2026)
        transaction.set_rollback(True)
    assert numbers(region, 1) == ["演0203执修〔2026〕证2号"]


def test_a_kind_without_a_pattern_is_refused_in_words(region):
    with pytest.raises(PatternMissingError, match="演练区没有为“D30”设定文书编号格式"):
        numbers(region, 1, kind="D30")
    assert not NumberSeries.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_number_is_given_inside_a_transaction_only(region):
    with pytest.raises(transaction.TransactionManagementError):
        allocate_number(region, "D13", 2026)


@pytest.mark.django_db(transaction=True)
def test_two_connections_racing_leave_no_gap_and_no_double(region):
    def work(number: int) -> list[str]:
        taken = []
        for attempt in range(6):
            with transaction.atomic():
                text = allocate_number(region, "D13", 2026)
                abandoned = (number + attempt) % 3 == 0
                transaction.set_rollback(abandoned)
            if not abandoned:
                taken.append(text)
        return taken

    outcomes = in_parallel(4, work)
    assert all(isinstance(outcome, list) for outcome in outcomes), outcomes
    taken = [text for outcome in outcomes for text in outcome]
    assert sorted(taken, key=lambda text: int(text[14:-1])) == [f"演0203执修〔2026〕证{n}号" for n in range(1, len(taken) + 1)]
    assert NumberSeries.objects.get().last == len(taken) == 16


@pytest.mark.django_db(transaction=True)
def test_a_held_series_ends_the_wait_with_an_error(region):
    numbers(region, 1)

    def work(_number: int) -> None:
        with transaction.atomic():
            sql("SET LOCAL lock_timeout = '100ms'")
            allocate_number(region, "D13", 2026)

    with transaction.atomic():
        allocate_number(region, "D13", 2026)
        (outcome,) = in_parallel(1, work)
    assert isinstance(outcome, OperationalError)


@pytest.mark.parametrize(
    "statement",
    ["UPDATE notices_numberseries SET last = 0", "UPDATE notices_numberseries SET last = last + 2", "DELETE FROM notices_numberseries"],
)
def test_a_series_only_counts_up_by_one(region, statement):
    numbers(region, 3)
    with pytest.raises(IntegrityError, match="only counts up by one"), transaction.atomic():
        sql(statement)
