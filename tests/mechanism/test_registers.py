"""The light registers: each kept by the unit that the region's file names, corrected by a new line, seen by the office."""

from datetime import timedelta
from io import BytesIO

import pytest
from django.db import connection
from openpyxl import load_workbook

from cases.enums import CaseState
from mechanism import selectors
from mechanism.enums import RegisterKind
from mechanism.models import RegisterEntry
from mechanism.services import registers
from mechanism.services.registers import EntryData
from portal.group import sheets
from procedure.errors import ConditionNotMet, InvalidInput, NotPermitted, NotVisible, Stale
from tests.support.world import new_uscc

JUSTICE, MARKET, BANKS = "justice:liaison", "market-regulation:liaison", "financial-affairs:liaison"


def enter(group, part, kind, **said):
    data = EntryData(kind=kind, **{"on": group.at.date(), "content": "说明", **said})
    return registers.enter(group.cast.region.pk, data, by=group.by(part), at=group.at)


def publicity(group, part=JUSTICE, **said):
    return enter(group, part, RegisterKind.PUBLICITY, **{"activity": "check_up", "headcount": 12, **said})


def assistance(group, part=MARKET, change="add", number=77, **said):
    return enter(
        group, part, RegisterKind.ASSISTANCE, **{"change": change, "enterprise_name": "示例帮扶有限公司", "uscc": new_uscc(number), **said}
    )


def agree(group, entry, part="handling_judge"):
    return registers.agree(entry.pk, by=group.by(part), at=group.at)


def listed(group):
    return list(selectors.on_assistance_list(RegisterEntry.objects.all()).values_list("uscc", flat=True))


def test_the_region_says_which_unit_keeps_which(group):
    assert selectors.registers_kept_by(group.by(JUSTICE)) == [RegisterKind.PUBLICITY]
    assert selectors.registers_kept_by(group.by("finance:liaison")) == []
    assert publicity(group).state == "recorded"
    for part in ("finance:liaison", "office", "handling_judge"):
        with pytest.raises(NotPermitted):
            publicity(group, part)


def test_a_region_without_a_register_has_none(group):
    region = group.cast.region
    region.options["registers"] = {"assistance": "market-regulation"}
    region.save()
    with pytest.raises(NotPermitted, match="没有指定"):
        publicity(group)


@pytest.mark.parametrize(
    ("said", "words"),
    [({"activity": ""}, "活动类型"), ({"headcount": None}, "人数"), ({"content": " "}, "内容")],
)
def test_a_line_is_whole(group, said, words):
    with pytest.raises(InvalidInput, match=words):
        publicity(group, **said)
    assert not RegisterEntry.objects.exists()


def test_what_has_not_happened_yet_is_not_entered(group):
    tomorrow = group.at.date() + timedelta(days=1)
    for write in (publicity, assistance):
        with pytest.raises(InvalidInput, match="还没有到"):
            write(group, on=tomorrow)
    with pytest.raises(InvalidInput, match="还没有到"):
        enter(group, BANKS, RegisterKind.BANK_RELAY, institution="示例银行", certificate_number="无此号", on=tomorrow)


def test_an_enterprise_is_on_the_list_once_the_court_has_confirmed(group):
    entry = assistance(group)
    assert (entry.state, listed(group)) == ("awaiting_court", [])
    with pytest.raises(ConditionNotMet, match="等待法院确认"):
        assistance(group)
    for part in (MARKET, "office", "acceptance_officer"):
        with pytest.raises(NotPermitted):
            agree(group, entry, part)
    agree(group, entry)
    assert listed(group) == [new_uscc(77)]
    with pytest.raises(InvalidInput, match="已经在帮扶名单中"):
        assistance(group)
    group.later(hours=1)
    off = assistance(group, change="remove")
    assert listed(group) == [new_uscc(77)]
    agree(group, off)
    assert listed(group) == []
    with pytest.raises(InvalidInput, match="不在帮扶名单中"):
        assistance(group, change="remove")


def test_the_court_declines_with_a_reason(group):
    entry = assistance(group)
    with pytest.raises(InvalidInput, match="理由"):
        registers.decline(entry.pk, note=" ", by=group.by("handling_judge"), at=group.at)
    registers.decline(entry.pk, note="有未结案件", by=group.by("handling_judge"), at=group.at)
    assert listed(group) == []
    with pytest.raises(Stale):
        agree(group, entry)


def test_a_correction_is_a_line_of_its_own_and_asks_the_court_again(group):
    entry = assistance(group)
    agree(group, entry)
    data = EntryData(
        kind=RegisterKind.ASSISTANCE, on=group.at.date(), content="更正", change="add", enterprise_name="示例", uscc=new_uscc(78)
    )
    with pytest.raises(InvalidInput, match="更正的原因"):
        registers.correct(entry.pk, data, reason="", by=group.by(MARKET), at=group.at)
    with pytest.raises(NotPermitted):
        registers.correct(entry.pk, data, reason="代码写错", by=group.by("handling_judge"), at=group.at)
    new = registers.correct(entry.pk, data, reason="代码写错", by=group.by(MARKET), at=group.at)
    old = RegisterEntry.objects.get(pk=entry.pk)
    assert (old.state, old.superseded_by, new.state, listed(group)) == ("superseded", new, "awaiting_court", [])
    with pytest.raises(Stale):
        registers.correct(entry.pk, data, reason="再改", by=group.by(MARKET), at=group.at)
    agree(group, new)
    assert listed(group) == [new_uscc(78)]


