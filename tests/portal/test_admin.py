import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from cases.enums import CaseState
from demo.people import create_agent
from departments.enums import DepartmentKind
from departments.models import Department, Post, Region
from ledger import timekeeping
from ledger.models import Event
from procedure.enums import Role
from tests.portal.enterprise_pages import agent_of, signed_in
from tests.portal.staff_pages import NOW, as_part, done, text_of
from tests.support.strictness import StrictClient
from tests.support.world import PASSWORD, in_state

LIST = reverse("admin:accounts")


@pytest.fixture(autouse=True)
def _now():
    with timekeeping.pinned(NOW):
        yield


@pytest.fixture
def admin(cast, db):
    return as_part(cast, "administrator")


def url(user):
    return reverse("admin:account", args=[user.pk])


def test_accounts_are_listed_with_their_posts(cast, admin):
    page = text_of(admin.get(LIST, {"q": "court."}))
    for part in ("acceptance_officer", "signing_president"):
        assert cast.people[part].full_name in page
    assert "区法院 签发院长" in page
    assert cast.people["leader"].username not in text_of(admin.get(LIST, {"role": "signing_president"}))


def test_an_account_is_disabled_with_a_reason_and_loses_everything_at_once(cast, admin):
    judge = cast.people["handling_judge"]
    browser = as_part(cast, "handling_judge")
    assert browser.get(reverse("court:inbox")).status_code == 200
    assert admin.post(url(judge), {"reason": "", "disable": "1"}).status_code == 422
    done(admin.post(url(judge), {"reason": "调离。", "disable": "1"}))
    assert browser.get(reverse("court:inbox")).status_code == 302
    assert not StrictClient().login(username=judge.username, password=PASSWORD)
    event = Event.objects.get(stream=f"account:{judge.pk}", action="account_disabled")
    assert "调离。".encode() in bytes(event.body_bytes)
    assert judge.username in text_of(admin.get(LIST, {"state": "disabled"}))
    done(admin.post(url(judge), {"reason": "调回。", "enable": "1"}))
    assert StrictClient().login(username=judge.username, password=PASSWORD)


def test_a_second_click_changes_nothing(cast, admin):
    judge = cast.people["handling_judge"]
    done(admin.post(url(judge), {"reason": "调离。", "disable": "1"}))
    response = admin.post(url(judge), {"reason": "调离。", "disable": "1"})
    assert response.status_code == 422
    assert "刚由他人办理" in text_of(response)


def test_nobody_disables_himself(cast, admin):
    me = cast.people["administrator"]
    assert "只能由另一位管理员停用" in text_of(admin.get(url(me)))
    response = admin.post(url(me), {"reason": "试试", "disable": "1"})
    assert response.status_code == 422
    me.refresh_from_db()
    assert me.is_active


def test_people_of_another_district_are_not_there(cast, admin):
    region = Region.objects.create(code="elsewhere", name="别处", division_code="990000", measures_title="别处办法")
    unit = Department.objects.create(
        region=region, code="unit", name="别处单位", short_name="别处单位", kind=DepartmentKind.MEMBER, joined_on=NOW.date()
    )
    stranger = create_agent("elsewhere-person", "别处的人", PASSWORD)
    Post.objects.create(user=stranger, department=unit, role=Role.MEMBER_LIAISON, valid_from=NOW.date())
    assert "别处的人" not in text_of(admin.get(LIST, {"q": "别处"}))
    assert admin.get(url(stranger)).status_code == 404
    assert admin.post(url(stranger), {"reason": "x", "disable": "1"}).status_code == 404


@pytest.fixture
def elsewhere(cast, db):
    """Another region with a unit and its own administrator."""
    region = Region.objects.create(code="elsewhere", name="别处", division_code="990000", measures_title="别处办法")
    unit = Department.objects.create(
        region=region, code="unit", name="别处单位", short_name="别处单位", kind=DepartmentKind.MEMBER, joined_on=NOW.date()
    )
    chief = create_agent("elsewhere-chief", "别处管理员", PASSWORD)
    Post.objects.create(user=chief, department=unit, role=Role.ADMINISTRATOR, valid_from=NOW.date())
    return unit


