from datetime import date
from pathlib import Path

import pytest
from django.core.exceptions import PermissionDenied
from django.test import RequestFactory
from django.urls import NoReverseMatch

from accounts.models import User
from adoption.load import apply, plan
from cases.enums import GuardKind
from cases.models import GuardRule
from deadlines.codes import READY
from deadlines.models import DeadlineRule
from departments.models import Department, Post, Region
from ledger import timekeeping
from messaging.models import Message
from messaging.services import mark_read
from portal.public.guide import PLANS, guide_of
from portal.shell import errors, navigation
from procedure.enums import Role
from tests.portal import public_story
from words.limits import length

XISAISHAN = Path("regions/xisaishan.toml")
QINGLAN = Path("tests/regions/qinglan.toml")


def load(path: Path) -> Region:
    now = timekeeping.now()
    return apply(plan(path, on=timekeeping.legal_date(now)), by="测试", at=now).region


@pytest.fixture
def xisaishan(db) -> Region:
    return load(XISAISHAN)


@pytest.fixture
def visitor(db) -> User:
    return User.objects.create_user("visitor1", password="correct-horse-7", full_name="访客甲")


def with_post(region: Region, role: Role, kind: str) -> User:
    person = User.objects.create_user(f"person-{role}", full_name="何某某")
    department = Department.objects.filter(region=region, kind=kind).first()
    Post.objects.create(user=person, department=department, role=role, title="", valid_from=date(2025, 1, 1))
    return person


@pytest.mark.django_db
def test_pages_open_before_any_region_is_loaded(client):
    assert "尚未启用" in client.get("/").content.decode()
    assert "指引还没有发布" in client.get("/guide/").content.decode()


def test_home_names_all_units_and_the_limits_of_the_measures(client, xisaishan):
    html = client.get("/").content.decode()
    for unit in Department.objects.filter(region=xisaishan):
        assert unit.short_name in html
    for step in PLANS:
        assert step.name in html
    assert "10个工作日" in html
    assert html.count("3个工作日") == 3
    assert xisaishan.options["report_phone"] in html


def test_guide_shows_every_rule_and_marks_what_no_source_sets(client, xisaishan):
    html = client.get("/guide/").content.decode()
    for rule in DeadlineRule.objects.filter(region=xisaishan, is_current=True).exclude(code__in=READY):
        assert rule.name in html
        assert rule.law in html
    for guard in GuardRule.objects.filter(region=xisaishan, is_current=True):
        assert guard.text in html
    assert xisaishan.options["materials"][0] in html
    assert DeadlineRule.objects.get(region=xisaishan, code="K-05", is_current=True).authority in html
    assert "待本地细则" in html


def test_guide_has_the_rules_in_their_places(xisaishan):
    guide = guide_of(xisaishan, date(2026, 11, 21))
    assert [limit.length for limit in guide.steps[3].days] == ["3个工作日", "3个工作日"]
    assert {rule.kind for rule in guide.obstacles} == {GuardKind.HARD}
    assert guide.has_pending


def test_another_region_brings_its_own_names_and_numbers(client, db):
    region = load(QINGLAN)
    html = client.get("/guide/").content.decode()
    assert "青岚区" in html
    assert "西塞山" not in html
    for rule in DeadlineRule.objects.filter(region=region, is_current=True):
        assert f"{rule.name}" in html
        assert length(rule.length, rule.unit) in html


def test_region_with_broken_options_says_not_in_use(client, xisaishan):
    Region.objects.update(options={})
    assert "尚未启用" in client.get("/").content.decode()


def test_home_costs_the_same_for_every_visit(client, xisaishan, django_assert_num_queries):
    client.get("/")
    with django_assert_num_queries(4):
        client.get("/")


@pytest.mark.django_db
def test_large_text_is_switched_on_and_off(client):
    assert client.post("/text-size/", {"next": "/guide/"}).headers["Location"] == "/guide/"
    assert 'class="cr-large"' in client.get("/guide/").content.decode()
    client.post("/text-size/", {"next": "/guide/"})
    assert 'class="cr-large"' not in client.get("/guide/").content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize("target", ["https://elsewhere.example/", "//elsewhere.example/", "javascript:alert(1)", ""])
def test_text_size_never_leads_away(client, target):
    assert client.post("/text-size/", {"next": target}).headers["Location"] == "/"


@pytest.mark.django_db
def test_text_size_is_changed_by_post_only(client):
    assert client.get("/text-size/").status_code == 405


def test_start_asks_to_sign_in(client, xisaishan):
    assert client.get("/start/").headers["Location"].startswith("/accounts/login/")


def test_header_names_person_and_post(client, xisaishan):
    client.force_login(with_post(xisaishan, Role.MEMBER_LIAISON, "member"))
    html = client.get("/guide/").content.decode()
    assert "何某某" in html
    assert "区司法局 单位联络员" in html


def test_ended_post_counts_no_more(client, xisaishan):
    person = with_post(xisaishan, Role.HANDLING_JUDGE, "court")
    Post.objects.update(valid_until=date(2025, 2, 1))
    client.force_login(person)
    html = client.get("/guide/").content.decode()
    assert "何某某" in html
    assert "区法院 承办法官" not in html


