"""From the draft to the cases, and what the enterprise may do afterwards: supplement and withdrawal."""

import pytest

from cases.enums import CaseState, Channel, MaterialKind
from cases.models import Application, Case, Material
from cases.services import applications, codes, supplements
from cases.services.supplements import SupplementAnswer
from demo.specimens import voucher
from notices.enums import DocumentKind
from notices.models import Document
from procedure.errors import ConditionNotMet, InvalidInput, NotVisible, Stale
from tests.cases.steps import clock, clocks, events
from tests.support.world import in_state, new_walk
from uploads.storage import file_path
from words import normal
from words.dates import day


@pytest.fixture
def drafted(walk):
    return walk.record().take_measures().serve().join().draft()


def save(walk, **fields):
    return applications.save_draft(walk.application.pk, fields, by=walk.agent_actor(), at=walk.at)


# --- draft ---


def test_a_draft_from_the_notice_has_its_case_ticked(drafted):
    assert list(drafted.application.enforcement_cases.all()) == [drafted.enforcement]
    assert (drafted.application.channel, drafted.application.notice) == (Channel.QR, drafted.notice)


def test_the_qr_read_again_continues_the_draft(drafted):
    assert drafted.draft().application.pk == Application.objects.get(enterprise=drafted.enforcement.enterprise).pk


def test_a_stranger_starts_no_draft_and_no_strangers_notice_serves(drafted, cast):
    other = new_walk(cast).record().take_measures().serve().join()
    with pytest.raises(NotVisible):
        applications.start_draft(enterprise_id=drafted.enforcement.enterprise_id, by=other.agent_actor(), at=other.at)
    with pytest.raises(NotVisible):
        applications.start_draft(
            enterprise_id=drafted.enforcement.enterprise_id, notice_token=other.notice.token, by=drafted.agent_actor(), at=drafted.at
        )
    with pytest.raises(NotVisible):
        applications.start_draft(
            enterprise_id=drafted.enforcement.enterprise_id, notice_token="wrong", by=drafted.agent_actor(), at=drafted.at
        )


def test_a_half_filled_draft_is_kept_as_it_is(drafted):
    save(drafted, performance="  已付一期 ", commitment_public="on")
    kept = Application.objects.get(pk=drafted.application.pk)
    assert (kept.performance, kept.commitment_public, kept.prevention) == ("已付一期", True, "")


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"performance": "长" * 2001}, "最多2000字，现为2001字"),
        ({"ground": "because"}, "请从列表中选择"),
        ({"prevention": "某\x00某"}, "看不见的控制字符"),
        ({"state": "submitted"}, "没有这一项"),
        ({"enforcement_cases": [0]}, "不属于贵企业"),
    ],
)
def test_what_a_draft_cannot_keep_is_named(drafted, fields, words):
    with pytest.raises(InvalidInput, match=words) as refusal:
        save(drafted, **fields)
    assert refusal.value.field == next(iter(fields))


def test_a_strangers_enforcement_case_cannot_be_ticked(drafted, cast):
    other = new_walk(cast).record()
    with pytest.raises(InvalidInput, match="不属于贵企业"):
        save(drafted, enforcement_cases=[drafted.enforcement.pk, other.enforcement.pk])


def test_a_draft_is_hidden_from_strangers_and_closed_after_submission(drafted, cast):
    other = new_walk(cast).record().take_measures().serve().join()
    with pytest.raises(NotVisible):
        applications.save_draft(drafted.application.pk, {}, by=other.agent_actor(), at=other.at)
    drafted.fill().submit()
    with pytest.raises(Stale, match="现为“已提交”，不能再修改"):
        save(drafted, performance="改")


def test_a_discarded_draft_stays_discarded(drafted):
    applications.discard_draft(drafted.application.pk, by=drafted.agent_actor(), at=drafted.at)
    assert Application.objects.get(pk=drafted.application.pk).state == "discarded"
    with pytest.raises(Stale):
        applications.discard_draft(drafted.application.pk, by=drafted.agent_actor(), at=drafted.at)


# --- materials ---


