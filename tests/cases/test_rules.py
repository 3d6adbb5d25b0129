"""Conditions asked before anything is there to satisfy them: each answers with its sentence, none breaks."""

from io import StringIO

import pytest
from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import transaction

import deadlines.services
from cases import readiness, rules
from cases.enums import CaseState
from cases.models import Case, Examination
from cases.papers.certificate import certificate_draft
from cases.services import acceptance, applications, certificates
from ledger.constraints import sentence_of, sentences
from notices.kinds import Issued
from procedure.actors import SYSTEM
from procedure.errors import ConditionNotMet
from procedure.flow import workflow_page
from procedure.refusals import refusals_in_words
from recognition import rules as recognition_rules
from recognition import services as recognition
from recognition.papers.answers import recognition_result
from tests.support.world import in_state


@in_state(CaseState.SUBMITTED)
@pytest.mark.parametrize(
    ("condition", "words"),
    [
        (rules.supplement_is_listed, "至少列出一项"),
        (rules.supplement_is_answered, "回答补正通知"),
        (rules.decline_is_explained, "正确渠道"),
        (rules.examination_is_complete, "先填写审查表"),
        (rules.examination_recommends_approval, "不是建议准予"),
        (rules.decision_is_recorded, "填写决定内容"),
        (rules.rejection_is_explained, "救济途径"),
        (readiness.certificate_is_numbered, "尚未编号"),
        (readiness.certificate_paper_is_ready, "尚未编号"),
        (rules.list_operation_fits, "登记操作类型"),
        (rules.some_unit_received, "还没有单位签收"),
        (rules.all_recognized, "还有单位没有认可"),
        (rules.all_answered_some_refused, "还有单位没有办结"),
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_a_new_case_meets_none_of_the_later_conditions(stood, condition, words):
    assert words in condition(stood.case)


def test_an_answer_that_was_not_written_says_so(distributed):
    row = distributed("received").unit("finance")
    assert recognition_rules.answer_is_written(row) == "请选择反馈结果。"
    assert recognition_rules.consultation_is_minuted(row) == "请填写会商意见。"


def test_what_a_constraint_says_is_written_in_one_place():
    """A check before the database's reads the sentence; a copy of it would one day say something else."""
    folders = {app.name for app in apps.get_app_configs() if (settings.BASE_DIR / app.name).is_dir()}
    files = [path for folder in folders for path in (settings.BASE_DIR / folder).rglob("*.py") if "migrations" not in path.parts]
    sources = "\n".join(path.read_text(encoding="utf-8") for path in files)
    said = [sentence for model in apps.get_models() for sentence in sentences(model).values()]
    assert len(said) > 20
    assert {sentence: sources.count(sentence) for sentence in said} == dict.fromkeys(said, 1)


def test_a_constraint_without_words_has_no_sentence():
    assert sentence_of(Case, "case_three_people") == "承办、复核、签发必须是三个不同的人。"
    with pytest.raises(KeyError):
        sentence_of(Case, "case_values_known")


@in_state(CaseState.SUBMITTED)
def test_no_paper_is_written_about_what_does_not_exist(stood):
    case = stood.case
    with pytest.raises(LookupError, match="names no row"):
        certificate_draft(case, Examination(certificate_type="C"), stood.at.date())
    unsaved = stood.case.examinations.create(round=9, handler=stood.cast.people["handling_judge"], saved_at=stood.at)
    unsaved.certificate_type, unsaved.entry_effect = "C", "delete"
    with pytest.raises(ValueError, match="rests on a decision"):
        certificate_draft(case, unsaved, stood.at.date())
    with pytest.raises(ValueError, match="rests on a certificate"):
        recognition_result(Issued(number="", on=stood.at.date(), by=""), case)


@in_state(CaseState.SUBMITTED)
def test_a_case_that_nobody_signed_cannot_be_sealed(stood):
    with pytest.raises(Exception, match="没有签发人"):
        certificates._signer(stood.case)


@in_state(CaseState.RECOGNIZED_ALL)
def test_every_row_says_what_it_is(stood, case_in):
    case_in(CaseState.SUPPLEMENT)
    stood.operate_list()
    for label in ("cases", "departments", "accounts", "notices"):
        for model in apps.get_app_config(label).get_models():
            for row in model._default_manager.order_by("pk")[:1]:
                assert str(row).strip(), model
                assert " object (" not in str(row), model


@in_state(CaseState.SUBMITTED)
def test_an_unknown_case_is_not_there_for_anybody(stood):
    with pytest.raises(Exception, match="没有找到"):
        acceptance.accept(0, variant="listed", by=stood.by("acceptance_officer"), at=stood.at)
    with pytest.raises(Exception, match="没有找到"):
        recognition.push(0, at=stood.at)
    with pytest.raises(Exception, match="没有找到"):
        applications.discard_draft(0, by=stood.agent_actor(), at=stood.at)


@in_state(CaseState.SUBMITTED)
@pytest.mark.parametrize("text", ["长" * 2001, "零\x00字节", "孤\ud800立"])
def test_a_text_that_the_database_cannot_hold_is_refused_in_words(stood, text):
    def write_past_the_forms():
        with refusals_in_words(), transaction.atomic():
            stood.case.documents.create(title=text, kind="D01", audience="court", created_at=stood.at, snapshot=b"")

    with pytest.raises(ConditionNotMet, match="有文字过长，或者含有不能保存的字符"):
        write_past_the_forms()


@in_state(CaseState.SUBMITTED)
def test_a_limit_that_the_region_does_not_know_is_named(stood):
    deadlines.services.load_rules(stood.cast.region, [], valid_from=stood.at.date())
    with pytest.raises(ConditionNotMet, match="没有现行的期限规则 K-04"):
        stood.accept()


@in_state(CaseState.SUBMITTED)
def test_the_system_does_only_what_the_table_gives_it(stood):
    with pytest.raises(Exception, match="没有找到"):
        acceptance.accept(stood.case.pk, variant="listed", by=SYSTEM, at=stood.at)
    assert Case.objects.get(pk=stood.case.pk).state == CaseState.SUBMITTED


def test_the_command_draws_the_table(tmp_path, settings):
    settings.BASE_DIR = tmp_path
    (tmp_path / "docs").mkdir()
    out = StringIO()
    call_command("workflow_diagram", stdout=out)
    assert (tmp_path / "docs" / "workflow.md").read_text(encoding="utf-8") == workflow_page()
    assert "已写入" in out.getvalue()
