from datetime import date
from pathlib import Path

import pytest

from adoption.checks import numbered_kinds
from adoption.problems import RegionFileError
from adoption.source import UnreadableFileError, read_source
from deadlines.codes import ClockCode
from tests.regions.files import QINGLAN, XISAISHAN, edited

LONG = "长" * 21
TITLE = 'title = "主动履行证明书"'


@pytest.mark.parametrize("path", [XISAISHAN, QINGLAN])
def test_both_files_are_sound(path):
    assert read_source(path).data.region.code == path.stem


# fmt: off
# What is replaced, by what, and the line that must answer.
WRONG = [
    ('kind = "bureau"', 'kind = "office"', "departments[credit-office].kind · 应当是court（法院）、bureau（牵头部门）或者member（成员单位） · 现在是“office”"),
    ('name = "推送"\nlength = 1', 'name = "推送"\nlength = "1"', "deadline_rules[K-10].length · 应当是0至365的整数 · 现在是“1”"),
    ('name = "推送"\nlength = 1', 'name = "推送"\nlength = 0', "deadline_rules[K-10].length · 应当是1至90的整数（单位工作日） · 现在是0"),
    ('law = "协同办法第四条"\nlocal_rule_pending = false', 'law = "协同办法第四条"\nlocal_rule_pending = "否"', "deadline_rules[K-01].local_rule_pending · 应当是true或者false：是否待本地细则 · 现在是“否”"),
    ('law = "协同办法第十条"\n', "", "deadline_rules[K-10].law · 应当是依据（不超过300个字） · 现在是没有填写"),
    ("valid_from = 2025-03-01", 'valid_from = "2025-03-01"', "region.valid_from · 应当是本版施行日期，例如2025-01-01 · 现在是“2025-03-01”"),
    ("joined_on = 2025-04-01", "joined_on = 2025-04-01\nleft_on = 2025-03-31", "departments[business-environment].left_on · 应当是不早于加入日期2025-04-01的日期 · 现在是2025-03-31"),
    ('commitment_signer = "legal_representative"', 'commitment_signer = "seal"', "options.commitment_signer · 应当是agent（办理的人以本人身份签署）或者legal_representative（只由法定代表人本人签署） · 现在是“seal”"),
    (
        'publicity = "credit-office"',
        'publicity = "nobody"',
        "options.registers.publicity · 应当是没有退出的单位的代码：people-court、credit-office、business-environment · 现在是“nobody”",
    ),
    ('guarantee = ["材料属实。", "保持担保有效。", "接受监督。"]\n', "", "options.commitment.guarantee · 应当是一项：每一种都要写明 · 现在是没有填写"),
    ('court_code = "甘9904"\n', "", "departments[people-court].court_code · 应当是法院代字，法院必须填写 · 现在是没有填写"),
    ('court_code = "甘9904"', 'court_code = "9904"', "departments[people-court].court_code · 应当是法院代字：省级简称加数字，最多四位 · 现在是“9904”"),
    ('code = "K-14"', 'code = "K-13"', "deadline_rules.code · 应当是互不重复 · 现在是“K-13”出现2次"),
    ('code = "K-14"', 'code = "K-13"', "deadline_rules[K-14] · 应当是一个小节：办理流程要用这一期限 · 现在是没有填写"),
    ('anchor = "T0"\n', "", "deadline_rules[K-12].anchor · 应当是T0（证明出具日）或者receipt（单位收到日） · 现在是没有填写"),
    ('obligor = "BUREAU"', 'obligor = "COURT"', "deadline_rules[K-11].obligor · 应当是BUREAU（信用牵头部门）：办理流程由它承担 · 现在是“COURT”"),
    ('name = "互认"\nlength = 7', 'name = "互认"\nlength = 3', "deadline_rules[K-12].length · 应当是大于K-10与K-11之和（3）的整数 · 现在是3"),
    ("青证〔{year}〕第{n}号", "青证第{n}号", "numbering[D13].pattern · 应当是{year}和{n}各出现一次，没有别的花括号 · 现在是“青证第{n}号”"),
    ("青证〔{year}〕第{n}号", "青证{year}{n}号", "numbering[D13].pattern · 应当是{year}与{n}的前后紧接文字，不紧接数字 · 现在是“青证{year}{n}号”"),
    ("青证〔{year}〕第{n}号", "（{year}）甘9904证{n}号", "numbering[D13].pattern · 应当是年份用〔〕括起：圆括号会被误认为案号 · 现在是“（{year}）甘9904证{n}号”"),
    ("青证〔{year}〕第{n}号", "青知〔{year}〕{n}号", "numbering[D13].pattern · 应当是与D14不同的格式 · 现在是“青知〔{year}〕{n}号”"),
    ('kind = "hard"\ntext = "隐匿财产"', 'kind = "stop"\ntext = "隐匿财产"', "guards[hides-assets].kind · 应当是condition（必备条件）、hard（禁止情形）或者soft（需说明情形） · 现在是“stop”"),
    ('kind = "condition"', 'kind = "soft"', 'guards · 应当是至少有一条必备条件（kind = "condition"） · 现在是一条也没有'),
    ("supplement_rounds = 1", "supplement_rounds = 9", "options.supplement_rounds · 应当是最多补正几次，1至5的整数 · 现在是9"),
    ("deemed_recognition = false", "deemed_recognition = true", "options.deemed_recognition · 应当是false：沉默不能视为认可 · 现在是true"),
    (
        "情形消除后可以重新提交。",
        "可以请求复核。",
        "options.decline_remedy · 应当是本系统有步骤兑现的话，不写“请求复核” · 现在是“可以请求复核。”",
    ),
    ("calendars = [2026]", "calendars = [2026, 2019]", "options.calendars · 应当是已有工作日历数据的年份 · 现在是2019"),
    ('barred = "期满后申请。"', "", "options.decline_channels.barred · 应当是一项：每一种都要写明 · 现在是没有填写"),
    ("max_months = 12\n", "", "options.certificates.B.max_months · 应当是1至36的整数：附条件的证明须有有效期 · 现在是没有填写"),
    (TITLE, f"{TITLE}\nmax_months = 3", "options.certificates.D.max_months · 应当是空：这类证明没有有效期 · 现在是3"),
    ('materials = ["付款凭证"]', 'materials = ["甲", "乙", "丙", "丁"]', "options.materials · 应当是申请材料的列表，一至三项 · 现在是[甲、乙、丙、丁]"),
    ('name = "青岚区"', 'name = "青岚区\\n"', "region.name · 应当是前后没有空格、没有换行和控制字符的文字 · 现在是“青岚区␣”"),
    ('short_name = "信用办"', f'short_name = "{LONG}"', f"departments[credit-office].short_name · 应当是单位简称（不超过20个字） · 现在是“{LONG}”"),
    ("is_office = true", "is_office = false", "departments · 应当是恰好有一个办公室（is_office = true） · 现在是一个也没有"),
    ('kind = "member"', 'kind = "bureau"', 'departments · 应当是恰好有一个牵头部门（kind = "bureau"） · 现在是credit-office、business-environment'),
    ('kind = "bureau"', 'kind = "bureau"\ncourt_code = "甘1"', "departments[credit-office].court_code · 应当是空：只有法院才有法院代字 · 现在是“甘1”"),
    ('kind = "court"\ncourt_code = "甘9904"', 'kind = "member"', 'departments · 应当是至少有一个法院（kind = "court"） · 现在是一个也没有'),
    ('code = "K-42"', 'code = "K-99"', f"deadline_rules[K-99].code · 应当是办理流程使用的期限之一：{'、'.join(sorted(code.value for code in ClockCode))} · 现在是“K-99”"),
    ('code = "K-04"\n', 'code = "K-04"\nextension = 5\n', "deadline_rules[K-04].extension_law · 应当是可以延长的写明依据，不能延长的不写 · 现在是没有填写"),
    ('code = "K-10"\n', 'code = "K-10"\nextension = 5\nextension_law = "协同办法"\n', "deadline_rules[K-10].extension · 应当是0：只有K-04可以延长 · 现在是5"),
    ("outage_hours = 2", "outage_hours = 25", "options.outage_hours · 应当是1至24的整数：系统一天之内中断超过几小时，这一天不计入期限 · 现在是25"),
    ('code = "K-13"', 'code = "K-13"\nanchor = "T0"', "deadline_rules[K-13].anchor · 应当是空：只有K-12可以选择起算点 · 现在是“T0”"),
    ('kind = "D30"', 'kind = "D99"', "numbering[D30] · 应当是一个小节：这种文书要编号 · 现在是没有填写"),
    ('kind = "D30"', 'kind = "D99"', f"numbering[D99].kind · 应当是要编号的文书之一：{'、'.join(numbered_kinds())} · 现在是“D99”"),
    ('rejection_basis = ["协同办法第八条"]', f'rejection_basis = ["{LONG * 15}", "{LONG * 16}"]', "options.rejection_basis · 应当是各项合计不超过500个字 · 现在是653个字"),
    ('scope_fields = ["惠企政策"]', 'scope_fields = ["甲", "甲"]', "options.scope_fields · 应当是互不重复的各项 · 现在是[甲、甲]"),
    ('name = "青岚区"', "name = { full = 1 }", "region.name · 应当是地区名称（不超过60个字） · 现在是一个小节"),
    ("calendars = [2026]", 'calendars = ["2026"]', "options.calendars[第1项] · 应当是工作日历的年份列表，例如[2025, 2026] · 现在是“2026”"),
    ('receipt"\npattern', 'receipt"\nshape = 1\npattern', "numbering[receipt].shape · 应当是以下各键之一：kind、pattern · 现在是1"),
]
# fmt: on


