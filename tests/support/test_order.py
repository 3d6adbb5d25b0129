from collections import OrderedDict
from types import SimpleNamespace

import pytest
from django.conf import settings

from tests.support.order import FIRST, KEPT, Durations, LongestFirst


class Node:
    """A worker that says what it is sent."""

    def __init__(self):
        self.sent = []

    def send_runtest_some(self, places):
        self.sent += places


def given_away(tests, seconds):
    scheduler = LongestFirst(SimpleNamespace(getvalue=lambda _name: ["popen"]), seconds=seconds)
    node = Node()
    scheduler.workqueue = OrderedDict((file, dict.fromkeys([f"{file}::{place}" for place in range(count)], False)) for file, count in tests)
    scheduler.registered_collections = {node: [name for work in scheduler.workqueue.values() for name in work]}
    while scheduler.workqueue:
        scheduler._assign_work_unit(node)
    return [scheduler.registered_collections[node][place] for place in node.sent]


def test_one_long_test_goes_before_many_short_ones():
    assert given_away([("many.py", 3), ("long.py", 1)], {"long.py": 1.0}) == [
        "long.py::0",
        "many.py::0",
        "many.py::1",
        "many.py::2",
    ]


def test_a_file_is_given_away_whole_and_the_order_within_it_is_kept():
    seconds = {"first.py": 0.1, "second.py": 0.2}
    assert given_away([("first.py", 2), ("second.py", 2)], seconds) == [
        "second.py::0",
        "second.py::1",
        "first.py::0",
        "first.py::1",
    ]


def test_files_known_to_be_long_are_there():
    assert [name for name in FIRST if not (settings.BASE_DIR / name).is_file()] == []


class Cache(dict):
    set = dict.__setitem__


def test_a_run_leaves_what_a_test_of_each_file_took(monkeypatch, pytestconfig):
    cache = Cache({KEPT: {"old.py": 3.0, "new.py": 9.0}})
    monkeypatch.setattr(pytestconfig, "cache", cache)
    durations = Durations(pytestconfig)
    for place in ("one", "two"):
        for when, seconds in (("setup", 1.0), ("call", 0.5), ("teardown", 0.5)):
            report = pytest.TestReport(f"new.py::{place}", ("", 0, ""), {}, "passed", None, when, duration=seconds)
            durations.pytest_runtest_logreport(report)
    durations.pytest_sessionfinish()
    assert cache[KEPT] == {"old.py": 3.0, "new.py": 2.0}
