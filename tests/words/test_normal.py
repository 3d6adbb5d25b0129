"""One normal form: what the eye takes as equal is equal, what differs stays different, and a sentence says what to do."""

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from stdnum.cn import ric
from stdnum.cn import uscc as stdnum_uscc

from words import normal
from words.characters import seen

NAME = "黄石样十（集团）有限公司"


@pytest.mark.parametrize(
    "typed",
    [
        "黄石样十(集团)有限公司",
        "黄石样十（集团)有限公司",
        " 黄石 样十 （集团） 有限公司\u3000",
        "黄石样十﹙集团﹚有限公司",
        "⻩⽯样⼗（集团）有限公司",
        "黄石样十\u200b（集团）\ufeff有限公司",
        "黄石样十（集团）\r\n有限公司",
        "\u202a黄石样十（集团）有限公司\u202c",
        "黄石样十〔集团〕有限公司",
    ],
)
def test_a_name_has_one_form(typed):
    assert normal.name(typed) == NAME
    assert normal.loose(typed) == NAME


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("黄石样己有限公司", "黄石样已有限公司"),
        ("黄石样十有限公司", "黄石样拾有限公司"),
        ("黄石①号有限公司", "黄石1号有限公司"),
        ("黃石样十有限公司", "黄石样十有限公司"),
        ("样例AB公司", "样例ab公司"),
        ("样例A B公司", "样例AB公司"),
        ("张三一公司", "张三-公司"),
    ],
)
def test_what_differs_to_the_eye_is_not_merged(one, other):
    assert normal.name(one) != normal.name(other)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("黄石\ue863商贸有限公司", "黄石䶮商贸有限公司"),
        ("\ue816", "\U00020087"),
        ("\ue839年公司", "羊年公司"),
        ("ＡＢＣ贸易有限公司", "ABC贸易有限公司"),
        ("Foo,  Inc.", "Foo, Inc."),
        ("Foo (China) Co., Ltd.", "Foo（China）Co., Ltd."),
        ("买买提•艾力", "买买提·艾力"),
        ("张三 , 李四", "张三，李四"),
        ("第Ⅱ工程公司", "第II工程公司"),
        ("\u0410\u0412贸易公司", "AB贸易公司"),
        ("\u0410\u0414贸易公司", "\u0410\u0414贸易公司"),
        ("α科技公司", "α科技公司"),
        ("Cafe\u0301 样例", "Café样例"),
        ("", ""),
    ],
)
def test_a_name_as_it_is_kept(typed, kept):
    assert normal.name(typed) == kept


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("黄石\ue000公司", "自造字（U+E000）"),
        ("黄石😀公司", "表情符号“😀”（U+1F600）"),
        ("黄石\x07公司", "（U+0007），请删除后重新粘贴"),
        ("黄石\u202e公司", "U+202E"),
        ("黄石\ud800公司", "U+D800"),
        ("黄石\x00公司", "U+0000"),
        ("黄石\ufffd公司", "U+FFFD"),
    ],
)
@pytest.mark.parametrize("kind", [normal.name, normal.line, normal.text, normal.document_number])
def test_what_no_paper_can_show_is_named(kind, typed, words):
    with pytest.raises(normal.Misspelt) as refused:
        kind(typed)
    assert words in str(refused.value)


def test_prose_keeps_what_was_typed_but_for_what_nobody_sees():
    assert (
        normal.text(" 一、已付款，共（伍）笔。\r\n\u3000\u3000二、见①\u200b㎡ \x0b末 ")
        == "一、已付款，共（伍）笔。\n\u3000\u3000二、见①㎡\n末"
    )
    assert normal.line("某银行账户，冻结２０００００元\n（活期）") == "某银行账户，冻结200000元 （活期）"


