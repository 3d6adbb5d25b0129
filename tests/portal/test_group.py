"""The pages of the leading group, for everybody who has something to do there."""

import datetime as dt
import re
from datetime import timedelta
from io import BytesIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from ledger import timekeeping
from mechanism.models import ActionItem, GroupMember, Invitation, Meeting, RegisterEntry
from notices.services import render_document
from tests.portal.enterprise_pages import agent_of
from tests.portal.staff_pages import NOW, as_part, done, links_to_steps, text_of
from tests.support.sweeping import swept
from tests.support.world import new_uscc, new_walk

MEETINGS, MEMBERS, ITEMS = (reverse(f"group:{name}") for name in ("meetings", "members", "items"))
NEW = reverse("group:meeting_new")
TODAY = NOW.date().isoformat()
NONE_SETTLED = {"items-TOTAL_FORMS": "0", "items-INITIAL_FORMS": "0"}


@pytest.fixture(autouse=True)
def _now():
    with timekeeping.pinned(NOW):
        yield


def unit(cast, code):
    return cast.region.departments.get(code=code)


def invitation_to(cast, *codes, **said):
    form = {"title": "领导小组季度会议", "kind": "meeting", "on": TODAY, "time": "23:30", "place": "三楼", "agenda": "研究互认", **said}
    return as_part(cast, "office").post(NEW, {**form, "units": [unit(cast, code).pk for code in codes]})


def meeting_of(cast, *codes, **said):
    done(invitation_to(cast, *codes, **said))
    return Meeting.objects.latest("pk")


def take(cast, part, kind, pk, action, **data):
    model = {"meeting": Meeting, "invitation": Invitation, "item": ActionItem, "member": GroupMember, "entry": RegisterEntry}[kind]
    version = model.objects.get(pk=pk).state_seq
    return as_part(cast, part).post(reverse(f"group:{kind}_act", args=[pk, action]), {"version": version, **data})


def minutes_of(cast, meeting, **said):
    people = {f"unit_{row.department_id}": "张某 科长" for row in meeting.invitations.all()}
    form = {"held_on": TODAY, "chair": "李某", "content": "会议同意。", **NONE_SETTLED, **people, **said}
    return take(cast, "office", "meeting", meeting.pk, "write_minutes", **form)


def test_a_meeting_goes_from_its_invitation_to_a_finished_task_on_the_pages(cast, db):
    meeting = meeting_of(cast, "finance", "justice")
    page = reverse("group:meeting", args=[meeting.pk])
    own = meeting.invitations.get(department__code="finance")
    liaison = as_part(cast, "finance:liaison")
    assert "有 1 个会议等待您" in text_of(liaison.get(MEETINGS))
    assert links_to_steps(text_of(liaison.get(page))) == {"sign_for_invitation"}
    done(take(cast, "finance:liaison", "invitation", own.pk, "sign_for_invitation"))
    done(take(cast, "finance:liaison", "invitation", own.pk, "give_opinion", opinion="同意召开。"))
    assert "同意召开。" in text_of(as_part(cast, "office").get(page))
    assert "1/2 家已签收" in text_of(as_part(cast, "leader").get(MEETINGS))
    finance = unit(cast, "finance").pk
    chosen = (NOW.date() + timedelta(days=5)).isoformat()
    line = {"items-0-content": "清点逾期", "items-0-department": finance, "items-0-due_on": chosen}
    done(minutes_of(cast, meeting, **{**line, "items-TOTAL_FORMS": "1"}, **{f"unit_{unit(cast, 'justice').pk}": ""}))
    shown = text_of(as_part(cast, "finance:approver").get(page))
    assert {"confirm_minutes", "contest_minutes"} <= links_to_steps(shown)
    assert "清点逾期（区财政局，" in shown
    done(take(cast, "finance:approver", "invitation", own.pk, "contest_minutes", shown="1", note="写漏一句"))
    assert "写漏一句" in text_of(as_part(cast, "office").get(page))
    done(take(cast, "finance:approver", "invitation", own.pk, "confirm_minutes", shown="1"))
    done(take(cast, "office", "meeting", meeting.pk, "close_meeting"))
    item = ActionItem.objects.get()
    shown = text_of(as_part(cast, "finance:liaison").get(reverse("group:item", args=[item.pk])))
    assert links_to_steps(shown) == {"report_done"}
    assert "议定的届满日" in shown
    done(take(cast, "finance:liaison", "item", item.pk, "report_done", report="已清点。"))
    done(take(cast, "office", "item", item.pk, "return_item", note="缺清单", due_on=chosen))
    done(take(cast, "finance:liaison", "item", item.pk, "report_done", report="已附清单。"))
    done(take(cast, "office", "item", item.pk, "accept_item", note=""))
    assert "已办结" in text_of(as_part(cast, "leader").get(ITEMS, {"state": "accepted"}))


