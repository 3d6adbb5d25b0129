"""What the office's steps ask for."""

from __future__ import annotations

from typing import Any

from portal.steps.convening import AT_NINE, Convening
from portal.steps.pages import ActionForm


class ConsultationForm(Convening, ActionForm):
    """When, where, about what, and who comes besides the unit and the court."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        case = self.subject.case
        needed = {unit.pk: unit for unit in (self.subject.department, case.court)}
        self.offer_units(case.region_id, needed.values())
        self.fields["time"].initial = AT_NINE
        self.fields["agenda"].initial = f"{self.subject.department.short_name}对{case.enterprise.name}信用修复结果的反馈意见"
