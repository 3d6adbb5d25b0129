"""Fill the two long forms of the chain with a specimen, so that a visitor can read instead of type."""

from __future__ import annotations

from typing import TYPE_CHECKING

from accounts.models import User
from cases.enums import MaterialKind, Variant
from cases.services import applications, examination
from demo.plot import Plot
from demo.specimens import application_fields, examination_data, voucher
from demo.standing import Standing
from departments.actors import actor_for

if TYPE_CHECKING:
    from datetime import datetime

    from cases.models import Application, Case

# Whether the enterprise of a line has performed in full, as the names of the lines say.
FULFILLED = (True, False)


def fill_sample(standing: Standing, user: User, *, at: datetime) -> None:
    """Fill what ``user`` has before them, through the services; nothing happens where nothing is to be filled."""
    if standing.stage == "submit" and standing.draft is not None:
        _fill_application(standing, standing.draft, user, at)
    elif standing.stage == "examination" and standing.case is not None:
        _fill_examination(standing, standing.case, user, at)


def _plot(standing: Standing, *, listed: bool) -> Plot:
    enterprise, number = standing.enterprise, standing.notice.enforcement_case.number
    return Plot(enterprise_name=enterprise.name, uscc=enterprise.uscc, number=number, listed=listed, fulfilled=FULFILLED[standing.place])


def _fill_application(standing: Standing, draft: Application, user: User, at: datetime) -> None:
    actor, plot = actor_for(user, at), _plot(standing, listed=standing.place == 0)
    applications.save_draft(draft.pk, application_fields(plot), by=actor, at=at)
    if not draft.materials.filter(removed_at__isnull=True).exists():
        applications.add_material(draft.pk, slot=1, kind=MaterialKind.PERFORMANCE_PROOF, upload=voucher(plot.number), by=actor, at=at)


def _fill_examination(standing: Standing, case: Case, user: User, at: datetime) -> None:
    actor, plot = actor_for(user, at), _plot(standing, listed=case.variant == Variant.LISTED)
    examination.ensure_examination(case.pk, by=actor, at=at)
    examination.save_examination(case.pk, examination_data(case, plot, at, approve=True), by=actor, at=at)
