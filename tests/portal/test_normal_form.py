"""The same fact in another spelling, at every door where a person brings it: what the eye takes as equal is found and joined."""

import re
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.urls import reverse
from openpyxl import load_workbook

from accounts.models import Enterprise, Mandate
from cases.enums import CaseState
from cases.models import Application, EnforcementCase, Measure
from cases.services.imports import SHEET, measure_import_template
from demo.people import create_agent
from ledger import timekeeping
from ledger.models import Event
from tests.portal.enterprise_pages import signed_in, url
from tests.portal.staff_pages import NOW, as_part, done, text_of
from tests.portal.test_court_enforcement import FREEZE, form, measures
from tests.support.world import PASSWORD, in_state, new_uscc
from words import normal

NEW = reverse("court:enforcement_new")
LIST = reverse("court:enforcement")
CODE = "91420203MA4K71010P"
NAME = "黄石样十（集团）有限公司"
DOUBTED = "91350203M000000019"


@pytest.fixture(autouse=True)
def _now():
    with timekeeping.pinned(NOW):
        yield


@pytest.fixture
def clerk(cast, db):
    return as_part(cast, "acceptance_officer")


def record(clerk, **changes):
    return clerk.post(NEW, form(**changes))


def refused(response, words):
    assert response.status_code == 422
    page = text_of(response)
    assert re.search(words, page), page
    return page


# --- names ---


def test_a_second_case_of_the_same_enterprise_in_other_brackets(clerk):
    done(record(clerk, uscc=CODE, enterprise_name=NAME))
    done(record(clerk, uscc=CODE.lower(), enterprise_name="黄石样十(集团)有限公司", number="（2026）鄂0203执9002号"))
    enterprise = Enterprise.objects.get(uscc=CODE)
    assert (enterprise.name, enterprise.enforcement_cases.count()) == (NAME, 2)


@pytest.mark.parametrize(
    "sought",
    [
        "样十(集团)",
        "样⼗（集团）",
        " 黄石 样十",
        "⻩⽯样十",
        "样十\u200b（集团",
        "９１４２０２０３ＭＡ４Ｋ７１０１０Ｐ",
        "91420203 MA4K 71010P",
    ],
)
def test_the_list_is_searched_as_the_eye_reads(clerk, sought):
    done(record(clerk, uscc=CODE, enterprise_name="⻩⽯样十\u200b(集团)有限公司\u3000"))
    assert Enterprise.objects.get(uscc=CODE).name == NAME
    assert NAME in text_of(clerk.get(LIST, {"q": sought}))


@pytest.mark.parametrize("sought", ["样拾（集团）", "样十（集因）"])
def test_what_differs_is_not_found(clerk, sought):
    done(record(clerk, uscc=CODE, enterprise_name=NAME))
    assert NAME not in text_of(clerk.get(LIST, {"q": sought}))


@pytest.mark.parametrize("typed", ["黄石样十(集团)有限公司", "黄石样十 （集团）\n有限公司", "⻩⽯样⼗（集团）有限公司"])
def test_an_enterprise_is_joined_by_its_name_as_the_eye_reads_it(clerk, typed):
    done(record(clerk, uscc=CODE, enterprise_name=NAME))
    newcomer = create_agent("newcomer", "新经办", PASSWORD)
    request = {"uscc": " 91420203 ma4k71010p", "enterprise_name": typed, "kind": "staff", "reason": "财务经理"}
    done(signed_in(newcomer).post(url("join"), request))
    assert Mandate.objects.get(user=newcomer).enterprise.uscc == CODE


def test_an_enterprise_is_not_joined_by_another_name(clerk):
    done(record(clerk, uscc=CODE, enterprise_name=NAME))
    newcomer = create_agent("newcomer", "新经办", PASSWORD)
    request = {"uscc": CODE, "enterprise_name": "黄石样拾（集团）有限公司", "kind": "staff", "reason": "财务经理"}
    assert "不一致" in signed_in(newcomer).post(url("join"), request).content.decode()
    assert not Mandate.objects.filter(user=newcomer).exists()


# --- codes ---


