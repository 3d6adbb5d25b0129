"""One service for many notices that go out together: each by itself, with its own outcome."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cases.services.enforcement import serve_notice
from procedure.errors import DomainError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date, datetime

    from cases.enums import ServiceManner
    from cases.models import ProactiveNotice
    from procedure.actors import Actor


@dataclass(frozen=True, slots=True)
class Served:
    """What became of one notice; ``refusal`` says why it was not recorded as served."""

    notice: ProactiveNotice
    refusal: str = ""


def serve_notices(
    notices: Iterable[ProactiveNotice],
    *,
    manner: ServiceManner,
    served_on: date,
    receivers: Mapping[int, str],
    electronic_consent: bool = False,
    by: Actor,
    at: datetime,
) -> list[Served]:
    """Record the same service of each notice; ``receivers`` names who signed for it. What one refuses, stops no other."""
    outcomes = []
    for notice in notices:
        try:
            serve_notice(
                notice.pk,
                manner=manner,
                served_on=served_on,
                receiver=receivers[notice.pk],
                electronic_consent=electronic_consent,
                by=by,
                at=at,
            )
        except DomainError as refusal:
            outcomes.append(Served(notice, str(refusal)))
        else:
            outcomes.append(Served(notice))
    return outcomes
