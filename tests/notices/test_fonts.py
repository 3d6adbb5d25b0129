import unicodedata

import pytest

from notices import fonts
from notices.fonts import describe_characters, font_css, missing_characters


def rare_character() -> str:
    """An assigned ideograph that no font of this machine draws."""
    for code_point in range(0x31349, 0x30000, -1):
        if unicodedata.category(chr(code_point)) == "Lo" and code_point not in fonts.covered_code_points():
            return chr(code_point)
    pytest.fail("this machine draws every ideograph of extension G")


def test_ordinary_text_is_printable():
    text = "黄石市青岚机械制造有限公司（2026）鄂0203执123号〔2026〕—“引号”①℃ Abc,.;é\n\t龘𠮷"
    assert missing_characters(text) == set()


@pytest.mark.parametrize("character", ["\ue000", "\U000f0001", "\u0378", "\ud800", "\x00", "\x1b", "\u202e", "\u2066", "\uffff"])
def test_what_no_reader_can_be_sure_of_is_missing(character):
    assert missing_characters(f"公司{character}名称") == {character}


def test_a_rare_ideograph_without_a_glyph_is_missing():
    character = rare_character()
    assert missing_characters(f"公司{character}") == {character}


def test_invisible_joiners_need_no_glyph():
    assert missing_characters("e\u200d\u2060\ufeff") == set()


def test_characters_are_described_for_a_clerk():
    assert describe_characters({"龘", "\ue000"}) == "“龘”（U+9F98）、（U+E000）"


def test_every_role_names_its_own_faces_first_and_noto_last():
    rules = {line.split(" ", 1)[0]: line for line in font_css().splitlines()}
    assert rules.keys() == {".xiaobiaosong", ".fangsong", ".kaiti", ".heiti"}
    assert rules[".fangsong"].index("FangSong_GB2312") < rules[".fangsong"].index("Noto Serif CJK SC")
    assert all('"; font-weight' in rule and "Noto S" in rule.rsplit(", ", 1)[1] for rule in rules.values())


def test_a_stand_in_for_a_heavy_face_is_bold(monkeypatch):
    monkeypatch.setattr(fonts, "installed_families", lambda: frozenset({"Noto Serif CJK SC"}))
    font_css.cache_clear()
    assert "font-weight: bold" in font_css().splitlines()[0]
    font_css.cache_clear()
    monkeypatch.setattr(fonts, "installed_families", lambda: frozenset({"FZXiaoBiaoSong-B05"}))
    assert "font-weight: normal" in font_css().splitlines()[0]
    font_css.cache_clear()
