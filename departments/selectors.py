"""Who takes part on a day."""

from __future__ import annotations

from datetime import date

from django.db.models import Q, QuerySet

from departments.models import Department


def units_on(region_id: int, day: date) -> QuerySet[Department]:
    """The member units that answer a certificate of that day, in the order of the region."""
    return Department.objects.filter(region=region_id, joined_on__lte=day).filter(Q(left_on__isnull=True) | Q(left_on__gte=day))
