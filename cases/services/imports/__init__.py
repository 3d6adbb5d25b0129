"""Enforcement cases and measures from a spreadsheet: read, planned, looked at, made, served, withdrawn; all rows or none."""

from cases.services.imports.columns import COLUMNS, MAX_ROWS, SHEET
from cases.services.imports.faults import ImportRejected, RowError, spans
from cases.services.imports.planning import confirm_import, prepare_import
from cases.services.imports.reading import MAX_BYTES
from cases.services.imports.serving import Served, serve_notices
from cases.services.imports.template import measure_import_template
from cases.services.imports.withdrawing import obstacles, withdraw_import

__all__ = [
    "COLUMNS",
    "MAX_BYTES",
    "MAX_ROWS",
    "SHEET",
    "ImportRejected",
    "RowError",
    "Served",
    "confirm_import",
    "measure_import_template",
    "obstacles",
    "prepare_import",
    "serve_notices",
    "spans",
    "withdraw_import",
]
