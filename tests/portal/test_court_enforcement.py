import re
from datetime import timedelta
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import Workbook, load_workbook

from cases.models import EnforcementCase, Measure, ProactiveNotice
from cases.services import imports
from demo.walk import Plot
from ledger import timekeeping
from tests.portal.enterprise_pages import pdf, signed_in
from tests.portal.staff_pages import NOW, as_part, done, other_court_judge, text_of
from tests.support.world import new_uscc, new_walk

LIST = reverse("court:enforcement")
NEW = reverse("court:enforcement_new")
IMPORT = reverse("court:import")
TODAY = NOW.date().isoformat()
QUERIES_OF_LIST = 12


@pytest.fixture(autouse=True)
def _now():
    with timekeeping.pinned(NOW):
        yield


@pytest.fixture
def clerk(cast, db):
    return as_part(cast, "acceptance_officer")


def form(**changes):
    """A complete case without listing and measures."""
    data = {
        "number": "（2026）鄂0203执9001号", "uscc": new_uscc(9001), "enterprise_name": "黄石示例重工有限公司", "address": "示范路9号",
        "legal_representative": "江听澜", "filed_on": "2026-09-01", "basis_kind": "judgment", "basis_number": "（2025）示例民初第1号",
        "basis_issuer": "示例法院", "obligation": "支付货款", "amount_fen": "1,234,567.89", "performed_fen": "", "performance": "none",
        "creditor": "示例建材有限公司", "handler_name": "", "handler_phone": "",
    }  # fmt: skip
    return {**data, **measures({}), **changes}


def measures(*rows):
    data = {"measures-TOTAL_FORMS": str(len(rows)), "measures-INITIAL_FORMS": "0"}
    for place, row in enumerate(rows):
        data |= {f"measures-{place}-{name}": value for name, value in row.items()}
    return data


FREEZE = {"kind": "freeze", "detail": "基本账户", "document_number": "冻1号", "taken_on": TODAY}


def test_a_case_without_measures_is_recorded_in_fen(clerk):
    done(clerk.post(NEW, form()))
    source = EnforcementCase.objects.get(number="（2026）鄂0203执9001号")
    assert (source.amount_fen, source.performed_fen) == (123_456_789, 0)
    assert not source.notices.exists()
    page = text_of(clerk.get(reverse("court:enforcement_case", args=[source.pk])))
    assert "1,234,567.89元" in page
    assert "还没有登记执行措施" in page


def test_a_case_with_its_listing_and_measures_gets_one_notice(clerk):
    listing = {
        "listing-state": "listed",
        "listing-situations": ["4", "5"],
        "listing-decision_number": "决1号",
        "listing-listed_on": "2026-10-01",
        "listing-term_kind": "fixed",
        "listing-term_end": "2028-10-01",
    }
    done(clerk.post(NEW, form(**listing, **measures(FREEZE, {**FREEZE, "kind": "spending_order"}, {}))))
    source = EnforcementCase.objects.get(number="（2026）鄂0203执9001号")
    assert source.listing.situations == [4, 5]
    assert source.measures.count() == 2
    assert source.notices.get().measures.count() == 2


def test_all_of_the_page_or_nothing(clerk):
    response = clerk.post(
        NEW,
        form(
            **{"listing-state": "listed", "listing-listed_on": "2026-10-01", "listing-term_kind": "none"},
            **measures({**FREEZE, "taken_on": "2026-11-05"}),
        ),
    )
    assert response.status_code == 422
    assert "采取日期不能晚于今天" in text_of(response)
    assert not EnforcementCase.objects.filter(number="（2026）鄂0203执9001号").exists()


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"number": "鄂0203执9001号"}, "执行案号的格式应如"),
        ({"uscc": new_uscc(9001)[:-1] + "O"}, "不使用字母O"),
        ({"uscc": "123"}, "应为18位"),
        ({"amount_fen": "-1"}, "不能为负"),
        ({"performed_fen": "2000000"}, "已履行金额不能大于执行标的"),
        ({"filed_on": "2026-11-05"}, "立案日期不能晚于今天"),
        ({"creditor": ""}, "这个字段是必填项"),
        ({"listing-decision_number": "决1号"}, "请选择名单状态"),
        ({"listing-state": "listed"}, "已纳入的须填写纳入日期"),
        (
            {"listing-state": "proposed", "listing-situations": ["1"], "listing-term_kind": "fixed", "listing-term_end": "2028-01-01"},
            "没有固定期限",
        ),
        (measures({"kind": "freeze"}), "请填写采取日期"),
        (measures({"taken_on": TODAY}), "请选择措施"),
    ],
)
def test_a_mistake_is_told_at_its_field_and_nothing_typed_is_lost(clerk, changes, told):
    response = clerk.post(NEW, form(obligation="交付写得很长的标的物", **changes))
    page = text_of(response)
    assert response.status_code == 422
    assert told in page
    assert "交付写得很长的标的物" in page
    assert not EnforcementCase.objects.filter(creditor="示例建材有限公司").exists()