def test_the_minutes_are_read_by_whoever_was_invited_and_by_nobody_else(cast, db):
    meeting = meeting_of(cast, "finance")
    done(minutes_of(cast, meeting))
    own = meeting.invitations.get()
    done(take(cast, "office", "invitation", own.pk, "confirm_on_paper", note="当场签字"))
    done(take(cast, "office", "meeting", meeting.pk, "close_meeting"))
    render_document(Meeting.objects.get(pk=meeting.pk).document_id, at=NOW)
    address = reverse("group:minutes", args=[meeting.pk])
    for part, status in (("finance:liaison", 200), ("office", 200), ("leader", 200), ("justice:liaison", 404), ("administrator", 404)):
        assert as_part(cast, part).get(address).status_code == status, part


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"time": "00:00"}, "会议时间已经过去"),
        ({"agenda": ""}, "这个字段是必填项。"),
        ({"time": "25:99"}, "没有“25:99”这个时间"),
        ({"time": "两点"}, "请按“14:30”的样子填写时间"),
        ({"on": "2026年2月30日"}, "没有2026年2月30日这一天"),
    ],
)
def test_a_wrong_invitation_says_what_to_mend_and_keeps_the_rest(cast, db, said, words):
    answer = invitation_to(cast, "finance", **said)
    assert answer.status_code == 422
    page = text_of(answer)
    assert "领导小组季度会议" in page
    assert not Meeting.objects.exists()


def test_half_a_line_of_what_was_settled_is_refused_and_kept(cast, db):
    meeting = meeting_of(cast, "finance")
    answer = minutes_of(cast, meeting, **{"items-TOTAL_FORMS": "1", "items-0-content": "清点逾期"})
    assert answer.status_code == 422
    assert "请选择由哪个单位办理" in text_of(answer)
    assert "清点逾期" in text_of(answer)
    more = minutes_of(cast, meeting, **{"items-TOTAL_FORMS": "1", "items-0-content": "清点逾期", "more": "1"})
    assert 'name="items-1-content"' in text_of(more)
    assert "清点逾期" in text_of(more)
    assert "会议同意。" in text_of(more)


def test_leaders_and_other_units_look_and_do_not_touch(cast, db):
    meeting = meeting_of(cast, "finance")
    page = reverse("group:meeting", args=[meeting.pk])
    assert not links_to_steps(text_of(as_part(cast, "leader").get(page)))
    assert as_part(cast, "justice:liaison").get(page).status_code == 404
    assert as_part(cast, "leader").get(NEW).status_code == 404
    assert as_part(cast, "administrator").get(MEETINGS).status_code == 404
    assert agent_of(new_walk(cast).record().take_measures().serve().join()).get(MEETINGS).status_code == 404


@pytest.mark.parametrize("part", ["office", "administrator"])
def test_a_term_is_entered_read_and_ended(cast, db, part):
    form = {"department_id": unit(cast, "court").pk, "post": "head", "name": "甲示例", "title": "院长", "valid_from": "2026-01-05"}
    client = as_part(cast, part)
    done(client.post(reverse("group:member_new"), form))
    again = client.post(reverse("group:member_new"), {**form, "name": "乙示例"})
    assert again.status_code == 422
    assert "已有组长" in text_of(again)
    assert "乙示例" in text_of(again)
    member = GroupMember.objects.get()
    assert "甲示例" in text_of(as_part(cast, "finance:liaison").get(MEMBERS))
    done(take(cast, part, "member", member.pk, "end_term", last_day="2026-06-30", note="工作调动"))
    assert "甲示例" not in text_of(client.get(MEMBERS))
    assert "甲示例" in text_of(client.get(MEMBERS, {"all": "on"}))
    assert as_part(cast, "finance:liaison").get(reverse("group:member_new")).status_code == 404


