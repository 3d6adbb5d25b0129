"""The index by which a column is searched, as SQL; the functions are those of accounts.0002_search."""

from __future__ import annotations

from typing import Final

# Rows of a block, as a power of two: of a rare text every block is asked, of a common one a whole block is read.
BLOCK_BITS: Final = 14


def indexed(table: str, column: str) -> tuple[str, str]:
    """SQL and reverse SQL of the index by which a column is searched, for a migration after accounts.0002_search."""
    name = f"{table}_{column}_grams"
    # Rows that wait for the index in a list would be read once for each block.
    forward = f"CREATE INDEX {name} ON {table} USING gin ({grams(column)}) WITH (fastupdate = off)"
    return forward, f"DROP INDEX {name}"


def grams(column: str) -> str:
    return f"accounts_grams({column}::text, (id >> {BLOCK_BITS})::integer)"