def test_the_same_number_of_the_same_enterprise_is_recorded_once(clerk):
    done(clerk.post(NEW, form()))
    response = clerk.post(NEW, form())
    assert response.status_code == 422
    assert "已经登记过" in text_of(response)


def test_one_more_line_for_a_measure_keeps_the_page(clerk):
    page = text_of(clerk.post(NEW, form(more="1", **measures(FREEZE), creditor="写好的申请执行人")))
    assert 'name="measures-1-kind"' in page
    assert "写好的申请执行人" in page
    assert "冻1号" in page
    assert "cr-error-summary" not in page


def test_measures_are_added_later_and_the_notice_is_served(cast, clerk):
    walk = new_walk(cast).record()
    address = reverse("court:measures", args=[walk.enforcement.pk])
    assert clerk.post(address, measures({})).status_code == 422
    response = clerk.post(address, measures(FREEZE))
    done(response)
    notice = walk.enforcement.notices.get()
    assert response["Location"] == reverse("court:notice", args=[notice.pk])
    serve = reverse("court:notice_act", args=[notice.pk, "serve_notice"])
    assert serve in text_of(clerk.get(response["Location"]))
    proof = {"version": notice.state_seq, "manner": "direct", "served_on": TODAY, "receiver": "前台签收", "receipt": pdf("回证.pdf")}
    done(clerk.post(serve, proof))
    notice = ProactiveNotice.objects.get(pk=notice.pk)
    assert (notice.state, notice.receipt.original_name) == ("served", "回证.pdf")
    scan = reverse("court:notice_receipt", args=[notice.pk])
    assert scan in text_of(clerk.get(response["Location"]))
    download = clerk.get(scan)
    assert (download["Content-Type"], download["Content-Disposition"][:10]) == ("application/pdf", "attachment")
    assert download.content.startswith(b"%PDF")
    assert signed_in(other_court_judge(cast)).get(scan).status_code == 404


def token_in(page: str) -> str:
    return re.search(r'name="submission_token" value="([\w-]+)"', page)[1]


def test_measures_sent_twice_make_one_notice(cast, clerk):
    walk = new_walk(cast).record()
    address = reverse("court:measures", args=[walk.enforcement.pk])
    token = token_in(text_of(clerk.get(address)))
    refused = clerk.post(address, {**measures({"kind": "freeze"}), "submission_token": token})
    assert token_in(text_of(refused)) == token
    sent = {**measures(FREEZE), "submission_token": token}
    first, second = clerk.post(address, sent), clerk.post(address, sent)
    done(first)
    assert second["Location"] == first["Location"]
    assert (walk.enforcement.notices.count(), walk.enforcement.measures.count()) == (1, 1)
    done(clerk.post(address, {**sent, "submission_token": token_in(text_of(clerk.get(address)))}))
    assert walk.enforcement.notices.count() == 2


def test_a_new_case_sent_twice_makes_one_notice(clerk):
    sent = form(**measures(FREEZE), submission_token=token_in(text_of(clerk.get(NEW))))
    first, second = clerk.post(NEW, sent), clerk.post(NEW, sent)
    done(first)
    assert second["Location"] == first["Location"]
    assert ProactiveNotice.objects.filter(enforcement_case__number=sent["number"]).count() == 1


@pytest.mark.parametrize("token", ["", "\0", "短", "x" * 5000])
def test_a_token_that_the_page_never_gave_is_not_stored(cast, clerk, token):
    walk = new_walk(cast).record()
    done(clerk.post(reverse("court:measures", args=[walk.enforcement.pk]), {**measures(FREEZE), "submission_token": token}))
    assert walk.enforcement.notices.get().submission_token != token


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"manner": "electronic"}, "电子送达须经受送达人同意"),
        ({"receiver": ""}, "这个字段是必填项"),
        ({"served_on": "2026-11-05"}, "送达日期不能晚于今天"),
        ({"served_on": "2026-11-01"}, "不能早于告知书制作的日期"),
        ({"receipt": SimpleUploadedFile("回证.pdf", b"MZ\x90 not a pdf", "application/pdf")}, "回证.pdf"),
    ],
)
def test_service_needs_its_proof(cast, clerk, changes, told):
    walk = new_walk(cast).record().take_measures()
    serve = reverse("court:notice_act", args=[walk.notice.pk, "serve_notice"])
    proof = {"version": walk.notice.state_seq, "manner": "direct", "served_on": TODAY, "receiver": "前台签收", **changes}
    response = clerk.post(serve, proof)
    assert response.status_code == 422
    assert told in text_of(response)
    assert ProactiveNotice.objects.get(pk=walk.notice.pk).state == "prepared"


