"""Doing a due thing for many cases: one that cannot be done now keeps no other waiting."""

from __future__ import annotations

from typing import TYPE_CHECKING

import structlog

from ledger.timekeeping import one_moment
from procedure.errors import DomainError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

log = structlog.get_logger(__name__)


def sweep(case_ids: Iterable[int], work: Callable[[int], object]) -> int:
    """Run ``work`` for each case and answer how many it was done for.

    A refusal means that somebody was faster or holds the case: the next sweep looks again. Anything else is our
    fault: it is logged, the rest is still done, and then the first fault is raised.
    """
    done = 0
    fault: Exception | None = None
    for case_id in case_ids:
        try:
            with one_moment():
                work(case_id)
        except DomainError as refusal:
            log.info("sweep_passed_over", case_id=case_id, reason=type(refusal).__name__)
        except Exception as error:
            log.exception("sweep_failed_on_case", case_id=case_id)
            fault = fault or error
        else:
            done += 1
    if fault is not None:
        raise fault
    return done