@pytest.mark.parametrize(
    ("typed", "official"),
    [
        ("[2026]鄂0203执71027号", "（2026）鄂0203执71027号"),
        ("（２０２６）鄂０２０３执７１０２８号", "（2026）鄂0203执71028号"),
        ("(2026) 鄂0203 执恢 12 号", "（2026）鄂0203执恢12号"),
        ("〔2026〕鄂0203执00012号", "（2026）鄂0203执12号"),
        ("（2014）西塞执字第00123号", "（2014）西塞执字第123号"),
        ("（2014）西塞执字第００１２３号", "（2014）西塞执字第123号"),
        ("（2014）西塞执字第123号", "（2014）西塞执字第123号"),
        ("（2026）鄂0203执\u200b12\n号", "（2026）鄂0203执12号"),
        ("（2026）最高法执12号", "（2026）最高法执12号"),
        ("", ""),
    ],
)
def test_a_case_number_has_one_official_spelling(typed, official):
    assert normal.case_number(typed) == official


@pytest.mark.parametrize(
    "typed", ["（2026）鄂0203执71001号之一", "（2026）鄂0203执71001号之 二", "（2014）西塞执字第00123号之1", "（2014）西塞执字第123-1号"]
)
def test_a_suffix_belongs_to_a_document(typed):
    with pytest.raises(normal.Misspelt, match=r"文书的序号，不属于案号，请只填“（20.*号”"):
        normal.case_number(typed)
    assert normal.document_number(typed).count("之") == typed.count("之")


@pytest.mark.parametrize(
    "typed",
    ["鄂0203执12号", "（2026）鄂0203执0号", "（2016）西塞执字第1号", "（٢٠٢٦）鄂0203执1号", "（1026）鄂0203执1号", "无"],
)
def test_another_text_is_no_case_number(typed):
    with pytest.raises(normal.Misspelt, match="案号的格式应如"):
        normal.case_number(typed)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("（2026）鄂0203执12", "（2026）鄂0203执12号"),
        ("2026鄂0203执12号", "（2026）鄂0203执12号"),
        ("（2026年）鄂0203执12号。", "（2026）鄂0203执12号"),
        ("案号：〈2026〉鄂O2O3执l2号", "（2026）鄂0203执12号"),
        ("（2026）鄂0203执字第12号", "（2026）鄂0203执12号"),
        ("（2014）西塞执字123号", "（2014）西塞执字第123号"),
        ("《2026》鄂0203执12號", "（2026）鄂0203执12号"),
    ],
)
def test_a_number_with_a_slip_is_asked_about_and_not_taken(typed, meant):
    with pytest.raises(normal.Misspelt, match=f"是否应写作“{meant}”"):
        normal.case_number(typed)


def test_numbers_of_documents():
    assert normal.document_number("(2026)鄂0203民初 0012号之一") == "（2026）鄂0203民初12号之一"
    assert normal.document_number("鄂政发 [2026] 3号") == "鄂政发〔2026〕3号"
    assert normal.key("〔2026〕信修证０1 号") == normal.key("(2026)信修证1号")


@pytest.mark.parametrize(
    "typed",
    [
        "91420203MA4900Q16B",
        "91420203ma4900q16b",
        " 9142 0203 MA49 00Q1 6B ",
        "９１４２０２０３ＭＡ４９００Ｑ１６Ｂ",
        "91420203-MA4900Q16B",
        "91420203МА4900Q16В",
    ],
)
def test_a_code_is_read_as_people_mean_it(typed):
    assert normal.uscc(typed) == "91420203MA4900Q16B"


@pytest.mark.parametrize(
    "code",
    ["N2420203MF0000003J", "91350203M000000019", "12420203MB0000001X", "52420203MJ00000012", "Y1420203MA49000010", "A1100000MF00000010"],
)
def test_every_register_passes_by_structure(code):
    assert normal.uscc(code) == code


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("42020319850101123X", "公民身份号码"),
        ("420203198501011234", "公民身份号码"),
        ("91420203MA490OQ16B", "不使用字母O：第14位应为“0”吗"),
        ("91420203MA4900Q16", "应为18位，现为17位"),
        ("9142020甲MA4900Q16B", "不允许的字符"),
        ("X1420203MA4900Q16B", "结构不对"),
        ("420203000012345", "这是15位数字"),
        ("9.14202E+17", "科学计数法"),
        ("9142020AMA4900Q16B", "结构不对"),
    ],
)
def test_a_code_of_another_structure_is_refused(typed, words):
    with pytest.raises(normal.Misspelt) as refused:
        normal.uscc(typed)
    assert words in str(refused.value)


