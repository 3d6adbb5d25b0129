"""The court's side before an application: enforcement case, listing, measures, notice and its service."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction

from accounts.models import Enterprise
from cases.enums import BasisKind, ListingState, MeasureKind, NoticeState, PerformanceStatus, ServiceManner, TermKind
from cases.models import EnforcementCase, Measure, ProactiveNotice
from cases.services import enforcement, recorded
from demo.specimens import voucher
from ledger.models import Event
from messaging.models import Message
from notices.enums import Audience, DocumentKind
from notices.models import Document
from procedure.actors import VISITOR
from procedure.errors import ConditionNotMet, InvalidInput, NotPermitted, NotVisible, Stale
from procedure.refusals import refusals_in_words
from tests.support.world import AT, new_uscc
from uploads.storage import file_path

TODAY = AT.date()


@pytest.fixture
def data(cast, db):
    return recorded.EnforcementCaseData(
        court_id=cast.court.pk,
        number="（2026）鄂0203执9001号",
        uscc=new_uscc(9001),
        enterprise_name="示例机电有限公司",
        filed_on=TODAY - timedelta(days=9),
        basis_kind=BasisKind.ARBITRAL_AWARD,
        basis_number="（2026）示例裁字第3号",
        basis_issuer="示例仲裁委员会",
        obligation="支付工程款",
        amount_fen=12_345_678,
        creditor="示例建设有限公司",
    )


@pytest.fixture
def clerk(cast):
    return cast.actor("acceptance_officer", AT)


def record(data, by, **changes):
    return enforcement.record_enforcement_case(replace(data, **changes), by=by, at=AT)


def test_a_case_is_recorded_with_its_enterprise_and_in_the_ledger(data, clerk):
    row = record(data, clerk, number="(2026) 鄂0203执9001号", uscc=data.uscc.lower())
    assert (row.number, row.enterprise.uscc, row.amount_fen) == ("（2026）鄂0203执9001号", data.uscc, 12_345_678)
    event = Event.objects.get(stream=f"enforcement:{row.pk}")
    assert event.body == {"number": row.number, "uscc": data.uscc}


def test_a_second_case_joins_the_enterprise_that_is_known(data, clerk):
    record(data, clerk)
    record(data, clerk, number="（2026）鄂0203执9002号")
    assert Enterprise.objects.filter(uscc=data.uscc).count() == 1


@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        ({"enterprise_name": "另一家有限公司"}, "enterprise_name", "已登记为“示例机电有限公司”"),
        ({"uscc": "91420203MA00000151"}, "uscc", "校验不通过"),
        ({"number": "（2026）鄂0203执1"}, "number", "是否应写作“（2026）鄂0203执1号”"),
        ({"filed_on": TODAY + timedelta(days=1)}, "filed_on", "不能晚于今天"),
        ({"performed_fen": 12_345_679}, "performed_fen", "不能大于执行标的"),
        ({"amount_fen": -1, "performed_fen": -1}, "performed_fen", "不能为负"),
        ({"amount_fen": 10**15 + 1}, "performed_fen", "不能大于"),
        ({"performed_fen": 1}, "performed_fen", "履行情况与已履行金额不一致"),
        ({"basis_issuer": ""}, "basis_issuer", "执行依据制作单位"),
        ({"creditor": "长" * 101}, "creditor", "申请执行人"),
    ],
)
def test_a_wrong_field_is_named_and_nothing_is_kept(data, clerk, changes, field, words):
    record(data, clerk)
    with pytest.raises(InvalidInput, match=words) as refusal:
        record(data, clerk, **{"number": "（2026）鄂0203执9003号", **changes})
    assert refusal.value.field == field
    assert EnforcementCase.objects.filter(enterprise__uscc=data.uscc).count() == 1


@pytest.mark.parametrize(
    ("performance", "performed_fen"), [(PerformanceStatus.FULL, 12_345_679), (PerformanceStatus.NONE, 1), (PerformanceStatus.PARTIAL, 0)]
)
def test_the_service_refuses_an_amount_in_the_words_of_the_database(data, clerk, performance, performed_fen):
    source = record(data, clerk)
    with pytest.raises(ConditionNotMet) as by_database, refusals_in_words(), transaction.atomic():
        EnforcementCase.objects.filter(pk=source.pk).update(performance=performance, performed_fen=performed_fen)
    with pytest.raises(InvalidInput) as by_service:
        enforcement.record_performance(source.pk, performance=performance, performed_fen=performed_fen, is_concluded=False, by=clerk, at=AT)
    assert str(by_service.value) == str(by_database.value)


def test_a_new_enterprise_needs_a_name(data, clerk):
    with pytest.raises(InvalidInput, match="企业名称") as refusal:
        record(data, clerk, enterprise_name=" ")
    assert refusal.value.field == "name"


def test_the_same_case_is_recorded_once(data, clerk):
    record(data, clerk)
    with pytest.raises(ConditionNotMet, match="已经登记过"):
        record(data, clerk)


@pytest.mark.parametrize("part", ["reviewing_judge", "list_operator", "bureau_handler", "finance:liaison", "office", "administrator"])
def test_other_posts_record_no_case(data, cast, part):
    with pytest.raises(NotPermitted):
        record(data, cast.actor(part, AT))


def test_a_handling_judge_records_a_case_too(data, cast):
    assert record(data, cast.actor("handling_judge", AT)).pk


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("（2026）鄂0203执1号", "（2026）鄂0203执1号"),
        ("(2026)鄂0203执恢12号", "（2026）鄂0203执恢12号"),
        ("〔2026〕鄂0203执 0012 号", "（2026）鄂0203执12号"),
        ("（2015）西执字第00１２3号", "（2015）西执字第123号"),
    ],
)
def test_a_case_number_takes_its_official_form(cast, db, text, number):
    assert enforcement.parse_case_number(text, cast.court) == number


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "格式应如“（2026）鄂0203执123号”"),
        ("2026鄂0203执1号", "是否应写作“（2026）鄂0203执1号”"),
        ("（2026）鄂0203执1号之二", "“之二”是同一案件中文书的序号，不属于案号，请只填“（2026）鄂0203执1号”"),
        ("（2015）西民字第00123号", "格式应如"),
        ("（2016）西执字第00123号", "格式应如"),
        ("（2026）鄂0204执1号", "不属本院案件"),
        ("（2026）鄂0203民初1号", "不是执行案件，应为执、执恢之一"),
    ],
)
def test_a_case_number_of_another_form_court_or_class_is_explained(cast, db, text, words):
    with pytest.raises(InvalidInput, match=words):
        enforcement.parse_case_number(text, cast.court)


# --- listing ---


def listing(row, by, **facts):
    facts = {"state": ListingState.LISTED, "situations": (4,), "listed_on": TODAY, **facts}
    return enforcement.record_listing(row.pk, recorded.ListingData(**facts), by=by, at=AT)


def test_a_listing_is_changed_in_place_and_each_time_in_the_ledger(data, clerk):
    row = record(data, clerk)
    first = listing(row, clerk, state=ListingState.PROPOSED, situations=(1,), listed_on=None)
    second = listing(row, clerk, situations=(4, 2, 4), term_kind=TermKind.FIXED, term_end=TODAY + timedelta(days=700))
    assert (second.pk, second.state, second.situations) == (first.pk, "listed", [2, 4])
    assert Event.objects.filter(stream=f"enforcement:{row.pk}", action="listing_recorded").count() == 2


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({"term_kind": TermKind.FIXED}, "有期限的须填写截止日期"),
        ({"term_end": TODAY}, "无期限的不填"),
        ({"situations": (1,), "term_kind": TermKind.FIXED, "term_end": TODAY}, "没有固定期限"),
        ({"listed_on": None}, "须填写纳入日期"),
        ({"situations": (7,)}, "不符合办理规则"),
    ],
)
def test_a_listing_that_the_law_does_not_know_is_refused(data, clerk, facts, words):
    row = record(data, clerk)
    with pytest.raises(ConditionNotMet, match=words):
        listing(row, clerk, **facts)


def test_a_listing_in_an_unknown_state_is_refused(data, clerk):
    with pytest.raises(InvalidInput, match="这里只登记拟纳入或已纳入"):
        listing(record(data, clerk), clerk, state="vanished")


@pytest.mark.parametrize("state", ["withheld", "shielded", "term_shortened", "deleted"])
def test_what_the_operator_does_to_the_list_is_not_recorded_by_hand(data, clerk, state):
    with pytest.raises(InvalidInput, match="由名单操作员"):
        listing(record(data, clerk), clerk, state=state)


def test_performance_is_recorded_and_must_fit_the_amount(data, clerk):
    row = record(data, clerk)
    for performance, fen in (("full", 0), ("none", 1), ("partial", row.amount_fen + 1)):
        with pytest.raises(InvalidInput) as refusal:
            perform(row, clerk, performance, fen)
        assert refusal.value.field == "performed_fen"
    perform(row, clerk, "full", row.amount_fen)
    stored = EnforcementCase.objects.get(pk=row.pk)
    assert (stored.performance, stored.performed_fen, stored.is_concluded) == ("full", row.amount_fen, True)


def perform(row, clerk, performance, fen):
    facts = {"performance": PerformanceStatus(performance), "performed_fen": fen, "is_concluded": True}
    enforcement.record_performance(row.pk, **facts, by=clerk, at=AT)


def test_a_strangers_case_does_not_exist_and_another_post_may_not(data, clerk, cast):
    row = record(data, clerk)
    with pytest.raises(NotVisible):
        listing(row, cast.actor("bureau_handler", AT))
    with pytest.raises(NotPermitted):
        listing(row, cast.actor("list_operator", AT))
    with pytest.raises(NotVisible):
        listing(EnforcementCase(pk=0), clerk)


# --- measures and the notice ---


def measures(row, by, *, taken_on=TODAY, at=AT, token=""):
    taken = [recorded.MeasureData(kind=kind, taken_on=taken_on) for kind in (MeasureKind.FREEZE, MeasureKind.SEIZE)]
    return enforcement.record_measures(row.pk, taken, submission_token=token, by=by, at=at)


def test_measures_prepare_one_numbered_notice_with_its_paper_and_clock(data, clerk):
    notice = measures(record(data, clerk), clerk)
    paper = Document.objects.get(notice=notice)
    assert (notice.state, notice.measures.count()) == (NoticeState.PREPARED, 2)
    assert (paper.kind, paper.number, paper.audience) == (DocumentKind.PROACTIVE_NOTICE, notice.number, Audience.ENTERPRISE)
    assert (notice.clocks.get().code, notice.clocks.get().due_on) == ("K-01", TODAY)


def test_the_form_sent_twice_makes_one_notice(data, clerk):
    row = record(data, clerk)
    assert measures(row, clerk, token="one-form") == measures(row, clerk, token="one-form")
    assert (ProactiveNotice.objects.filter(enforcement_case=row).count(), Measure.objects.filter(enforcement_case=row).count()) == (1, 2)


def test_two_forms_make_two_notices_with_the_next_number(data, clerk):
    row = record(data, clerk)
    first, second = measures(row, clerk), measures(row, clerk)
    ordinal = [int("".join(char for char in notice.number.rsplit("〕", maxsplit=1)[-1] if char.isdigit())) for notice in (first, second)]
    assert ordinal[1] == ordinal[0] + 1


def test_no_measure_is_no_notice_and_tomorrow_is_no_day(data, clerk):
    row = record(data, clerk)
    with pytest.raises(InvalidInput, match="至少登记一项"):
        enforcement.record_measures(row.pk, [], by=clerk, at=AT)
    with pytest.raises(InvalidInput, match="不能晚于今天"):
        measures(row, clerk, taken_on=TODAY + timedelta(days=1))


def test_a_measure_of_an_unknown_kind_keeps_nothing(data, clerk):
    row = record(data, clerk)
    with pytest.raises(InvalidInput, match="措施"):
        enforcement.record_measures(row.pk, [recorded.MeasureData(kind="exile", taken_on=TODAY)], by=clerk, at=AT)
    assert not ProactiveNotice.objects.filter(enforcement_case=row).exists()


# --- service ---


def serve(notice, by, **facts):
    facts = {"manner": ServiceManner.DIRECT, "served_on": TODAY, "receiver": "前台收发", "by": by, "at": AT, **facts}
    return enforcement.serve_notice(notice.pk, **facts)


@pytest.fixture
def notice(data, clerk):
    return measures(record(data, clerk), clerk)


def test_service_on_the_day_meets_the_limit_and_tells_the_enterprise(notice, clerk):
    serve(notice, clerk, receipt=voucher("回证"))
    notice = ProactiveNotice.objects.get(pk=notice.pk)
    assert (notice.state, notice.clocks.get().status) == (NoticeState.SERVED, "met")
    assert all(measure.is_notified_same_day() for measure in notice.measures.all())
    assert file_path(notice.receipt.stored_name).read_bytes() == voucher("回证").read()
    assert "已送达信用修复主动告知书" in Message.objects.get(enterprise=notice.enforcement_case.enterprise).body


def test_service_a_day_later_breaches_the_limit_and_flags_the_measures(data, clerk):
    late = measures(record(data, clerk), clerk, taken_on=TODAY - timedelta(days=1))
    serve(late, clerk)
    assert late.clocks.get().status == "breached"
    assert not any(measure.is_notified_same_day() for measure in late.measures.all())


def test_a_measure_not_yet_notified_is_flagged(notice):
    assert not any(measure.is_notified_same_day() for measure in notice.measures.all())


def test_service_recorded_a_day_late_counts_on_the_day_it_was_made(notice, clerk):
    serve(notice, clerk, at=AT + timedelta(days=1))
    assert notice.clocks.get().status == "met"


@pytest.mark.parametrize(
    ("facts", "field", "words"),
    [
        ({"served_on": TODAY + timedelta(days=1)}, "served_on", "不能晚于今天"),
        ({"served_on": TODAY - timedelta(days=1)}, "served_on", "不能早于告知书制作的日期"),
        ({"manner": ServiceManner.ELECTRONIC}, "electronic_consent", "须经受送达人同意"),
        ({"receiver": "收" * 61}, "receiver", "签收人"),
        ({"receipt": SimpleUploadedFile("回证.pdf", b"nothing of the kind")}, "receipt", "不是PDF、JPG或PNG"),
    ],
)
def test_a_service_that_cannot_be_is_refused(notice, clerk, facts, field, words):
    with pytest.raises(InvalidInput, match=words) as refusal:
        serve(notice, clerk, **facts)
    assert refusal.value.field == field
    assert ProactiveNotice.objects.get(pk=notice.pk).state == NoticeState.PREPARED


def test_service_without_a_receiver_is_no_service(notice, clerk):
    with pytest.raises(ConditionNotMet, match="送达方式、送达日期和签收人"):
        serve(notice, clerk, receiver=" ")


def test_electronic_service_with_consent_is_service(notice, clerk):
    assert serve(notice, clerk, manner=ServiceManner.ELECTRONIC, electronic_consent=True).state == NoticeState.SERVED


def test_the_second_service_is_told_of_the_first(notice, clerk):
    serve(notice, clerk)
    with pytest.raises(Stale, match=r"送达告知书.*已告知"):
        serve(notice, clerk)


def test_a_form_opened_before_a_change_is_stale(notice, clerk):
    with pytest.raises(Stale):
        serve(notice, clerk, version=notice.state_seq + 1)


def test_a_stranger_serves_nothing(notice, cast):
    for by in (cast.actor("bureau_handler", AT), cast.actor("office", AT), VISITOR):
        with pytest.raises(NotVisible):
            serve(notice, by)
    with pytest.raises(NotPermitted):
        serve(notice, cast.actor("reviewing_judge", AT))


def test_a_court_is_found_by_its_officers_only(cast, db):
    assert enforcement.court_of(cast.actor("handling_judge", AT)) == cast.court
    with pytest.raises(NotPermitted):
        enforcement.court_of(cast.actor("signing_president", AT))


def test_a_filing_date_may_be_old(data, clerk):
    assert record(data, clerk, number="（2009）西执字第12号", filed_on=date(2009, 5, 4)).filed_on.year == 2009