def test_an_administrator_sees_the_agents_of_the_own_regions_enterprises_only(walk, admin, elsewhere):
    walk.record().take_measures().serve().join()
    alone = create_agent("signed-up", "刚注册的人", PASSWORD)
    theirs = signed_in(User.objects.get(username="elsewhere-chief"))
    assert walk.agent.username in text_of(admin.get(LIST, {"q": walk.agent.username}))
    assert (theirs.get(url(walk.agent)).status_code, admin.get(url(walk.agent)).status_code) == (404, 200)
    assert theirs.post(url(walk.agent), {"reason": "x", "disable": "1"}).status_code == 404
    assert [client.get(url(alone)).status_code for client in (theirs, admin)] == [404, 404]


def test_of_who_works_in_two_regions_each_administrator_sees_and_ends_the_own_part(cast, admin, elsewhere):
    judge = cast.people["handling_judge"]
    Post.objects.create(user=judge, department=elsewhere, role=Role.MEMBER_LIAISON, valid_from=NOW.date())
    assert "别处单位" not in text_of(admin.get(url(judge)))
    assert "别处单位" not in text_of(admin.get(LIST, {"q": judge.username}))
    refused = admin.post(url(judge), {"reason": "调离。", "disable": "1"})
    assert refused.status_code == 422
    assert "其他地区还有岗位" in text_of(refused)
    there = Post.objects.get(user=judge, department=elsewhere)
    assert admin.post(url(judge), {"reason": "调离。", "end_post": there.pk}).status_code == 404
    here = Post.objects.get(user=judge, department=cast.court)
    done(admin.post(url(judge), {"reason": "调离。", "end_post": here.pk}))
    assert admin.get(url(judge)).status_code == 404
    there.refresh_from_db()
    assert there.ended_at is None


def test_a_post_is_ended_at_once_with_its_reason_and_once(cast, admin):
    judge = cast.people["handling_judge"]
    browser, post = as_part(cast, "handling_judge"), Post.objects.get(user=judge)
    assert browser.get(reverse("court:inbox")).status_code == 200
    assert admin.post(url(judge), {"reason": " ", "end_post": post.pk}).status_code == 422
    done(admin.post(url(judge), {"reason": "轮岗。", "end_post": post.pk}))
    assert browser.get(reverse("court:inbox")).status_code == 404
    assert Event.objects.filter(stream=f"account:{judge.pk}", action="post_ended").count() == 1
    again = admin.post(url(judge), {"reason": "轮岗。", "end_post": post.pk})
    assert "已经结束" in text_of(again)


def test_a_session_from_before_does_not_come_back_with_the_account(cast, admin):
    judge, browser = cast.people["handling_judge"], as_part(cast, "handling_judge")
    assert browser.get(reverse("court:inbox")).status_code == 200
    for button in ("disable", "enable"):
        done(admin.post(url(judge), {"reason": "核对身份。", button: "1"}))
        assert "/accounts/login/" in browser.get(reverse("court:inbox"))["Location"]


@in_state(CaseState.RECOGNIZED_ALL)
def test_the_administrator_sees_no_case(stood):
    admin = as_part(stood.cast, "administrator")
    pages = [admin.get(LIST, {"q": stood.agent.username}), admin.get(url(stood.agent))]
    for page in pages:
        assert page.status_code == 200
        assert stood.plot.enterprise_name not in text_of(page)
        assert stood.plot.number not in text_of(page)
    for name in ("court:inbox", "bureau:inbox", "member:inbox", "office:board", "office:glance", "office:overdue"):
        assert admin.get(reverse(name)).status_code == 404


@in_state(CaseState.RECOGNIZED_ALL)
def test_only_the_administrator_manages_accounts(stood):
    for part in ("acceptance_officer", "bureau_approver", "office", "leader", "finance:approver"):
        client = as_part(stood.cast, part)
        assert client.get(LIST).status_code == 404
        assert client.post(url(stood.agent), {"reason": "x", "disable": "1"}).status_code == 404
    assert agent_of(stood).get(LIST).status_code == 404


def test_a_page_of_accounts_costs_the_same_whatever_it_holds(cast, admin):
    counted = []
    for asked in ({"q": "court.list_operator"}, {"q": "."}):
        with CaptureQueriesContext(connection) as queries:
            assert admin.get(LIST, asked).status_code == 200
        counted.append(len(queries))
    assert counted[0] == counted[1]
