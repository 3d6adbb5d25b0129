"""Money, dates, limits and sizes are worded in ``words`` alone; whoever formats one elsewhere says here why."""

import re
from pathlib import Path

import pytest
from django.conf import settings

from cases.models import Application
from procedure.texts import label_of

ROOT = Path(settings.BASE_DIR)
APPS = (
    "accounts", "adoption", "assessment", "calendars", "cases", "creditrepair", "deadlines", "demo", "departments", "ledger", "mechanism",
    "messaging", "notices", "oversight", "portal", "procedure", "recognition", "supervision", "uploads",
)  # fmt: skip
OWN_WORDS = {
    "a date filter": re.compile(r"{[{%].*\|\s*(date|time)\b"),
    "a template's own list": re.compile(r"""\|\s*join:["'][、；]"""),
    "strftime": re.compile(r"strftime"),
    "a date format": re.compile(r"%Y年|%m月|:%Y|:%m"),
    "a date as ISO text": re.compile(r"\.isoformat\("),
    "a day that ends before itself": re.compile(r"(_on|until)\|\w+ ?}}前"),
    "money": re.compile(r":,\.2f|:,}\.|\* 100\b|/ 100\b"),
    "a limit": re.compile(r"""["'{}] ?个工作日|["'{}] ?个月"""),
    "a cut that nobody sees": re.compile(r"\|\s*slice:[^}]*}}(?!…)"),
    "a size": re.compile(r"[一-龥].*(\d|}) ?MB\b"),
}
ALLOWED = {
    # What machines read.
    ("assessment/options.py", "money"): "points of a card are whole hundredths",
    ("assessment/selectors.py", "money"): "points of a card are whole hundredths",
    ("ledger/chain.py", "strftime"): "the hashed form of a moment",
    ("templates/components/timeline.html", "a date filter"): "the attribute datetime",
    ("templates/components/clock_strip.html", "a date filter"): "the attribute datetime, and 11/25 in a cell of 46 px",
    ("templates/person/messages.html", "a date filter"): "the attribute datetime",
    ("templates/person/message.html", "a date filter"): "the attribute datetime",
    ("portal/person/calendars.py", "a date format"): "what calendars read",
    ("cases/services/enforcement.py", "a date as ISO text"): "the ledger's body",
    ("cases/services/imports/lines.py", "a date as ISO text"): "the plan that is kept of a file",
    ("cases/services/imports/sheet_child.py", "a date as ISO text"): "what the child answers",
    ("ledger/rows.py", "a date as ISO text"): "a row as the ledger keeps it",
    ("ledger/proof/rows.py", "a date as ISO text"): "a row as the ledger keeps it",
    ("ledger/proof/rows.py", "strftime"): "a row as the ledger keeps it",
    ("recognition/papers/pushing.py", "a date as ISO text"): "what is pushed to machines",
    ("portal/court/forms/examination.py", "a date as ISO text"): "a hidden field",
    ("portal/shell/fields.py", "a date as ISO text"): "attributes of a date field",
    ("creditrepair/env_meanings.py", "a size"): "memory, not a file",
    ("deadlines/enums.py", "a limit"): "the label of the unit itself",
    ("demo/showcase.py", "a limit"): "a figure and its unit stand apart in a tile",
    ("portal/office/periods.py", "a date format"): "the key of a period in an address",
    ("portal/scores/views.py", "a date as ISO text"): "compared with what the card keeps",
    ("templates/office/cells/reached_on.html", "a date filter"): "a narrow column of many lines",
    ("templates/paper/parts/order.html", "a limit"): "how long it is over, and no limit",
    # What a day is called in a row of days is no limit.
    ("deadlines/replay.py", "a limit"): "the number of a day",
}


def test_every_app_is_looked_at():
    assert sorted(path.parent.name for path in ROOT.glob("*/apps.py")) == sorted(APPS)


def sources() -> list[Path]:
    paths = [path for app in APPS for path in (ROOT / app).rglob("*.py") if "migrations" not in path.parts]
    return sorted([*paths, *(ROOT / "templates").rglob("*.html")])


def found() -> dict[tuple[str, str], list[str]]:
    places: dict[tuple[str, str], list[str]] = {}
    for path in sources():
        for line in path.read_text().splitlines():
            for name, pattern in OWN_WORDS.items():
                if pattern.search(line):
                    places.setdefault((str(path.relative_to(ROOT)), name), []).append(line.strip())
    return places


def test_nothing_is_worded_outside_the_words():
    assert {place: lines for place, lines in found().items() if place not in ALLOWED} == {}


@pytest.mark.parametrize("column", ["performance", "duties_performed", "wrongs_corrected", "prevention"])
def test_what_an_application_asks_for_is_named_by_its_column_alone(column):
    label = label_of(Application, column)
    # A paper keeps the headings of the form that the measures prescribe.
    pages = (path for path in sources() if path.parent.name != "paper")
    assert [path.name for path in pages if label in path.read_text()] == ["application.py"]


def test_what_is_allowed_is_still_there():
    assert sorted(set(ALLOWED) - set(found())) == []


def test_the_check_sees_what_it_is_for():
    own = ('{{ x|date:"Y" }}', "x.strftime('%d')", 'f"{d:%Y年}"', 'f"{fen:,.2f}"', '"{} 个工作日"', '"不超过 20 MB"', "{{ due_on|day }}前")
    assert [line for line in own if not any(pattern.search(line) for pattern in OWN_WORDS.values())] == []
