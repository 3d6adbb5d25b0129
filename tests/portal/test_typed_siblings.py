"""What else people type, at every door where it comes in: taken as it reads, or one sentence that says what to do; nothing typed is lost."""

import html
import re
from importlib import import_module

import pytest
from django.urls import reverse

from cases.enums import CaseState
from cases.models import Application, EnforcementCase, Material
from demo.people import create_agent
from ledger import timekeeping
from portal.court.forms.enforcement import EnforcementCaseForm, ListingForm, MeasureForm
from portal.shell.fields import OneCauseForm
from portal.steps.pages import ActionForm
from tests.portal.enterprise_pages import agent_of, draft_of, pdf, signed_in, url
from tests.portal.staff_pages import NOW, as_part, done, text_of
from tests.portal.test_court_enforcement import FREEZE, form, measures
from tests.support.world import PASSWORD, in_state, new_uscc
from words import normal

NEW, LIST = reverse("court:enforcement_new"), reverse("court:enforcement")
NUMBER = "（2026）鄂0203执9001号"


@pytest.fixture(autouse=True)
def _now():
    with timekeeping.pinned(NOW):
        yield


@pytest.fixture
def clerk(cast, db):
    return as_part(cast, "acceptance_officer")


LISTED = {"listing-state": "listed", "listing-term_kind": "none"}


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"number": "（2026）鄂0203执9001"}, "是否应写作“（2026）鄂0203执9001号”"),
        ({"number": "2026鄂0203执9001号。"}, "是否应写作“（2026）鄂0203执9001号”"),
        ({"number": "（2026）鄂O2O3执9001号"}, "是否应写作“（2026）鄂0203执9001号”"),
        ({"number": "（2026）鄂0203执字第9001号"}, "是否应写作“（2026）鄂0203执9001号”"),
        ({"number": "（2014）西塞执字第123-1号"}, "“-1”是同一案件中文书的序号"),
        ({"number": "（2027）鄂0203执9001号"}, "案号的年份2027晚于今年"),
        ({"number": "（2026）鄂0203民初1号"}, "不是执行案件"),
        ({"number": "（2026）鄂0204执1号"}, "不属本院案件"),
        ({"uscc": "420203198501011234"}, "公民身份号码"),
        ({"uscc": "420203000012345"}, "这是15位数字"),
        ({"uscc": "9.14202E+17"}, "科学计数法"),
        ({"uscc": "914202O3MA4900Q16B"}, "第7位应为“0”吗"),
        ({"enterprise_name": "长" * 300}, "最多100个字，现为300个字"),
        ({"enterprise_name": "黄石\ue000公司"}, "自造字"),
        ({"enterprise_name": "黄石\ufffd公司"}, "U\\+FFFD"),
        ({"enterprise_name": "黄石\U00030000公司"}, "没有可用的字体"),
        ({"address": "\u202e地址"}, "U\\+202E"),
        ({"amount_fen": "12.5万元"}, "金额请填数字"),
        ({"amount_fen": "1234.567"}, "最多两位小数"),
        ({"amount_fen": "9" * 20}, "金额太大"),
        ({"performed_fen": "-1"}, "不能为负"),
        ({"filed_on": "0001-01-01"}, "请核对年份"),
        ({"filed_on": "9999-12-31"}, "请核对年份"),
        ({"filed_on": "2026-02-30"}, "没有2026年2月30日这一天"),
        ({"handler_phone": "+852 1234 5678"}, "请写成 0714-1234567"),
        (measures({**FREEZE, "taken_on": "2027-01-01"}), "采取日期不能晚于今天"),
        (measures({**FREEZE, "taken_on": "昨天"}), "日期请写成"),
        (measures(FREEZE, FREEZE), "第1项和第2项措施完全相同"),
        ({**LISTED, "listing-listed_on": "9999-12-31"}, "请核对年份"),
        ({**LISTED, "listing-listed_on": "昨天"}, "日期请写成"),
        ({**LISTED, "listing-listed_on": "2026-01-01", "listing-term_kind": "fixed", "listing-term_end": "x"}, "日期请写成"),
        ({"basis_kind": "x"}, "请从列出的各项中选择"),
        ({"measures-TOTAL_FORMS": "x"}, "页面没有传完整"),
        ({"measures-TOTAL_FORMS": "99"}, "一次最多登记10项措施"),
    ],
)
def test_one_cause_is_one_sentence_and_nothing_typed_is_lost(clerk, changes, sentence):
    response = clerk.post(NEW, form(**changes))
    page = text_of(response)
    assert response.status_code == 422
    assert re.search(sentence, page), page
    assert not re.search("有 [2-9] 处需要更正|ManagementForm|确保该变量", page)
    for name, typed in changes.items():
        assert html.escape(typed) in page or "_FORMS" in name
    assert not EnforcementCase.objects.filter(enterprise__uscc=new_uscc(9001)).exists()


