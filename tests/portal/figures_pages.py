"""How the tests read the board, the leaders' page and the lists behind their numbers."""

from __future__ import annotations

import re
from html import unescape
from typing import TYPE_CHECKING

from tests.portal.staff_pages import text_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.support.strictness import StrictClient


def cells(page: str, key: str) -> dict[str, list[list[tuple[str, str]]]]:
    """Of each line of a table its cells: (texts and addresses) of what stands in them."""
    body = page.split(f'id="grid-{key}"')[1].split("<tbody>")[1].split("</tbody>", maxsplit=1)[0]
    found = {}
    for line in body.split("</tr>"):
        if "<th" not in line:
            continue
        name = re.sub(r"<[^>]+>", "", line.split("</th>")[0]).strip()
        found[name] = [
            [
                (unescape(text.strip()), unescape(address))
                for _, address, text in re.findall(r'<(a|span)\s+(?:href="([^"]*)")?[^>]*>([^<]*)</', cell)
                if text.strip() != "/"
            ]
            for cell in line.split("<td")[1:]
        ]
    return found


def texts(page: str, key: str) -> dict[str, list[str]]:
    """The same as it is read."""
    return {name: [" / ".join(text for text, _ in cell) for cell in line] for name, line in cells(page, key).items()}


def tiles(page: str) -> dict[str, tuple[str, str]]:
    """The value and the address of each key figure."""
    found = {}
    for tile in re.findall(r'<li class="cr-tile .*?</li>', page):
        address = re.search(r'href="([^"]*)"', tile)
        label = re.search(r'cr-tile-label">(?: <a[^>]*>)?([^<]*)<', tile)
        value = re.search(r'cr-tile-value">([^<]*)<', tile)
        assert label, tile
        assert value, tile
        found[label[1].strip()] = (value[1], unescape(address[1]) if address else "")
    return found


def numbers_of(page: str) -> Iterator[tuple[str, str, str, str]]:
    """Everything with a list behind it, in all tables of a page: table, line, text and address."""
    for key in re.findall(r'id="grid-(\w+)"', page):
        for name, line in cells(page, key).items():
            yield from ((key, name, text, address) for cell in line for text, address in cell if address)


def lines_behind(client: StrictClient, address: str) -> list[str]:
    """The lines of a list, all its pages turned; not what its pager says that there are."""
    found: list[str] = []
    wanted, _, _ = address.partition("#")
    while wanted:
        page = text_of(client.get(wanted))
        table = page.rpartition('<table class="table table-vcenter table-mobile-md">')
        found += re.findall(r"<tr>.*?</tr>", table[2].split("<tbody>")[1].split("</tbody>")[0]) if table[1] else []
        following = re.search(r'rel="next" href="([^"]*)"', page)
        wanted = f"{wanted.partition('?')[0]}{unescape(following[1])}" if following else ""
    return found
