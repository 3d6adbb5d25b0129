import threading
from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest
from django.db import connection, transaction

from accounts.models import Enterprise, User
from cases.models import EnforcementCase, ProactiveNotice
from cases.papers.notice import ProactiveNoticePaper
from departments.models import Department, Region
from ledger.services import append_event
from notices import services
from notices.enums import Audience
from notices.models import Document, NumberPattern
from tests.notices.samples import sample

AT = datetime(2026, 11, 25, 2, 0, tzinfo=UTC)


@pytest.fixture
def region(db) -> Region:
    region = Region.objects.create(code="demo", name="演练区", division_code="420203", measures_title="演练办法")
    NumberPattern.objects.create(region=region, kind="D13", pattern="演0203执修〔{year}〕证{n}号")
    NumberPattern.objects.create(region=region, kind="D14", pattern="演0203执修〔{year}〕函{n}号")
    return region


@pytest.fixture
def court(region) -> Department:
    return Department.objects.create(
        region=region,
        code="court",
        name="演练区人民法院",
        short_name="区法院",
        kind="court",
        court_code="鄂0203",
        joined_on=date(2026, 1, 1),
    )


@pytest.fixture
def enterprise(db) -> Enterprise:
    return Enterprise.objects.create(uscc="91420203MA4900Q16B", name="黄石市青岚机械制造有限公司")


@pytest.fixture
def notice(court, enterprise) -> ProactiveNotice:
    """A prepared notice, as the ledger demands it: with the event that records its state."""
    officer = User.objects.create(username="officer", full_name="周景行")
    enforcement_case = EnforcementCase.objects.create(
        court=court,
        number="（2026）鄂0203执123号",
        enterprise=enterprise,
        filed_on=date(2026, 11, 1),
        basis_kind="judgment",
        basis_number="（2025）鄂0203民初1234号",
        basis_issuer="演练区人民法院",
        obligation="支付货款",
        amount_fen=100,
        creditor="长虹材料公司",
        recorded_by=officer,
        recorded_at=AT,
    )
    with transaction.atomic():
        notice = ProactiveNotice.objects.create(
            enforcement_case=enforcement_case,
            number="演0203执修〔2026〕告8号",
            token="t" * 22,
            state="prepared",
            state_seq=1,
            prepared_at=AT,
            prepared_by=officer,
        )
        append_event(
            stream=f"notice:{notice.pk}",
            actor="user:1",
            action="prepare_notice",
            object=f"notice:{notice.pk}",
            at=AT,
            body={},
            entity="notice",
            from_state="",
            to_state="prepared",
        )
    return notice


@pytest.fixture
def make_document(notice) -> Callable[..., Document]:
    """Owe a paper about the notice to the worker."""

    def make(paper=None, **options) -> Document:
        paper = paper or sample(ProactiveNoticePaper)
        options = {"notice": notice, "audience": Audience.ENTERPRISE, "by": "user:1", "at": AT} | options
        with transaction.atomic():
            return services.create_document(paper=paper, **options)

    return make


@pytest.fixture
def document(make_document) -> Document:
    return make_document()


def sql(statement: str, *params: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, params)


def tamper(statement: str, *params: object) -> None:
    """Change a row as an owner who switches the triggers off would."""
    sql("SET session_replication_role = 'replica'")
    try:
        sql(statement, *params)
    finally:
        sql("SET session_replication_role = 'origin'")


def in_parallel(count: int, work: Callable[[int], object]) -> list[object]:
    """Run work(0) ... work(count - 1) at once, each with its own connection; return results or exceptions."""
    outcomes: list[object] = [None] * count
    gate = threading.Barrier(count)

    def run(number: int) -> None:
        try:
            connection.ensure_connection()
            gate.wait(10)
            outcomes[number] = work(number)
        except Exception as error:  # noqa: BLE001 - the outcome is the point
            outcomes[number] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(number,)) for number in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return outcomes
