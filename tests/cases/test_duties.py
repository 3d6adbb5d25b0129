"""What the court owes to the list by itself: no application, a limit from the day of the ground, and one record of how it was done."""

from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.db.utils import IntegrityError
from django.test import Client
from django.urls import reverse

from cases import selectors
from cases.effects import DUTY_ROWS, Standing
from cases.enums import CaseState, CertificateType, DutyGround, DutyKind, DutyState, EntryEffect, ListingState, ListOperationKind
from cases.gaps import standing_of
from cases.models import EnforcementCase, ListDuty
from cases.selectors.duties import performed_and_still_listed
from cases.services import certificates, duties
from deadlines.models import Clock
from ledger.timekeeping import legal_date
from procedure.actors import SYSTEM
from procedure.errors import ConditionNotMet, InvalidInput, NotPermitted, NotVisible, Stale
from supervision.services import run
from supervision.sweeps import SWEEPS
from tests.support.world import in_state, new_walk

G = DutyGround


def recorded(walk, ground=G.PERFORMED, *, days_ago=0, by="acceptance_officer", **facts):
    facts = {"evidence": "结案通知书（2026）鄂0203执1号", "arose_on": legal_date(walk.at) - timedelta(days=days_ago), **facts}
    actor = SYSTEM if by == "system" else walk.by(by)
    return duties.record_duty(walk.enforcement.pk, ground=ground, by=actor, at=walk.at, **facts)


def performed(walk, duty, **facts):
    facts = {"performed_on": legal_date(walk.at), "system_receipt": "返回0002", **facts}
    return duties.perform_duty(duty.pk, by=walk.by("list_operator"), at=walk.at, **facts)


def listing_of(walk):
    walk.enforcement.refresh_from_db()
    return EnforcementCase.objects.select_related("listing").get(pk=walk.enforcement.pk).listing


def clock_of(duty):
    return Clock.objects.get(duty=duty)


@pytest.fixture
def listed(cast, db):
    """A debtor on the list without a term, who has not applied for anything."""
    return new_walk(cast).record()


@pytest.fixture
def listed_for_a_term(cast, db):
    return new_walk(cast, fixed_term=True, fulfilled=False).record()


def test_a_ground_makes_the_court_owe_the_deletion_from_its_day(listed):
    duty = recorded(listed, days_ago=1)
    clock = clock_of(duty)
    assert (duty.state, duty.kind, clock.code, clock.status) == (DutyState.OWED, DutyKind.DELETE, "K-07", "running")
    assert clock.started_on == legal_date(listed.at) - timedelta(days=1)
    assert clock.obligor == listed.cast.court
    assert "您不需要申请" in listed.enforcement.enterprise.messages.latest("pk").subject


def test_done_is_deleted_and_the_limit_is_met(listed):
    duty = recorded(listed)
    performed(listed.later(days=1), duty)
    duty = ListDuty.objects.get(pk=duty.pk)
    assert (duty.state, clock_of(duty).status, listing_of(listed).state) == (DutyState.DONE, "met", ListingState.DELETED)
    assert standing_of(EnforcementCase.objects.get(pk=listed.enforcement.pk)) == Standing.DELETED


@pytest.mark.parametrize("fixed_term", [False, True])
def test_every_ground_is_for_the_entries_that_the_law_names(cast, db, fixed_term):
    walk = new_walk(cast, fixed_term=fixed_term).record()
    standing = Standing.FIXED if fixed_term else Standing.NO_TERM
    for ground, row in DUTY_ROWS.items():
        facts = {"by": "system"} if row.by_system else {}
        facts |= {"upload": SimpleUploadedFile("书面申请.png", PNG)} if row.needs_file else {}
        if standing in row.standings:
            duty = recorded(walk, ground, **facts)
            duties.void_duty(duty.pk, reason="测试", by=walk.by("reviewing_judge"), at=walk.at)
        else:
            with pytest.raises(InvalidInput, match="不适用"):
                recorded(walk, ground, **facts)


PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c4944415408d763f8ffff3f0005fe02fea7357c8f0000000049454e44ae426082"
)