def test_a_register_is_written_filtered_corrected_and_exported(cast, db):
    register, new = reverse("group:register", args=["publicity"]), reverse("group:entry_new", args=["publicity"])
    client = as_part(cast, "justice:liaison")
    form = {
        "activity": "check_up",
        "on": TODAY,
        "headcount": "３５",
        "content": "=1+1 法治体检",
        "place": "",
        "enterprise_name": "示例公司",
    }
    assert "请填写0至999999的整数" in text_of(client.post(new, {**form, "headcount": "很多"}))
    done(client.post(new, form))
    entry = RegisterEntry.objects.get()
    assert entry.headcount == 35
    assert "法治体检" in text_of(client.get(register, {"activity": "check_up", "since": TODAY}))
    assert "没有符合条件的记录" in text_of(client.get(register, {"activity": "advice"}))
    done(take(cast, "justice:liaison", "entry", entry.pk, "supersede_entry", **{**form, "headcount": "0"}, reason="人数写错"))
    assert RegisterEntry.objects.get(supersedes=entry).headcount == 0
    assert text_of(client.get(register)).count("=1+1") == 1
    assert text_of(client.get(register, {"state": "all"})).count("=1+1") == 2
    answer = as_part(cast, "office").get(reverse("group:register_export", args=["publicity"]), {"state": "all"})
    sheet = load_workbook(BytesIO(answer.content)).active
    rows = list(sheet.iter_rows(values_only=True))
    assert [row[5] for row in rows] == ["人数或者企业数", 0, 35]
    assert [row[6] for row in rows[1:]] == ["=1+1 法治体检"] * 2
    assert sheet["G2"].data_type == "s"
    for part in ("finance:liaison", "market-regulation:liaison", "bureau_handler"):
        assert as_part(cast, part).get(register).status_code == 404
    assert as_part(cast, "office").get(new).status_code == 404


def test_the_assistance_list_is_the_units_and_the_courts(cast, db):
    register = reverse("group:register", args=["assistance"])
    form = {"change": "add", "on": TODAY, "enterprise_name": "示例帮扶公司", "uscc": new_uscc(901), "content": "订单充足"}
    done(as_part(cast, "market-regulation:liaison").post(reverse("group:entry_new", args=["assistance"]), form))
    entry = RegisterEntry.objects.get()
    judge = as_part(cast, "handling_judge")
    assert links_to_steps(text_of(judge.get(register))) == {"agree_assistance", "decline_assistance"}
    assert "示例帮扶公司" not in text_of(judge.get(register, {"listed": "on"}))
    done(take(cast, "handling_judge", "entry", entry.pk, "agree_assistance", note=""))
    assert "示例帮扶公司" in text_of(judge.get(register, {"listed": "on"}))
    assert as_part(cast, "finance:liaison").get(reverse("group:registers")).status_code == 200
    assert "本单位没有登记簿" in text_of(as_part(cast, "finance:liaison").get(reverse("group:registers")))


@pytest.mark.parametrize("part", ["office", "finance:liaison"])
def test_a_long_list_of_meetings_costs_no_more_than_a_short_one(cast, db, part):
    client, counted = as_part(cast, part), []
    for _ in range(2):
        for _ in range(1 + 2 * len(counted)):
            meeting_of(cast, "finance", "justice", "court")
        client.get(MEETINGS)
        with CaptureQueriesContext(connection) as queries:
            client.get(MEETINGS)
        counted.append(len(queries))
    assert counted[0] == counted[1] <= 12


def test_a_late_task_stands_with_the_office_among_what_is_overdue(cast, db):
    meeting = meeting_of(cast, "finance")
    line = {
        "items-TOTAL_FORMS": "1",
        "items-0-content": "清点逾期",
        "items-0-department": unit(cast, "finance").pk,
        "items-0-due_on": TODAY,
    }
    done(minutes_of(cast, meeting, **line))
    done(take(cast, "office", "invitation", meeting.invitations.get().pk, "confirm_on_paper", note="当场签字"))
    done(take(cast, "office", "meeting", meeting.pk, "close_meeting"))

    swept("breaches", at=NOW + timedelta(days=2))
    with timekeeping.pinned(NOW + timedelta(days=2)):
        page = text_of(as_part(cast, "office").get(reverse("office:overdue")))
    assert re.search(r"清点逾期</a>.{0,80}领导小组季度会议", page)
    assert "区财政局" in page


