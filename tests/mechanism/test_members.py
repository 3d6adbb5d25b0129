"""The members of the leading group: entered by office or administrator, with a term, and with their history."""

from datetime import date, timedelta

import pytest
from django.db import connection, transaction

from ledger.models import Event
from mechanism.enums import GroupPost
from mechanism.models import GroupMember
from mechanism.selectors import in_office_on, members_visible_to
from mechanism.services import members
from mechanism.services.members import MemberData
from procedure.errors import ConditionNotMet, InvalidInput, NotPermitted, NotVisible
from tests.regions.files import QINGLAN, load

POSTS = ("office", "administrator")
SINCE = date(2026, 1, 5)


def appoint(group, code="court", post=GroupPost.HEAD, name="甲示例", part="office", **said):
    data = MemberData(department_id=group.unit(code).pk, post=post, name=name, **{"valid_from": SINCE, **said})
    return members.appoint(data, by=group.by(part), at=group.at)


@pytest.mark.parametrize("part", POSTS)
def test_office_and_administrator_enter_members(group, part):
    member = appoint(group, part=part, title="院长")
    assert (member.state, str(member)) == ("serving", "组长 甲示例")
    assert Event.objects.get(object=f"group_member:{member.pk}").action == "appoint_member"


@pytest.mark.parametrize("part", ["leader", "finance:liaison", "handling_judge", "bureau_handler"])
def test_nobody_else_does(group, part):
    with pytest.raises(NotPermitted):
        appoint(group, part=part)
    assert not GroupMember.objects.exists()


def test_there_is_one_head_at_a_time_and_the_former_one_is_history(group):
    first = appoint(group)
    with pytest.raises(ConditionNotMet, match="已有组长"):
        appoint(group, name="乙示例")
    members.end_term(first.pk, last_day=group.at.date(), note="工作调动", by=group.by("office"), at=group.at)
    second = appoint(group, name="乙示例", valid_from=group.at.date() + timedelta(days=1))
    seen = members_visible_to(group.by("finance:liaison"))
    assert list(in_office_on(seen, group.at.date())) == [first]
    assert list(in_office_on(seen, group.at.date() + timedelta(days=1))) == [second]
    assert seen.count() == 2


def test_a_unit_has_its_own_leader_and_liaisons(group):
    for code in ("finance", "justice"):
        appoint(group, code=code, post=GroupPost.IN_CHARGE)
        appoint(group, code=code, post=GroupPost.LIAISON)
    with pytest.raises(ConditionNotMet, match="已经登记过"):
        appoint(group, code="finance", post=GroupPost.LIAISON)


def test_a_term_ends_on_a_day_that_has_come_and_for_a_reason(group):
    member = appoint(group)
    office = group.by("office")
    for last_day, note, words in (
        (group.at.date() + timedelta(days=1), "调动", "还没有到"),
        (SINCE - timedelta(days=1), "调动", "不能早于"),
        (group.at.date(), " ", "原因"),
    ):
        with pytest.raises(InvalidInput, match=words):
            members.end_term(member.pk, last_day=last_day, note=note, by=office, at=group.at)
    with pytest.raises(InvalidInput, match="任期止"):
        appoint(group, code="finance", valid_until=SINCE - timedelta(days=1))


def test_what_was_entered_by_mistake_counts_for_no_day_and_is_kept(group):
    member = appoint(group)
    members.withdraw(member.pk, note="姓名写错", by=group.by("administrator"), at=group.at)
    seen = members_visible_to(group.by("office"))
    assert not in_office_on(seen, group.at.date()).exists()
    assert seen.get().state == "withdrawn"
    appoint(group, name="丙示例")


def test_an_unknown_unit_has_no_members(group):
    with pytest.raises(NotVisible):
        members.appoint(
            MemberData(department_id=0, post=GroupPost.LIAISON, name="甲", valid_from=SINCE), by=group.by("office"), at=group.at
        )


def test_terms_of_two_heads_never_share_a_day_in_history_either(group):
    first = appoint(group, valid_until=date(2026, 6, 30))
    for since, until in ((date(2026, 6, 30), None), (date(2025, 1, 1), SINCE), (date(2026, 3, 1), date(2026, 4, 1))):
        with pytest.raises(ConditionNotMet, match="已有组长"):
            appoint(group, name="乙示例", valid_from=since, valid_until=until)
    # The successor of a term with an end is entered without anybody having to end it.
    second = appoint(group, name="乙示例", valid_from=date(2026, 7, 1))
    members.withdraw(second.pk, note="姓名写错", by=group.by("office"), at=group.at)
    third = appoint(group, name="丙示例", valid_from=date(2026, 7, 1))
    seen = members_visible_to(group.by("office"))
    assert (list(in_office_on(seen, date(2026, 6, 30))), list(in_office_on(seen, date(2026, 7, 1)))) == ([first], [third])


def test_a_region_of_its_own_has_a_head_of_its_own(group):
    appoint(group)
    other = load(QINGLAN)
    unit = other.departments.order_by("pk").first()
    # No step makes this line, so it is taken back before the ledger's guard would ask.
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO mechanism_groupmember (region_id, department_id, post, name, title, phone, valid_from, state, state_seq, note,"
            " entered_by_id, entered_at) VALUES (%s, %s, 'head', '甲示例', '', '', '2026-01-05', 'serving', 1, '', %s, now())",
            [other.pk, unit.pk, group.cast.people["office"].pk],
        )
        assert GroupMember.objects.filter(post="head").count() == 2
        transaction.set_rollback(True)


def test_a_person_may_come_back_after_a_term_that_is_over(group):
    appoint(group, code="finance", post=GroupPost.LIAISON, valid_until=date(2026, 6, 30))
    with pytest.raises(ConditionNotMet, match="已经登记过"):
        appoint(group, code="finance", post=GroupPost.LIAISON, valid_from=date(2026, 6, 30))
    appoint(group, code="finance", post=GroupPost.LIAISON, valid_from=date(2026, 7, 1))
    appoint(group, code="finance", post=GroupPost.LIAISON, name="乙示例")
    appoint(group, code="justice", post=GroupPost.LIAISON)
