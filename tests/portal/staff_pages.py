"""Who acts on the staff's pages, and how the tests read them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from django.urls import reverse

from demo.people import create_agent
from departments.enums import DepartmentKind
from departments.models import Department, Post
from procedure.enums import Role
from tests.portal.enterprise_pages import NOW, signed_in
from tests.support.world import PASSWORD

if TYPE_CHECKING:
    from collections.abc import Iterable

    from accounts.models import User
    from cases.models import Case
    from demo.people import Cast
    from demo.walk import Walk
    from recognition.models import Recognition
    from tests.support.strictness import StrictClient

__all__ = ["NOW", "act_url", "as_part", "done", "links_to_steps", "other_court_judge", "post", "step_url", "text_of"]


def as_part(cast: Cast, part: str) -> StrictClient:
    """A browser in which the holder of a part, such as ``finance:liaison``, is signed in."""
    return signed_in(cast.people[part])


def other_court_judge(cast: Cast) -> User:
    """Every post of a court, but of another court of the same district."""
    court, _ = Department.objects.get_or_create(
        region=cast.region,
        code="second-court",
        defaults={
            "name": "示例第二人民法院",
            "short_name": "第二法院",
            "kind": DepartmentKind.COURT,
            "court_code": "鄂0299",
            "joined_on": NOW.date(),
            "left_on": NOW.date(),
        },
    )
    user = create_agent("second-court-judge", "旁院人", PASSWORD)
    for role in (Role.ACCEPTANCE_OFFICER, Role.HANDLING_JUDGE, Role.REVIEWING_JUDGE, Role.SIGNING_PRESIDENT, Role.LIST_OPERATOR):
        Post.objects.get_or_create(user=user, department=court, role=role, defaults={"valid_from": NOW.date().replace(day=1)})
    return user


def act_url(audience: str, subject: Case | Recognition, action: str) -> str:
    return reverse(f"{audience}:act", args=[subject.pk, action])


def step_url(walk: Walk, action: str) -> str:
    return act_url("court", walk.case, action)


def post(client: StrictClient, url: str, subject: Case | Recognition, **data: object):
    """Send the form of a step as the page showed it."""
    subject.refresh_from_db(fields=["state_seq"])
    return client.post(url, {"version": subject.state_seq, **data})


def done(response) -> None:
    assert response.status_code == 302, response.content.decode()[:4000]


def text_of(response) -> str:
    """The page with every run of white space as one blank, as a browser shows it."""
    return re.sub(r"\s+", " ", response.content.decode())


def links_to_steps(page: str) -> set[str]:
    """The codes of the actions that a page offers."""
    return set(re.findall(r'/do/(\w+)/"', page))


def in_order(page: str, words: Iterable[str]) -> bool:
    places = [page.find(word) for word in words]
    return -1 not in places and places == sorted(places)
