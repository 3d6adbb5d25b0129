"""The story as it is loaded, once for all that look at it: what is there, the page of its people, the path through it."""

import json
from collections import Counter

import pytest
from django.conf import settings as configured
from django.urls import reverse
from stdnum.cn import uscc as stdnum_uscc

from accounts.enums import MandateState
from accounts.models import Enterprise, Mandate, User
from cases import selectors
from cases.commitment import shown_digest
from cases.enums import ApplicationState, CaseState, CertificateType, NoticeState, Variant
from cases.models import Application, Case, Certificate, Measure, ProactiveNotice
from deadlines.models import Clock
from deadlines.selectors import calendar_for
from demo import mainline, story
from demo.people import demo_password, usernames_of
from demo.personas import cast_member, groups_of, personas_of
from demo.standing import Standing, standing_of
from demo.tales_past import past
from demo.turns import turn_of, unit_turns
from departments.models import Region
from ledger import timekeeping
from ledger.models import Event
from notices.fonts import missing_characters
from notices.models import Document
from notices.services import due_documents
from recognition.enums import RecognitionState
from recognition.models import Recognition
from tests.demo.pages import NEXT_WORKING_DAY, PERSONAS, TODAY, run
from tests.support.strictness import StrictClient
from tests.support.world import AT

# --- what is there -----------------------------------------------------------------------------------------------------


def test_loader_says_where_every_enterprise_stands(told, region):
    for enterprise in Enterprise.objects.order_by("pk"):
        assert enterprise.name in told
    assert told.rstrip().endswith("演示故事已装载。")


def test_cases_stand_in_every_state_with_every_certificate(region):
    assert set(Case.objects.order_by().values_list("state", flat=True)) == set(CaseState.values)
    assert set(Certificate.objects.order_by().values_list("type", flat=True)) == set(CertificateType.values)
    assert set(Case.objects.order_by().values_list("variant", flat=True)) == set(Variant.values)
    assert 50 <= Case.objects.count() <= 65


def test_two_months_have_gone_by(region):
    names = [tale.plot.enterprise_name for tale in past()]
    cases = Case.objects.filter(enterprise__name__in=names)
    assert cases.count() == len(names) > 10
    ended = {CaseState.RECOGNIZED_ALL, CaseState.CLOSED_WITH_REFUSALS, CaseState.REJECTED, CaseState.NOT_ACCEPTED}
    assert set(cases.order_by().values_list("state", flat=True)) <= {*ended, CaseState.LAPSED, CaseState.WITHDRAWN}
    assert not Clock.objects.filter(case__in=cases, status="running", due_on__lt=TODAY).exists()
    issued = Counter(day.month for day in Certificate.objects.order_by().values_list("issued_on", flat=True))
    assert min(issued[month] for month in (TODAY.month - 1, TODAY.month - 2)) >= 3


def test_the_figures_of_the_past_differ_by_unit_and_month(region):
    late = Clock.objects.filter(code="K-12", breached_on__isnull=False).order_by()
    by_unit = Counter(late.values_list("obligor__code", flat=True))
    assert by_unit.most_common(1)[0][0] == "natural-resources"
    assert {"financial-affairs", "market-regulation"} <= set(by_unit)
    assert {"court", "justice"}.isdisjoint(by_unit)
    assert len({day.month for day in late.values_list("breached_on", flat=True)}) >= 3


def test_papers_of_the_past_wait_until_the_visitor_has_looked_around(region):
    names = [tale.plot.enterprise_name for tale in past()]
    waiting = Document.objects.filter(case__enterprise__name__in=names, state="pending")
    assert waiting.count() > 50
    assert not set(due_documents(1000, at=AT)) & set(waiting.values_list("pk", flat=True))
    assert set(waiting.values_list("pk", flat=True)) <= set(due_documents(1000, at=AT + story.LATER))


def test_units_disagree_in_every_way(region):
    states = set(Recognition.objects.order_by().values_list("state", flat=True))
    wanted = {"awaiting_receipt", "received", "proposed", "partial", "consultation", "refused_upheld", "escalated", "recognized"}
    assert wanted <= states


def test_every_person_who_acts_has_work(region):
    idle = {persona.username for persona in personas_of(region, TODAY) if persona.role != "enterprise_agent" and persona.waiting == 0}
    assert idle == set()
    assert {len(row) for group in groups_of(region, TODAY) if group.code == "member" for row in group.rows} == {2}


def test_limits_are_met_late_near_and_past(region):
    statuses = set(Clock.objects.order_by().values_list("status", flat=True))
    assert {"met", "breached", "running", "void"} <= statuses
    assert {(clock.code, clock.obligor.code) for clock in selectors.overdue_clocks(region.pk)} == {
        ("K-01", "court"),
        ("K-12", "natural-resources"),
    }
    tomorrow = Clock.objects.filter(status="running", due_on=NEXT_WORKING_DAY).order_by().values_list("code", flat=True)
    assert {"K-02", "K-03", "K-10", "K-11", "K-12"} <= set(tomorrow)