def test_a_code_that_breaks_the_check_rule_is_recorded_after_a_second_look(clerk):
    page = refused(record(clerk, uscc=DOUBTED), "校验不通过")
    assert re.search(r'name="uscc_doubted" value="91350203M000000019"', page)
    assert 'type="text" name="uscc_reason"' in page
    assert re.search(r"代码核对说明\s*<span[^>]*>（必填）", page)
    assert "没有核对执照的不要填写" in page
    assert not Enterprise.objects.filter(uscc=DOUBTED).exists()
    said = {"uscc_reason": "已核对营业执照原件，2015年核发", "uscc_doubted": DOUBTED}
    done(record(clerk, uscc=DOUBTED, **said))
    enterprise = Enterprise.objects.get(uscc=DOUBTED)
    assert enterprise.uscc_reason == said["uscc_reason"]
    source = enterprise.enforcement_cases.get()
    event = Event.objects.get(stream=f"enforcement:{source.pk}", action="enforcement_case_recorded")
    assert event.body["uscc_reason"] == said["uscc_reason"]
    assert said["uscc_reason"] in text_of(clerk.get(reverse("court:enforcement_case", args=[source.pk])))
    # It was looked at; the next case of the enterprise asks nothing.
    done(record(clerk, uscc=DOUBTED, number="（2026）鄂0203执9002号"))


def test_a_reason_counts_for_the_code_of_which_it_was_given(clerk):
    refused(record(clerk, uscc=DOUBTED, uscc_reason="已核对"), "校验不通过")
    refused(record(clerk, uscc=DOUBTED, uscc_reason="已核对", uscc_doubted="91350203M000000018"), "校验不通过")
    assert not Enterprise.objects.filter(uscc=DOUBTED).exists()


def test_a_code_that_was_mended_asks_for_no_reason(clerk):
    done(record(clerk, uscc=CODE, uscc_doubted=DOUBTED, uscc_reason="已核对"))
    assert Enterprise.objects.get(uscc=CODE).uscc_reason == ""
    assert 'type="hidden" name="uscc_reason"' in text_of(clerk.get(NEW))


def test_a_mistyped_code_is_refused_without_naming_what_would_pass(clerk):
    page = refused(record(clerk, uscc="91420203MB4K75001N"), "校验不通过")
    fits = next(char for char in "0123456789ABCDEFGHJKLMNPQRTUWXY" if normal.uscc_fits(f"91420203MB4K75001{char}"))
    assert f"应为“{fits}”" not in page
    assert f"91420203MB4K75001{fits}" not in page


def test_the_database_takes_no_doubted_code_without_a_reason(db):
    with pytest.raises(IntegrityError, match="enterprise_uscc_fits"), transaction.atomic():
        Enterprise.objects.create(uscc=DOUBTED, name="样例有限公司")
    Enterprise.objects.create(uscc=DOUBTED, name="样例有限公司", uscc_reason="已核对营业执照")


@pytest.mark.parametrize("column", ["name", "legal_representative"])
@pytest.mark.parametrize("odd", ["\u200b", "\u202e", "\ue863", "⻩", "(", "\x07"])
def test_the_database_takes_no_odd_name(db, column, odd):
    with pytest.raises(IntegrityError, match="plain"), transaction.atomic():
        Enterprise.objects.create(**{"uscc": new_uscc(77), "name": "样例", column: f"样例{odd}"})


@pytest.mark.parametrize("typed", ["N2420203MF0000003J", "914202 03MA4K71030R", "９１４２０２０３MA4K71030R"])
def test_a_code_of_any_register_in_any_spelling(clerk, typed):
    done(record(clerk, uscc=typed))
    assert Enterprise.objects.filter(uscc=normal.uscc(typed)).exists()


def test_a_citizen_is_no_enterprise(clerk):
    refused(record(clerk, uscc="42020319850101123X"), "公民身份号码")


# --- numbers ---


