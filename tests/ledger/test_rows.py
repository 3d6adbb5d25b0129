"""What an event keeps of rows, and how the verifier puts together what several events say of one."""

import pytest
from django.apps import apps
from django.db import transaction

from accounts.models import User
from cases.models import Application
from departments.models import Post
from ledger.models import Event
from ledger.proof.findings import LISTED_AT_MOST, Finding, Report
from ledger.proof.rows import ALWAYS, BELONG, merged
from ledger.proof.spool import LINES_AT_ONCE, Spool
from ledger.rows import Part, changed, columns_of, held
from ledger.services import append_event, locked_stream
from ledger.verify import verify
from tests.ledger.conftest import AT, tamper

# Tables of which the ledger keeps what a step made or changed.
KEPT = {
    *BELONG,
    *ALWAYS,
    "accounts_enterprise",
    "accounts_user",
    "calendars_change",
    "cases_application",
    "cases_caseimport",
    "cases_enforcementcase",
    "cases_examination",
    "cases_guardrule",
    "cases_material",
    "cases_proactivenotice",
    "cases_signinglink",
    "assessment_assessment",
    "deadlines_workcalendar",
    "mechanism_groupmember",
    "mechanism_meeting",
    "mechanism_registerentry",
    "departments_region",
    "notices_damage",
    "notices_numberpattern",
    "uploads_upload",
}
# And those of which it does not, each with the reason why.
NOT_KEPT = {
    "account_emailaddress": "of a library, and unused",
    "account_emailconfirmation": "of a library, and unused",
    "accounts_user_groups": "unused: rights are posts",
    "accounts_user_user_permissions": "unused: rights are posts",
    "assessment_recount": "what a comparison has found",
    "auth_group": "unused: rights are posts",
    "auth_group_permissions": "unused: rights are posts",
    "auth_permission": "unused: rights are posts",
    "calendars_changedclock": "what a recalculation moved: the events of the limits say the same",
    "calendars_changeprogress": "how far a recalculation has come",
    "calendars_foreseenclock": "what a preview has shown; the step that approved it says how many",
    "cases_application_enforcement_cases": "each case names its own",
    "deadlines_calendarday": "append-only; the file's digest is in the calendar's line",
    "deadlines_clockproof": "what a proof has found",
    "deadlines_unchargedspan": "kept by the database from the events, and compared every night",
    "django_content_type": "of a library",
    "django_session": "comes and goes",
    "ledger_allowedtransition": "a guard: compared with the release",
    "ledger_event": "the ledger itself",
    "messaging_address": "how a person is reached; changed by the person alone",
    "messaging_gatewayrecord": "how a way out fares; nothing rests on it",
    "messaging_delivery": "how a message went; the message is a copy of what a step did",
    "messaging_preference": "what a person wants to be told",
    "messaging_reader": "the secret address of a person's dates, as a digest",
    "messaging_message": "a copy of what a step did",
    "messaging_messagereading": "whether somebody has read it",
    "notices_numberseries": "a counter: each number is in the row that has it",
    "supervision_datedtally": "recounted every night",
    "supervision_reached": "compared with the ledger every night",
    "supervision_spent": "computed anew from the events every night",
    "supervision_tally": "recounted every night",
}


def test_every_table_is_kept_or_said_not_to_be():
    tables = {model._meta.db_table for model in apps.get_models(include_auto_created=True)}
    assert KEPT | NOT_KEPT.keys() == tables
    assert KEPT.isdisjoint(NOT_KEPT)


@pytest.fixture
def people(db):
    return [User.objects.create(username=f"user-{number}", full_name=f"某人{number}", phone="13800001111") for number in range(3)]


def note(stream, rows=(), **body):
    with transaction.atomic():
        return append_event(stream=locked_stream(stream), actor="user:1", action="note", object=stream, at=AT, body=body, rows=rows)


def findings():
    return [(finding.code, finding.where, finding.message) for finding in verify(files=False).findings]


