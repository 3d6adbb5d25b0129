"""What an import makes: listing and performance, papers and service of all, withdrawal before service."""

from datetime import date, timedelta
from io import BytesIO

import pikepdf
import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from cases.models import CaseImport, EnforcementCase, Measure, ProactiveNotice
from ledger import timekeeping
from ledger.models import Event
from ledger.verify import verify
from notices.enums import DocumentKind
from notices.models import Document
from notices.services import render_document
from tests.portal.enterprise_pages import signed_in
from tests.portal.import_files import LATER, TODAY, brought, confirmed, filled, planned, refused, row
from tests.portal.staff_pages import as_part, done, other_court_judge, text_of


@pytest.fixture(autouse=True)
def _on_a_later_day():
    with timekeeping.pinned(LATER):
        yield


@pytest.fixture
def clerk(cast, db):
    return as_part(cast, "acceptance_officer")


# --- what is made ------------------------------------------------------------------------------------------------

LISTED = {
    "名单状态": "已纳入",
    "纳入日期": "2026-10-08",
    "纳入情形": "4、第5项",
    "纳入决定书文号": "（2026）鄂0203执8001号之一",
    "纳入期限止": "2028-10-07",
    "法定代表人": "江听澜",
    "企业联系电话": "0714-6500001",
    "已履行（元）": "400",
    "承办人": "沈书记",
    "承办电话": "0714-6500002",
}


def test_listing_representative_and_performance_come_with_the_file(clerk):
    _, page = confirmed(clerk, filled(row(**LISTED)))
    assert "名单记录" in page
    case = EnforcementCase.objects.select_related("enterprise", "listing").get()
    listing = case.listing
    assert (listing.state, listing.situations, listing.term_kind) == ("listed", [4, 5], "fixed")
    assert (listing.listed_on, listing.term_end) == (date(2026, 10, 8), date(2028, 10, 7))
    assert (case.enterprise.legal_representative, case.enterprise.contact_phone) == ("江听澜", "0714-6500001")
    assert (case.performance, case.performed_fen, case.handler_phone) == ("partial", 40_000, "0714-6500002")


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"纳入日期": "2027-01-01"}, "不能晚于今天"),
        ({"纳入日期": ""}, "已纳入的须填写纳入日期"),
        ({"纳入情形": "7"}, "序号1至6"),
        ({"纳入情形": "1"}, "没有固定期限"),
        ({"纳入期限类型": "无固定期限"}, "没有期限的不填截止日期"),
    ],
)
def test_an_entry_of_the_list_that_cannot_be_is_refused(clerk, changes, sentence):
    assert sentence in refused(clerk, filled(row(**LISTED | changes)))


def test_confirming_twice_makes_nothing_twice(clerk):
    batch, _ = confirmed(clerk, filled(row()))
    done(clerk.post(reverse("court:import_batch", args=[batch.pk])))
    assert ProactiveNotice.objects.count() == 1


def test_what_changed_between_plan_and_confirmation_is_told(clerk):
    planned(clerk, filled(row()))
    first = CaseImport.objects.get()
    brought(clerk, filled(row()))
    second = CaseImport.objects.exclude(pk=first.pk).get()
    done(clerk.post(reverse("court:import_batch", args=[second.pk])))
    response = clerk.post(reverse("court:import_batch", args=[first.pk]))
    assert response.status_code == 422
    assert "已经登记过" in text_of(response)
    assert ProactiveNotice.objects.count() == 1


def test_thirty_rows_are_printed_and_served_without_a_page_of_their_own(clerk):
    batch, _ = confirmed(clerk, filled(*(row(number) for number in range(8001, 8031))))
    address = reverse("court:import_batch", args=[batch.pk])
    papers = reverse("court:import_papers", args=[batch.pk])
    assert clerk.get(papers).status_code == 409
    for document in Document.objects.filter(kind=DocumentKind.PROACTIVE_NOTICE)[:2]:
        render_document(document.pk, at=LATER)
    assert "告知书已生成 2 份，共 30 份" in text_of(clerk.get(address))
    printed = clerk.get(papers)
    assert printed["Content-Type"] == "application/pdf"
    with pikepdf.Pdf.open(BytesIO(printed.content)) as whole:
        assert len(whole.pages) >= 2
    notices = list(ProactiveNotice.objects.order_by("pk"))
    service = {"manner": "direct", "served_on": TODAY.isoformat(), "receiver": "收发室"}
    ticked = [notice.pk for notice in notices[1:]]
    done(clerk.post(reverse("court:import_serve", args=[batch.pk]), {**service, "notice": ticked, f"receiver-{ticked[0]}": "江听澜"}))
    assert list(ProactiveNotice.objects.filter(state="prepared")) == notices[:1]
    assert ProactiveNotice.objects.get(pk=ticked[0]).receiver == "江听澜"
    assert ProactiveNotice.objects.get(pk=ticked[1]).receiver == "收发室"


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"served_on": "2026-12-01"}, "不能晚于今天"),
        ({"receiver": ""}, "请填写签收人"),
        ({"notice": []}, "请至少勾选一份"),
        ({"manner": "electronic"}, "电子送达须经受送达人同意"),
    ],
)
def test_a_service_that_cannot_be_keeps_what_was_typed(clerk, changes, sentence):
    batch, _ = confirmed(clerk, filled(row()))
    data = {"manner": "direct", "served_on": TODAY.isoformat(), "receiver": "收发室", "notice": [ProactiveNotice.objects.get().pk]}
    response = clerk.post(reverse("court:import_serve", args=[batch.pk]), data | changes)
    assert response.status_code == 422
    assert sentence in text_of(response)
    assert ProactiveNotice.objects.get().state == "prepared"


