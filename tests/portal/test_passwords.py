"""Passwords that somebody who knows the place or the person would try are refused, each in a Chinese sentence."""

import re

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.urls import reverse

from accounts.models import User
from demo.people import create_agent
from tests.portal.enterprise_pages import signed_in
from tests.support.world import PASSWORD

GOOD = ("correct-horse-7", "tests-only-password", "蓝天下的三只旧茶壶和一盏灯", "v9#kT2mQx!pL", "my-dog-ate-9-lemons")
LATIN_WORD = re.compile(r"[A-Za-z]{4,}")


@pytest.fixture
def person(walk):
    walk.record().take_measures().serve().join()
    User.objects.filter(pk=walk.agent.pk).update(username="cheng.tingyu", full_name="程听雨", phone="13912345678")
    return User.objects.get(pk=walk.agent.pk)


def refusal(password, user=None):
    with pytest.raises(ValidationError) as refused:
        validate_password(password, user)
    (sentence,) = refused.value.messages
    return sentence


@pytest.mark.parametrize("password", GOOD)
def test_a_good_password_is_taken(person, password):
    validate_password(password, person)


@pytest.mark.parametrize(
    ("password", "words"),
    [
        ("short-7", "至少要10个"),
        ("93847562910", "全是数字"),
        ("aaaaaaaaaaaa", "不同的字符太少"),
        ("abababababab", "不同的字符太少"),
        ("password123", "常见"),
        ("P@ssw0rd2026!", "常见"),
        ("qwertyuiop", "常见"),
        ("Qwertyuiop2026", "常见"),
        ("bcdefghijk23456", "连续或重复"),
        ("1qaz2wsx3edc!", "连续或重复"),
        ("CreditRepair1", "容易被猜到"),
        ("xisaishan2026", "容易被猜到"),
        ("信用修复信用修复2026", "容易被猜到"),
        ("西塞山区法院2026!", "容易被猜到"),
        ("ＸＩＳＡＩＳＨＡＮ２０２６", "容易被猜到"),
        ("xinyongxiufu88", "容易被猜到"),
    ],
)
def test_what_anybody_would_try_is_refused(person, password, words):
    sentence = refusal(password, person)
    assert words in sentence
    assert not LATIN_WORD.search(sentence)


@pytest.mark.parametrize("password", ["cheng.tingyu1", "ChengTingyu99", "程听雨程听雨2026!", "a13912345678", "tel12345678!"])
def test_what_is_known_of_the_person_is_refused(person, password):
    assert "容易被猜到" in refusal(password, person)


def test_what_is_known_of_the_enterprise_is_refused(person):
    enterprise = person.mandates.get().enterprise
    for password in (f"{enterprise.uscc.lower()}", f"{enterprise.name}1", f"{enterprise.name[-6:]}2026"):
        assert "容易被猜到" in refusal(password, person)
        validate_password(f"{password}-v9#kT2mQx", person)


def test_signing_up_says_it_in_chinese_and_keeps_what_was_typed(client, cast, db):
    address = reverse("account_signup")
    page = client.get(address).content.decode()
    assert "不要用您的姓名、用户名" in page
    sent = {"full_name": "许经办", "username": "xu.jingban", "password1": "许经办许经办2026年", "password2": "许经办许经办2026年"}
    page = client.post(address, sent).content.decode()
    assert "容易被猜到" in page
    assert 'value="许经办"' in page
    assert not User.objects.filter(username="xu.jingban").exists()
    page = client.post(address, sent | {"password1": GOOD[0], "password2": GOOD[1]}).content.decode()
    assert "每次输入的密码必须相同" in page or "两次" in page
    client.post(address, sent | {"password1": GOOD[0], "password2": GOOD[0]})
    assert User.objects.filter(username="xu.jingban").exists()


def test_changing_a_password_is_in_chinese_too(cast, db):
    client = signed_in(create_agent("changes", "换密码", PASSWORD))
    address = reverse("account_change_password")
    form = {"oldpassword": "wrong", "password1": "password123", "password2": "password123"}
    page = client.post(address, form).content.decode()
    main = re.sub(r"<[^>]+>", " ", page[page.index("<main") : page.index("</main>")])
    assert "现在的密码" in main or "当前密码" in main
    assert "常见的密码" in main
    assert not re.search(r"\b(password|Current|Password|again)\b", main)