def test_what_comes_before_an_application_is_there(region):
    assert ProactiveNotice.objects.filter(state=NoticeState.PREPARED).count() == 1
    assert Application.objects.filter(state=ApplicationState.DRAFT).count() == 2
    assert Mandate.objects.filter(state=MandateState.REQUESTED).count() == 1
    late = [measure for measure in Measure.objects.order_by("pk") if measure.notice.served_on and not measure.is_notified_same_day()]
    assert len({measure.notice_id for measure in late}) == 1


def test_one_application_holds_two_cases(region):
    pairs = [app for app in Application.objects.order_by("pk") if app.cases.count() == 2]
    assert len(pairs) == 1
    assert len(set(pairs[0].cases.order_by("pk").values_list("state", flat=True))) == 2


def test_codes_are_valid_and_names_can_be_printed(region):
    for enterprise in Enterprise.objects.order_by("pk"):
        assert stdnum_uscc.is_valid(enterprise.uscc)
        assert enterprise.uscc[2:8] == region.division_code
        assert not missing_characters(enterprise.name)
    assert max(len(name) for name in Enterprise.objects.order_by().values_list("name", flat=True)) > 40


def test_things_happened_in_working_time_in_the_order_of_their_numbers(region):
    calendar = calendar_for(region)
    # A breach is noted when the clocks are next looked at, also on a rest day.
    told = Event.objects.filter(stream__startswith="case:").exclude(action="clock_breached").order_by("pk")
    for at in told.values_list("at", flat=True):
        day = timekeeping.legal_date(at)
        assert day < TODAY
        assert calendar.is_working(day)
    opened = list(Case.objects.order_by("pk").values_list("opened_at", flat=True))
    assert opened == sorted(opened)


def test_ledger_and_clocks_are_sound(region):
    assert "账本可靠" in run("verify_ledger")
    assert "期限一致" in run("verify_clocks")


def test_papers_of_pushes_are_made_and_the_rest_is_owed(region):
    pushed = Certificate.objects.exclude(case__state=CaseState.CERTIFIED).order_by().values_list("document__state", flat=True)
    assert set(pushed) == {"ready"}
    assert Document.objects.filter(state="pending").exists()
    for place in story.PLAYED_LINES:
        assert set(Document.objects.filter(notice=standing_of(region, place).notice).order_by().values_list("state", flat=True)) == {
            "ready"
        }


def test_second_load_changes_nothing(region):
    before = Event.objects.count(), User.objects.count(), Document.objects.count()
    assert run("load_demo") == "演示故事早已装载，没有改动。\n"
    assert (Event.objects.count(), User.objects.count(), Document.objects.count()) == before


# --- accounts ----------------------------------------------------------------------------------------------------------


def test_accounts_name_role_and_password_and_each_role_once_in_front(region):
    accounts = json.loads(run("demo_accounts", "--json"))
    roles = [account["role"] for account in accounts]
    assert len(set(roles[: len(set(roles))])) == len(set(roles)) == 13
    assert {account["password"] for account in accounts} == {demo_password()}
    assert {account["username"] for account in accounts} >= set(usernames_of(region))
    assert all(account["start"].startswith(configured.PUBLIC_BASE_URL) for account in accounts)


def test_account_of_the_list_can_sign_in(region, visitor):
    account = json.loads(run("demo_accounts", "--json"))[1]
    visitor.post("/accounts/login/", {"login": account["username"], "password": account["password"]})
    assert visitor.get("/court/").status_code == 200


def test_accounts_are_a_readable_list_too(region):
    listing = run("demo_accounts")
    assert demo_password() in listing
    assert "court.signing_president" in listing


# --- the page ----------------------------------------------------------------------------------------------------------


def test_page_shows_everybody_and_what_waits(demo, visitor):
    html = visitor.get(PERSONAS).content.decode()
    for persona in personas_of(demo, TODAY):
        assert persona.username in html
        assert persona.name in html
    assert html.count('name="username"') > len(usernames_of(demo))
    assert html.count("csrfmiddlewaretoken") >= html.count('name="username"')


def test_page_costs_the_same_whatever_is_loaded(demo, visitor, django_assert_max_num_queries):
    with django_assert_max_num_queries(60):
        visitor.get(PERSONAS)