def test_two_posts_show_both_menus(client, xisaishan):
    person = with_post(xisaishan, Role.BUREAU_HANDLER, "bureau")
    department = person.posts.get().department
    Post.objects.create(user=person, department=department, role=Role.OFFICE, valid_from=date(2025, 1, 1))
    client.force_login(person)
    html = client.get("/guide/").content.decode()
    assert "区发改局 牵头部门经办等 2 个岗位" in html
    assert navigation.menu_for(["bureau", "office"], "/")


def test_start_leads_to_the_first_page_of_the_menu(client, xisaishan):
    client.force_login(with_post(xisaishan, Role.MEMBER_LIAISON, "member"))
    assert client.get("/start/").headers["Location"] == navigation.menu_for(["member"], "/")[0].url


@pytest.mark.parametrize("audience", list(navigation.MENUS))
def test_every_menu_entry_has_its_page(audience):
    assert len(navigation.menu_for([audience], "/")) == len(navigation.MENUS[audience])


@pytest.mark.parametrize("audience", list(navigation.MENUS))
def test_every_menu_marks_the_longest_fitting_entry(audience, monkeypatch):
    monkeypatch.setattr(navigation, "reverse", lambda name: "/" if name == "public:home" else f"/{name.replace(':', '/')}/")
    *_, (label, name, _) = navigation.entries_of(audience)
    path = f"/{name.replace(':', '/')}/7/"
    marked = [item for item in navigation.menu_for([audience], path) if item.is_current]
    assert [inner.label for item in marked for inner in item.items or (item,) if inner.is_current] == [label]


def test_menu_leaves_out_pages_that_do_not_exist(monkeypatch):
    def nothing(name):
        raise NoReverseMatch

    monkeypatch.setattr(navigation, "reverse", nothing)
    assert navigation.menu_for(["court"], "/") == []


@pytest.mark.django_db
def test_unknown_address_says_what_to_do(client):
    response = client.get("/no/such/page/")
    assert response.status_code == 404
    assert "没有找到这个页面" in response.content.decode()


@pytest.mark.parametrize(
    ("view", "status"),
    [
        (lambda request: errors.bad_request(request, ValueError()), 400),
        (lambda request: errors.permission_denied(request, PermissionDenied()), 403),
        (lambda request: errors.not_found(request, ValueError()), 404),
        (lambda request: errors.conflict(request, "区发改局已签收。"), 409),
        (errors.too_many_requests, 429),
        (errors.server_error, 500),
    ],
)
def test_error_pages_need_no_database(view, status):
    request = RequestFactory().get("/")
    request.request_id = "1234abcd"
    response = view(request)
    html = response.content.decode()
    assert response.status_code == status
    assert errors.TITLES[status] in html
    assert "1234abcd" in html


def test_conflict_tells_who_was_faster():
    assert "区发改局已签收。" in errors.conflict(RequestFactory().get("/"), "区发改局已签收。").content.decode()


def test_csrf_failure_keeps_its_reason_to_itself():
    response = errors.csrf_failure(RequestFactory().post("/"), reason="CSRF cookie not set.")
    assert response.status_code == 403
    assert "CSRF" not in response.content.decode()
    assert "刷新后重新提交" in response.content.decode()


def test_error_page_comes_out_even_when_its_template_is_broken():
    response = errors.error_page(RequestFactory().get("/"), 500, "errors/none.html")
    assert response.status_code == 500
    assert "系统出了问题" in response.content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/accounts/login/", "/accounts/signup/", "/accounts/password/reset/", "/accounts/inactive/"])
def test_sign_in_pages_stand_in_our_shell(client, path):
    html = client.get(path).content.decode()
    assert "cr-header" in html
    assert 'name="email"' not in html


def test_password_and_sign_out_pages(client, visitor):
    client.force_login(visitor)
    assert "修改密码" in client.get("/accounts/password/change/").content.decode()
    assert "退出登录" in client.get("/accounts/logout/").content.decode()


@pytest.mark.django_db
def test_wrong_password_is_said_once_at_the_top(client):
    html = client.post("/accounts/login/", {"login": "nobody1", "password": "wrong-password"}).content.decode()
    assert "cr-error-summary" in html


@pytest.mark.django_db
def test_demo_says_so_on_every_page(client, settings):
    settings.DEMO = True
    assert "演示环境 · 虚构数据" in client.get("/guide/").content.decode()
    settings.DEMO = False
    assert "演示环境" not in client.get("/guide/").content.decode()


def test_home_offers_work_to_who_holds_a_post_and_the_application_to_others(client, xisaishan, visitor):
    assert "我要申请" in client.get("/").content.decode()
    client.force_login(visitor)
    assert "我要申请" in client.get("/").content.decode()
    client.force_login(with_post(xisaishan, Role.HANDLING_JUDGE, "court"))
    html = client.get("/").content.decode()
    assert 'href="/start/"' in html
    assert "我要申请" not in html


def test_the_bell_counts_the_unread_messages_of_the_enterprise(client, xisaishan):
    public_story.certified(xisaishan)
    agent = User.objects.get(username="story-agent")
    client.force_login(agent)
    unread = Message.objects.filter(enterprise__mandates__user=agent)
    before = unread.count()
    assert before > 0
    assert f'<span class="cr-count">{before}<' in client.get("/enterprise/documents/").content.decode()
    for message in unread:
        mark_read(message.pk, user=agent, at=timekeeping.now())
    assert "cr-count" not in client.get("/enterprise/documents/").content.decode()
