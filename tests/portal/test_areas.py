"""Addresses put together around a key are those that the routes give."""

import importlib
import pkgutil
from dataclasses import dataclass

import pytest
from django.urls import reverse

import portal
from portal.steps.pages import Area

KEYS = (7, 10, 100200300, 2**62)


@dataclass
class Thing:
    pk: int


def areas():
    """Every area of every audience, by where it stands."""
    for audience in pkgutil.iter_modules(portal.__path__):
        if audience.ispkg and importlib.util.find_spec(f"portal.{audience.name}.areas"):
            module = importlib.import_module(f"portal.{audience.name}.areas")
            yield from ((f"{audience.name}.{name}", value) for name, value in vars(module).items() if isinstance(value, Area))


AREAS = dict(areas())
PAGES = {f"{name}.{action}": (area, page) for name, area in AREAS.items() for action, page in area.pages.items()}


def test_every_audience_that_acts_has_its_areas():
    assert {name.partition(".")[0] for name in AREAS} == {
        "bureau",
        "calendars",
        "court",
        "enterprise",
        "group",
        "member",
        "office",
        "orders",
        "scores",
    }
    assert len(PAGES) > 20


@pytest.mark.parametrize("name", AREAS)
@pytest.mark.parametrize("key", KEYS)
def test_a_thing_has_the_address_of_its_route(name, key):
    area = AREAS[name]
    assert area.home_url(Thing(key)) == reverse(area.home, args=[key])


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("key", KEYS)
def test_a_step_has_the_address_of_its_route(name, key):
    area, page = PAGES[name]
    expected = reverse(page.route, args=[key]) if page.route else reverse(area.route, args=[key, page.action.value])
    assert area.action_url(Thing(key), page) == expected
    assert area.done_url(Thing(key), page) == (reverse(page.leads_to) if page.leads_to else reverse(area.home, args=[key]))
