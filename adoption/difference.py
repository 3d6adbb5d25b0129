"""What loading a region file would change, in lines that a person can check before saying yes."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path

from django.db.models import Model

from adoption.schema import DepartmentTable, GuardTable, IndicatorTable, RegionFile
from assessment.models import Indicator
from cases.models import GuardRule
from deadlines.calendar_files import DATA, CalendarFile, read_calendar
from deadlines.models import DeadlineRule, LadderRung
from deadlines.selectors import current_calendars, current_rules, never_loaded
from deadlines.services import RuleSpec, RungSpec
from departments.models import Department, Region, RegionVersion
from notices.models import NumberPattern
from words.limits import days

Values = Mapping[str, object]


class Part(StrEnum):
    REGION = "地区"
    DEPARTMENT = "单位"
    RULE = "期限"
    RUNG = "督促梯次"
    NUMBER = "编号格式"
    GUARD = "审查规则"
    INDICATOR = "考核指标"
    OPTION = "参数"
    CALENDAR = "工作日历"


class Verb(StrEnum):
    ADD = "新增"
    CHANGE = "变更"
    REMOVE = "停用"


@dataclass(frozen=True, slots=True)
class Change:
    part: Part
    verb: Verb
    key: str
    detail: str

    @property
    def line(self) -> str:
        return f"{self.verb}{self.part} {self.key}：{self.detail}"


def region_values(file: RegionFile) -> Values:
    table = file.region
    return {"name": table.name, "division_code": table.division_code, "measures_title": table.measures_title}


def department_values(row: DepartmentTable) -> Values:
    return row.model_dump(mode="python", exclude={"code"})


def rule_specs(file: RegionFile) -> list[RuleSpec]:
    return [RuleSpec(**row.model_dump(mode="python")) for row in file.deadline_rules]


def rung_specs(file: RegionFile) -> list[RungSpec]:
    return [RungSpec(**row.model_dump(mode="python")) for row in file.ladder]


def guard_values(row: GuardTable) -> Values:
    return row.model_dump(mode="python", exclude={"code"})


def indicator_values(row: IndicatorTable) -> Values:
    values = row.model_dump(mode="json", include={"position", "name", "measure", "applies_to", "weight", "law", "local_rule_pending"})
    return {**values, "parameters": row.parameters}


def option_values(file: RegionFile) -> dict[str, object]:
    return file.options.model_dump(mode="json")


def calendar_paths(file: RegionFile) -> list[Path]:
    return [DATA / f"calendar-{year}.toml" for year in file.options.calendars]


def calendars_to_load(file: RegionFile, region: Region | None) -> list[CalendarFile]:
    """The years' arrangements that the region has never had."""
    return never_loaded(region, map(read_calendar, calendar_paths(file)))


def changes(file: RegionFile, region: Region | None) -> Iterator[Change]:
    """Everything in which the file differs from what is loaded, in the order of the file."""
    yield from _region_changes(file, region)
    yield from _department_changes(file, region)
    yield from _rule_changes(file, region)
    yield from _rung_changes(file, region)
    yield from _number_changes(file, region)
    yield from _guard_changes(file, region)
    yield from _indicator_changes(file, region)
    yield from _option_changes(file, region)
    yield from _calendar_changes(file, region)


def _region_changes(file: RegionFile, region: Region | None) -> Iterator[Change]:
    code = file.region.code
    if region is None:
        yield Change(Part.REGION, Verb.ADD, code, f"{file.region.name}，自{file.region.valid_from}施行")
        return
    details = list(_edits(region_values(file), region))
    former = loaded_valid_from(region)
    if former != file.region.valid_from:
        details.append(_edit("施行日期", former, file.region.valid_from))
    if details:
        yield Change(Part.REGION, Verb.CHANGE, code, "；".join(details))


def loaded_valid_from(region: Region) -> date | None:
    version = RegionVersion.objects.filter(region=region).order_by("-number").first()
    return tomllib.loads(version.content)["region"]["valid_from"] if version else None


def _department_changes(file: RegionFile, region: Region | None) -> Iterator[Change]:
    loaded = {row.code: row for row in Department.objects.filter(region=region)} if region else {}
    for row in file.departments:
        known = loaded.pop(row.code, None)
        yield from _row_change(Part.DEPARTMENT, row.code, row.name, department_values(row), known)
    for known in loaded.values():
        if known.left_on is None:
            yield Change(Part.DEPARTMENT, Verb.REMOVE, known.code, f"{known.name}，登记为已退出")


