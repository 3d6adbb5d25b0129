"""Who answers for a unit when a meeting asks for it."""

from __future__ import annotations

from departments.enums import DepartmentKind
from procedure.enums import Role

SPEAKS_FOR = {
    DepartmentKind.COURT.value: Role.HANDLING_JUDGE,
    DepartmentKind.BUREAU.value: Role.BUREAU_HANDLER,
    DepartmentKind.MEMBER.value: Role.MEMBER_LIAISON,
}
