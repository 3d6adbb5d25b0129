"""The first section: where a case stands, whom it is about, what has happened."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from cases import selectors
from cases.enums import Phase
from cases.states import CASE_STATES
from cases.workflow import RETURNED_TO
from deadlines.enums import Obligor
from portal.casepage.clocks import clock_views
from portal.casepage.late import lateness
from portal.casepage.recognition import chips
from portal.casepage.timeline import timeline
from portal.shell.components import DataItem, Stage
from recognition import selectors as recognitions

if TYPE_CHECKING:
    from cases.models import Case
    from deadlines.calendar_math import Calendar
    from procedure.actors import Actor

STEPS = ("宣传告知", "修复申请", "修复证明", "信息共享", "结果互认", "监督反馈")


def stages(case: Case) -> list[Stage]:
    """The six steps of the measures with the current one marked."""
    row = CASE_STATES[case.state]
    current, here = row.step, "ended" if row.phase == Phase.ENDED else "current"
    return [
        Stage(
            name,
            "done" if place < current else here if place == current else "todo",
            case.get_state_display() if place == current else "",
        )
        for place, name in enumerate(STEPS)
    ]


def overview(case: Case, actor: Actor, today: date, calendar: Calendar, *, is_internal: bool) -> dict[str, Any]:
    """Facts, clocks with their reasons, who is late, units, timeline."""
    clocks = selectors.clocks_of(case)
    views = clock_views(clocks, today, calendar)
    return {
        "late": lateness(clocks, actor, today, calendar),
        "stages": stages(case),
        "facts": facts(case, is_internal=is_internal),
        "clocks": [view for view in views if view.is_open],
        "past_clocks": [view for view in views if not view.is_open],
        "units": chips(recognitions.units_progress(case).rows),
        "timeline": timeline(case, is_internal=is_internal),
        "return_note": _return_note(case, is_internal=is_internal),
    }


def _return_note(case: Case, *, is_internal: bool) -> str:
    """Why the case came back, for whoever has it again: the court for its examination, the bureau for its distribution."""
    held = CASE_STATES[case.state].held
    has_it_again = held is not None and held.side == (Obligor.COURT if is_internal else Obligor.BUREAU)
    return case.return_note if has_it_again and case.state in RETURNED_TO else ""


def facts(case: Case, *, is_internal: bool) -> list[DataItem]:
    """Who and what; the court's people are named inside the court only."""
    items = [
        DataItem("企业名称", case.enterprise.name),
        DataItem("统一社会信用代码", case.enterprise.uscc, mono=True),
        DataItem("执行案号", case.enforcement_case.number),
        DataItem("修复案号", case.number),
        DataItem("申请类型", case.get_variant_display()),
        DataItem("受理法院", case.court.name),
    ]
    if is_internal:
        people = (("立案受理", case.acceptance_officer), ("承办法官", case.handler), ("复核法官", case.reviewer), ("签发院长", case.signer))
        items += [DataItem(label, str(person)) for label, person in people if person]
    if case.certificate:
        items.append(DataItem("证明编号", case.certificate.number))
    return items
