"""The words as template filters, built into every template. Nothing is worded here."""

from __future__ import annotations

from collections.abc import Callable

from django import template
from django.conf import settings

from words import certificates, dates, files, limits, lists, money, normal

register = template.Library()

_FILTERS: dict[str, Callable[..., str]] = {
    "yuan": money.yuan,
    "day": dates.day,
    "until": dates.until,
    "in_numerals": dates.in_numerals,
    "moment": dates.moment,
    "cn_day": dates.weekday,
    "cn_date": dates.day_and_weekday,
    "cn_datetime": dates.moment_and_weekday,
    "hour": dates.hour,
    "months": limits.months,
    "ordinal": dates.number,
    "in_groups": normal.in_groups,
    "clauses": lists.clauses,
    "listed": lists.listed,
    "sentence": lists.sentence,
    "certificate_end": certificates.end,
}
for _name, _word in _FILTERS.items():
    register.filter(_name, _word)


@register.simple_tag
def upload_accepted() -> str:
    """What may be handed in; each file by itself is meant."""
    return files.accepted(settings.UPLOAD_FILE_MAX_BYTES, each=True)
