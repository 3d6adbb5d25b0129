"""What the database refuses whoever asks: raw SQL, past every service."""

import pytest
from django.db import DatabaseError, transaction

from cases.enums import CaseState
from cases.models import Application, Case, Certificate, Decision, Material
from recognition.models import Delivery, Recognition
from tests.cases.steps import commit, refused_by_database, sql
from tests.support.world import in_state, new_walk
from uploads.models import Upload


def set_on(row, **values):
    """UPDATE one row with plain SQL."""
    columns = ", ".join(f"{name} = %s" for name in values)
    sql(f"UPDATE {row._meta.db_table} SET {columns} WHERE id = %s", *values.values(), row.pk)


# --- a state that the ledger did not record ---


@in_state(CaseState.PENDING_SIGN)
def test_a_state_of_a_case_set_by_hand_fails_at_commit(stood):
    with refused_by_database("ledger"):
        set_on(stood.case, state="returned")
    assert stood.case.state == CaseState.PENDING_SIGN


@in_state(CaseState.PENDING_SIGN)
def test_a_step_counted_by_hand_fails_too(stood):
    with refused_by_database("ledger"):
        set_on(stood.case, state="returned", state_seq=stood.case.state_seq + 1)


@in_state(CaseState.PENDING_SIGN)
def test_the_orms_update_is_no_way_round(stood):
    with refused_by_database("ledger"):
        Case.objects.filter(pk=stood.case.pk).update(state=CaseState.WITHDRAWN)


@in_state(CaseState.SUBMITTED)
def test_a_state_of_application_or_notice_set_by_hand_fails_at_commit(stood):
    for row, state in ((stood.application, "draft"), (stood.notice, "prepared")):
        with refused_by_database("ledger"):
            set_on(row, state=state)


def test_a_state_of_a_units_answer_set_by_hand_fails_at_commit(distributed):
    with refused_by_database("ledger"):
        set_on(distributed("received").unit("finance"), state="awaiting_receipt")


def test_a_case_out_of_nothing_fails_at_commit(walk):
    walk.apply()
    application = Application.objects.get(pk=walk.application.pk)
    with refused_by_database("ledger"):
        Application.objects.create(
            enterprise=application.enterprise,
            created_by=application.created_by,
            agent=application.agent,
            created_at=walk.at,
            saved_at=walk.at,
            state="draft",
            state_seq=1,
            submission_token="t",
            query_code="q",
        )


@in_state(CaseState.SUBMITTED)
def test_a_case_cannot_vanish(stood):
    with refused_by_database("foreign key|ledger"):
        sql("DELETE FROM cases_case WHERE id = %s", stood.case.pk)
    assert stood.case.pk


# --- people ---


@in_state(CaseState.PENDING_SIGN)
@pytest.mark.parametrize(("name", "other"), [("reviewer_id", "handler_id"), ("signer_id", "handler_id"), ("signer_id", "reviewer_id")])
def test_three_different_people_by_raw_sql(stood, name, other):
    with refused_by_database("case_three_people"):
        set_on(stood.case, **{name: getattr(stood.case, other)})


@in_state(CaseState.DISTRIBUTED)
def test_two_people_distribute_by_raw_sql(stood):
    with refused_by_database("case_distribution_two_people"):
        set_on(stood.case, distribution_approver_id=stood.case.distribution_proposer_id)


@in_state(CaseState.PENDING_SIGN, CaseState.APPROVED, CaseState.REJECTED, CaseState.CERTIFIED)
def test_a_case_to_be_signed_has_a_reviewer(stood):
    with refused_by_database("case_signed_after_review"):
        set_on(stood.case, reviewer_id=None)


def test_two_people_answer_by_raw_sql(distributed):
    row = distributed("recognized").unit("finance")
    with refused_by_database("recognition_two_people"):
        set_on(row, approved_by_id=row.proposed_by_id)


@in_state(CaseState.PENDING_SIGN)
def test_two_people_review_by_raw_sql(stood):
    examination = stood.case.examinations.get()
    with refused_by_database("examination_two_people"):
        set_on(examination, reviewed_by_id=examination.handler_id)


# --- facts that belong together ---


