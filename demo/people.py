"""The cast of the demo: invented people in every post of a region, all with one password of this installation."""

from __future__ import annotations

import base64
import hashlib
import hmac
from dataclasses import dataclass
from datetime import datetime, time
from functools import lru_cache
from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib.auth.hashers import make_password

from accounts.models import User
from departments.actors import actor_for
from departments.enums import DepartmentKind
from departments.models import Department, Post, Region
from departments.services import give_post
from ledger.timekeeping import SHANGHAI, legal_date
from procedure.actors import Actor
from procedure.enums import Role

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from notices.models import Document
    from notices.pdf import RenderedPdf

# Surnames and given names drawn at random; no person of the district is meant.
NAMES = (
    "安晓棠", "白若川", "蔡景澄", "邓书禾", "范清越", "高望舒", "韩知远", "江雨薇", "康乐之", "李沐阳",
    "马千帆", "倪佳禾", "欧阳澈", "潘思齐", "钱以宁", "任长风", "沈听澜", "汤一鸣", "吴念初", "夏初晴",
    "谢安然", "许星河", "严若谷", "杨见山", "叶知秋", "袁锦程", "章望潮", "郑清和", "周怀瑾", "朱砚秋",
)  # fmt: skip

COURT_POSTS = (
    ("acceptance_officer", Role.ACCEPTANCE_OFFICER, "立案庭书记员"),
    ("handling_judge", Role.HANDLING_JUDGE, "执行局法官"),
    ("handling_judge_2", Role.HANDLING_JUDGE, "执行局法官"),
    ("reviewing_judge", Role.REVIEWING_JUDGE, "执行局局长"),
    ("signing_president", Role.SIGNING_PRESIDENT, "院长"),
    ("list_operator", Role.LIST_OPERATOR, "执行指挥中心"),
)
BUREAU_POSTS = (
    ("bureau_handler", Role.BUREAU_HANDLER, "信用建设科科员"),
    ("bureau_approver", Role.BUREAU_APPROVER, "信用建设科科长"),
    ("office", Role.OFFICE, "领导小组办公室"),
    ("leader", Role.LEADER, "领导小组组长"),
    ("administrator", Role.ADMINISTRATOR, "系统管理员"),
)
UNIT_POSTS = (("liaison", Role.MEMBER_LIAISON, "联络员"), ("approver", Role.MEMBER_APPROVER, "分管负责人"))


def demo_password() -> str:
    """One password for all demo accounts, different in every installation."""
    secret = hmac.new(settings.SECRET_KEY.encode(), b"demo accounts", hashlib.sha256).digest()
    text = base64.b32encode(secret).decode().lower()
    return f"demo-{text[:4]}-{text[4:8]}"


@dataclass
class Cast:
    """Who plays in a region; ``people`` maps a part such as ``handling_judge`` or ``finance:liaison`` to a user."""

    region: Region
    court: Department
    bureau: Department
    units: list[Department]
    people: dict[str, User]
    # Of use only where no post changes meanwhile, as in the story.
    remembered: dict[tuple[str, date], Actor] | None = None
    # Who lays out the papers that a step rests on; None: whoever takes the step waits for it.
    press: Callable[[Document], RenderedPdf] | None = None

    def actor(self, part: str, at: datetime) -> Actor:
        key = (part, legal_date(at))
        if self.remembered is None:
            return actor_for(self.people[part], at)
        if key not in self.remembered:
            self.remembered[key] = actor_for(self.people[part], at)
        return self.remembered[key]


def create_cast(region: Region, *, since: date, password: str) -> Cast:
    """Create (or find) an account for every post. Safe to call again."""
    units = list(Department.objects.filter(region=region, left_on__isnull=True).order_by("position", "pk"))
    court = next(unit for unit in units if unit.kind == DepartmentKind.COURT)
    bureau = next(unit for unit in units if unit.kind == DepartmentKind.BUREAU)
    cast = Cast(region=region, court=court, bureau=bureau, units=units, people={})
    names = iter(NAMES * 3)
    for part, role, title in COURT_POSTS:
        cast.people[part] = _person(f"court.{part}", next(names), password)
        _post(cast.people[part], court, role, title, since)
    for part, role, title in BUREAU_POSTS:
        cast.people[part] = _person(f"bureau.{part}", next(names), password)
        _post(cast.people[part], bureau, role, title, since)
    for unit in units:
        for part, role, title in UNIT_POSTS:
            person = _person(f"{unit.code}.{part}", next(names), password)
            cast.people[f"{unit.code}:{part}"] = person
            _post(person, unit, role, title, since)
    return cast


def usernames_of(region: Region) -> list[str]:
    """Every account that :func:`create_cast` opens, by name."""
    offices = [f"court.{part}" for part, *_ in COURT_POSTS] + [f"bureau.{part}" for part, *_ in BUREAU_POSTS]
    codes = Department.objects.filter(region=region, left_on__isnull=True).order_by("position", "pk").values_list("code", flat=True)
    return offices + [f"{code}.{part}" for code in codes for part, *_ in UNIT_POSTS]


def create_agent(username: str, full_name: str, password: str) -> User:
    """An agent of an enterprise; the mandate comes by notice, as for everybody."""
    return _person(username, full_name, password)


def _person(username: str, full_name: str, password: str) -> User:
    user, _ = User.objects.get_or_create(username=username, defaults={"full_name": full_name, "password": _hashed(password)})
    return user


@lru_cache(maxsize=1)
def _hashed(password: str) -> str:
    """All demo accounts share one password; half a second of Argon2 for each of them would be wasted."""
    return make_password(password)


def _post(user: User, department: Department, role: Role, title: str, since: date) -> None:
    if Post.objects.filter(user=user, department=department, role=role, valid_until=None).exists():
        return
    post = Post(user=user, department=department, role=role, title=title, valid_from=since, office_phone=department.phone)
    give_post(post, by="demo", at=datetime.combine(since, time(9), SHANGHAI))
