"""The seal and the QR code."""

import itertools
import re
from xml.etree import ElementTree as ET

import pytest
import segno
from django.conf import settings

from notices.links import is_public_url, public_url
from notices.qr import qr_svg
from notices.seal import seal_svg

SVG = "{http://www.w3.org/2000/svg}"
COURT = "湖北省黄石市西塞山区人民法院"


def words(svg: str) -> list[str]:
    return [node.text for node in ET.fromstring(svg).iter(f"{SVG}text")]


def test_seal_carries_the_name_and_says_that_it_is_a_test():
    drawn = words(seal_svg(COURT))
    assert "".join(drawn[:-2]) == COURT
    assert drawn[-2:] == ["测试用印", "不具法律效力"]


def test_seal_is_42_mm_wide_unless_told_otherwise():
    assert ET.fromstring(seal_svg(COURT)).get("width") == "42mm"
    assert ET.fromstring(seal_svg(COURT, 38)).get("width") == "38mm"


@pytest.mark.parametrize("name", ["院", "区法院", COURT, "某" * 26])
def test_glyphs_on_the_arc_stand_clear_of_each_other(name):
    nodes = [node for node in ET.fromstring(seal_svg(name)).iter(f"{SVG}text") if "rotate" in node.get("transform", "")]
    places = [tuple(map(float, re.findall(r"translate\(([\d.]+) ([\d.]+)", node.get("transform"))[0])) for node in nodes]
    size = float(nodes[0].get("font-size"))
    assert len(nodes) == len(name)
    for (x1, y1), (x2, y2) in itertools.pairwise(places):
        assert ((x1 - x2) ** 2 + (y1 - y2) ** 2) ** 0.5 >= size * 0.95


def test_a_hostile_name_stays_text():
    assert "".join(words(seal_svg('<a&"局'))[:-2]) == '<a&"局'


def test_public_url_comes_from_the_settings_alone():
    assert public_url("/v/abc/") == f"{settings.PUBLIC_BASE_URL}/v/abc/"
    assert public_url("v/abc/") == public_url("/v/abc/")
    assert is_public_url(public_url("/v/abc/"))
    assert not is_public_url("https://example.com/v/abc/")
    assert not is_public_url(f"{settings.PUBLIC_BASE_URL}.example.com/")


def test_qr_has_its_quiet_zone_and_the_modules_of_the_address():
    url = public_url("/v/7Kq2mXw9RtBv4LzD/")
    matrix = segno.make(url, error="m", micro=False).matrix
    svg = ET.fromstring(qr_svg(url))
    side = len(matrix) + 8
    assert svg.get("viewBox") == f"0 0 {side} {side}"
    assert drawn_modules(svg.find(f"{SVG}path").get("d"), side) == {
        (x + 4, y + 4) for y, row in enumerate(matrix) for x, dark in enumerate(row) if dark
    }


def drawn_modules(path: str, side: int) -> set[tuple[int, int]]:
    """Follow the pen: `M`/`m` moves it, `h` paints a run of modules along a row."""
    x = y = 0.0
    painted: set[tuple[int, int]] = set()
    for command, numbers in re.findall(r"([Mmh])\s*([-\d. ]+)", path):
        values = [float(number) for number in re.findall(r"-?[\d.]+", numbers)]
        if command == "M":
            x, y = values
        elif command == "m":
            x, y = x + values[0], y + values[1]
        else:
            painted |= {(int(x) + step, int(y)) for step in range(int(values[0]))}
            x += values[0]
    assert all(0 <= column < side and 0 <= row < side for column, row in painted)
    return painted
