"""What is to be known of the figures themselves: how far they have come, and what their nightly recount has found."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from django.db.models import Count, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from deadlines.models import ClockProof
from departments.models import Post, Region
from messaging.models import Message
from messaging.services import Told, tell
from procedure.enums import Role
from supervision.models import Spent
from words.dates import moment

if TYPE_CHECKING:
    from datetime import datetime

    from django.db.models import QuerySet

# Longer ago, and a night has been left out.
OUTDATED: Final = timedelta(hours=26)
TOLD: Final = (Role.OFFICE, Role.ADMINISTRATOR)


@dataclass(frozen=True, slots=True)
class FiguresStand:
    """How many limits have just ended whose days are not counted yet; when the last recount ended, and what it or the present one found."""

    waiting: int
    proved_at: datetime | None
    found: int
    at: datetime

    @property
    def is_outdated(self) -> bool:
        return self.proved_at is None or self.at - self.proved_at > OUTDATED


def figures_stand(region_id: int, at: datetime) -> FiguresStand:
    """One statement."""
    ended: QuerySet[ClockProof] = ClockProof.objects.filter(ended_at__isnull=False).order_by("-pk")
    told = ClockProof.objects.filter(Q(ended_at__isnull=False) | Q(found__gt=0)).order_by("-pk")
    waiting = Spent.objects.filter(region=OuterRef("pk"), days__isnull=True).order_by().values("region").annotate(n=Count("pk"))
    row = Region.objects.filter(pk=region_id).values_list(
        Coalesce(Subquery(waiting.values("n")), 0), Subquery(ended.values("ended_at")[:1]), Coalesce(Subquery(told.values("found")[:1]), 0)
    )
    counted, proved_at, found = row.get()
    return FiguresStand(counted, proved_at, found, at)


def proofs_to_tell(limit: int) -> list[int]:
    """The last recount, where it has found something and not everybody has been told."""
    last = ClockProof.objects.filter(ended_at__isnull=False).order_by("-pk").first()
    if last is None or last.found == 0:
        return []
    keys = [told.dedup_key for told in _alarms(last)]
    return [last.pk][:limit] if Message.objects.filter(dedup_key__in=keys).count() < len(keys) else []


def tell_proof(proof_id: int, *, at: datetime) -> None:
    """Whoever answers for the figures is told of a difference; the pages show it as well."""
    tell(_alarms(ClockProof.objects.get(pk=proof_id)), at=at)


def _alarms(proof: ClockProof) -> list[Told]:
    said = f"{moment(proof.ended_at)}核对完毕，发现{proof.found}处不一致，看板和总览的数字可能有误。第一处：{proof.findings[0]}。"
    held = Post.objects.filter(role__in=TOLD, valid_until__isnull=True).order_by("department", "role")
    return [
        Told(
            subject="期限和计数核对发现不一致",
            body=f"{said}请在“核对与渠道”中查看，并请运维人员查明原因。",
            dedup_key=f"clock-proof:{proof.pk}:{department}:{role}",
            department_id=department,
            role=role,
        )
        for department, role in held.values_list("department", "role").distinct()
    ]
