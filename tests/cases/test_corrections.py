"""A wrong fact of the record, found before service, after it, while an application runs and after the seal."""

import json
from datetime import timedelta

import pytest

from accounts.models import Enterprise
from cases.enums import CaseState, CorrectedRecord, CorrectionKind, NoticeState, PerformanceStatus, Replacement
from cases.models import Certificate, Correction, ProactiveNotice
from cases.services import corrections, enforcement, replacements
from cases.services.corrections import Why
from demo.specimens import voucher
from ledger.models import Event
from notices.services import render_document
from procedure.errors import InvalidInput, NotPermitted, NotVisible
from recognition import replacing
from recognition import services as recognition
from recognition.models import Delivery, Recognition
from tests.cases.steps import clocks, commit, events, refused_by_database, sql
from tests.support.world import in_state, new_uscc, new_walk

RIGHT = "示例改正制造有限公司"


def why(kind=CorrectionKind.MISTAKE, reason="营业执照与登记不一致"):
    return Why(reason=reason, evidence=voucher("更正"), kind=kind)


def correct(walk, record, *, by="acceptance_officer", object_id=None, **values):
    return corrections.correct(walk.enforcement.pk, record, values, why=why(), object_id=object_id, by=walk.by(by), at=walk.at)


def name_corrected(walk, **rest):
    return correct(walk, CorrectedRecord.ENTERPRISE, name=RIGHT, **rest)


def paper_of(notice):
    return notice.documents.filter(kind="D01").order_by("-pk")[0]


# --- before and after service ---


def test_before_service_the_fact_is_edited_and_the_notice_made_anew(walk):
    walk.record().take_measures()
    old = paper_of(walk.notice)
    (one,) = name_corrected(walk)
    notice = walk.enforcement.notices.get()
    new = paper_of(notice)
    assert (one.old_value, one.new_value, one.label) == (walk.plot.enterprise_name, RIGHT, "企业名称")
    assert notice.state == NoticeState.PREPARED
    assert notice.number not in (old.number, "")
    assert (new.number, new.replaces, new.kind) == (notice.number, old, "D01")
    assert RIGHT in bytes(new.snapshot).decode()
    assert notice.token == walk.notice.token
    commit()


def test_after_service_another_notice_replaces_it_and_has_to_be_served(walk):
    walk.record().take_measures().serve().later(days=1)
    correct(walk, CorrectedRecord.ENFORCEMENT, obligation="支付货款，不含利息")
    old, new = walk.enforcement.notices.order_by("pk")
    assert (old.state, new.state, new.replaces) == (NoticeState.SERVED, NoticeState.PREPARED, old)
    text = bytes(paper_of(new).snapshot).decode()
    assert "不含利息" in text
    assert old.number in text
    assert "冻结账户" in text
    assert new.clocks.get(code="K-01").started_on == walk.at.date()
    walk.notice = new
    walk.serve()
    assert walk.enforcement.notices.get(pk=new.pk).state == NoticeState.SERVED
    commit()


def test_what_no_paper_prints_makes_none(walk):
    walk.record().take_measures().serve()
    correct(walk, CorrectedRecord.ENFORCEMENT, creditor="示例另一公司")
    assert walk.enforcement.notices.count() == 1
    assert walk.enforcement.corrections.get().new_value == "示例另一公司"


def test_measure_service_and_listing_are_corrected_too(walk):
    walk.record().take_measures().serve().later(days=1)
    measure = walk.enforcement.measures.order_by("pk")[0]
    correct(walk, CorrectedRecord.MEASURE, object_id=measure.pk, detail="企业一般账户")
    correct(walk, CorrectedRecord.NOTICE, object_id=walk.notice.pk, receiver="示例门卫")
    correct(walk, CorrectedRecord.LISTING, decision_number="（2026）示例执1号之二")
    assert [one.record for one in Correction.objects.order_by("pk")] == ["measure", "notice", "listing"]
    assert ProactiveNotice.objects.get(pk=walk.notice.pk).receiver == "示例门卫"


def test_a_correction_needs_a_reason_evidence_a_change_and_the_right_court(walk):
    walk.record()
    data = {"by": walk.by("acceptance_officer"), "at": walk.at}
    for values, reason, field in (
        ({"name": RIGHT}, Why(reason=" ", evidence=voucher("x")), "reason"),
        ({"name": RIGHT}, Why(reason="错", evidence=None), "evidence"),
        ({"name": walk.plot.enterprise_name}, why(), ""),
    ):
        with pytest.raises(InvalidInput) as refused:
            corrections.correct(walk.enforcement.pk, CorrectedRecord.ENTERPRISE, values, why=reason, **data)
        assert refused.value.field == field
    with pytest.raises(NotPermitted):
        name_corrected(walk, by="signing_president")
    with pytest.raises(NotVisible):
        name_corrected(walk, by="bureau_handler")
    assert not Correction.objects.exists()