def test_electronic_service_with_consent(cast, clerk):
    walk = new_walk(cast).record().take_measures()
    serve = reverse("court:notice_act", args=[walk.notice.pk, "serve_notice"])
    done(
        clerk.post(serve, {"version": 1, "manner": "electronic", "electronic_consent": "on", "served_on": TODAY, "receiver": "法定代表人"})
    )
    assert ProactiveNotice.objects.get(pk=walk.notice.pk).electronic_consent


def test_a_measure_not_told_on_its_day_is_flagged(cast, clerk):
    late, on_time = new_walk(cast).record().take_measures(days_ago=3).serve(), new_walk(cast).record().take_measures().serve()
    today = new_walk(cast, at=NOW).record().take_measures()
    page = text_of(clerk.get(LIST, {"unnotified": "on"}))
    assert late.plot.number in page
    assert "未同步告知" in page
    assert on_time.plot.number not in page
    assert today.plot.number not in page
    assert "有 3 项措施在采取当天没有送达" in text_of(clerk.get(reverse("court:enforcement_case", args=[late.enforcement.pk])))
    assert today.plot.number in text_of(clerk.get(LIST, {"unserved": "on"}))


def test_a_measure_of_yesterday_still_unserved_is_flagged(cast, clerk):
    walk = new_walk(cast).record().take_measures()
    assert walk.plot.number in text_of(clerk.get(LIST, {"unnotified": "on"}))


def test_the_list_is_searched_and_filtered(cast, clerk):
    listed, other = new_walk(cast).record(), new_walk(cast, listed=False).record()
    half_width = listed.plot.number.replace("（", "(").replace("）", ")")
    for asked in (listed.plot.enterprise_name, listed.plot.uscc, half_width):
        page = text_of(clerk.get(LIST, {"q": asked}))
        assert listed.plot.uscc or listed.plot.number in page
        assert other.plot.number not in page
    assert other.plot.number not in text_of(clerk.get(LIST, {"listing": "listed"}))


def test_a_long_list_costs_no_more_queries_than_a_short_one(cast, clerk):
    counted = []
    for walks in (1, 4):
        while EnforcementCase.objects.count() < walks:
            new_walk(cast).record().take_measures()
        clerk.get(LIST)
        with CaptureQueriesContext(connection) as queries:
            clerk.get(LIST)
        counted.append(len(queries))
    assert counted[0] == counted[1] <= QUERIES_OF_LIST


def test_a_proposed_listing_is_recorded_as_made_later_and_then_only_corrected(cast, clerk):
    walk = new_walk(cast, listed=False, fulfilled=False).record()
    address = reverse("court:listing", args=[walk.enforcement.pk])
    assert "checked" in text_of(clerk.get(address))
    entry = {
        "state": "listed",
        "situations": ["1"],
        "decision_number": "纳入决定",
        "listed_on": "2026-10-10",
        "term_kind": "none",
        "term_end": "",
    }
    assert clerk.post(address, {**entry, "state": ""}).status_code == 422
    done(clerk.post(address, entry))
    walk.enforcement.listing.refresh_from_db()
    assert walk.enforcement.listing.decision_number == "纳入决定"
    again = clerk.post(address, {**entry, "decision_number": "另一决定"})
    assert again.status_code == 422
    assert "请在“更正”中写明理由和依据" in text_of(again)


def test_only_the_two_posts_record(cast, db):
    walk = new_walk(cast).record().take_measures()
    addresses = [NEW, IMPORT, reverse("court:measures", args=[walk.enforcement.pk]), reverse("court:listing", args=[walk.enforcement.pk])]
    for part in ("reviewing_judge", "signing_president", "list_operator"):
        client = as_part(cast, part)
        assert all(client.get(address).status_code == 403 for address in addresses)
        assert "登记执行案件" not in text_of(client.get(LIST)).split("<main")[1]
        assert client.get(reverse("court:notice_act", args=[walk.notice.pk, "serve_notice"])).status_code == 403
    assert all(as_part(cast, "handling_judge").get(address).status_code == 200 for address in addresses)