def test_a_residence_card_of_a_foreigner_is_no_enterprise():
    body = "91112419810803002"
    card = body + ric.calc_check_digit(body + "0")
    with pytest.raises(normal.Misspelt, match="公民身份号码"):
        normal.uscc(card)


@given(st.text("0123456789ABCDEFGHJKLMNPQRTUWXY", min_size=9, max_size=9))
def test_the_check_character_agrees_with_another_library(middle):
    body = f"91420203{middle}"
    for check in "0123456789ABCDEFGHJKLMNPQRTUWXY":
        assert normal.uscc_fits(body + check) == stdnum_uscc.is_valid(body + check)


@pytest.mark.parametrize(
    "typed",
    [
        "k7qm4xwd9rta",
        "K7QM 4XWD 9RTA",
        "Ｋ７ＱＭ-4XWD\n9RTA",
        "https://例.example/v/K7QM4XWD\n9RTA/",
        "HTTPS://H.EXAMPLE/V/K7QM4XWD9RTA/?a=b",
        "查验码：K7QM 4XWD 9RTA",
        "“K7QM—4XWD—9RTA”",
        "（K7QM/4XWD/9RTA）",
        "<https://h.example/v/K7QM4XWD9RTA/>",
        "https://h.example/v/K7QM4XWD9RTA/ 点击查看",
        "https%3A%2F%2Fh.example%2Fv%2FK7QM4XWD9RTA%2F",
    ],
)
def test_a_code_from_paper(typed):
    assert normal.code(typed) == "K7QM4XWD9RTA"
    assert normal.code(normal.in_groups("K7QM4XWD9RTA")) == "K7QM4XWD9RTA"


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("0714-6220000", "0714-6220000"), ("(0714)6220000", "0714-6220000"), ("07146220000", "0714-6220000"), ("０７１４　６２２００００", "0714-6220000"),
        ("0714-6220000-8", "0714-6220000转8"), ("0714-6220000转 8001", "0714-6220000转8001"), ("010-12345678", "010-12345678"),
        ("+86 139 0000 0000", "13900000000"), ("8613900000000", "13900000000"), ("12368", "12368"), ("400-100-2000", "4001002000"),
        ("0714-6220000/13900000000", "0714-6220000、13900000000"), ("", ""), ("0714—6220000—8", "0714-6220000转8"), ("+86 714 6220000", "0714-6220000"),
        ("0086-10-12345678", "010-12345678"), ("139 0000 0000 或 0714-6220000", "13900000000、0714-6220000"), ("13900000000 13800000000", "13900000000、13800000000"),
    ],
)  # fmt: skip
def test_a_phone_has_one_form(typed, kept):
    assert normal.phone(typed) == kept


@pytest.mark.parametrize("typed", ["7146220000", "电话找张三", "0714-62", "1390000000", "139000000001"])
def test_a_wrong_phone_says_how_to_write_it(typed):
    with pytest.raises(normal.Misspelt, match="请写成 0714-1234567"):
        normal.phone(typed)


def test_a_lost_zero_is_named():
    with pytest.raises(normal.Misspelt, match="开头的0可能丢了"):
        normal.phone("7146220000")


def test_the_last_figures_of_a_phone():
    assert normal.phone_tail(" １２３４ ") == "1234"
    with pytest.raises(normal.Misspelt):
        normal.phone_tail("12345")


@pytest.mark.parametrize(
    ("typed", "fen"),
    [("1980.58", 198058), ("1,980.58", 198058), ("１９８０．５８元", 198058), ("￥ 1,980.580", 198058), (1980.5800000000002, 198058), (Decimal("0.1"), 10), (5, 500),
     ("0012", 1200), ("1,234,567", 123456700), ("人民币12元整", 1200)],
)  # fmt: skip
def test_an_amount(typed, fen):
    assert normal.amount(typed) == fen


