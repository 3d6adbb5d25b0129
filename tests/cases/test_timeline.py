"""What the enterprise reads: a message at every step, and a timeline without names or internal notes."""

import json

import pytest

from cases.enums import CaseAction, CaseState
from cases.selectors import holder, timeline
from cases.states import CASE_STATES
from cases.subjects import CASE, NOTICE
from ledger.models import Event
from messaging.models import Message
from procedure.selectors import last_change_in_words
from recognition.enums import RecognitionAction, RecognitionResult
from tests.cases.steps import due, from_receipt
from tests.support.world import in_state, new_walk
from words.dates import until


@pytest.fixture(scope="module")
def settled_once(cast):
    """A case that went every way round: supplement, return, push returned, a refusal, a consultation."""
    walk = new_walk(cast).apply()
    walk.ask_supplement().answer_supplement().accept().submit_examination().return_by_reviewer().submit_examination().pass_review()
    walk.approve().issue().operate_list().push().return_push().push_again().receive().propose_distribution().distribute()
    walk.all_units_answer(except_for=("finance",)).unit_answers("finance", RecognitionResult.REFUSED)
    return walk.convene("finance").conclude("finance", RecognitionAction.CONSULT_UPHOLD, "维持意见的内部讨论。")


@pytest.fixture
def settled(settled_once, db):
    return settled_once


def messages(walk):
    return list(Message.objects.filter(case=walk.case, enterprise__isnull=False).order_by("pk"))


def test_the_enterprise_is_told_of_every_step_that_has_words(settled):
    steps = Event.objects.filter(stream=f"case:{settled.case.pk}", entity__isnull=False)
    told = [event for event in steps.order_by("seq") if event.body["said"]]
    assert len(messages(settled)) == len(told) > 25
    for message, event in zip(messages(settled), told, strict=True):
        assert (message.subject, event.body["said"] in message.body, settled.case.number in message.body) == (
            event.body["said"],
            True,
            True,
        )


@in_state(*(row.state for row in CASE_STATES.values() if row.held))
def test_the_last_message_says_who_has_it_and_until_when(stood):
    case = stood.case
    last_day = due(stood, CASE_STATES[case.state].held.code)
    assert holder(case).clock.due_on == last_day
    assert f"现在由{holder(case).label}办理，期限{until(last_day)}。" in messages(stood)[-1].body


@in_state(CaseState.REJECTED, CaseState.WITHDRAWN, CaseState.LAPSED, CaseState.NOT_ACCEPTED, CaseState.RECOGNIZED_ALL)
def test_after_the_end_nobody_has_it(stood):
    assert holder(stood.case).label == ""
    assert "现在由" not in messages(stood)[-1].body


def test_the_applicant_reads_no_name_and_no_internal_note(settled):
    entries = timeline(settled.case, for_applicant=True)
    read = json.dumps([[e.actor_label, e.what, e.holder, e.until, e.note] for e in entries], ensure_ascii=False)
    read += json.dumps([message.body + message.subject for message in messages(settled)], ensure_ascii=False)
    people = [person.full_name for person in settled.cast.people.values()]
    notes = ("请补充核查企业在本院的关联案件", "同意承办意见", "推送清单中的执行案号与证明不一致", "内部讨论")
    assert not [text for text in (*people, *notes) if text in read]


def test_the_staff_reads_the_notes_and_every_step(settled):
    entries = timeline(settled.case)
    assert len(entries) == Event.objects.filter(stream=f"case:{settled.case.pk}").count()
    assert any("请补充核查企业在本院的关联案件" in entry.note for entry in entries)
    assert CaseAction.RETURN_BY_REVIEWER.label in {entry.what for entry in entries}


def test_the_applicants_timeline_is_in_plain_words_with_holder_and_date(settled):
    entries = timeline(settled.case, for_applicant=True)
    assert (entries[0].what, entries[-1].what) == (CASE.row(CaseAction.OPEN_CASE).said, CASE.row(CaseAction.CLOSE_WITH_REFUSALS).said)
    assert [entry.what for entry in entries if not (entry.until and entry.holder)] == [entry.what for entry in entries[-2:]]
    assert [entry.at for entry in entries] == sorted(entry.at for entry in entries)


def test_before_the_first_receipt_the_units_have_it_also_where_their_limit_starts_then(cast, db):
    from_receipt(cast.region)
    walk = new_walk(cast).to(CaseState.DISTRIBUTED)
    assert (holder(walk.case).label, holder(walk.case).clock.code) == ("各成员单位", "K-13")


def test_when_only_a_consultation_is_left_the_office_has_the_case(distributed):
    walk = distributed("refused")
    walk.all_units_answer(except_for=("finance",))
    assert (holder(walk.case).label, holder(walk.case).clock.code) == ("领导小组办公室", "K-14")
    assert f"现在由领导小组办公室办理，期限{until(due(walk, 'K-14'))}。" in messages(walk)[-1].body


def test_a_units_draft_is_nobodys_news(settled):
    assert RecognitionAction.PROPOSE_ANSWER.label in {entry.what for entry in timeline(settled.case)}
    shown = {entry.action for entry in timeline(settled.case, for_applicant=True)}
    assert shown.isdisjoint({RecognitionAction.PROPOSE_ANSWER, RecognitionAction.OPEN_RECOGNITION, "examination_saved"})


def test_each_unit_is_named_in_its_own_news(settled):
    said = {entry.what for entry in timeline(settled.case, for_applicant=True)}
    assert {f"{unit.name}已签收" for unit in settled.cast.units} <= said
    assert f"{settled.unit('finance').department.name}不予认可，办公室将组织会商" in said


def test_every_state_has_its_words_for_the_applicant():
    assert set(CASE_STATES) == set(CaseState)


@in_state(CaseState.PENDING_REVIEW)
def test_the_second_person_reads_what_the_first_did(stood):
    words = last_change_in_words(CASE, stood.case)
    assert words == "法院承办法官已于11月4日 10:00办理“提交审查意见”，该事项现为“待复核”，请刷新页面后再办理。"


def test_a_thing_without_history_says_its_state(walk):
    enforced = walk.record().take_measures()
    notice = enforced.notice
    notice.pk = 0
    assert last_change_in_words(NOTICE, notice) == "该事项现为“待送达”，请刷新页面后再办理。"


@in_state(CaseState.SUBMITTED)
def test_the_ledger_names_people_by_key_only(stood):
    bodies = [(event.actor, json.dumps(event.body, ensure_ascii=False)) for event in Event.objects.order_by("pk")]
    names = [person.full_name for person in (*stood.cast.people.values(), stood.agent)]
    assert all(actor == "system" or actor.startswith(("user:", "tests", "demo")) for actor, _ in bodies)
    assert not [name for name in names for _, body in bodies if name in body]
