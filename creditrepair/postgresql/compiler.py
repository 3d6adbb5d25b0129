"""From a queryset to SQL."""

from __future__ import annotations

from typing import Any

from django.db.backends.postgresql import compiler
from django.db.backends.postgresql.compiler import (
    SQLAggregateCompiler,
    SQLDeleteCompiler,
    SQLInsertCompiler,
    SQLUpdateCompiler,
)

__all__ = ["SQLAggregateCompiler", "SQLCompiler", "SQLDeleteCompiler", "SQLInsertCompiler", "SQLUpdateCompiler"]


class SQLCompiler(compiler.SQLCompiler):
    """Orders by name where Django looks for the place among the selected columns.

    For that it hashes every column of every joined table, in each query with an order: a tenth of the time of a page.
    """

    def _order_by_pairs(self) -> Any:
        pairs: Any = super()._order_by_pairs
        query = self.query
        # Their places are needed: an expression said twice would be two to the database.
        if query.combinator or query.annotations or query.distinct or query.group_by:
            return pairs()
        selected, self.select = self.select, []
        try:
            return list(pairs())
        finally:
            self.select = selected
