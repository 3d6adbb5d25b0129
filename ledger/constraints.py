"""Checks that every table needs in the same shape."""

from __future__ import annotations

from functools import reduce
from operator import or_
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q

if TYPE_CHECKING:
    from datetime import date

    from django.db.models import TextChoices


def known(field: str, choices: type[TextChoices], name: str, *, blank: bool = False) -> models.CheckConstraint:
    """Return the CHECK that lets only the values of an enumeration into a column, and the empty text if ``blank``."""
    values = [*choices.values, ""] if blank else choices.values
    return models.CheckConstraint(condition=Q(**{f"{field}__in": values}), name=name)


def one_of(*fields: str) -> Q:
    """The condition that exactly one of these foreign keys is set."""
    alone = (Q(**{f"{other}__isnull": other != field for other in fields}) for field in fields)
    return reduce(or_, alone)


# In no name and no number: what nobody sees, what turns a text around, old codes, radicals, brackets of half width. PostgreSQL reads it.
_ODD = r"[\u0001-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u206f\u2e80-\u2fdf\ufe00-\ufe0f\ufeff\ue000-\uf8ff()]"


def plain(field: str, name: str) -> models.CheckConstraint:
    """Return the CHECK that a name or number stands in its normal form, as far as a pattern can tell (`words.normal` makes it)."""
    message = "名称或者编号中有看不见的字符、旧字库的字或者半角括号，请重新输入。"
    return models.CheckConstraint(condition=~Q(**{f"{field}__regex": _ODD}), name=name, violation_error_message=message)


WRONG_YEAR = "日期不在合理的年份之内，请核对年份。"


def sane(field: str, name: str, *, earliest: date, latest: date) -> models.CheckConstraint:
    """Return the CHECK that a day lies where a day of this kind can lie."""
    condition = Q(**{f"{field}__gte": earliest, f"{field}__lte": latest})
    return models.CheckConstraint(condition=condition, name=name, violation_error_message=WRONG_YEAR)


def sentences(model: models.Model | type[models.Model]) -> dict[str, str]:
    """What each constraint of a model says when it is violated, by its name; a constraint without words of its own is left out."""
    own = model._meta.constraints  # noqa: SLF001 - Django's public _meta
    return {
        constraint.name: str(constraint.violation_error_message)
        for constraint in own
        if constraint.violation_error_message != constraint.default_violation_error_message
    }


def sentence_of(model: models.Model | type[models.Model], name: str) -> str:
    """The sentence of one constraint, for the check that asks before the database does. KeyError for one that has none."""
    return sentences(model)[name]
