"""A paper as one call: its number, what it says, who may open it, and that the step has made it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, ParamSpec

from django.conf import settings

from notices.kinds import Issued
from notices.services.documents import WrongPaperError, create_document
from notices.services.numbering import allocate_number
from procedure.errors import ConditionNotMet

if TYPE_CHECKING:
    from notices.kinds import PaperKind
    from notices.models import Document
    from procedure.subjects import Step

P = ParamSpec("P")


def issue(step: Step[Any], kind: PaperKind[P], *args: P.args, **kwargs: P.kwargs) -> Document:
    """Freeze a paper of a kind, now, and owe its PDF to the worker; the arguments are those of the kind's builder."""
    return _issue(step, kind, None, *args, **kwargs)


def issue_instead_of(replaced: Document | None, step: Step[Any], kind: PaperKind[P], *args: P.args, **kwargs: P.kwargs) -> Document:
    """The same in the place of a paper that says something wrong, which every list then shows as void."""
    return _issue(step, kind, replaced, *args, **kwargs)


def _issue(step: Step[Any], kind: PaperKind[P], replaced: Document | None, *args: P.args, **kwargs: P.kwargs) -> Document:
    number = _number(step, kind, *args, **kwargs)
    paper = kind.build(Issued(number=number, on=step.on, by=step.by.label), *args, **kwargs)
    if type(paper) is not kind.paper:
        raise WrongPaperError(f"{type(paper).__name__} is no {kind.code!r}")
    paper = replace(paper, is_specimen=_is_specimen(step, kind))
    document = create_document(
        paper=paper,
        title=kind.title(*args, **kwargs) if kind.title else kind.code.label,
        number=number,
        audience=kind.audience,
        by=step.by.key,
        at=step.at,
        department=kind.department(*args, **kwargs) if kind.department else None,
        replaces=replaced,
        **step.paper_keys,
    )
    step.papers.add(kind.code.value)
    step.issued.append(document)
    step.keeps(document)
    return document


def _is_specimen(step: Step[Any], kind: PaperKind[P]) -> bool:
    """Whether the region still has to confirm its own rules; a seal is then for the demo and for tests alone."""
    region: Any = step.region
    if region.local_rules_confirmed:
        return False
    if kind.paper.sealed_by and settings.APP_ENV == "production":
        msg = "本区自行设定的期限和规则还没有经法院确认，不能用印。请系统管理员在地区文件中写明 local_rules_confirmed_on 后重新加载。"
        raise ConditionNotMet(msg)
    return True


def _number(step: Step[Any], kind: PaperKind[P], *args: P.args, **kwargs: P.kwargs) -> str:
    if kind.own_number is not None:
        return kind.own_number(*args, **kwargs)
    if not kind.is_numbered:
        return ""
    unit: Any = kind.department(*args, **kwargs) if kind.in_own_series and kind.department else None
    return allocate_number(step.region, kind.code, step.on.year, of=unit)