def test_a_relay_names_a_certificate_of_the_region_and_waits_for_feedback(group, case_in):
    walk = case_in(CaseState.CERTIFIED)
    group.at, number = walk.at, walk.case.certificate.number
    with pytest.raises(InvalidInput, match="没有这个编号"):
        enter(group, BANKS, RegisterKind.BANK_RELAY, institution="示例银行", certificate_number="无此号")
    entry = enter(group, BANKS, RegisterKind.BANK_RELAY, institution="示例银行", certificate_number=number)
    assert (entry.state, bool(entry.enterprise_name)) == ("awaiting_feedback", True)
    with pytest.raises(InvalidInput, match="转送之日至今天"):
        registers.record_feedback(
            entry.pk, feedback="已办", feedback_on=group.at.date() - timedelta(days=1), by=group.by(BANKS), at=group.at
        )
    done = registers.record_feedback(entry.pk, feedback="已恢复授信", feedback_on=group.at.date(), by=group.by(BANKS), at=group.at)
    assert (done.state, done.feedback) == ("answered", "已恢复授信")


def test_who_reads_what(group):
    publicity(group)
    assistance(group)
    kinds = {
        part: set(selectors.entries_visible_to(group.by(part)).values_list("kind", flat=True))
        for part in (JUSTICE, MARKET, "office", "leader", "handling_judge", "finance:liaison")
    }
    both = {"publicity", "assistance"}
    assert kinds == {
        JUSTICE: {"publicity"},
        MARKET: {"assistance"},
        "office": both,
        "leader": both,
        "handling_judge": {"assistance"},
        "finance:liaison": set(),
    }


def test_a_line_written_by_mistake_is_taken_away_with_a_reason_and_kept(group):
    entry = publicity(group)
    with pytest.raises(InvalidInput, match="错在哪里"):
        registers.withdraw(entry.pk, reason=" ", by=group.by(JUSTICE), at=group.at)
    for part in (MARKET, "office"):
        with pytest.raises((NotPermitted, NotVisible)):
            registers.withdraw(entry.pk, reason="重复", by=group.by(part), at=group.at)
    gone = registers.withdraw(entry.pk, reason="重复登记", by=group.by(JUSTICE), at=group.at)
    assert (gone.state, gone.withdrawal) == ("withdrawn", "重复登记")
    with pytest.raises(Stale):
        registers.withdraw(entry.pk, reason="再来", by=group.by(JUSTICE), at=group.at)
    # One that waits for the court makes room for the right one.
    waiting = assistance(group)
    registers.withdraw(waiting.pk, reason="企业写错", by=group.by(MARKET), at=group.at)
    agreed = assistance(group)
    agree(group, agreed)
    with pytest.raises(Stale):
        registers.withdraw(agreed.pk, reason="不要了", by=group.by(MARKET), at=group.at)
    assert listed(group) == [new_uscc(77)]


def test_what_no_longer_holds_is_not_relayed_and_the_bank_is_to_be_told(group, case_in):
    walk = case_in(CaseState.CERTIFIED)
    group.at, certificate = walk.at, walk.case.certificate
    relay = {"institution": "示例银行", "certificate_number": certificate.number}
    with pytest.raises(InvalidInput, match="不能早于证明的出具日"):
        enter(group, BANKS, RegisterKind.BANK_RELAY, **relay, on=certificate.issued_on - timedelta(days=1))
    entry = enter(group, BANKS, RegisterKind.BANK_RELAY, **relay)
    assert selectors.certificate_now(entry) == ""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE cases_certificate DISABLE TRIGGER USER")
        cursor.execute("UPDATE cases_certificate SET status = 'revoked', status_on = %s, status_reason = 'x'", [group.at.date()])
        cursor.execute("ALTER TABLE cases_certificate ENABLE TRIGGER USER")
    assert "已撤销，请告知金融机构" in selectors.certificate_now(entry)
    with pytest.raises(InvalidInput, match="已撤销，不能再转送"):
        enter(group, BANKS, RegisterKind.BANK_RELAY, **relay)


def test_the_table_says_where_it_was_cut(group, monkeypatch):
    for _ in range(3):
        publicity(group)
    rows = RegisterEntry.objects.select_related("department")
    whole = read_back(sheets.sheet_of(RegisterKind.PUBLICITY, rows))
    assert len(whole) == 4
    assert whole[1][0].date() == group.at.date()
    monkeypatch.setattr(sheets, "ROWS_AT_MOST", 2)
    cut = read_back(sheets.sheet_of(RegisterKind.PUBLICITY, rows))
    assert len(cut) == 4
    assert cut[-1][0] == "只导出了前2条，其余的请按日期分段导出。"


def read_back(content):
    return list(load_workbook(BytesIO(content)).active.iter_rows(values_only=True))