def problems(path: Path) -> list[str]:
    with pytest.raises(RegionFileError) as caught:
        read_source(path)
    return str(caught.value).splitlines()


@pytest.mark.parametrize(("old", "new", "line"), WRONG)
def test_a_wrong_file_says_where_and_what_is_expected(tmp_path, old, new, line):
    assert f"copy.toml · {line}" in problems(edited(tmp_path, (old, new)))


def test_an_unknown_key_is_refused_with_the_known_ones(tmp_path):
    (line,) = problems(edited(tmp_path, ("supplement_rounds = 1", "suplement_rounds = 1\nsupplement_rounds = 1")))
    assert line.startswith("copy.toml · options.suplement_rounds · 应当是以下各键之一：local_rules_confirmed_on、supplement_rounds、")


def test_an_unknown_section_is_refused_with_the_known_ones(tmp_path):
    (line,) = problems(edited(tmp_path, ("[region]", "[people]\n\n[region]")))
    assert line.endswith(
        "people · 应当是以下各键之一：region、departments、deadline_rules、ladder、numbering、guards、indicators、options · 现在是一个小节"
    )


def test_an_unknown_choice_names_the_known_ones(tmp_path):
    (line,) = problems(edited(tmp_path, ('barred = "期满后申请。"', 'barred = "期满后申请。"\nsleeping = "不知道。"')))
    assert line == (
        "copy.toml · options.decline_channels.sleeping · 应当是以下各键之一：other_court、not_dishonesty、natural_person、barred"
        " · 现在是“sleeping”"
    )


