from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date, time

from django.db import transaction
from django.db.models import Model

from deadlines.models import DeadlineRule, LadderRung
from ledger.timekeeping import edition_changes
from ledger.versions import retire


@dataclass(frozen=True, slots=True)
class RuleSpec:
    """What a region's file says of one limit."""

    code: str
    name: str
    length: int
    unit: str
    obligor: str
    starts_on: str
    stops_on: str
    law: str
    local_rule_pending: bool = False
    anchor: str = ""
    authority: str = ""
    extension: int = 0
    extension_law: str = ""


@transaction.atomic
def load_rules(region: Model, specs: Iterable[RuleSpec], *, valid_from: date) -> list[DeadlineRule]:
    """Make the current rules of a region equal to specs; return the new versions. Open clocks keep their version."""
    edition_changes()
    held = DeadlineRule.objects.select_for_update(of=("self",)).filter(region_id=region.pk, is_current=True).order_by("code")
    current = {rule.code: rule for rule in held}
    changed = []
    for spec in specs:
        rule = current.pop(spec.code, None)
        if rule is not None and all(getattr(rule, field) == value for field, value in asdict(spec).items()):
            continue
        if rule is not None:
            retire(rule)
        latest = DeadlineRule.objects.filter(region_id=region.pk, code=spec.code).order_by("-version").first()
        version = latest.version + 1 if latest else 1
        changed.append(DeadlineRule.objects.create(region_id=region.pk, version=version, valid_from=valid_from, **asdict(spec)))
    for rule in current.values():
        retire(rule)
    return changed


@dataclass(frozen=True, slots=True)
class RungSpec:
    """What a region's file says of one rung of its ladder."""

    key: str
    name: str
    channel: str
    limits: list[str]
    offset: int
    time: time
    act: str
    to: list[str]


@transaction.atomic
def load_ladder(region: Model, specs: Iterable[RungSpec], *, valid_from: date) -> list[LadderRung]:
    """Make the current rungs of a region equal to specs; return the new versions. The caller has open clocks armed anew."""
    edition_changes()
    held = LadderRung.objects.select_for_update(of=("self",)).filter(region_id=region.pk, is_current=True).order_by("key")
    current = {rung.key: rung for rung in held}
    changed = []
    for spec in specs:
        rung = current.pop(spec.key, None)
        if rung is not None and all(getattr(rung, field) == value for field, value in asdict(spec).items()):
            continue
        if rung is not None:
            retire(rung)
        latest = LadderRung.objects.filter(region_id=region.pk, key=spec.key).order_by("-version").first()
        version = latest.version + 1 if latest else 1
        changed.append(LadderRung.objects.create(region_id=region.pk, version=version, valid_from=valid_from, **asdict(spec)))
    for rung in current.values():
        retire(rung)
    return changed
