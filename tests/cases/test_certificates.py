"""Number, seal and list: what a certificate says, for whom it is, and what is done in the court's own system."""

from datetime import timedelta
from math import log2

import pytest

from accounts.models import Enterprise
from cases.enums import CaseState, CertificateType, ListOperationKind
from cases.models import Certificate, Examination
from cases.services import certificates
from departments.models import Post
from notices.enums import Audience, DocumentKind
from notices.models import NumberSeries
from procedure.errors import ConditionNotMet, InvalidInput, NotPermitted, NotVisible
from tests.cases.steps import clock, clocks, due, events
from tests.support.world import in_state
from words import normal


def issue(walk, by="acceptance_officer"):
    return certificates.issue_certificate(walk.case.pk, by=walk.by(by), at=walk.at)


# --- issue ---


@in_state(CaseState.APPROVED)
def test_a_certificate_is_numbered_sealed_and_starts_the_three_clocks(stood):
    certificate = issue(stood)
    today = stood.at.date()
    assert (certificate.issued_on, certificate.status, stood.case.state) == (today, "valid", CaseState.CERTIFIED)
    assert (certificate.signed_by, certificate.sealed_by) == (stood.case.signer, stood.cast.people["acceptance_officer"])
    assert certificate.document.snapshot_sha256 in str(events(stood, "issue_certificate")[0].body)
    assert {code: clock(stood, code).started_on for code in ("K-06", "K-10", "K-12")} == dict.fromkeys(("K-06", "K-10", "K-12"), today)


@pytest.mark.parametrize(
    ("facts", "kind"),
    [
        ({"listed": False, "fulfilled": False}, CertificateType.WITHHELD),
        ({"listed": True, "fulfilled": False}, CertificateType.SUSPENDED),
        ({"listed": True, "fulfilled": True}, CertificateType.FULFILLED),
        ({"listed": False, "fulfilled": True}, CertificateType.PERFORMED_UNLISTED),
    ],
)
def test_the_type_follows_applicant_and_performance(case_in, facts, kind):
    certificate = case_in(CaseState.CERTIFIED, **facts).case.certificate
    assert certificate.type == kind
    assert (certificate.valid_until is None) == facts["fulfilled"]
    assert bool(certificate.conditions) == (not facts["fulfilled"])


@in_state(CaseState.CERTIFIED)
def test_its_papers_are_for_everybody_concerned(stood):
    papers = stood.case.documents.filter(kind__in=(DocumentKind.CERTIFICATE, DocumentKind.ADVICE_TO_UNITS))
    assert {paper.audience for paper in papers} == {Audience.ALL}
    assert len(papers) == 2


@in_state(CaseState.CERTIFIED)
def test_its_code_cannot_be_guessed_and_its_scope_is_the_regions(stood, case_in):
    certificate, other = stood.case.certificate, case_in(CaseState.CERTIFIED).case.certificate
    assert len(certificate.verify_code) * log2(len(normal.CODE_ALPHABET)) >= 128  # bits
    assert certificate.verify_code != other.verify_code
    assert certificate.scope_fields == stood.cast.region.options["scope_fields"]


@in_state(CaseState.APPROVED)
def test_who_signed_does_not_seal(stood):
    president = stood.cast.people["signing_president"]
    Post.objects.create(user=president, department=stood.cast.court, role="acceptance_officer", valid_from=stood.at.date())
    with pytest.raises(NotPermitted):
        issue(stood, by="signing_president")
    assert stood.case.certificate is None


@in_state(CaseState.APPROVED)
def test_a_strange_court_seals_nothing(stood):
    with pytest.raises(NotVisible):
        issue(stood, by="bureau_handler")


@in_state(CaseState.APPROVED, fulfilled=False)
def test_a_term_that_ran_out_before_the_seal_is_refused(stood):
    stood.later(days=90)
    with pytest.raises(ConditionNotMet, match=r"有效期至.*已过"):
        issue(stood)


@in_state(CaseState.APPROVED, fulfilled=False)
def test_a_term_is_sealed_until_the_day_before_its_end_and_no_later(stood):
    end = stood.case.examinations.get().valid_until
    stood.later(days=(end - stood.at.date()).days)
    with pytest.raises(ConditionNotMet, match=r"有效期至.*已过"):
        issue(stood)
    stood.at -= timedelta(days=1)
    certificate = issue(stood)
    assert (certificate.issued_on, certificate.valid_until) == (end - timedelta(days=1), end)


@in_state(CaseState.APPROVED)
def test_an_examination_without_a_type_cannot_be_sealed(stood):
    Examination.objects.filter(case=stood.case).update(submitted_at=None, certificate_type="")
    with pytest.raises(ConditionNotMet, match="审查表没有证明类型"):
        issue(stood)


@in_state(CaseState.APPROVED)
def test_a_character_that_cannot_be_printed_spends_no_number(stood):
    Enterprise.objects.filter(pk=stood.case.enterprise_id).update(name="示例\U0010fffd有限公司")
    spent = NumberSeries.objects.filter(kind=DocumentKind.CERTIFICATE).values_list("last", flat=True)
    before = list(spent)
    with pytest.raises(ConditionNotMet, match="字体打印不出的字"):
        issue(stood)
    assert list(spent.all()) == before


