"""One page of a list, however long the list is: it is counted, and turned, up to a bound that the page names."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias

from django.contrib.postgres.expressions import ArraySubquery
from django.core.paginator import Page, Paginator
from django.db.models import F, Lookup
from django.utils.functional import cached_property

from recognition.selectors import with_progress

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.db.models import Model, QuerySet
    from django.http import HttpRequest

    AnyLookup: TypeAlias = Lookup[Any]
    AnyPaginator: TypeAlias = Paginator[Any]
else:
    # Generic for the type checker only.
    AnyLookup, AnyPaginator = Lookup, Paginator

PAGE_SIZE = 20
COUNTED_AT_MOST = 10_000
Read: TypeAlias = "Callable[[QuerySet[Any]], QuerySet[Any]]"


class AmongArray(AnyLookup):
    """``key = ANY (array)``."""

    lookup_name = "among_array"

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        key, its_params = self.process_lhs(compiler, connection)
        array, params = self.process_rhs(compiler, connection)
        return f"{key} = ANY ({array})", (*its_params, *params)


def among(model: type[Model], keys: QuerySet[Any, Any]) -> QuerySet[Any]:
    """The rows with these keys. As an array: of two tables the planner may begin with the wrong one, of an array it cannot."""
    return model._default_manager.filter(AmongArray(F("pk"), ArraySubquery(keys)))  # noqa: SLF001 - Django's public name


class BoundedPaginator(AnyPaginator):
    """Counts no further than people turn; ``is_bounded`` tells that there is more.

    A page is chosen by its keys alone, which an index can hold; ``read`` then adds, to these rows only, what their lines say.
    ``found`` is how many there are, where the caller knows it, at least when it is no more than the bound.
    """

    def __init__(self, rows: QuerySet[Any], size: int, read: Read, found: int | None) -> None:
        super().__init__(rows, size)
        self._rows, self._read, self._known = rows.select_related(None), read, found

    @cached_property
    def _found(self) -> int:
        return self._rows.order_by()[: COUNTED_AT_MOST + 1].count() if self._known is None else self._known

    @cached_property
    def count(self) -> int:
        return min(self._found, COUNTED_AT_MOST)

    @property
    def is_bounded(self) -> bool:
        return self._found > COUNTED_AT_MOST

    def page(self, number: int | str) -> Page[Any]:
        place = self.validate_number(number)
        end = min(place * self.per_page, self.count)
        rows = among(self._rows.model, self._rows.values("pk")[(place - 1) * self.per_page : end])
        return Page(self._read(rows).order_by(*self._rows.query.order_by), place, self)


def joined(*relations: str) -> Read:
    """Rows with these relations; every other join would be planned for each page and read by nobody."""
    return lambda rows: rows.select_related(*relations)


def page_of(request: HttpRequest, rows: QuerySet[Any], read: Read, *, size: int | None = None, found: int | None = None) -> Page[Any]:
    """The page that a request asks for."""
    page: Page[Any] = BoundedPaginator(rows, size or PAGE_SIZE, read, found).get_page(request.GET.get("page"))
    return page


# What a line of a list says of its case.
OF_CASE = joined("enterprise", "enforcement_case")


def of_case_with_progress(rows: QuerySet[Any]) -> QuerySet[Any]:
    """The same where the line says how far the units have come."""
    return with_progress(OF_CASE(rows))