def test_a_legacy_number_is_one_case_in_all_its_spellings(clerk):
    code = new_uscc(25)
    done(record(clerk, uscc=code, number="（2014）西塞执字第00123号"))
    for same in ("（2014）西塞执字第００１２３号", "（2014）西塞执字第123号", "(2014)西塞执字第 0123 号"):
        refused(record(clerk, uscc=code, number=same), "已经登记过")
        assert "（2014）西塞执字第123号" in text_of(clerk.get(LIST, {"q": same}))
    assert EnforcementCase.objects.get(enterprise__uscc=code).number == "（2014）西塞执字第123号"


def test_a_suffix_belongs_to_a_document(clerk):
    code = new_uscc(26)
    done(record(clerk, uscc=code, number="（2026）鄂0203执71001号"))
    refused(record(clerk, uscc=code, number="（2026）鄂0203执71001号之一"), "“之一”是同一案件中文书的序号")


@pytest.mark.parametrize(
    ("typed", "official"),
    [
        ("[2026]鄂0203执71027号", "（2026）鄂0203执71027号"),
        ("（２０２６）鄂０２０３执７１０２８号", "（2026）鄂0203执71028号"),
        ("(2026)鄂0203执\u200b071029 号", "（2026）鄂0203执71029号"),
    ],
)
def test_a_number_is_kept_in_its_official_form(clerk, typed, official):
    done(record(clerk, number=typed))
    assert EnforcementCase.objects.filter(number=official).exists()


# --- days, phones ---


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"listing-state": "listed", "listing-listed_on": "2026-11-05", "listing-term_kind": "none"}, "纳入日期不能晚于今天"),
        ({"listing-state": "proposed", "listing-listed_on": "2027-01-01", "listing-term_kind": "none"}, "纳入日期不能晚于今天"),
        ({"listing-state": "listed", "listing-listed_on": "2012-01-01", "listing-term_kind": "none"}, "2013-10-01"),
        (
            {
                "listing-state": "listed",
                "listing-listed_on": "2026-01-01",
                "listing-term_kind": "fixed",
                "listing-term_end": "2056-01-01",
                "listing-situations": "4",
            },
            "延长后最多5年",
        ),
        (
            {
                "listing-state": "listed",
                "listing-listed_on": "2026-01-01",
                "listing-term_kind": "fixed",
                "listing-term_end": "2025-01-01",
                "listing-situations": "4",
            },
            "应晚于纳入日期",
        ),
        (measures({**FREEZE, "taken_on": "0001-01-01"}), "请核对年份"),
        ({"filed_on": "0026-03-02"}, "请核对年份"),
        ({"handler_phone": "7146220000"}, "开头的0可能丢了"),
    ],
)
def test_a_day_or_phone_that_makes_no_sense_is_asked_about(clerk, changes, words):
    refused(record(clerk, **changes), words)
    assert not EnforcementCase.objects.filter(number="（2026）鄂0203执9001号").exists()


def test_usual_spellings_of_days_and_phones(clerk):
    done(
        record(clerk, filed_on="2026年9月1日", handler_phone="（０７１４）６２２００００", **measures({**FREEZE, "taken_on": "2026/11/3"}))
    )
    source = EnforcementCase.objects.get(number="（2026）鄂0203执9001号")
    assert (source.filed_on.isoformat(), source.handler_phone) == ("2026-09-01", "0714-6220000")


@in_state(CaseState.SUBMITTED)
def test_the_database_takes_no_day_of_the_year_one(stood):
    with pytest.raises(IntegrityError, match="measure_taken_sane"), transaction.atomic():
        Measure.objects.filter(enforcement_case=stood.enforcement).update(taken_on="0001-01-01")


# --- import ---


def imported(clerk, **cells):
    row = {
        "执行案号": "（2026）鄂0203执72080号", "统一社会信用代码": "91420203MA4K720806", "企业名称": "样例有限公司", "立案日期": "2026-11-02",
        "执行依据类型": "判决书", "执行依据文号": "（2026）鄂0203民初72080号", "制作单位": "本院", "确定的义务": "支付货款", "执行标的（元）": "100000.00",
        "已履行（元）": "0", "申请执行人": "样例建材有限公司", "执行措施": "冻结账户", "采取日期": "2026-11-03", **cells,
    }  # fmt: skip
    book = load_workbook(BytesIO(measure_import_template()))
    sheet = book[SHEET]
    for cell in sheet[1]:
        sheet.cell(row=2, column=cell.column, value=row.get(str(cell.value).rstrip("*")))
    content = BytesIO()
    book.save(content)
    response = clerk.post(reverse("court:import"), {"upload": SimpleUploadedFile("导入.xlsx", content.getvalue())})
    if response.status_code == 302:
        done(clerk.post(response.headers["Location"]))
    return response


