"""What a unit that refuses has to name."""

import pytest

from recognition.rules import basis_gap


@pytest.mark.parametrize(
    ("text", "is_named"),
    [
        ("《市场主体登记管理条例》第十九条", True),
        ("某条例第3条", True),
        ("法释〔2017〕7号第十条第一款", True),
        ("国家发展和改革委员会令第36号第八条", True),
        ("市场主体登记管理的有关规定", False),
        ("有关规定第三条", False),
        ("上级文件规定第五条", False),
        ("《示例办法》", False),
        ("第三条", False),
        ("按惯例", False),
    ],
)
def test_a_refusal_names_law_by_document_and_article(text, is_named):
    assert (basis_gap(text) == "") is is_named