def attach(walk, slot, upload=None):
    return applications.add_material(
        walk.application.pk,
        slot=slot,
        kind=MaterialKind.OTHER_PROOF,
        upload=upload or voucher(str(slot)),
        by=walk.agent_actor(),
        at=walk.at,
    )


def lose(walk, slot, issuer="示例银行某支行"):
    return applications.report_material_lost(
        walk.application.pk,
        slot=slot,
        kind=MaterialKind.PERFORMANCE_PROOF,
        issuer=issuer,
        note="回单遗失",
        by=walk.agent_actor(),
        at=walk.at,
    )


def test_a_material_is_stored_bit_by_bit_under_a_random_name(drafted):
    row = attach(drafted, 2)
    assert file_path(row.upload.stored_name).read_bytes() == voucher("2").read()
    assert row.original_name not in row.upload.stored_name
    assert row.upload.content_type == "image/png"


def test_a_material_in_a_taken_slot_puts_the_first_aside(drafted):
    first, second = attach(drafted, 1), lose(drafted, 1)
    assert Material.objects.get(pk=first.pk).removed_at == drafted.at
    assert file_path(first.upload.stored_name).exists()
    assert (second.is_lost, second.issuer) == (True, "示例银行某支行")


@pytest.mark.parametrize("slot", [0, 4])
def test_there_are_three_places_for_materials(drafted, slot):
    for add in (attach, lose):
        with pytest.raises(InvalidInput, match="最多上传3份"):
            add(drafted, slot)


def test_a_lost_material_names_who_issued_it(drafted):
    with pytest.raises(InvalidInput, match="出具单位"):
        lose(drafted, 1, issuer=" ")


def test_a_material_taken_off_is_gone_for_the_application_only(drafted):
    row = attach(drafted, 1)
    applications.remove_material(row.pk, by=drafted.agent_actor(), at=drafted.at)
    assert not drafted.application.materials.filter(removed_at__isnull=True).exists()
    with pytest.raises(NotVisible):
        applications.remove_material(row.pk, by=drafted.agent_actor(), at=drafted.at)


def test_a_stranger_attaches_and_removes_nothing(drafted, cast):
    row = attach(drafted, 1)
    other = new_walk(cast).record().take_measures().serve().join()
    other.application = drafted.application
    for change in (
        lambda: attach(other, 2),
        lambda: lose(other, 2),
        lambda: applications.remove_material(row.pk, by=other.agent_actor(), at=other.at),
    ):
        with pytest.raises(NotVisible):
            change()


# --- submission ---

COMPLETE = (
    "ground",
    "performance",
    "contact_phone",
    "service_address",
    "service_mobile",
    "service_electronic",
    "duties_performed",
    "wrongs_corrected",
    "prevention",
)


@pytest.fixture
def filled(drafted):
    return drafted.fill()


def test_a_complete_draft_becomes_a_case_with_papers_and_a_clock(filled):
    filled.submit()
    assert (filled.case.state, clock(filled, "K-02").started_on) == (CaseState.SUBMITTED, filled.at.date())
    papers = Document.objects.filter(application=filled.application).values_list("kind", flat=True)
    assert set(papers) == {DocumentKind.APPLICATION_FORM, DocumentKind.COMMITMENT, DocumentKind.SUBMISSION_RECEIPT}


@pytest.mark.parametrize("name", COMPLETE)
def test_an_empty_required_field_is_named_and_nothing_is_submitted(filled, name):
    save(filled, **{name: ""})
    with pytest.raises(ConditionNotMet, match="还差这些内容才能提交"):
        filled.submit()
    assert not Case.objects.filter(application=filled.application).exists()


def test_the_two_optional_sections_stay_optional(filled):
    save(filled, contribution="", public_good="", ground_note="")
    assert filled.submit().case


def test_without_a_case_or_a_material_nothing_is_submitted(filled):
    save(filled, enforcement_cases=[])
    applications.remove_material(filled.application.materials.get().pk, by=filled.agent_actor(), at=filled.at)
    with pytest.raises(ConditionNotMet, match=r"执行案件.*至少一份证明材料"):
        filled.submit()