def test_an_old_private_code_and_radicals_are_stored_as_characters(clerk):
    imported(clerk, 企业名称="⻩⽯\ue863商贸⽤品⼯贸有限公司")
    assert Enterprise.objects.get(uscc="91420203MA4K720806").name == "黄石䶮商贸用品工贸有限公司"
    assert "黄石䶮商贸" in text_of(clerk.get(LIST, {"q": "石䶮商"}))


@pytest.mark.parametrize(
    ("cells", "words"),
    [
        ({"企业名称": "黄石\ue000公司"}, "U\\+E000"),
        ({"企业名称": "黄石😀公司"}, "U\\+1F600"),
        ({"统一社会信用代码": DOUBTED}, "校验不通过"),
        ({"统一社会信用代码": "42020319850101123X"}, "公民身份号码"),
        ({"执行案号": "（2026）鄂0203执72080号之一"}, "“之一”"),
        ({"采取日期": "0001-01-01"}, "请核对年份"),
        ({"承办电话": "7146220000"}, "开头的0可能丢了"),
    ],
)
def test_a_file_is_held_to_the_same(clerk, cells, words):
    assert re.search(words, text_of(imported(clerk, **cells)))
    assert not EnforcementCase.objects.filter(number="（2026）鄂0203执72080号").exists()


def test_a_file_names_a_known_enterprise_in_another_spelling(clerk):
    done(record(clerk, uscc="91420203MA4K720806", enterprise_name="样例（集团）有限公司"))
    imported(
        clerk,
        企业名称="样例(集团)有限公司",
        执行案号="(2026)鄂0203执 072080号",
        采取日期="2026.11.3",
        **{"执行标的（元）": "１００,０００"},
    )
    source = EnforcementCase.objects.get(number="（2026）鄂0203执72080号")
    assert (source.enterprise.name, source.amount_fen) == ("样例（集团）有限公司", 10_000_000)


# --- codes of papers ---


def full_width(text):
    return "".join(chr(ord(char) + 0xFEE0) if "!" <= char <= "~" else char for char in text)


SPELLINGS = [str.lower, normal.in_groups, full_width, lambda code: f"{code[:9]}\n {code[9:]}", lambda code: f"{code[:4]}－{code[4:]}"]


@in_state(CaseState.CERTIFIED)
@pytest.mark.parametrize(
    "spelled", [*SPELLINGS, lambda code: f"https://信用.example/v/{code}/", lambda code: f"HTTP://X.EXAMPLE/V/{code[:10]} {code[10:]}"]
)
def test_a_certificate_is_found_by_its_code_from_the_paper(client, stood, spelled):
    certificate = stood.case.certificate
    number = certificate.number.replace("〔", "[").replace("〕", "］")
    response = client.post(reverse("public:verify"), {"number": full_width(number), "code": spelled(certificate.verify_code)})
    assert response.headers["Location"] == reverse("public:certificate", args=[certificate.verify_code])
    assert client.get(f"/v/{certificate.verify_code.lower()}/").status_code == 200


@in_state(CaseState.SUBMITTED)
@pytest.mark.parametrize("spelled", SPELLINGS)
def test_an_application_is_found_by_its_code_and_no_miss_is_counted(client, stood, spelled):
    application = Application.objects.get(pk=stood.application.pk)
    code = application.query_code
    tail = application.contact_phone[-4:]
    for _ in range(11):
        response = client.post(reverse("public:progress"), {"query_code": spelled(code), "phone_tail": full_width(f" {tail}")})
        assert response.status_code == 200
        assert "cr-timeline" in response.content.decode()
