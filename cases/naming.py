"""How papers and pages call an enterprise."""

from __future__ import annotations

from typing import TYPE_CHECKING

from accounts.enums import EnterpriseStatus
from words.lists import clauses

if TYPE_CHECKING:
    from accounts.models import Enterprise


def party(enterprise: Enterprise) -> str:
    """The enterprise as papers call it: its name, and what the registry has made of it since."""
    notes = clauses((f"曾用名：{enterprise.former_names}" if enterprise.former_names else "", registry_note(enterprise)))
    return f"{enterprise.name}（{notes}）" if notes else enterprise.name


def registry_note(enterprise: Enterprise) -> str:
    """What a reader has to know of an enterprise that no longer stands for itself."""
    ended = {
        EnterpriseStatus.MERGED: f"已并入{enterprise.merged_into}",
        EnterpriseStatus.DEREGISTERED: "已注销",
    }.get(EnterpriseStatus(enterprise.status), "")
    return clauses((f"系{enterprise.head_office}的分支机构" if enterprise.head_office else "", ended))
