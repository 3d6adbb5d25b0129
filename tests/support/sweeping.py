"""One sweep of the tick, by its name."""

from datetime import datetime

from supervision import services
from supervision.sweeps import SWEEPS


def swept(name: str, *, at: datetime) -> int:
    """How many the sweep did; a failure is the test's."""
    outcome = services.run(next(sweep for sweep in SWEEPS if sweep.name == name), at=at)
    assert outcome.failed == 0
    return outcome.done
