"""What the keys of a region file owe each other, and what the software owes them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from adoption.ladder import ladder_problems
from adoption.problems import ABSENT, Problem, shown
from adoption.schema import DepartmentTable, IndicatorTable, OptionsTable, RegionFile, RuleTable
from assessment.measures import MEASURES
from cases.effects import GRACE
from cases.enums import CONDITIONAL_TYPES, CertificateType, GuardKind, RepairGround
from cases.outcomes import DeclineReason, RejectionReason
from deadlines.calendar_files import DATA
from deadlines.codes import DUTIES, READY, RIGHTS, ClockCode
from deadlines.enums import Obligor, Unit
from departments.enums import DepartmentKind
from notices.kinds import all_kinds

CASE_NUMBER = "case"
DELIVERY_RECEIPT = "receipt"
# Same-day service, and the bar that a region may set to nothing.
ZERO_ALLOWED = (ClockCode.NOTICE_SERVICE, ClockCode.REAPPLICATION)
# What a step can extend.
EXTENDABLE = (ClockCode.EXAMINATION,)
LONGEST = {Unit.WORKING_DAY: 90, Unit.NATURAL_DAY: 365, Unit.MONTH: 36}
LEGAL_BASIS_AT_MOST = 500
GRACE_AT_MOST = 3


def numbered_kinds() -> tuple[str, ...]:
    """Everything that gets a number of its own: cases, receipts, and the papers that print one."""
    papers = (kind.code.value for kind in all_kinds() if kind.is_numbered)
    return (CASE_NUMBER, DELIVERY_RECEIPT, *papers)


def kinds_in_own_series() -> tuple[str, ...]:
    """Papers that a unit numbers under its own mark."""
    return tuple(kind.code.value for kind in all_kinds() if kind.in_own_series)


def cross_problems(file: RegionFile) -> Iterator[Problem]:
    yield from _department_problems(file.departments)
    yield from _rule_problems(file.deadline_rules)
    yield from ladder_problems(file)
    yield from _numbering_problems(file)
    yield from _guard_problems(file)
    yield from _indicator_problems(file.indicators)
    yield from _option_problems(file.options)
    yield from _register_problems(file)


def _department_problems(departments: Sequence[DepartmentTable]) -> Iterator[Problem]:
    for name in ("code", "name", "short_name", "position"):
        yield from _repeated("departments", name, [getattr(row, name) for row in departments])
    yield from _repeated("departments", "court_code", [row.court_code for row in departments if row.court_code])
    for row in departments:
        key = f"departments[{row.code}]"
        if row.kind == DepartmentKind.COURT and not row.court_code:
            yield Problem(f"{key}.court_code", "法院代字，法院必须填写", ABSENT)
        if row.kind != DepartmentKind.COURT and row.court_code:
            yield Problem(f"{key}.court_code", "空：只有法院才有法院代字", shown(row.court_code))
        if row.left_on and row.left_on < row.joined_on:
            yield Problem(f"{key}.left_on", f"不早于加入日期{row.joined_on}的日期", shown(row.left_on))
    staying = [row for row in departments if row.left_on is None]
    yield from _exactly_one('牵头部门（kind = "bureau"）', [row.code for row in staying if row.kind == DepartmentKind.BUREAU])
    yield from _exactly_one("办公室（is_office = true）", [row.code for row in staying if row.is_office])
    if not any(row.kind == DepartmentKind.COURT for row in staying):
        yield Problem("departments", '至少有一个法院（kind = "court"）', "一个也没有")


def _exactly_one(what: str, codes: Sequence[str]) -> Iterator[Problem]:
    if len(codes) != 1:
        yield Problem("departments", f"恰好有一个{what}", "、".join(codes) or "一个也没有")


def _rule_problems(rules: Sequence[RuleTable]) -> Iterator[Problem]:
    yield from _repeated("deadline_rules", "code", [row.code for row in rules])
    obligors = {code.value: code.obligor for code in ClockCode}
    present = {row.code: row for row in rules}
    for code in sorted(obligors.keys() - present.keys() - set(READY)):
        yield Problem(f"deadline_rules[{code}]", "一个小节：办理流程要用这一期限", ABSENT)
    for code, row in present.items():
        if code not in obligors:
            yield Problem(f"deadline_rules[{code}].code", f"办理流程使用的期限之一：{'、'.join(sorted(obligors))}", shown(code))
        else:
            yield from _one_rule_problems(row, obligors[code])
    yield from _nesting_problems(present)


def _one_rule_problems(row: RuleTable, obligor: Obligor) -> Iterator[Problem]:
    key = f"deadline_rules[{row.code}]"
    least, most = 0 if row.code in ZERO_ALLOWED else 1, LONGEST[row.unit]
    if not least <= row.length <= most:
        yield Problem(f"{key}.length", f"{least}至{most}的整数（单位{row.unit.label}）", shown(row.length))
    if row.obligor != obligor:
        yield Problem(f"{key}.obligor", f"{obligor.value}（{obligor.label}）：办理流程由它承担", shown(row.obligor.value))
    is_right = row.code in RIGHTS
    if is_right != bool(row.authority):
        yield Problem(
            f"{key}.authority",
            "向哪个机关提出" if is_right else "空：只有权利类期限填写",
            shown(row.authority) if row.authority else ABSENT,
        )
    if bool(row.extension) != bool(row.extension_law):
        yield Problem(
            f"{key}.extension_law", "可以延长的写明依据，不能延长的不写", shown(row.extension_law) if row.extension_law else ABSENT
        )
    if row.extension and row.code not in EXTENDABLE:
        yield Problem(f"{key}.extension", f"0：只有{'、'.join(EXTENDABLE)}可以延长", shown(row.extension))
    if row.code == ClockCode.RECOGNITION and not row.anchor:
        yield Problem(f"{key}.anchor", "T0（证明出具日）或者receipt（单位收到日）", ABSENT)
    if row.code != ClockCode.RECOGNITION and row.anchor:
        yield Problem(f"{key}.anchor", f"空：只有{ClockCode.RECOGNITION}可以选择起算点", shown(row.anchor))


def _nesting_problems(rules: dict[str, RuleTable]) -> Iterator[Problem]:
    """Counted from the certificate, recognition must end after both pushes could, or the units have no time at all."""
    push, distribute, recognise = (rules.get(code) for code in (ClockCode.PUSH, ClockCode.DISTRIBUTION, ClockCode.RECOGNITION))
    if not (push and distribute and recognise) or recognise.anchor != "T0":
        return
    if push.unit == distribute.unit == recognise.unit and recognise.length <= push.length + distribute.length:
        least = push.length + distribute.length
        yield Problem(f"deadline_rules[{ClockCode.RECOGNITION}].length", f"大于K-10与K-11之和（{least}）的整数", shown(recognise.length))


def _numbering_problems(file: RegionFile) -> Iterator[Problem]:
    yield from _repeated("numbering", "kind", [row.kind for row in file.numbering])
    wanted, present = numbered_kinds(), {row.kind: row.pattern for row in file.numbering}
    for kind in wanted:
        if kind not in present:
            yield Problem(f"numbering[{kind}]", "一个小节：这种文书要编号", ABSENT)
    for kind in present.keys() - set(wanted):
        yield Problem(f"numbering[{kind}].kind", f"要编号的文书之一：{'、'.join(wanted)}", shown(kind))
    own_series = set(kinds_in_own_series())
    for kind, pattern in present.items():
        yield from _pattern_problems(f"numbering[{kind}].pattern", pattern, has_mark=kind in own_series)
    yield from _repeated("departments", "mark", [row.mark for row in file.departments])
    yield from _collisions(present, [row.mark for row in file.departments])


def _pattern_problems(key: str, pattern: str, *, has_mark: bool) -> Iterator[Problem]:
    wanted, said = (["{mark}", "{n}", "{year}"], "{mark}、{year}和{n}") if has_mark else (["{n}", "{year}"], "{year}和{n}")
    if sorted(re.findall(r"\{[^}]*\}", pattern)) != wanted or re.search(r"[{}]", pattern_regex(pattern, [""], "", "")):
        yield Problem(key, f"{said}各出现一次，没有别的花括号", shown(pattern))
    elif re.search(r"\}\d*\{|\}\d|\d\{", pattern):
        yield Problem(key, "{year}与{n}的前后紧接文字，不紧接数字", shown(pattern))
    elif re.search(r"[(（]\{year\}[））]", pattern):
        yield Problem(key, "年份用〔〕括起：圆括号会被误认为案号", shown(pattern))


def pattern_regex(pattern: str, marks: Iterable[str], year: str = r"\d{4}", n: str = r"\d+") -> str:
    """The numbers that a pattern can give to papers of units with these marks, as a regular expression."""
    mark = f"(?:{'|'.join(map(re.escape, marks))})"
    return re.escape(pattern).replace(r"\{year\}", year).replace(r"\{n\}", n).replace(r"\{mark\}", mark)


def sample_numbers(pattern: str, marks: Sequence[str]) -> list[str]:
    """One number of every series that a pattern makes."""
    samples = [pattern.replace("{mark}", mark) for mark in marks] if "{mark}" in pattern else [pattern]
    return [sample.replace("{year}", "2026").replace("{n}", "12") for sample in samples]


def _collisions(patterns: dict[str, str], marks: Sequence[str]) -> Iterator[Problem]:
    """Numbers are unique over all kinds, so no pattern may give what another gives."""
    for kind, pattern in patterns.items():
        samples = sample_numbers(pattern, marks)
        others = [
            name
            for name, other in patterns.items()
            if name != kind and any(re.fullmatch(pattern_regex(other, marks), sample) for sample in samples)
        ]
        if others:
            yield Problem(f"numbering[{kind}].pattern", f"与{'、'.join(others)}不同的格式", shown(pattern))


def _guard_problems(file: RegionFile) -> Iterator[Problem]:
    for name in ("code", "position", "text"):
        yield from _repeated("guards", name, [getattr(row, name) for row in file.guards])
    for kind in (GuardKind.CONDITION, GuardKind.HARD):
        if not any(row.kind == kind for row in file.guards):
            yield Problem("guards", f'至少有一条{kind.label}（kind = "{kind.value}"）', "一条也没有")


def _indicator_problems(indicators: Sequence[IndicatorTable]) -> Iterator[Problem]:
    for name in ("code", "position", "name"):
        yield from _repeated("indicators", name, [getattr(row, name) for row in indicators])
    for row in indicators:
        key, wanted = f"indicators[{row.code}]", MEASURES[row.measure].parameters
        for name in wanted:
            if name not in row.parameters:
                yield Problem(f"{key}.{name}", f"一个参数：{row.measure.label}要用", ABSENT)
        for name in row.parameters.keys() - set(wanted):
            yield Problem(f"{key}.{name}", f"空：{row.measure.label}不用这一参数", shown(row.parameters[name]))
        duties = {code.value for code in DUTIES}
        for code in row.codes or ():
            if code not in duties:
                yield Problem(f"{key}.codes", f"应当办理的期限之一：{'、'.join(sorted(duties))}", shown(code))
        if row.full_days is not None and row.zero_days is not None and row.zero_days <= row.full_days:
            yield Problem(f"{key}.zero_days", f"大于full_days（{row.full_days}）的整数", shown(row.zero_days))
        yield from _repeated(key, "applies_to", row.applies_to)


# What the portal has no step for, a district's file promises to nobody: it goes onto sealed papers and public pages.
UNKEPT = re.compile("考核|另行告知|另行通知|核查处理|请求复核|申请复核|依程序")


def _promise_problems(options: OptionsTable) -> Iterator[Problem]:
    said = options.model_dump(mode="json")
    texts = ((name, text) for name, value in said.items() for text in _texts_in(value))
    for name, text in texts:
        if found := UNKEPT.search(text):
            yield Problem(f"options.{name}", f"本系统有步骤兑现的话，不写“{found.group()}”", shown(text))


def _texts_in(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for inner in value.values():
            yield from _texts_in(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _texts_in(inner)


def _option_problems(options: OptionsTable) -> Iterator[Problem]:
    least = options.assessment.qualified_from
    if options.assessment.commended_from < least:
        yield Problem("options.assessment.commended_from", f"不低于合格分数{least}的整数", shown(options.assessment.commended_from))
    yield from _promise_problems(options)
    yield from _repeated("options", "calendars", options.calendars)
    for year in options.calendars:
        if not (DATA / f"calendar-{year}.toml").is_file():
            yield Problem("options.calendars", "已有工作日历数据的年份", shown(year))
    yield from _missing("options.commitment", RepairGround.values, options.commitment)
    yield from _missing("options.decline_channels", DeclineReason.values, options.decline_channels)
    yield from _missing("options.rejection_guidance", RejectionReason.values, options.rejection_guidance)
    yield from _missing("options.certificates", CertificateType.values, options.certificates)
    for kind, certificate in options.certificates.items():
        key = f"options.certificates.{kind.value}"
        if kind in CONDITIONAL_TYPES and certificate.max_months is None:
            yield Problem(f"{key}.max_months", "1至36的整数：附条件的证明须有有效期", ABSENT)
        if kind not in CONDITIONAL_TYPES and certificate.max_months is not None:
            yield Problem(f"{key}.max_months", "空：这类证明没有有效期", shown(certificate.max_months))
        if kind == CertificateType.WITHHELD and (certificate.max_months or 0) > GRACE_AT_MOST:
            yield Problem(f"{key}.max_months", f"1至{GRACE_AT_MOST}的整数：{GRACE}为一至三个月", shown(certificate.max_months))
        yield from _basis_problems(f"{key}.legal_basis", certificate.legal_basis)
    yield from _basis_problems("options.rejection_basis", options.rejection_basis)


def _register_problems(file: RegionFile) -> Iterator[Problem]:
    staying = [row.code for row in file.departments if row.left_on is None]
    for kind, code in file.options.registers.items():
        if code not in staying:
            yield Problem(f"options.registers.{kind.value}", f"没有退出的单位的代码：{'、'.join(staying)}", shown(code))


def _basis_problems(key: str, basis: Sequence[str]) -> Iterator[Problem]:
    length = sum(map(len, basis)) + len(basis)
    if length > LEGAL_BASIS_AT_MOST:
        yield Problem(key, f"各项合计不超过{LEGAL_BASIS_AT_MOST}个字", f"{length}个字")


def _missing(key: str, wanted: Iterable[str], present: Iterable[str]) -> Iterator[Problem]:
    for name in wanted:
        if name not in set(present):
            yield Problem(f"{key}.{name}", "一项：每一种都要写明", ABSENT)


def _repeated(part: str, name: str, values: Sequence[object]) -> Iterator[Problem]:
    for value, times in Counter(values).items():
        if times > 1:
            yield Problem(f"{part}.{name}", "互不重复", f"{shown(value)}出现{times}次")
