"""Regions and departments stand behind nearly every row and change about once a year: a process keeps them all."""

from __future__ import annotations

from typing import TYPE_CHECKING

from departments.models import Department, Region
from ledger.kept import kept, own

if TYPE_CHECKING:
    from collections.abc import Mapping


@kept
def regions() -> Mapping[int, Region]:
    """Every region by its key. Shared by all threads: copy what you give away."""
    return {region.pk: region for region in Region.objects.order_by("pk")}


@kept
def departments() -> Mapping[int, Department]:
    """Every department there ever was, by its key. Shared by all threads: copy what you give away."""
    return {unit.pk: unit for unit in Department.objects.order_by("pk")}


def installed_region() -> Region | None:
    """The installation's region; None before the first load_region."""
    return next(map(own, regions().values()), None)


def department(pk: int) -> Department:
    """KeyError for a department that is not there."""
    return own(departments()[pk])