def test_another_court_finds_nothing(cast, db):
    walk = new_walk(cast).record().take_measures()
    client = signed_in(other_court_judge(cast))
    pk = walk.enforcement.pk
    for address in (
        reverse("court:enforcement_case", args=[pk]),
        reverse("court:measures", args=[pk]),
        reverse("court:listing", args=[pk]),
        reverse("court:notice", args=[walk.notice.pk]),
        reverse("court:notice_act", args=[walk.notice.pk, "serve_notice"]),
        reverse("court:notice_receipt", args=[walk.notice.pk]),
    ):
        assert client.get(address).status_code == 404
        assert client.post(address, {"version": 1}).status_code in (404, 405)


# --- import ---


def sheet(*rows) -> SimpleUploadedFile:
    """The template filled with rows."""
    book = load_workbook(BytesIO(template()))
    page = book.active
    headers = [cell.value for cell in page[1]]
    if page.max_row > 1:
        page.delete_rows(2, page.max_row)
    for place, row in enumerate(rows, start=2):
        for column, header in enumerate(headers, start=1):
            page.cell(place, column, row.get(str(header).rstrip("*")))
    content = BytesIO()
    book.save(content)
    return SimpleUploadedFile("措施.xlsx", content.getvalue())


def template() -> bytes:
    from cases.services.imports import measure_import_template

    return measure_import_template()


def row(number: int, **changes):
    return {
        "执行案号": f"（2026）鄂0203执{number}号", "统一社会信用代码": new_uscc(number), "企业名称": f"导入{number}有限公司", "立案日期": "2026-09-01",
        "执行依据类型": "判决书", "执行依据文号": "（2025）示例民初第1号", "制作单位": "示例法院", "确定的义务": "支付货款",
        "执行标的（元）": 1000, "已履行（元）": 0, "申请执行人": "示例建材有限公司", "执行措施": "冻结账户", "采取日期": TODAY,
        **changes,
    }  # fmt: skip


def test_the_template_is_downloaded(clerk):
    response = clerk.get(reverse("court:import_template"))
    assert response["Content-Disposition"].startswith("attachment")
    headers = [cell.value for cell in load_workbook(BytesIO(response.content)).active[1]]
    assert any("执行案号" in str(header) for header in headers)


def test_the_page_names_the_limits_that_hold(clerk):
    assert f"最多 {imports.MAX_ROWS} 行，不超过 {imports.MAX_BYTES / 1024 / 1024:g} MB" in text_of(clerk.get(IMPORT))


def test_a_filled_template_is_imported(clerk):
    plan = clerk.post(IMPORT, {"upload": sheet(row(9101), row(9102))})
    assert not EnforcementCase.objects.filter(number="（2026）鄂0203执9101号").exists()
    done(clerk.post(plan["Location"]))
    assert EnforcementCase.objects.filter(number__in=["（2026）鄂0203执9101号", "（2026）鄂0203执9102号"]).count() == 2
    assert Measure.objects.filter(enforcement_case__number="（2026）鄂0203执9101号").get().notice is not None


def test_one_bad_row_and_nothing_is_imported(clerk):
    response = clerk.post(IMPORT, {"upload": sheet(row(9103), row(9104, 统一社会信用代码="123"))})
    page = text_of(response)
    assert response.status_code == 422
    assert "没有导入任何一行" in page
    assert "第 3 行" in page
    assert "应为18位" in page
    assert not EnforcementCase.objects.filter(number="（2026）鄂0203执9103号").exists()


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 broken", b"a,b,c\n1,2,3\n"])
def test_what_is_no_workbook_is_refused_in_words(clerk, content):
    response = clerk.post(IMPORT, {"upload": SimpleUploadedFile("措施.xlsx", content)})
    assert response.status_code == 422
    assert "cr-error-summary" in text_of(response) or "没有导入任何一行" in text_of(response)


def test_a_workbook_of_another_shape_is_refused(clerk):
    content = BytesIO()
    book = Workbook()
    book.active.append(["随便", "什么"])
    book.save(content)
    response = clerk.post(IMPORT, {"upload": SimpleUploadedFile("其他.xlsx", content.getvalue())})
    assert response.status_code == 422


def test_the_day_of_a_measure_counts_from_the_measure(cast, db):
    """What is recorded late is already late."""
    walk = new_walk(cast, at=NOW).record().take_measures(days_ago=2)
    page = text_of(as_part(cast, "acceptance_officer").get(reverse("court:notice", args=[walk.notice.pk])))
    assert "已超期" in page
    assert isinstance(walk.plot, Plot)
    assert walk.notice.prepared_at - timedelta(days=2) < NOW