@pytest.mark.parametrize(
    "typed",
    ["-1", "1.005", "1980,58", "12,34", "5万元", "1e5", "", "٣", "NaN", float("nan"), float("inf"), -1, 1.005, True, "9" * 14, 1e30],
)
def test_a_wrong_amount(typed):
    with pytest.raises(normal.Misspelt, match="金额"):
        normal.amount(typed)


@pytest.mark.parametrize("typed", ["9" * 14, "99,999,999,999,999.00", 1e30, Decimal(10) ** 400])
def test_an_amount_that_is_too_large_is_called_so(typed):
    with pytest.raises(normal.Misspelt, match="金额太大"):
        normal.amount(typed)


@pytest.mark.parametrize(
    "typed",
    ["2026-11-02", "2026/11/2", "2026.11.2", "20261102", "2026年11月2日", "２０２６－１１－０２", "2026-11-2 00:00:00", "2026—11—02", "2026/11/2（星期一）", "二〇二六年十一月二日", "二○二六年十一月二日",
     dt.date(2026, 11, 2), dt.datetime(2026, 11, 2, 8, tzinfo=dt.UTC)],
)  # fmt: skip
def test_usual_spellings_of_a_day(typed):
    assert normal.day(typed) == dt.date(2026, 11, 2)


@pytest.mark.parametrize(
    "typed",
    ["", "昨天", "11/2/2026", "26-11-02", "2026-13-01", "2026-02-30", "0001-01-01", "1926-11-02", "2226-11-02", "٢٠٢٦-11-02", "2026-11"],
)
def test_a_wrong_day(typed):
    with pytest.raises(normal.Misspelt):
        normal.day(typed)


def test_a_day_that_makes_no_sense_is_asked_about():
    with pytest.raises(normal.Misspelt, match="不在2013-10-01至2026-11-28之间，请核对年份"):
        normal.day("2012-01-01", earliest=dt.date(2013, 10, 1), latest=dt.date(2026, 11, 28))


TRICKY = st.text("黄石样十（）()[]〔〕【】 \u3000,，、；;·•ABab01０１Ａ⻩⽯\u200b\u200e\n\r\t-－—.．①\ue863e\u0301", max_size=20)
ANY = TRICKY | st.text(max_size=30)


@pytest.mark.parametrize("kind", ["text", "line", "name", "document_number", "case_number", "phone", "code", "squeezed", "loose"])
@given(typed=ANY)
@example(typed="A ，李 , B")
@example(typed="(2026)鄂0203执012号")
def test_the_normal_form_of_a_normal_form_is_itself(kind, typed):
    normalise = getattr(normal, kind)
    try:
        once = normalise(typed)
    except normal.Misspelt:
        return
    assert normalise(once) == once


@given(typed=ANY, noise=st.sampled_from(["\u200b", "\ufeff", "\u200e", "\u2060", "\ufe0f"]), place=st.integers(0, 30))
def test_what_nobody_sees_changes_nothing(typed, noise, place):
    assert (
        normal.loose(typed[:place] + noise + typed[place:]) in {normal.loose(typed), normal.loose(typed[:place] + typed[place:])}
        or "\r\n" in typed
    )


@given(st.text("黄石样十集团有限公司（）", max_size=20))
def test_width_brackets_and_blanks_change_no_name(kept):
    for typed in (
        kept.replace("（", "(").replace("）", ")"),
        " ".join(kept),
        "\n".join(kept),
        kept.replace("石", "⽯").replace("黄", "⻩"),
    ):
        assert normal.name(typed) == kept


@given(ANY)
def test_a_form_that_is_answered_can_be_printed(typed):
    for kind in (normal.text, normal.line, normal.name, normal.document_number):
        try:
            assert not normal.unprintable(kind(typed))
        except normal.Misspelt:
            assert normal.unprintable(seen(typed))