def _rule_changes(file: RegionFile, region: Region | None) -> Iterator[Change]:
    loaded = {rule.code: rule for rule in current_rules(region)} if region else {}
    for spec in rule_specs(file):
        values = asdict(spec)
        del values["code"]
        summary = f"{spec.name}，{spec.length}{DeadlineRule(unit=spec.unit).get_unit_display()}"
        yield from _row_change(Part.RULE, spec.code, summary, values, loaded.pop(spec.code, None))
    for rule in loaded.values():
        yield Change(Part.RULE, Verb.REMOVE, rule.code, rule.name)


def _rung_changes(file: RegionFile, region: Region | None) -> Iterator[Change]:
    loaded = {rung.key: rung for rung in LadderRung.objects.filter(region=region, is_current=True)} if region else {}
    for spec in rung_specs(file):
        values = asdict(spec)
        del values["key"]
        yield from _row_change(Part.RUNG, spec.key, f"{spec.name}，距届满日{days(spec.offset, 'WD')}", values, loaded.pop(spec.key, None))
    for rung in loaded.values():
        yield Change(Part.RUNG, Verb.REMOVE, rung.key, rung.name)


def _number_changes(file: RegionFile, region: Region | None) -> Iterator[Change]:
    loaded = {row.kind: row for row in NumberPattern.objects.filter(region=region)} if region else {}
    for row in file.numbering:
        yield from _row_change(Part.NUMBER, row.kind, row.pattern, {"pattern": row.pattern}, loaded.pop(row.kind, None))
    for known in loaded.values():
        yield Change(Part.NUMBER, Verb.REMOVE, known.kind, known.pattern)


def _guard_changes(file: RegionFile, region: Region | None) -> Iterator[Change]:
    loaded = {rule.code: rule for rule in GuardRule.objects.filter(region=region, is_current=True)} if region else {}
    for row in file.guards:
        yield from _row_change(Part.GUARD, row.code, row.text, guard_values(row), loaded.pop(row.code, None))
    for rule in loaded.values():
        yield Change(Part.GUARD, Verb.REMOVE, rule.code, rule.text)


def _indicator_changes(file: RegionFile, region: Region | None) -> Iterator[Change]:
    loaded = {row.code: row for row in Indicator.objects.filter(region=region, is_current=True)} if region else {}
    for row in file.indicators:
        yield from _row_change(Part.INDICATOR, row.code, f"{row.name}，权重{row.weight}", indicator_values(row), loaded.pop(row.code, None))
    for known in loaded.values():
        yield Change(Part.INDICATOR, Verb.REMOVE, known.code, known.name)


def _row_change(part: Part, key: str, summary: str, values: Values, known: Model | None) -> Iterator[Change]:
    if known is None:
        yield Change(part, Verb.ADD, key, summary)
    elif details := "；".join(_edits(values, known)):
        yield Change(part, Verb.CHANGE, key, details)


def _option_changes(file: RegionFile, region: Region | None) -> Iterator[Change]:
    wanted, loaded = dict(_flat(option_values(file))), dict(_flat(region.options)) if region else {}
    for key, value in wanted.items():
        if key not in loaded:
            yield Change(Part.OPTION, Verb.ADD, key, _shown(value))
        elif loaded[key] != value:
            yield Change(Part.OPTION, Verb.CHANGE, key, f"{_shown(loaded[key])} → {_shown(value)}")
    for key in loaded.keys() - wanted.keys():
        yield Change(Part.OPTION, Verb.REMOVE, key, _shown(loaded[key]))


def _calendar_changes(file: RegionFile, region: Region | None) -> Iterator[Change]:
    loaded = {calendar.year: calendar for calendar in current_calendars(region)} if region else {}
    for content in calendars_to_load(file, region):
        known = loaded.get(content.year)
        if known is None:
            yield Change(Part.CALENDAR, Verb.ADD, str(content.year), content.document)
        else:
            yield Change(Part.CALENDAR, Verb.CHANGE, str(content.year), f"第{known.version + 1}版，{content.document}")


def _flat(table: Mapping[str, object], prefix: str = "") -> Iterator[tuple[str, object]]:
    for key, value in table.items():
        if isinstance(value, dict):
            yield from _flat(value, f"{prefix}{key}.")
        else:
            yield f"{prefix}{key}", value


def _edits(values: Values, row: Model) -> Iterable[str]:
    for name, value in values.items():
        before = getattr(row, name)
        if before != value:
            yield _edit(_label(row, name), before, value)


def _label(row: Model, name: str) -> str:
    field = row._meta.get_field(name)  # noqa: SLF001 - Django's documented API
    return str(getattr(field, "verbose_name", name))


def _edit(label: str, before: object, after: object) -> str:
    return f"{label} {_shown(before)} → {_shown(after)}"


def _shown(value: object) -> str:
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, list):
        return "；".join(map(str, value))
    if isinstance(value, dict):
        return "；".join(f"{name}＝{_shown(inner)}" for name, inner in value.items()) or "（空）"
    return "（空）" if value in (None, "") else str(value)