def test_who_was_never_listed_is_owed_nothing(cast, db):
    walk = new_walk(cast, listed=False).record()
    with pytest.raises(InvalidInput, match="从未纳入名单"):
        recorded(walk)


def test_a_term_is_not_deleted_by_the_grounds_for_those_without(listed_for_a_term):
    with pytest.raises(InvalidInput, match="期限届满才应删除"):
        recorded(listed_for_a_term)


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"evidence": " "}, "evidence"),
        ({"arose_on": date(2099, 1, 1)}, "arose_on"),
        ({"ground": G.CREDITOR}, "upload"),
        ({"ground": G.TERM_END}, "ground"),
    ],
)
def test_what_cannot_be_recorded_is_named(listed, facts, field):
    with pytest.raises(InvalidInput) as refusal:
        recorded(listed, **facts)
    assert refusal.value.field == field
    assert not ListDuty.objects.exists()


def test_the_same_duty_is_recorded_once(listed):
    recorded(listed)
    with pytest.raises(ConditionNotMet, match="已登记同样的应办操作"):
        recorded(listed, G.ENDED)


def test_only_the_court_records_and_only_the_operator_does_it(listed):
    for part in ("list_operator", "signing_president"):
        with pytest.raises(NotPermitted):
            recorded(listed, by=part)
    with pytest.raises(NotVisible):
        recorded(listed, by="bureau_handler")
    duty = recorded(listed)
    with pytest.raises(NotPermitted):
        duties.perform_duty(
            duty.pk, performed_on=legal_date(listed.at), system_receipt="1", by=listed.by("acceptance_officer"), at=listed.at
        )


def test_what_was_recorded_by_mistake_another_person_takes_back(listed):
    duty = recorded(listed)
    with pytest.raises(ConditionNotMet, match="请写明撤销登记的原因"):
        duties.void_duty(duty.pk, reason=" ", by=listed.by("reviewing_judge"), at=listed.at)
    duties.void_duty(duty.pk, reason="款项未到账", by=listed.by("reviewing_judge"), at=listed.at)
    assert clock_of(duty).status == "void"
    with pytest.raises(Stale):
        performed(listed, duty)


@pytest.mark.parametrize(("days", "receipt", "field"), [(-1, "1", "performed_on"), (1, "1", "performed_on"), (0, " ", "system_receipt")])
def test_an_operation_that_cannot_be_is_named(listed, days, receipt, field):
    duty = recorded(listed)
    with pytest.raises(InvalidInput) as refusal:
        performed(listed, duty, performed_on=legal_date(listed.at) + timedelta(days=days), system_receipt=receipt)
    assert refusal.value.field == field


def test_the_database_takes_no_ground_for_another_operation(listed):
    duty = recorded(listed)
    for sql in ("kind = 'restore'", "ground = 'term_end', kind = 'revoke'", "evidence = ''", "performed_on = arose_on - 1"):
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"UPDATE cases_listduty SET {sql} WHERE id = %s", [duty.pk])


def sweep(at):
    return run(next(sweep for sweep in SWEEPS if sweep.name == "list_terms"), at=at)


def test_the_end_of_a_term_is_noted_by_itself_once(listed_for_a_term):
    walk = listed_for_a_term
    assert sweep(walk.at).done == 0
    ends = listing_of(walk).term_end
    walk.later(days=(ends - legal_date(walk.at)).days)
    assert sweep(walk.at).done == 0
    walk.later(days=1)
    assert (sweep(walk.at).done, sweep(walk.at).done) == (1, 0)
    duty = ListDuty.objects.get()
    assert (duty.ground, duty.arose_on, duty.recorded_by) == (G.TERM_END, ends, None)


def test_the_end_of_a_shield_is_noted_and_the_entry_shown_again(case_in):
    walk = case_in(CaseState.CERTIFIED, fulfilled=False).operate_list()
    assert listing_of(walk).state == ListingState.SHIELDED
    ends = walk.case.certificate.valid_until
    walk.later(days=(ends - legal_date(walk.at)).days + 1)
    assert sweep(walk.at).done == 1
    duty = ListDuty.objects.get()
    assert (duty.kind, duty.arose_on, clock_of(duty).code) == (DutyKind.RESTORE, ends, "K-43")
    performed(walk, duty)
    assert listing_of(walk).state == ListingState.LISTED