def test_a_meeting_may_be_called_for_an_hour_in_any_spelling(cast, db):
    meeting = meeting_of(cast, "finance", time="晚上１１点半")
    assert timezone.localtime(meeting.starts_at).time() == dt.time(23, 30)


def test_further_units_are_invited_on_the_page(cast, db):
    meeting = meeting_of(cast, "finance")
    page = reverse("group:meeting", args=[meeting.pk])
    assert "invite_more" in links_to_steps(text_of(as_part(cast, "office").get(page)))
    assert "请至少勾选一项。" in text_of(take(cast, "office", "meeting", meeting.pk, "invite_more"))
    done(take(cast, "office", "meeting", meeting.pk, "invite_more", units=[unit(cast, "justice").pk]))
    assert as_part(cast, "justice:liaison").get(page).status_code == 200
    again = take(cast, "office", "meeting", meeting.pk, "invite_more", units=[unit(cast, "justice").pk])
    assert (again.status_code, "请从列出的各项中选择。" in text_of(again)) == (422, True)


def test_a_task_of_a_unit_that_was_not_invited_leads_to_no_closed_door(cast, db):
    meeting = meeting_of(cast, "finance")
    line = {"items-TOTAL_FORMS": "1", "items-0-content": "开通接口", "items-0-department": unit(cast, "justice").pk}
    done(minutes_of(cast, meeting, **line))
    done(take(cast, "office", "invitation", meeting.invitations.get().pk, "confirm_on_paper", note="当场签字"))
    done(take(cast, "office", "meeting", meeting.pk, "close_meeting"))
    page = reverse("group:item", args=[ActionItem.objects.get().pk])
    door = reverse("group:meeting", args=[meeting.pk])
    for part, is_open in (("justice:liaison", False), ("finance:liaison", True), ("office", True)):
        shown = text_of(as_part(cast, part).get(page))
        assert (door in shown, as_part(cast, part).get(door).status_code) == ((True, 200) if is_open else (False, 404))
        assert "领导小组季度会议（" in shown


def test_the_minutes_name_who_is_in_office_on_the_day_of_the_meeting(cast, db):
    form = {"department_id": unit(cast, "finance").pk, "post": "liaison", "valid_from": "2026-01-05"}
    client = as_part(cast, "office")
    before = (NOW.date() - timedelta(days=1)).isoformat()
    done(client.post(reverse("group:member_new"), {**form, "name": "甲示例", "valid_until": before}))
    done(client.post(reverse("group:member_new"), {**form, "name": "乙示例"}))
    meeting = meeting_of(cast, "finance")
    asked = text_of(client.get(reverse("group:meeting_act", args=[meeting.pk, "write_minutes"])))
    assert "会议当天在任：联络员 乙示例。" in asked
    assert "甲示例" not in asked
    assert "任期已满" in text_of(client.get(MEMBERS, {"all": "on"}))


def test_a_line_of_a_register_is_withdrawn_on_the_page_and_a_pasted_table_is_one_text(cast, db):
    register, new = reverse("group:register", args=["publicity"]), reverse("group:entry_new", args=["publicity"])
    client = as_part(cast, "justice:liaison")
    pasted = "甲公司\t12\t法治体检\r\n乙公司\t3\t法治体检"
    form = {"activity": "check_up", "on": TODAY, "headcount": "1\t2", "content": pasted, "place": "", "enterprise_name": ""}
    refused = client.post(new, form)
    assert refused.status_code == 422
    assert "乙公司" in text_of(refused)
    tomorrow = (NOW.date() + timedelta(days=1)).isoformat()
    assert "日期还没有到" in text_of(client.post(new, {**form, "headcount": "12", "on": tomorrow}))
    done(client.post(new, {**form, "headcount": "12", "on": "二〇二六年十一月二日"}))
    entry = RegisterEntry.objects.get()
    assert entry.on == dt.date(2026, 11, 2)
    done(take(cast, "justice:liaison", "entry", entry.pk, "withdraw_entry", reason="重复登记"))
    assert "乙公司" not in text_of(client.get(register))
    assert "乙公司" in text_of(client.get(register, {"state": "withdrawn"}))
    page = text_of(as_part(cast, "office").get(reverse("group:entry", args=[entry.pk])))
    assert "重复登记" in page
    assert links_to_steps(page) == set()