def test_a_lost_material_is_enough_to_submit(drafted):
    drafted.fill()
    lose(drafted, 1)
    assert drafted.submit().case


def test_the_same_form_sent_twice_is_one_application(filled):
    first = filled.submit().application
    assert filled.submit().application == first
    assert Case.objects.filter(application=first).count() == 1
    assert len(events(filled, "open_case")) == 1


@pytest.mark.parametrize("token", ["another-page", "", "另一个页面"])
def test_an_outdated_form_is_refused_with_the_text_kept(filled, token):
    with pytest.raises(Stale, match="已填写的内容都在"):
        applications.submit_application(
            filled.application.pk, submission_token=token, shown=filled.shown(), by=filled.agent_actor(), at=filled.at
        )
    assert Application.objects.get(pk=filled.application.pk).state == "draft"


def test_a_stranger_submits_nothing(filled, cast):
    other = new_walk(cast).record().take_measures().serve().join()
    with pytest.raises(NotVisible):
        applications.submit_application(
            filled.application.pk,
            submission_token=filled.application.submission_token,
            shown=filled.shown(),
            by=other.agent_actor(),
            at=other.at,
        )


@pytest.fixture
def of_two(drafted, cast):
    """A submitted application that holds two enforcement cases of one enterprise."""
    plot = drafted.plot
    second = new_walk(cast, uscc=plot.uscc, enterprise_name=plot.enterprise_name).record().enforcement
    return drafted.fill(also=[second]).submit()


def test_two_enforcement_cases_become_two_cases_with_numbers_of_their_own(of_two):
    ticked = set(of_two.application.enforcement_cases.all())
    assert {case.enforcement_case for case in of_two.cases} == ticked
    assert len(ticked) == len({case.number for case in of_two.cases}) == 2
    assert all(case.clocks.filter(code="K-02").count() == 1 for case in of_two.cases)
    assert Document.objects.filter(application=of_two.application, kind=DocumentKind.APPLICATION_FORM).count() == 1


def test_two_cases_go_their_own_ways(of_two):
    of_two.accept()
    assert [case.state for case in of_two.application.cases.order_by("pk")] == [CaseState.ACCEPTED, CaseState.SUBMITTED]


@in_state(CaseState.ACCEPTED)
def test_one_open_case_per_enforcement_case(stood):
    with pytest.raises(ConditionNotMet, match="已有正在办理的信用修复申请"):
        stood.draft().fill().submit()
    assert Case.objects.filter(enforcement_case=stood.enforcement).count() == 1


@in_state(CaseState.WITHDRAWN, CaseState.NOT_ACCEPTED, CaseState.LAPSED)
def test_after_the_end_one_may_apply_again(stood):
    stood.draft().fill().submit()
    assert Case.objects.filter(enforcement_case=stood.enforcement).count() == 2


@in_state(CaseState.REJECTED, listed=True, fulfilled=False)
def test_a_rejection_bars_until_the_day_it_named(stood):
    bar = stood.case.decision.reapply_on
    with pytest.raises(ConditionNotMet, match=f"最早可在{day(bar)}再次申请"):
        stood.draft().fill().submit()
    stood.at += bar - stood.at.date()
    assert stood.submit().case.state == CaseState.SUBMITTED


@in_state(CaseState.RECOGNIZED_ALL, fulfilled=False)
def test_a_conditional_certificate_may_be_followed_by_another_application(stood):
    assert stood.draft().fill().submit().case.state == CaseState.SUBMITTED


@pytest.mark.parametrize(("listed", "variant"), [(True, "listed"), (False, "not_yet_listed")])
def test_the_listing_decides_the_kind_of_applicant(case_in, listed, variant):
    assert case_in(CaseState.SUBMITTED, listed=listed).case.variant == variant


def test_a_proposed_listing_is_no_listing(case_in):
    walk = case_in(CaseState.SUBMITTED, listed=False, fulfilled=False)
    assert (walk.enforcement.listing.state, walk.case.variant) == ("proposed", "not_yet_listed")


