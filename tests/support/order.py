"""The files that take longest come first, so that the workers end together; xdist itself goes by the number of tests."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest
from xdist.scheduler import LoadFileScheduling

KEPT = "creditrepair/seconds"
# Where nothing has been measured yet, as in a fresh clone: the longest of the day this was written, in seconds for a test.
FIRST = {
    "tests/e2e/test_chain.py": 30.0,
    "tests/demo/test_story.py": 0.5,
    "tests/portal/test_enterprise_browser.py": 3.0,
    "tests/portal/test_public_browser.py": 1.0,
    "tests/cases/test_races.py": 0.5,
    "tests/notices/test_pdf.py": 0.3,
}
UNKNOWN = 0.05


class LongestFirst(LoadFileScheduling):
    """Of the files that wait, the longest is given away next."""

    def __init__(self, config: pytest.Config, log: Any = None, *, seconds: dict[str, float]) -> None:
        super().__init__(config, log)
        self._seconds = seconds

    def _assign_work_unit(self, node: Any) -> None:
        self.workqueue.move_to_end(max(self.workqueue, key=self._length), last=False)
        super()._assign_work_unit(node)

    def _length(self, file: str) -> float:
        return self._seconds.get(file, UNKNOWN) * len(self.workqueue[file])


class Durations:
    """What a test of each file took when it was last run; kept beside pytest's cache."""

    def __init__(self, config: pytest.Config) -> None:
        self._cache = getattr(config, "cache", None)
        self._seconds: Counter[str] = Counter()
        self._tests: Counter[str] = Counter()

    def _kept(self) -> dict[str, float]:
        return self._cache.get(KEPT, {}) if self._cache else {}

    @pytest.hookimpl(optionalhook=True)
    def pytest_xdist_make_scheduler(self, config: pytest.Config, log: Any) -> LongestFirst | None:
        return LongestFirst(config, log, seconds=FIRST | self._kept()) if config.option.dist == "loadfile" else None

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        file = report.nodeid.partition("::")[0]
        self._seconds[file] += report.duration
        self._tests[file] += report.when == "call"

    def pytest_sessionfinish(self) -> None:
        if self._cache and self._tests:
            measured = {file: self._seconds[file] / tests for file, tests in self._tests.items() if tests}
            self._cache.set(KEPT, self._kept() | measured)


def pytest_configure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput"):
        config.pluginmanager.register(Durations(config))