def test_each_notice_tells_its_own_refusal(clerk):
    batch, _ = confirmed(clerk, filled(row(), row(8002)))
    data = {"manner": "direct", "served_on": (TODAY - timedelta(days=1)).isoformat(), "receiver": "收发室"}
    response = clerk.post(
        reverse("court:import_serve", args=[batch.pk]), {**data, "notice": list(ProactiveNotice.objects.values_list("pk", flat=True))}
    )
    assert response.status_code == 422
    assert text_of(response).count("没有登记：送达日期不能早于") == 2


# --- withdrawal --------------------------------------------------------------------------------------------------


def withdrawn(clerk, batch, reason="立案日期整列填错"):
    return clerk.post(reverse("court:import_withdraw", args=[batch.pk]), {"reason": reason})


def test_an_import_is_withdrawn_and_can_be_brought_again(clerk, cast):
    batch, _ = confirmed(clerk, filled(row(企业名称="写错有限公司", **LISTED)))
    notice = ProactiveNotice.objects.get()
    done(withdrawn(clerk, batch))
    notice = ProactiveNotice.objects.get()
    assert notice.state == "withdrawn"
    assert not EnforcementCase.objects.exists()
    assert not Measure.objects.exists()
    assert EnforcementCase.recorded.get().unnotified_from is None
    assert notice.clocks.get().status == "void"
    assert Event.objects.filter(action="import_withdrawn").count() == 2
    assert "这次导入已经撤回" in text_of(clerk.get(reverse("court:import_batch", args=[batch.pk])))
    assert clerk.get(reverse("court:enforcement_case", args=[EnforcementCase.recorded.get().pk])).status_code == 404
    assert clerk.get(reverse("court:notice", args=[notice.pk])).status_code == 200
    assert signed_in(cast.people["acceptance_officer"]).get(reverse("enterprise:notice", args=[notice.token])).status_code == 404
    brought(clerk, filled(row(企业名称="写对有限公司", **LISTED)))
    again = CaseImport.objects.get(confirmed_at__isnull=True)
    done(clerk.post(reverse("court:import_batch", args=[again.pk])))
    case = EnforcementCase.objects.select_related("enterprise").get()
    assert case.enterprise.name == "写对有限公司"
    assert case.notices.get().number != notice.number


def test_measures_of_a_case_that_stood_before_are_withdrawn_alone(clerk):
    confirmed(clerk, filled(row()))
    page = text_of(brought(clerk, filled(row(执行措施="限制消费", 名单状态="拟纳入", 纳入情形="1"))))
    assert "增加措施" in page, page
    second = CaseImport.objects.get(confirmed_at__isnull=True)
    done(clerk.post(reverse("court:import_batch", args=[second.pk])))
    done(withdrawn(clerk, second))
    case = EnforcementCase.objects.get()
    assert [measure.kind for measure in case.measures.all()] == ["freeze"]
    assert not hasattr(case, "listing")
    assert case.unnotified_from == TODAY


def test_nothing_is_withdrawn_once_a_notice_was_served(clerk):
    batch, _ = confirmed(clerk, filled(row(), row(8002)))
    first = ProactiveNotice.objects.order_by("pk")[0]
    service = {"manner": "direct", "served_on": TODAY.isoformat(), "receiver": "收发室", "notice": [first.pk]}
    done(clerk.post(reverse("court:import_serve", args=[batch.pk]), service))
    assert f"告知书{first.number}已经登记送达" in text_of(clerk.get(reverse("court:import_withdraw", args=[batch.pk])))
    response = withdrawn(clerk, batch)
    assert response.status_code == 422
    assert EnforcementCase.objects.count() == 2


def test_the_database_withdraws_nothing_that_was_served(clerk):
    batch, _ = confirmed(clerk, filled(row()))
    service = {"manner": "direct", "served_on": TODAY.isoformat(), "receiver": "收发室", "notice": [ProactiveNotice.objects.get().pk]}
    done(clerk.post(reverse("court:import_serve", args=[batch.pk]), service))
    for rows in (EnforcementCase.recorded, Measure.recorded):
        with pytest.raises(IntegrityError), transaction.atomic():
            rows.update(withdrawn_at=LATER)


def test_what_is_withdrawn_stays_so_and_the_ledger_is_sound(clerk):
    batch, _ = confirmed(clerk, filled(row(**LISTED)))
    done(withdrawn(clerk, batch))
    with pytest.raises(IntegrityError), transaction.atomic():
        Measure.recorded.update(withdrawn_at=None)
    assert verify().findings == []


def test_a_withdrawal_has_a_reason_and_happens_once(clerk):
    batch, _ = confirmed(clerk, filled(row()))
    assert withdrawn(clerk, batch, reason=" ").status_code == 422
    done(withdrawn(clerk, batch))
    assert withdrawn(clerk, batch).status_code == 409


def test_another_court_and_other_posts_see_no_import(clerk, cast):
    batch, _ = confirmed(clerk, filled(row()))
    addresses = [reverse(f"court:import_{name}", args=[batch.pk]) for name in ("batch", "withdraw", "papers")]
    stranger, reviewer = signed_in(other_court_judge(cast)), as_part(cast, "reviewing_judge")
    for address in addresses:
        assert stranger.get(address).status_code == 404
    assert reviewer.get(addresses[0]).status_code == 200
    assert reviewer.get(addresses[1]).status_code == 403
    assert reviewer.post(reverse("court:import_serve", args=[batch.pk]), {}).status_code == 403
