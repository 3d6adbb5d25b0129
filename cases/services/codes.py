"""Codes that are printed on papers and typed by people."""

from __future__ import annotations

import secrets
from typing import Final

from words.normal import CODE_ALPHABET

# With the phone's last figures and a limit on misses; a certificate's code stands alone, so it has 128 bits.
QUERY_CODE_LENGTH: Final = 10
VERIFY_CODE_LENGTH: Final = 30


def new_query_code() -> str:
    return _new(QUERY_CODE_LENGTH)


def new_verify_code() -> str:
    return _new(VERIFY_CODE_LENGTH)


def _new(length: int) -> str:
    return "".join(secrets.choice(CODE_ALPHABET) for _ in range(length))