@in_state(CaseState.APPROVED)
def test_numbers_have_no_gap_after_a_refusal(stood, case_in):
    def number(walk):
        return int(walk.number.rsplit("证", maxsplit=1)[-1].rstrip("号"))

    first = issue(stood)
    refused = case_in(CaseState.APPROVED)
    Examination.objects.filter(case=refused.case).update(submitted_at=None, certificate_type="")
    with pytest.raises(ConditionNotMet):
        issue(refused)
    assert number(issue(case_in(CaseState.APPROVED))) == number(first) + 1


@in_state(CaseState.APPROVED, listed=False)
def test_a_debtor_who_was_never_listed_owes_no_list_operation(stood):
    issue(stood)
    assert clocks(stood, "K-06") == []
    with pytest.raises(ConditionNotMet, match="从未纳入名单"):
        operate(stood, ListOperationKind.DELETE)


# --- the list ---


def operate(walk, kind, by="list_operator", **facts):
    facts = {"performed_on": walk.at.date(), "system_receipt": "返回0001", **facts}
    return certificates.record_list_operation(walk.case.pk, kind=kind, by=walk.by(by), at=walk.at, **facts)


@pytest.mark.parametrize(
    ("facts", "kind", "listing"),
    [
        ({"fulfilled": False, "listed": False}, ListOperationKind.WITHHOLD, "withheld"),
        ({"fulfilled": False}, ListOperationKind.SHIELD, "shielded"),
        ({"fixed_term": True}, ListOperationKind.SHORTEN, "term_shortened"),
        ({}, ListOperationKind.DELETE, "deleted"),
    ],
)
def test_the_certificate_calls_for_one_operation_on_the_list(case_in, facts, kind, listing):
    walk = case_in(CaseState.CERTIFIED, **facts)
    operate(walk, kind, new_term_end=walk.at.date())
    walk.enforcement.listing.refresh_from_db()
    assert (walk.enforcement.listing.state, clock(walk, "K-06").status) == (listing, "met")
    assert walk.case.state == CaseState.CERTIFIED


@in_state(CaseState.CERTIFIED, fixed_term=True)
def test_a_listing_with_a_term_is_shortened_and_never_deleted(stood):
    with pytest.raises(InvalidInput, match="对应的操作是“缩短期限”，不能登记为“删除”"):
        operate(stood, ListOperationKind.DELETE)


@in_state(CaseState.CERTIFIED)
def test_a_listing_without_a_term_is_deleted_and_never_shortened(stood):
    with pytest.raises(InvalidInput, match="对应的操作是“删除”，不能登记为“缩短期限”"):
        operate(stood, ListOperationKind.SHORTEN, new_term_end=stood.at.date())


@in_state(CaseState.CERTIFIED, fixed_term=True)
@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"new_term_end": None}, "new_term_end"),
        ({"system_receipt": " "}, "system_receipt"),
        ({"performed_on": "tomorrow"}, "performed_on"),
        ({"performed_on": "before"}, "performed_on"),
        ({"new_term_end": "later"}, "new_term_end"),
    ],
)
def test_an_operation_that_cannot_be_is_named(stood, facts, field):
    days = {"tomorrow": stood.at.date() + timedelta(days=1), "before": stood.at.date() - timedelta(days=1)}
    days["later"] = stood.enforcement.listing.term_end
    facts = {"new_term_end": stood.at.date()} | {name: days.get(value, value) for name, value in facts.items()}
    with pytest.raises(InvalidInput) as refusal:
        operate(stood, ListOperationKind.SHORTEN, **facts)
    assert refusal.value.field == field


@in_state(CaseState.CERTIFIED)
def test_an_operation_recorded_late_counts_on_its_day(stood):
    day = stood.at.date()
    stood.later(days=10)
    operate(stood, ListOperationKind.DELETE, performed_on=day)
    assert clock(stood, "K-06").status == "met"


@in_state(CaseState.CERTIFIED)
def test_an_operation_is_recorded_once(stood):
    operate(stood, ListOperationKind.DELETE)
    with pytest.raises(ConditionNotMet):
        operate(stood, ListOperationKind.DELETE)
    assert stood.case.list_operations.count() == 1


@in_state(CaseState.CERTIFIED)
def test_only_the_operator_records_it(stood):
    with pytest.raises(NotPermitted):
        operate(stood, ListOperationKind.DELETE, by="acceptance_officer")


@in_state(CaseState.SUBMITTED)
def test_without_a_certificate_no_operation_is_due(stood):
    assert certificates.list_operation_for(stood.case) is None


@in_state(CaseState.CERTIFIED)
def test_the_certificate_is_one_per_case_and_type(stood):
    assert Certificate.objects.filter(case=stood.case).count() == 1
    assert due(stood, "K-10") < due(stood, "K-12")