@in_state(CaseState.PENDING_SIGN)
@pytest.mark.parametrize(
    "missing", [{"reason_codes": [], "reason_texts": []}, {"reason_text": ""}, {"guidance": ""}, {"remedy": ""}, {"reapply_on": None}]
)
def test_a_rejection_without_one_of_its_parts_cannot_be_stored(stood, missing):
    facts = {
        "reason_codes": ["other"],
        "reason_texts": ["理由"],
        "reason_text": "理由",
        "guidance": "指引",
        "remedy": "救济",
        "reapply_on": stood.at.date(),
    }
    with refused_by_database("decision_rejection_is_complete"):
        Decision.objects.create(
            case=stood.case,
            number="决1号",
            is_approval=False,
            legal_basis="依据",
            signed_by=stood.cast.people["signing_president"],
            signed_at=stood.at,
            **{**facts, **missing},
        )


@in_state(CaseState.CERTIFIED)
@pytest.mark.parametrize("wrong", ["A", "D"])
def test_a_listed_debtors_certificate_is_of_its_own_types(stood, wrong):
    facts = Certificate.objects.values().get(pk=stood.case.certificate_id)
    document = stood.case.documents.exclude(pk=facts["document_id"]).first()
    facts |= {"id": None, "number": "证另号", "verify_code": "x" * 22, "document_id": document.pk, "type": wrong}
    facts |= {
        "A": {"valid_until": stood.at.date().replace(year=2027), "entry_effect": "withhold_listing"},
        "D": {"entry_effect": "no_entry"},
    }[wrong]
    with refused_by_database("certificate_type_follows_variant"):
        Certificate.objects.create(**facts)


@in_state(CaseState.CERTIFIED)
@pytest.mark.parametrize("name", ["certificate_id", "signer_id", "decision_id", "handler_id"])
def test_a_certified_case_keeps_what_it_rests_on(stood, name):
    with refused_by_database("case_(decided|certified|assigned)"):
        set_on(stood.case, **{name: None})


@in_state(CaseState.NOT_ACCEPTED)
def test_a_declined_case_names_its_channel(stood):
    with refused_by_database("case_declined_names_channel"):
        set_on(stood.case, decline_channel="")


@in_state(CaseState.SUBMITTED)
def test_a_submitted_application_stays_complete(stood):
    with refused_by_database("application_submitted_is_complete"):
        set_on(stood.application, prevention="")


def test_a_refusal_keeps_its_grounds(distributed):
    row = distributed("refused").unit("finance")
    with refused_by_database("recognition_refusal_has_grounds"):
        set_on(row, guidance="")


def test_an_answer_is_not_before_its_receipt(distributed):
    row = distributed("recognized").unit("finance")
    with refused_by_database("recognition_answer_after_receipt"):
        sql("UPDATE recognition_recognition SET answered_at = received_at - interval '1 second' WHERE id = %s", row.pk)


def test_one_recognition_per_unit_and_certificate(distributed):
    row = Recognition.objects.values().get(pk=distributed().unit("finance").pk)
    other = distributed().unit("justice")
    with refused_by_database("recognition_once_per_unit|delivery"):
        set_on(other, department_id=row["department_id"])


# --- a stranger's enterprise ---


@in_state(CaseState.SUBMITTED)
def test_a_file_cannot_hang_on_a_strangers_enterprise(stood, cast):
    stranger = new_walk(cast).record().enforcement.enterprise
    with refused_by_database("material_of_same_enterprise"):
        set_on(Material.objects.get(application=stood.application), enterprise_id=stranger.pk)


@in_state(CaseState.SUBMITTED)
def test_a_case_cannot_hang_on_a_strangers_enterprise_application_or_court(stood, cast):
    other = new_walk(cast).record().take_measures().serve().join().draft()
    with refused_by_database("case_of_same_(applicant|debtor)"):
        set_on(stood.case, enterprise_id=other.enforcement.enterprise_id)
    with refused_by_database("case_of_same_applicant"):
        set_on(stood.case, application_id=other.application.pk)
    with refused_by_database("case_of_same_debtor"):
        set_on(stood.case, enforcement_case_id=other.enforcement.pk)
    with refused_by_database("case_before_same_court"):
        set_on(stood.case, court_id=cast.bureau.pk)


# --- what is written once ---


@in_state(CaseState.CERTIFIED)
@pytest.mark.parametrize("change", [{"number": "证9号"}, {"valid_until": "2099-01-01"}, {"scope_fields": []}, {"type": "B"}])
def test_what_a_certificate_says_it_says_for_ever(stood, change):
    with refused_by_database("is frozen"):
        set_on(stood.case.certificate, **change)