def test_what_could_not_be_recorded_cannot_be_corrected_to(walk):
    walk.record().take_measures().serve()
    for record, values, field in (
        (CorrectedRecord.ENFORCEMENT, {"number": "（2026）京01执1号"}, "number"),
        (CorrectedRecord.ENFORCEMENT, {"performed_fen": 10**12}, "performed_fen"),
        (CorrectedRecord.ENTERPRISE, {"uscc": "123"}, "uscc"),
        (CorrectedRecord.LISTING, {"listed_on": walk.at.date() + timedelta(days=1)}, "listed_on"),
        (CorrectedRecord.NOTICE, {"served_on": walk.at.date() - timedelta(days=1)}, "served_on"),
    ):
        with pytest.raises(InvalidInput) as refused:
            correct(walk, record, object_id=walk.notice.pk, **values)
        assert refused.value.field == field, values


def test_a_correction_cannot_be_changed_or_removed(walk):
    walk.record()
    name_corrected(walk)
    with refused_by_database("refused"):
        sql("UPDATE cases_correction SET reason = 'x'")
    with refused_by_database("refused"):
        sql("DELETE FROM cases_correction")


def test_a_code_that_is_another_enterprises_moves_the_case_there(walk, cast):
    other = new_walk(cast).record()
    walk.record()
    correct(walk, CorrectedRecord.ENTERPRISE, uscc=other.plot.uscc, name=other.plot.enterprise_name)
    walk.enforcement.refresh_from_db()
    assert walk.enforcement.enterprise == other.enforcement.enterprise
    assert Enterprise.objects.filter(uscc=walk.plot.uscc).exists()


# --- the registry changes an enterprise ---


def changed(walk, kind, **values):
    return corrections.record_registry_change(walk.enforcement.pk, why=why(kind), **values, by=walk.by("acceptance_officer"), at=walk.at)


def test_a_renamed_company_keeps_its_former_name_and_papers_print_it(walk):
    walk.record().take_measures()
    changed(walk, CorrectionKind.RENAMED, name=RIGHT)
    enterprise = Enterprise.objects.get(uscc=walk.plot.uscc)
    assert (enterprise.name, enterprise.former_names) == (RIGHT, walk.plot.enterprise_name)
    assert f"{RIGHT}（曾用名：{walk.plot.enterprise_name}）" in bytes(paper_of(walk.enforcement.notices.get()).snapshot).decode()


@pytest.mark.parametrize(
    ("kind", "values", "printed"),
    [
        (CorrectionKind.MERGED, {"other": "示例合并公司"}, "已并入示例合并公司"),
        (CorrectionKind.DEREGISTERED, {}, "已注销"),
        (CorrectionKind.BRANCH, {"other": "示例总公司"}, "系示例总公司的分支机构"),
    ],
)
def test_merged_deregistered_and_branch_are_cases_of_it(walk, kind, values, printed):
    walk.record().take_measures()
    changed(walk, kind, **values)
    assert printed in bytes(paper_of(walk.enforcement.notices.get()).snapshot).decode()


@in_state(CaseState.RECOGNIZED_ALL)
def test_a_certificate_stays_true_when_the_company_is_renamed(stood):
    changed(stood, CorrectionKind.RENAMED, name=RIGHT)
    assert stood.case.replacement == ""
    assert stood.case.certificate.enterprise_name == stood.plot.enterprise_name


# --- an application runs ---


@in_state(CaseState.ACCEPTED)
def test_later_papers_of_a_running_case_read_the_corrected_fact(stood):
    name_corrected(stood)
    stood.submit_examination()
    assert RIGHT in bytes(stood.case.documents.get(kind="D11").snapshot).decode()
    (event,) = events(stood, "correct_record")
    assert RIGHT in event.body["note"]
    assert event.body["said"] == "法院更正了本案的登记信息"


# --- the certificate is sealed ---


def ordered(walk):
    return replacements.order_replacement(walk.case.pk, by=walk.by("signing_president"), at=walk.at)


def superseded(walk):
    ordered(walk)
    return replacements.supersede(walk.case.pk, by=walk.by("acceptance_officer"), at=walk.at)


@in_state(CaseState.CERTIFIED, CaseState.PUSHED, CaseState.PUSH_RETURNED, CaseState.RECEIVED, CaseState.PENDING_DISTRIBUTION)
def test_before_the_units_have_it_the_replacement_is_pushed_in_its_place(stood):
    old = stood.case.certificate
    stood.later(days=1)
    name_corrected(stood)
    assert stood.case.replacement == Replacement.CALLED
    new = superseded(stood)
    old.refresh_from_db()
    assert (old.status, old.replaced_by, old.issued_on) == ("replaced", new, new.issued_on)
    assert (new.status, new.enterprise_name, old.enterprise_name) == ("valid", RIGHT, stood.plot.enterprise_name)
    assert new.number != old.number
    assert new.document.replaces == old.document
    assert (stood.case.state, stood.case.replacement) == (CaseState.CERTIFIED, "")
    stood.push().receive().propose_distribution().distribute()
    assert {one.certificate for one in stood.case.recognitions.all()} == {new}
    assert RIGHT in bytes(Delivery.objects.filter(case=stood.case, leg="bureau_to_unit")[0].payload).decode()
    assert all(clock.started_on == old.issued_on for clock in clocks(stood, "K-12"))
    commit()