@pytest.mark.parametrize(
    ("username", "desk"),
    [
        ("agent01", "/enterprise/"),
        ("court.signing_president", "/court/"),
        ("bureau.bureau_approver", "/bureau/"),
        ("finance.liaison", "/member/"),
        ("bureau.office", "/office/"),
        ("bureau.leader", "/office/glance/"),
        ("bureau.administrator", "/office/accounts/"),
    ],
)
def test_becoming_somebody_leads_to_their_desk(demo, visitor, username, desk):
    response = visitor.post("/demo/become/", {"username": username}, follow=True)
    assert response.redirect_chain[-1][0] == desk
    assert response.status_code == 200
    assert str(User.objects.get(username=username)) in response.content.decode()


def test_one_who_waits_for_the_desk_sees_as_many(demo, visitor):
    waiting = {persona.username: persona.waiting for persona in personas_of(demo, TODAY)}
    visitor.post("/demo/become/", {"username": "finance.liaison"})
    assert visitor.get("/member/").content.decode().count("/member/recognitions/") >= waiting["finance.liaison"] > 0


def test_nobody_else_can_be_entered(demo, visitor):
    User.objects.create_user(username="a-real-visitor", full_name="某人", password=None)
    assert visitor.post("/demo/become/", {"username": "a-real-visitor"}).status_code == 404
    assert visitor.post("/demo/become/", {"username": "nobody"}).status_code == 404
    assert visitor.get("/demo/become/").status_code == 405
    User.objects.filter(username="court.liaison").update(is_active=False)
    assert cast_member(demo, "court.liaison") is None


def test_becoming_somebody_never_leads_outside(demo, visitor):
    response = visitor.post("/demo/become/", {"username": "court.liaison", "next": "https://example.org/"})
    assert response["Location"] == reverse("public:start")


def test_signing_in_gives_a_fresh_session(demo, visitor):
    visitor.post("/demo/become/", {"username": "court.liaison"})
    first = visitor.cookies["sessionid"].value
    visitor.post("/demo/become/", {"username": "court.approver"})
    assert visitor.cookies["sessionid"].value != first


# --- the path: the next step, and the buttons that take it -------------------------------------------------------------

NEXT = {
    CaseState.SUBMITTED: ("法院受理", "court.acceptance_officer"),
    CaseState.SUPPLEMENT: ("企业补正", "agent01"),
    CaseState.PENDING_DECLINE: ("审核不予受理", "court.reviewing_judge"),
    CaseState.ACCEPTED: ("审查", "its handler"),
    CaseState.RETURNED: ("修改审查意见", "its handler"),
    CaseState.PENDING_REVIEW: ("复核", "court.reviewing_judge"),
    CaseState.PENDING_SIGN: ("签发决定", "court.signing_president"),
    CaseState.APPROVED: ("用印出具信用修复证明", "court.acceptance_officer"),
    CaseState.CERTIFIED: ("证明推送牵头部门", ""),
    CaseState.PUSHED: ("签收推送", "bureau.bureau_handler"),
    CaseState.PUSH_RETURNED: ("更正后再推送", "court.acceptance_officer"),
    CaseState.RECEIVED: ("提交转推", "bureau.bureau_handler"),
    CaseState.PENDING_DISTRIBUTION: ("审核转推，送达各单位", "bureau.bureau_approver"),
    CaseState.DISTRIBUTED: ("各单位签收、反馈", "court.liaison"),
    CaseState.RECOGNIZED_ALL: ("企业查看互认结果", "agent01"),
    CaseState.CLOSED_WITH_REFUSALS: ("企业查看互认结果", "agent01"),
}
AGAIN = (CaseState.LAPSED, CaseState.NOT_ACCEPTED, CaseState.WITHDRAWN)


def standing_in(state: CaseState) -> Standing:
    """A path that stands where the story's first case of that state stands."""
    case = Case.objects.filter(state=state).select_related("handler", "certificate", "enforcement_case").order_by("pk").first()
    notice = ProactiveNotice.objects.filter(enforcement_case__enterprise=case.enterprise).order_by("pk").first()
    return Standing(0, case.enterprise, notice, None, case)


def next_of(standing: Standing):
    return [
        waypoint for waypoint in mainline._waypoints(standing, unit_turns(standing)) if waypoint.state == "next" and not waypoint.is_beside
    ]


@pytest.mark.parametrize("state", NEXT)
def test_next_step_follows_the_state(demo, state):
    standing = standing_in(state)
    title, username = NEXT[state]
    (waypoint,) = next_of(standing)
    assert waypoint.title == title
    assert waypoint.turn.username == (standing.case.handler.username if username == "its handler" else username)


@pytest.mark.parametrize("state", [state for state, (_, username) in NEXT.items() if username not in ("", "agent01")])
def test_next_step_lands_on_a_page_of_that_person(demo, visitor, state):
    (waypoint,) = next_of(standing_in(state))
    response = visitor.post("/demo/become/", {"username": waypoint.turn.username, "next": waypoint.turn.url})
    assert response["Location"] == waypoint.turn.url
    assert visitor.get(waypoint.turn.url).status_code == 200