@in_state(CaseState.CERTIFIED)
def test_a_certificate_may_lose_its_effect_with_a_reason_and_never_regain_it(stood):
    certificate = stood.case.certificate
    with refused_by_database("certificate_status_has_reason"):
        set_on(certificate, status="revoked")
    set_on(certificate, status="revoked", status_on=stood.at.date(), status_reason="违反承诺")
    with refused_by_database("no longer valid and stays so"):
        set_on(certificate, status="valid")


@in_state(CaseState.CERTIFIED)
@pytest.mark.parametrize("statement", ["DELETE FROM cases_certificate", "TRUNCATE cases_certificate CASCADE"])
def test_a_certificate_cannot_be_removed(stood, statement):
    commit()
    with pytest.raises(DatabaseError, match="is refused"), transaction.atomic():
        sql(statement)


@in_state(CaseState.APPROVED)
@pytest.mark.parametrize(
    "statement",
    ["UPDATE cases_decision SET reason_text = '另写'", "DELETE FROM cases_decision", "TRUNCATE cases_decision CASCADE"],
)
def test_a_decision_is_append_only(stood, statement):
    commit()
    with pytest.raises(DatabaseError, match="cases_decision"), transaction.atomic():
        sql(statement)


@in_state(CaseState.PUSHED)
@pytest.mark.parametrize("change", [{"payload": b"{}"}, {"payload_sha256": "0" * 64}, {"round": 2}, {"sent_at": "2026-01-01T00:00Z"}])
def test_what_was_pushed_is_frozen(stood, change):
    with refused_by_database("finished or its content is frozen"):
        set_on(Delivery.objects.get(case=stood.case), **change)


@in_state(CaseState.RECEIVED)
def test_a_receipt_is_given_once(stood):
    with refused_by_database("finished or its content is frozen"):
        set_on(Delivery.objects.get(case=stood.case), receipt_number="另一个")


@in_state(CaseState.PUSHED)
@pytest.mark.parametrize("statement", ["DELETE FROM recognition_delivery", "TRUNCATE recognition_delivery CASCADE"])
def test_a_push_cannot_be_removed(stood, statement):
    commit()
    with pytest.raises(DatabaseError, match="recognition_delivery"), transaction.atomic():
        sql(statement)


@in_state(CaseState.SUBMITTED)
@pytest.mark.parametrize(("table", "column"), [("cases_case", "variant"), ("cases_case", "state"), ("cases_measure", "kind")])
def test_a_word_that_the_code_does_not_know_cannot_be_stored(stood, table, column):
    with pytest.raises(DatabaseError, match="known"), transaction.atomic():
        sql(f"UPDATE {table} SET {column} = 'unheard-of'")


@in_state(CaseState.SUBMITTED)
def test_a_file_is_at_most_twenty_megabytes_in_the_database_too(stood):
    with refused_by_database("upload_size_capped"):
        Upload.objects.create(stored_name="a", size=20 * 1024 * 1024 + 1, stored_at=stood.at)


@pytest.mark.parametrize("state", ["checking", "refused"])
def test_no_application_is_submitted_with_a_file_that_is_not_usable_in_the_database_too(walk, state):
    walk.record().take_measures().serve().join().draft().fill()
    judged = {"judged_at": walk.at, "finding": "已损坏"} if state == "refused" else {}
    upload = Upload.objects.create(stored_name="a", size=9, stored_at=walk.at, state=state, **judged)
    Material.objects.filter(application=walk.application).update(upload=upload)
    with refused_by_database("rests on a file that is not usable"):
        sql("UPDATE cases_application SET state = 'submitted' WHERE id = %s", walk.application.pk)


@in_state(CaseState.SUBMITTED)
@pytest.mark.parametrize("change", [{"state": "refused", "finding": "x"}, {"sha256": "0" * 64}, {"stored_name": "b"}])
def test_a_verdict_and_what_it_is_about_stand(stood, change):
    with pytest.raises(DatabaseError, match="judged and cannot change"), transaction.atomic():
        Upload.objects.filter(material__application=stood.application).update(**change)
    with pytest.raises(DatabaseError, match="uploads are kept"), transaction.atomic():
        sql("DELETE FROM uploads_upload")


@in_state(CaseState.SUBMITTED)
def test_there_are_three_places_in_the_database_too(stood):
    with refused_by_database("material_at_most_three"):
        set_on(Material.objects.get(application=stood.application), slot=4)
