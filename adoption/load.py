"""Brings a region in line with its file: plan() says what would change, apply() does it as one version."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from types import MappingProxyType
from typing import Any

from django.db import transaction
from django.db.models import Max, Model, QuerySet

from adoption.checks import pattern_regex, sample_numbers
from adoption.difference import (
    Change,
    Values,
    calendars_to_load,
    changes,
    department_values,
    guard_values,
    indicator_values,
    loaded_valid_from,
    option_values,
    region_values,
    rule_specs,
    rung_specs,
)
from adoption.problems import Problem, RegionFileError, shown
from adoption.schema import RegionFile
from adoption.source import RegionSource, read_source
from assessment.models import Indicator
from cases.models import GuardRule
from deadlines.models import DeadlineRule, LadderRung
from deadlines.services import load_arrangements, load_ladder, load_rules, rearm_open_clocks
from departments.models import Department, Region, RegionVersion
from ledger.rows import name_of
from ledger.services import append_event, locked_stream
from ledger.timekeeping import edition_changes, legal_date
from ledger.versions import retire
from notices.models import Document, NumberPattern

NO_DAYS: Mapping[str, date] = MappingProxyType({})


class OutdatedPlanError(Exception):
    """Somebody changed the region between plan and apply."""

    def __init__(self) -> None:
        super().__init__("确认期间地区配置已被他人更改，本次没有导入，请重新执行。")


@dataclass(frozen=True, slots=True)
class Plan:
    source: RegionSource
    changes: tuple[Change, ...]

    @property
    def lines(self) -> tuple[str, ...]:
        return tuple(change.line for change in self.changes)


def plan(path: Path, *, on: date) -> Plan:
    """Compare a file with what is loaded. Raises UnreadableFileError, RegionFileError."""
    source = read_source(path)
    region = Region.objects.filter(code=source.data.region.code).first()
    problems = list(_conflicts(source.data, region, on))
    if problems:
        raise RegionFileError(source.name, problems)
    return Plan(source, tuple(changes(source.data, region)))


def apply(planned: Plan, *, by: str, at: datetime) -> RegionVersion:
    """Make the region equal to the planned file; with nothing to change, return the version that is there.

    Raises OutdatedPlanError.
    """
    source = planned.source
    code = source.data.region.code
    edition_changes()
    with transaction.atomic():
        stream = locked_stream(f"region:{code}")
        region = Region.objects.filter(code=code).first()
        if tuple(changes(source.data, region)) != planned.changes:
            raise OutdatedPlanError
        if region is not None and not planned.changes:
            return region.versions.order_by("-number")[0]
        patterns = _patterns_of(region)
        region = _stored(source.data, on=legal_date(at))
        version = _recorded(region, source, by=by, at=at)
        load_arrangements(region, calendars_to_load(source.data, region), at=at, by=by)
        # A rung, or the channel of a unit, may have changed without the calendar.
        rearm_open_clocks(region)
        append_event(
            stream=stream,
            actor=by,
            action="apply_region",
            object=f"region:{region.pk}",
            at=at,
            body={"version": version.number, "file": source.name, "sha256": source.sha256, "changes": planned.lines},
            rows=[*_on_record(region, version), *sorted(patterns - _patterns_of(region))],
        )
    return version


def _patterns_of(region: Region | None) -> set[str]:
    """The rows of the number patterns, by the names that the ledger keeps them under."""
    return {name_of(row) for row in NumberPattern.objects.filter(region=region).order_by("pk")} if region else set()


def _on_record(region: Region, version: RegionVersion) -> Iterator[Model]:
    """What the region says from now on, and what it said before."""
    yield from (region, version)
    yield from Department.objects.filter(region=region).order_by("pk")
    yield from DeadlineRule.objects.filter(region=region).order_by("pk")
    yield from LadderRung.objects.filter(region=region).order_by("pk")
    yield from GuardRule.objects.filter(region=region).order_by("pk")
    yield from Indicator.objects.filter(region=region).order_by("pk")
    yield from NumberPattern.objects.filter(region=region).order_by("pk")


def _stored(file: RegionFile, *, on: date) -> Region:
    region, _ = Region.objects.update_or_create(code=file.region.code, defaults={**region_values(file), "options": option_values(file)})
    _store_departments(region, file, on)
    load_rules(region, rule_specs(file), valid_from=file.region.valid_from)
    load_ladder(region, rung_specs(file), valid_from=file.region.valid_from)
    _store_patterns(region, file)
    _store_versions(GuardRule, region, {row.code: guard_values(row) for row in file.guards})
    # A district is adopted with what it has had all along; what it changes later holds from that day on.
    known = Indicator.objects.filter(region=region).exists()
    indicators = {row.code: indicator_values(row) for row in file.indicators}
    _store_versions(Indicator, region, indicators, since={"valid_from": on if known else file.region.valid_from}, until={"retired_on": on})
    return region


def _recorded(region: Region, source: RegionSource, *, by: str, at: datetime) -> RegionVersion:
    last = region.versions.aggregate(last=Max("number"))["last"] or 0
    return RegionVersion.objects.create(
        region=region, number=last + 1, content=source.content, sha256=source.sha256, applied_at=at, applied_by=by
    )


def _store_departments(region: Region, file: RegionFile, on: date) -> None:
    for row in file.departments:
        Department.objects.update_or_create(region=region, code=row.code, defaults=department_values(row))
    gone = Department.objects.filter(region=region, left_on=None).exclude(code__in=[row.code for row in file.departments])
    for department in gone.order_by("pk"):
        department.left_on = max(on, department.joined_on)
        department.save(update_fields=["left_on"])


def _store_patterns(region: Region, file: RegionFile) -> None:
    for row in file.numbering:
        NumberPattern.objects.update_or_create(region=region, kind=row.kind, defaults={"pattern": row.pattern})
    NumberPattern.objects.filter(region=region).exclude(kind__in=[row.kind for row in file.numbering]).delete()


def _store_versions(
    model: type[GuardRule | Indicator],
    region: Region,
    rows: Mapping[str, Values],
    *,
    since: Mapping[str, date] = NO_DAYS,
    until: Mapping[str, date] = NO_DAYS,
) -> None:
    """A changed row is a new version, and one that the file no longer has is out of force; on which days, where the model says it."""
    every: QuerySet[Any] = model._default_manager.filter(region=region)  # noqa: SLF001 - Django's public name
    loaded = {row.code: row for row in every.filter(is_current=True)}
    for code, values in rows.items():
        known = loaded.pop(code, None)
        if known is not None and all(getattr(known, name) == value for name, value in values.items()):
            continue
        if known is not None:
            retire(known, **until)
        last = every.filter(code=code).aggregate(last=Max("version"))["last"] or 0
        model._default_manager.create(region=region, code=code, version=last + 1, **values, **since)  # noqa: SLF001 - as above
    for row in loaded.values():
        retire(row, **until)


def _conflicts(file: RegionFile, region: Region | None, on: date) -> Iterator[Problem]:
    """What the file may say in itself but not against what is loaded already."""
    valid_from = file.region.valid_from
    if valid_from > on:
        yield Problem("region.valid_from", f"不晚于今天（{on}）的日期：导入后立即施行", shown(valid_from))
    former = loaded_valid_from(region) if region else None
    if former and valid_from < former:
        yield Problem("region.valid_from", f"不早于现行版本施行日期（{former}）的日期", shown(valid_from))
    yield from _kind_conflicts(file, region)
    yield from _number_conflicts(file)


def _kind_conflicts(file: RegionFile, region: Region | None) -> Iterator[Problem]:
    """Cases and posts hang on a department for what it is, so it never turns into something else."""
    loaded = dict(Department.objects.filter(region=region).values_list("code", "kind")) if region else {}
    for row in file.departments:
        if loaded.get(row.code, row.kind) != row.kind:
            yield Problem(
                f"departments[{row.code}].kind", f"{loaded[row.code]}：单位性质不能改变，请用新代码登记新单位", shown(row.kind.value)
            )


def _gives(pattern: NumberPattern, marks: Sequence[str], samples: Sequence[str]) -> bool:
    regex = pattern_regex(pattern.pattern, marks)
    return any(re.fullmatch(regex, sample) for sample in samples)


def _number_conflicts(file: RegionFile) -> Iterator[Problem]:
    """Numbers are unique over all regions and kinds, for ever."""
    others = list(NumberPattern.objects.exclude(region__code=file.region.code).select_related("region"))
    marks, theirs = [row.mark for row in file.departments], defaultdict(list)
    for region_id, mark in Department.objects.values_list("region", "mark"):
        theirs[region_id].append(mark)
    for row in file.numbering:
        key, regex = f"numbering[{row.kind}].pattern", pattern_regex(row.pattern, marks)
        samples = sample_numbers(row.pattern, marks)
        clash = next((other for other in others if _gives(other, theirs[other.region_id], samples)), None)
        if clash:
            yield Problem(key, f"与{clash.region.name}的{clash.kind}不同的格式", shown(row.pattern))
        used = Document.objects.filter(number__regex=f"^{regex}$").exclude(kind=row.kind).order_by("pk").first()
        if used:
            yield Problem(key, f"没有被其他文书用过的格式（{used.number}是{used.get_kind_display()}）", shown(row.pattern))
