from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date

from django.db import transaction
from django.db.models import Model

from deadlines.models import DeadlineRule
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