@pytest.mark.parametrize("state", AGAIN)
def test_application_that_ended_early_may_be_made_again(demo, state):
    (waypoint,) = next_of(standing_in(state))
    assert waypoint.title == "企业凭告知书申请加入"


def test_rejection_ends_the_path(demo):
    assert next_of(standing_in(CaseState.REJECTED)) == []


def test_every_state_has_its_place_on_the_path():
    assert set(NEXT) | set(AGAIN) | {CaseState.RECOGNIZING, CaseState.REJECTED, CaseState.REVOKED} == set(CaseState)


def test_consultation_comes_after_the_other_units(demo):
    disputed = Recognition.objects.filter(state=RecognitionState.CONSULTATION).select_related("case").get()
    standing = Standing(0, disputed.case.enterprise, standing_of(demo, 0).notice, None, disputed.case)
    turns = unit_turns(standing)
    assert turns[-1].username == "bureau.office"
    assert turn_of(standing, turns).username == "financial-affairs.liaison"
    assert turn_of(standing, turns[-1:]).username == "bureau.office"


@pytest.mark.parametrize("line", ["1", "2"])
def test_visitor_walks_a_line_with_the_buttons_of_the_page(demo, line):
    """Ask, confirm, begin, sample, submit, accept, sample, submit the examination: the page's own targets, one after another."""
    place = int(line) - 1
    press(place)
    standing = standing_of(demo, place)
    client = press(place)
    client.post(reverse("enterprise:notice_apply", args=[standing.notice.token]), {"kind": "staff"})
    assert standing_of(demo, place).stage == "confirm"
    press(place).post(reverse("court:mandate", args=[standing_of(demo, place).mandate.pk]), {"reason": "", "grant": "1"})
    assert standing_of(demo, place).stage == "submit"
    press(place).post(reverse("enterprise:notice_apply", args=[standing.notice.token]))
    client = press(place, sample=line)
    draft = standing_of(demo, place).draft
    assert draft.materials.filter(removed_at__isnull=True).count() == 1
    client.post(
        reverse("enterprise:commitment", args=[draft.pk]),
        {
            "commitment_agreed": "on",
            "commitment_public": "on",
            "shown": shown_digest(draft),
            "submission_token": draft.submission_token,
            "then": "submit",
        },
    )
    case = standing_of(demo, place).case
    assert case.state == CaseState.SUBMITTED
    press(place).post(reverse("court:act", args=[case.pk, "accept"]), {"version": case.state_seq, "variant": case.variant})
    press(place, sample=line)
    case = standing_of(demo, place).case
    assert case.state == CaseState.ACCEPTED
    assert not selectors.related_open_cases(case).exists()
    assert case.examinations.get().recommendation == "approve"


def press(place: int, sample: str = "") -> StrictClient:
    """Press the button of the next step, as the page offers it."""
    client = StrictClient()
    line = mainline.line_of(Region.objects.get(), place)
    turn = next(waypoint.turn for waypoint in line.waypoints if waypoint.state == "next")
    response = client.post("/demo/become/", {"username": turn.username, "next": turn.url, "sample": sample}, follow=True)
    assert response.status_code == 200
    return client


def test_remaining_units_answer_at_one_press(demo, visitor, monkeypatch):
    case = Case.objects.filter(state=CaseState.DISTRIBUTED).get()
    monkeypatch.setattr(mainline, "standing_of", lambda _region, place: Standing(place, case.enterprise, None, None, case))
    response = visitor.post("/demo/units/", {"line": "2"})
    assert response["Location"] == "/demo/?line=2"
    assert Case.objects.get(pk=case.pk).state == CaseState.RECOGNIZED_ALL
    assert {(row.proposed_by_id == row.approved_by_id) for row in case.recognitions.order_by("pk")} == {False}
    assert mainline.let_units_answer(demo, 1, at=AT) == 0


def test_nothing_to_answer_is_said(demo, visitor):
    response = visitor.post("/demo/units/", {"line": "1"}, follow=True)
    assert "没有等待反馈的单位" in response.content.decode()


def test_path_shows_both_lines(demo, visitor):
    first, second = (visitor.get(f"{PERSONAS}?line={number}").content.decode() for number in (1, 2))
    assert standing_of(demo, 0).enterprise.name in first
    assert f'href="{reverse("enterprise:notice", args=[standing_of(demo, 1).notice.token])}"' not in first
    assert standing_of(demo, 1).notice.token in second
    assert standing_of(demo, 1).notice.token in visitor.get(PERSONAS).content.decode(), "the line that was chosen last is kept"
    assert visitor.get(f"{PERSONAS}?line=x").status_code == 200