def test_every_mistake_is_listed_at_once(tmp_path):
    path = edited(
        tmp_path, ('division_code = "990401"', 'division_code = "99"'), ("position = 3", "position = 0"), ("length = 7", "length = -7")
    )
    assert [line.split(" · ")[1] for line in problems(path)] == [
        "region.division_code",
        "departments[people-court].position",
        "deadline_rules[K-12].length",
    ]


def test_a_syntax_error_names_its_place(tmp_path):
    (line,) = problems(edited(tmp_path, ('code = "qinglan"', "code = qinglan")))
    assert line == "copy.toml · 全文 · 应当是符合TOML语法的文件 · 现在是第4行第8列有语法错误"
    unfinished = tmp_path / "unfinished.toml"
    unfinished.write_text("[region]\ncode =")
    assert "语法错误" in problems(unfinished)[0]


def test_a_section_that_is_no_section_is_refused(tmp_path):
    path = tmp_path / "odd.toml"
    path.write_text('region = "青岚区"\ndepartments = [7]\n')
    lines = problems(path)
    assert "odd.toml · region · 应当是[region]小节 · 现在是“青岚区”" in lines
    assert "odd.toml · departments[第1项] · 应当是若干[[departments]]小节 · 现在是7" in lines


def test_a_file_that_cannot_be_read_is_not_a_wrong_file(tmp_path):
    with pytest.raises(UnreadableFileError, match="没有这个文件"):
        read_source(tmp_path / "absent.toml")
    (tmp_path / "binary.toml").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(UnreadableFileError, match="UTF-8"):
        read_source(tmp_path / "binary.toml")


def test_the_eight_units_of_the_measures_are_data():
    units = read_source(XISAISHAN).data.departments
    assert len(units) == 8
    assert [unit.code for unit in units if unit.is_office] == ["development-reform"]
    assert {unit.joined_on for unit in units} == {date(2025, 1, 1)}


def test_limits_that_no_source_sets_say_so():
    rules = {rule.code: rule for rule in read_source(XISAISHAN).data.deadline_rules}
    settled = {code for code, rule in rules.items() if not rule.local_rule_pending}
    assert settled == {"K-01", "K-07", "K-31", "K-10", "K-11", "K-12", "K-08", "K-09", "K-32", "K-33", "K-34"}
    assert [(rules[code].length, rules[code].unit.value) for code in ("K-10", "K-11", "K-12")] == [(3, "WD"), (3, "WD"), (10, "WD")]
