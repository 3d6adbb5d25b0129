"""What only papers need beside the words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from django import template

if TYPE_CHECKING:
    from notices.kinds import Paper

register = template.Library()

LOCAL_RULE_PENDING = "本区办理安排"


class Term(Protocol):
    """A time limit as a paper prints it."""

    law: str
    local_rule_pending: bool


@register.filter
def basis(limit: Term) -> str:
    """Say where a term comes from; a term without a source is never printed as law."""
    return limit.law if limit.law and not limit.local_rule_pending else LOCAL_RULE_PENDING


@register.filter
def sealing_body(paper: Paper) -> str:
    """Return the body whose seal and mark a paper carries."""
    name: str = getattr(paper, paper.sealed_by)
    return name