@in_state(CaseState.CERTIFIED)
def test_a_deletion_by_certificate_settles_what_was_owed_anyway(stood):
    duty = recorded(stood)
    facts = {"kind": ListOperationKind.DELETE, "performed_on": legal_date(stood.at), "system_receipt": "返回0003"}
    certificates.record_list_operation(stood.case.pk, **facts, by=stood.by("list_operator"), at=stood.at)
    duty = ListDuty.objects.get(pk=duty.pk)
    assert (duty.state, duty.system_receipt, clock_of(duty).status) == (DutyState.DONE, "返回0003", "met")


@in_state(CaseState.CERTIFIED)
def test_a_deletion_that_was_owed_anyway_settles_the_certificates(stood):
    duty = recorded(stood, days_ago=3)
    performed(stood, duty)
    case = stood.case
    assert (case.list_due_on, case.list_operations.get().kind) == (None, ListOperationKind.DELETE)


def test_who_was_deleted_before_still_gets_the_certificate_of_performance(cast, db):
    walk = new_walk(cast, entry=EntryEffect.ALREADY_DELETED).record()
    performed(walk, recorded(walk))
    walk.take_measures().serve().later(days=1).join().draft().fill().submit().later(hours=1)
    walk.accept().later(hours=1).submit_examination().pass_review().approve().issue()
    certificate = walk.case.certificate
    assert (certificate.type, certificate.entry_effect) == (CertificateType.FULFILLED, EntryEffect.ALREADY_DELETED)
    assert "此前已由本院删除" in certificate.effect
    assert walk.case.list_due_on is None


def test_the_lists_show_what_is_owed_and_what_the_record_shows(listed, cast, monkeypatch):
    # Among the cases that stand ready there may be more than a page shows.
    monkeypatch.setattr("portal.court.views.duties.SHOWN_AT_MOST", 100)
    client = Client()
    client.force_login(cast.people["list_operator"])
    page = client.get(reverse("court:duties")).content.decode()
    assert "登记显示已全部履行" in page
    assert listed.enforcement.number in page
    duty = recorded(listed)
    page = client.get(reverse("court:duties")).content.decode()
    assert listed.enforcement not in performed_and_still_listed(EnforcementCase.objects.all())
    assert "已经履行义务" in page
    assert client.get(reverse("court:duty", args=[duty.pk])).status_code == 200
    office = Client()
    office.force_login(cast.people["office"])
    assert listed.enforcement.number in office.get(reverse("office:duties")).content.decode()
    assert list(selectors.list_duties_visible_to(cast.actor("bureau_handler", listed.at))) == []


def test_over_http_a_ground_is_recorded_and_done(listed, cast):
    officer, operator = Client(), Client()
    officer.force_login(cast.people["acceptance_officer"])
    operator.force_login(cast.people["list_operator"])
    url = reverse("court:duty_new", args=[listed.enforcement.pk])
    assert operator.get(url).status_code == 403
    empty = officer.post(url, {"ground": "", "evidence": "只写了证据"})
    assert (empty.status_code, "只写了证据" in empty.content.decode()) == (422, True)
    today = legal_date(listed.at).isoformat()
    done = officer.post(url, {"ground": "performed", "arose_on": today, "evidence": "到账凭证0001"})
    duty = ListDuty.objects.get()
    assert done["Location"] == reverse("court:duty", args=[duty.pk])
    act = reverse("court:duty_act", args=[duty.pk, "perform_duty"])
    form = operator.get(act)
    assert form.status_code == 200
    version = {"version": str(duty.state_seq), "performed_on": today, "system_receipt": "返回0009"}
    assert operator.post(act, version).status_code == 302
    duty = ListDuty.objects.get(pk=duty.pk)
    assert duty.state == DutyState.DONE