def test_nobody_reads_a_query_code_wrong_on_the_phone():
    code = codes.new_query_code()
    assert len(code) == 10
    assert set(code) <= set(normal.CODE_ALPHABET)
    # Of the alphabet, since one code shows a part of it only.
    assert not set(normal.CODE_ALPHABET) & set("01258BILOSUVZ")


# --- supplement ---


def answer(walk, *answers, version=None):
    items = walk.case.supplements.latest("round").items.order_by("position")
    given = {item.pk: given for item, given in zip(items, answers, strict=False)}
    return supplements.answer_supplement(walk.case.pk, answers=given, version=version, by=walk.agent_actor(), at=walk.at)


@in_state(CaseState.SUPPLEMENT)
def test_an_answered_supplement_starts_the_check_anew(stood):
    answer(stood, SupplementAnswer(upload=voucher("补正")))
    assert (stood.case.state, clock(stood, "K-03").status) == (CaseState.SUBMITTED, "met")
    assert [one.status for one in clocks(stood, "K-02")] == ["met", "running"]
    material = Material.objects.get(supplement_item__request__case=stood.case)
    assert file_path(material.upload.stored_name).read_bytes() == voucher("补正").read()


@in_state(CaseState.SUPPLEMENT)
@pytest.mark.parametrize("given", [SupplementAnswer(text="已说明"), SupplementAnswer(lost_issuer="示例银行")])
def test_words_or_a_lost_material_answer_too(stood, given):
    assert answer(stood, given).state == CaseState.SUBMITTED


@in_state(CaseState.SUPPLEMENT)
def test_an_item_without_any_answer_is_named(stood):
    with pytest.raises(ConditionNotMet, match=r"最后一笔付款的银行回单.*还没有说明"):
        answer(stood)
    assert stood.case.state == CaseState.SUPPLEMENT


@in_state(CaseState.SUPPLEMENT)
def test_a_wrong_file_changes_nothing(stood):
    wrong = voucher("补正")
    wrong.name = "回单.pdf"
    with pytest.raises(InvalidInput, match="与扩展名不一致") as refusal:
        answer(stood, SupplementAnswer(upload=wrong))
    item = stood.case.supplements.get().items.get()
    assert refusal.value.field == f"upload-{item.pk}"
    assert stood.case.state == CaseState.SUPPLEMENT


@in_state(CaseState.SUPPLEMENT)
def test_only_the_enterprise_answers(stood, cast):
    other = new_walk(cast).record().take_measures().serve().join()
    for by in (other.agent_actor(), stood.by("bureau_handler"), stood.by("administrator")):
        with pytest.raises(NotVisible):
            supplements.answer_supplement(stood.case.pk, answers={}, by=by, at=stood.at)


@in_state(CaseState.SUPPLEMENT)
def test_an_overdue_answer_is_late_but_still_an_answer(stood):
    stood.later(days=14)
    answer(stood, SupplementAnswer(text="已补"))
    assert clock(stood, "K-03").status == "breached"


# --- withdrawal ---


@in_state(CaseState.SUBMITTED, CaseState.PENDING_SIGN, CaseState.APPROVED)
def test_a_withdrawn_case_has_its_confirmation_and_no_running_clock(stood):
    case = applications.withdraw(stood.case.pk, reason="另行协商", by=stood.agent_actor(), at=stood.at)
    assert case.state == CaseState.WITHDRAWN
    assert not case.clocks.filter(status__in=("running", "paused")).exists()
    assert case.documents.filter(kind=DocumentKind.WITHDRAWAL_NOTICE).count() == 1


@in_state(CaseState.CERTIFIED)
def test_after_the_certificate_there_is_no_withdrawal(stood):
    with pytest.raises(Stale, match="用印出具证明"):
        applications.withdraw(stood.case.pk, by=stood.agent_actor(), at=stood.at)


@in_state(CaseState.SUBMITTED)
def test_a_stale_withdrawal_is_told_what_happened(stood):
    version = stood.case.state_seq
    stood.accept()
    with pytest.raises(Stale, match=r"法院立案受理岗已于.*办理“受理”，该事项现为“审查中”"):
        applications.withdraw(stood.case.pk, version=version, by=stood.agent_actor(), at=stood.at)
