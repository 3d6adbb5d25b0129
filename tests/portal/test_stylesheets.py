"""What a template names as a class is styled by a sheet that its pages load."""

import re
from pathlib import Path

from django.conf import settings

ROOT = Path(settings.BASE_DIR)
EVERYWHERE = {"portal", "components"}
STAFF = {
    *("admin", "bureau", "calendars", "casepage", "cells", "court", "group", "lists", "member", "office", "orders", "scores", "steps"),
}
# Which folders of templates load which sheets beside those of every page.
LOADED = {
    **{folder: {"staff"} for folder in STAFF},
    "office": {"staff", "figures"},
    "enterprise": {"enterprise"},
    "public": {"public"},
    "demo": {"demo"},
}
# Hooks of scripts and tests, and the beginnings of names that a template puts together.
UNSTYLED = {"cr-day-blank", "cr-messages", "cr-now-words", "cr-timeline-detail", "cr-units"}


def styled():
    """The sheets that know a class, by its name."""
    found = {}
    for sheet in (ROOT / "static" / "css").glob("*.css"):
        for name in re.findall(r"\.(cr-[\w-]+)", sheet.read_text(encoding="utf-8")):
            found.setdefault(name, set()).add(sheet.stem)
    return found


def named():
    """Folder and class, for each class of a template of a page."""
    for path in (ROOT / "templates").rglob("*.html"):
        folder = path.relative_to(ROOT / "templates").parts[0]
        if folder == "paper":
            continue
        for names in re.findall(r'class="([^"]*)"', path.read_text(encoding="utf-8")):
            for name in re.findall(r"(?<![\w-])cr-[a-z][\w-]*(?![\w{-])", re.sub(r"[\w-]*{{.*?}}[\w-]*|{%.*?%}", " ", names)):
                yield folder, name


def test_every_class_is_styled_where_it_stands():
    sheets, found = styled(), set(named())
    assert len(found) > 150
    wrong = {
        (folder, name)
        for folder, name in found
        if name not in UNSTYLED and not sheets.get(name, set()) & (EVERYWHERE | LOADED.get(folder, set()))
    }
    assert wrong == set()


def test_what_is_unstyled_is_still_there():
    assert {name for _, name in named()} >= UNSTYLED
    assert not UNSTYLED & styled().keys()