@pytest.mark.parametrize(
    ("column", "typed", "kept"),
    [
        ("number", "【２０２６】鄂０２０３执　０９００１号\u200b", NUMBER),
        ("number", "\u202a(2026)鄂0203执9001号\u202c", NUMBER),
        ("basis_number", "[2025]鄂0203民初 0012号之一", "（2025）鄂0203民初12号之一"),
        ("filed_on", "２０２６ 年 ９ 月 １ 日", "2026-09-01"),
        ("filed_on", "2026—9—1", "2026-09-01"),
        ("amount_fen", "￥１，２３４．５０元", "123450"),
        ("handler_phone", "+86 714 6220000 转 8001", "0714-6220000转8001"),
        ("handler_phone", "１３９－００００－００００", "13900000000"),
        ("legal_representative", "买买提•艾力", "买买提·艾力"),
        ("legal_representative", "张\u3000三", "张三"),
        ("enterprise_name", "黄石\U00020087(集团)公司\ufe0f", "黄石\U00020087（集团）公司"),
        ("uscc", "914202 03—MA49 00Q1 6B。", "91420203MA4900Q16B"),
    ],
)
def test_what_reads_alike_is_kept_alike(clerk, column, typed, kept):
    done(clerk.post(NEW, form(**{column: typed})))
    case = EnforcementCase.objects.select_related("enterprise").get(number=NUMBER)
    holder, name = (case, column) if hasattr(case, column) else (case.enterprise, column.removeprefix("enterprise_"))
    assert str(getattr(holder, name)) == kept


@pytest.mark.parametrize("sought", ["\x00", "%", "\\", "（", "\u202e", "😀", "字" * 3000, "'", "之一", "\u200b"])
def test_a_search_is_never_refused(clerk, sought):
    assert clerk.get(LIST, {"q": sought}).status_code == 200


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"uscc": "42020319850101123X"}, "公民身份号码"),
        ({"uscc": "9.14202E+17"}, "科学计数法"),
        ({"enterprise_name": "长" * 500}, "最多100个字"),
        ({"enterprise_name": "试料\u202e有限公司"}, "U\\+202E"),
        ({"reason": "😀"}, "表情符号"),
    ],
)
def test_who_wants_to_join_is_told_the_same(cast, db, changes, sentence):
    client = signed_in(create_agent("newcomer", "新经办", PASSWORD))
    response = client.post(
        url("join"), {"uscc": new_uscc(1), "enterprise_name": "试料有限公司", "kind": "staff", "reason": "经理", **changes}
    )
    page = text_of(response)
    assert response.status_code == 422
    assert re.search(sentence, page)
    assert "有 1 处需要更正" in page
    assert all(html.escape(typed) in page for typed in changes.values())


PASTED = [
    "“{}”",
    "（{}）",
    "查验码：{}",
    "查验码{}",
    "<https://h.example/v/{}/>",
    "https://h.example/v/{}/ 点击查看",
    "https%3A%2F%2Fh.example%2Fv%2F{}%2F",
    "h.example/v/{}?from=wx#top",
]


@in_state(CaseState.CERTIFIED)
@pytest.mark.parametrize("pasted", PASTED)
def test_a_certificate_is_found_by_whatever_holds_its_code(client, stood, pasted):
    certificate = stood.case.certificate
    typed = pasted.format(normal.in_groups(certificate.verify_code).replace(" ", "—") if "/" not in pasted else certificate.verify_code)
    response = client.post(reverse("public:verify"), {"number": certificate.number, "code": typed})
    assert response.headers["Location"] == reverse("public:certificate", args=[certificate.verify_code])


@in_state(CaseState.CERTIFIED)
def test_the_number_of_a_certificate_is_read_with_its_label(client, stood):
    certificate = stood.case.certificate
    asked = {"number": f"证明编号：{certificate.number}", "code": certificate.verify_code}
    assert client.post(reverse("public:verify"), asked).status_code == 302


def every_step(base=ActionForm):
    for kind in base.__subclasses__():
        yield kind
        yield from every_step(kind)


def test_every_step_says_one_thing_of_a_field():
    """The mechanism stands in the base; no form may put another in its place."""
    import_module("portal.urls")
    kinds = [*every_step(), EnforcementCaseForm, ListingForm, MeasureForm]
    assert len(kinds) > 20
    assert {kind.add_error for kind in kinds} == {OneCauseForm.add_error}


def test_a_name_of_a_file_counts_as_it_reads(walk):
    walk = draft_of(walk)
    client, pk = agent_of(walk), walk.application.pk
    sent = {"do": "upload-1", "upload-1-kind": "performance_proof", "upload-1-file": pdf("回单．ｐｄｆ")}
    done(client.post(url("materials", pk), sent))
    material = Material.objects.get(application=pk)
    response = client.get(reverse("download:material", args=[material.pk]))
    assert response.headers["Content-Type"] == "application/pdf"
    assert response.headers["Content-Disposition"].endswith(".pdf")


@in_state(CaseState.SUBMITTED)
@pytest.mark.parametrize("pasted", ["“{}”", "查询码：{}", "（{}）。"])
def test_an_application_is_found_by_whatever_holds_its_code(client, stood, pasted):
    application = Application.objects.get(pk=stood.application.pk)
    asked = {"query_code": pasted.format(application.query_code), "phone_tail": application.contact_phone[-4:]}
    assert "cr-timeline" in client.post(reverse("public:progress"), asked).content.decode()


@pytest.mark.parametrize("typed", ["\x00", "😀", "\u202e证1", "\ue000"])
def test_a_number_to_look_for_needs_no_font(client, db, typed):
    page = text_of(client.post(reverse("public:verify"), {"number": typed, "code": "K7QM4XWD9RTA"}))
    assert "含有不能识别的字符，请对照文书重新输入" in page
    assert "字体" not in page


@pytest.mark.parametrize("path", ["/v/K7QM%204XWD%209RTA/", "/v/x%00y/", f"/v/{'a' * 3000}/", "/v/%E2%80%8B/", "/v/%FF/"])
def test_an_odd_address_is_a_page_that_says_so(client, db, path):
    assert client.get(path).status_code == 404