def test_what_somebody_typed_stands_as_a_digest(people):
    columns = columns_of(people[0])
    assert columns["is_active"] == "true"
    assert columns["last_login"] == "∅"
    assert columns["email"] == ""
    assert columns["phone"].startswith("#")
    event = note("note:1", people[:1])
    assert "13800001111" not in str(bytes(event.body_bytes), "utf-8")
    assert Event.objects.get(stream="note:1").body == {}


def test_a_part_blesses_nothing_else(people):
    person = people[0]
    note("note:1", [person])
    tamper("UPDATE accounts_user SET full_name = '另一人' WHERE id = %s", person.pk)
    person.refresh_from_db()
    person.is_active = False
    person.save()
    note("note:1", [Part(person, ("is_active",))])
    assert findings() == [
        ("row", f"accounts_user:{person.pk}", f"用户 {person.pk}：“姓名”现为“另一人”，与账本记录的摘要不符（note:1 第 1 行）"),
    ]


def test_only_what_differs_is_a_change(people):
    before = columns_of(people[0])
    people[0].is_active = False
    assert held([changed(people[0], before)]) == {f"accounts_user:{people[0].pk}": {"is_active": "false"}}
    assert held([changed(people[1], columns_of(people[1]))]) == {}


def test_the_later_word_counts_whichever_stream_says_it(people):
    person = people[0]
    note("note:9", [person])
    person.is_active = False
    person.save()
    note("note:1", [Part(person, ("is_active",))])
    assert findings() == []
    tamper("UPDATE accounts_user SET is_active = true WHERE id = %s", person.pk)
    assert findings() == [
        ("row", f"accounts_user:{person.pk}", f"用户 {person.pk}：“启用”现为“是”，账本记为“否”（note:1 第 1 行）"),
    ]


def test_a_row_that_is_gone_stays_gone(people):
    person = people[0]
    note("note:1", [person])
    note("note:1", [f"accounts_user:{person.pk}"])
    ((code, where, _),) = findings()
    assert (code, where) == ("unknown", f"accounts_user:{person.pk}")
    person.delete()
    assert findings() == []


def test_a_draft_is_not_on_record():
    assert held([Application(pk=1, state="draft")]) == {}
    assert "cases_application:1" in held([Application(pk=1, state="submitted")])


def test_a_body_of_another_shape_is_no_reason_to_stop(people):
    note("note:1", rows={"a": 1})
    assert findings() == []


def test_both_sides_come_in_the_order_of_their_keys():
    left, right = [(1, "a"), (3, "c"), ("x", "y")], [(2, "B"), (3, "C")]
    assert list(merged(left, right)) == [(1, "a", None), (2, None, "B"), (3, "c", "C"), ("x", "y", None)]


def test_the_spool_is_put_away_while_it_is_filled():
    spool = Spool()
    rows = LINES_AT_ONCE + 5
    for number in range(rows):
        spool.keep("s", number, f"{number:09}", {f"t:{number % 7}": {"a": str(number)}, "t:x": {"a": "1"}, "no key": {}})
        spool.change(f"lamp:{number % 9}", "on")
        spool.end_stream()
        assert len(spool._lines) <= LINES_AT_ONCE
        assert len(spool._states) <= 9
    spool.end()
    assert [key for key, _ in spool.rows_of("t")] == list(range(7))
    assert max(int(said.columns["a"]) for _, said in spool.rows_of("t")) == rows - 1
    assert sum(changes for _, (_, changes) in spool.states_of("lamp")) == rows
    assert spool.tables() == ["t"]
    spool.close()


def test_a_report_lists_so_many_and_counts_the_rest():
    report = Report()
    report.extend(Finding("row", "t", None, str(number)) for number in range(LISTED_AT_MOST + 3))
    assert (len(report.findings), report.unlisted, report.found, report.is_sound) == (LISTED_AT_MOST, 3, LISTED_AT_MOST + 3, False)


def test_a_post_needs_a_line(district, db):
    assert findings() == []
    Post.objects.create(user=User.objects.order_by("pk")[0], department=district.cast.court, role="leader", valid_from=AT.date())
    ((code, _, message),) = findings()
    assert (code, "账本没有记录" in message) == ("unknown", True)