@in_state(CaseState.RECOGNIZING, CaseState.RECOGNIZED_ALL, CaseState.CLOSED_WITH_REFUSALS)
def test_units_that_have_it_are_sent_the_replacement_and_keep_their_answers(stood):
    old, state = stood.case.certificate, stood.case.state
    answers = dict(stood.case.recognitions.values_list("pk", "state"))
    stood.later(days=1)
    name_corrected(stood)
    new = superseded(stood)
    render_document(new.document_id, at=stood.at)
    assert replacing.replacements_due(9) == [stood.case.pk]
    replacing.push_replacement(stood.case.pk, at=stood.at)
    replacing.receive_replacement(stood.case.pk, by=stood.by("bureau_handler"), at=stood.at)
    replacing.forward_replacement(stood.case.pk, by=stood.by("bureau_approver"), at=stood.at)
    for answer in Recognition.objects.filter(case=stood.case).select_related("department"):
        if answer.replacement_waits:
            replacing.sign_for_replacement(answer.pk, by=stood.by(f"{answer.department.code}:liaison"), at=stood.at)
    assert (stood.case.state, stood.case.replacement) == (state, "")
    assert dict(stood.case.recognitions.values_list("pk", "state")) == answers
    assert {one.certificate for one in stood.case.recognitions.all()} == {new}
    assert stood.case.recognitions.filter(replacement_waits=True).count() == 0
    assert {clock.started_on for clock in clocks(stood, "K-12")} == {old.issued_on}
    assert clocks(stood, "K-10")[-1].started_on == stood.at.date()
    payload = bytes(Delivery.objects.filter(certificate=new, leg="bureau_to_unit")[0].payload).decode()
    assert '"event":"SUPERSEDED"' in payload
    assert old.number in payload
    commit()


@in_state(CaseState.PUSHED)
def test_a_mistaken_correction_taken_back_leaves_the_certificate(stood):
    name_corrected(stood)
    correct(stood, CorrectedRecord.ENTERPRISE, name=stood.plot.enterprise_name)
    assert (stood.case.replacement, Correction.objects.count()) == ("", 2)


@in_state(CaseState.PUSHED, fulfilled=False)
def test_what_was_performed_since_is_not_dated_back(stood):
    source, then = stood.enforcement, stood.case.certificate
    was = json.loads(bytes(then.document.snapshot))["fields"]["performance"]
    paid = source.performed_fen + 100
    data = {"performance": PerformanceStatus.PARTIAL, "performed_fen": paid, "is_concluded": False}
    enforcement.record_performance(source.pk, **data, by=stood.by("acceptance_officer"), at=stood.at)
    assert stood.case.replacement == ""
    name_corrected(stood)
    assert json.loads(bytes(superseded(stood).document.snapshot))["fields"]["performance"] == was
    correct(stood, CorrectedRecord.ENFORCEMENT, performed_fen=paid - 50)
    assert stood.case.replacement == Replacement.CALLED


@in_state(CaseState.PUSH_RETURNED)
def test_what_is_known_to_be_wrong_is_not_pushed_again(stood):
    name_corrected(stood)
    with pytest.raises(Exception, match="替代证明出具后自动推送"):
        recognition.push_again(stood.case.pk, note="再推", by=stood.by("acceptance_officer"), at=stood.at)


@in_state(CaseState.PUSHED)
def test_two_people_replace_a_certificate(stood):
    name_corrected(stood)
    with pytest.raises(NotPermitted):
        replacements.supersede(stood.case.pk, by=stood.by("acceptance_officer"), at=stood.at)
    with pytest.raises(NotPermitted):
        replacements.order_replacement(stood.case.pk, by=stood.by("acceptance_officer"), at=stood.at)
    new = superseded(stood)
    assert new.signed_by != new.sealed_by


@in_state(CaseState.CERTIFIED)
def test_the_database_takes_no_successor_of_another_case(stood, case_in):
    other = case_in(CaseState.CERTIFIED).case.certificate
    with refused_by_database("another case"):
        Certificate.objects.filter(pk=min(stood.case.certificate.pk, other.pk)).update(
            status="replaced", status_on=stood.at.date(), status_reason="x", replaced_by=max(stood.case.certificate.pk, other.pk)
        )


@in_state(CaseState.RECOGNIZED_ALL)
def test_the_correction_stands_in_the_chain_of_the_enforcement_case(stood):
    name_corrected(stood)
    event = Event.objects.filter(stream=f"enforcement:{stood.enforcement.pk}").order_by("-seq")[0]
    assert (event.action, event.body["kind"]) == ("record_corrected", "mistake")
    assert new_uscc(1) not in event.body["note"]
