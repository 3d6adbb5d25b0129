"""The record corrected on the court's pages, a push returned with what is wrong, and what everybody reads of it."""

import json
import re
from datetime import timedelta

import pytest
from django.urls import reverse

from accounts.models import Enterprise
from cases.enums import CaseState, CorrectedRecord
from cases.models import Case, EnforcementCase
from cases.services import corrections, replacements
from demo.specimens import voucher
from ledger import timekeeping
from notices.enums import Audience, DocumentKind
from notices.models import Document
from procedure.actors import VISITOR
from recognition.enums import RecognitionAction, RecognitionResult
from tests.portal.court_forms import take
from tests.portal.enterprise_pages import NOW, agent_of, pdf, signed_in
from tests.portal.staff_pages import as_part, done, other_court_judge, post, text_of
from tests.portal.test_court_enforcement import NEW, form
from tests.support.strictness import StrictClient
from tests.support.world import in_state, new_uscc

RIGHT = "示例改正制造有限公司"


@pytest.fixture(autouse=True)
def _now():
    # A week on from the walks, so that nothing is signed before it was sent.
    with timekeeping.pinned(NOW + timedelta(days=60)):
        yield


def correct_url(source, record, key):
    return reverse("court:correct", args=[source.pk, record, key])


def shown(client, url):
    """What the form of a page shows in its fields of one line."""
    return dict(re.findall(r'<input type="text" name="(\w+)" value="([^"]*)"', text_of(client.get(url))))


# --- the court's pages ---


def test_a_fact_is_corrected_with_reason_and_evidence(walk):
    walk.record().take_measures()
    client, source = as_part(walk.cast, "acceptance_officer"), walk.enforcement
    page = correct_url(source, "enterprise", source.enterprise_id)
    typed = shown(client, page) | {"name": RIGHT, "reason": "登记时误写"}
    refused = client.post(page, typed)
    assert refused.status_code == 422
    assert "请附上更正所依据的文件" in text_of(refused)
    assert RIGHT in text_of(refused)
    done(client.post(page, typed | {"evidence": pdf("营业执照.pdf")}))
    listed = text_of(client.get(reverse("court:corrections", args=[source.pk])))
    for told in (walk.plot.enterprise_name, RIGHT, "登记时误写", "营业执照.pdf", walk.cast.people["acceptance_officer"].full_name):
        assert told in listed
    one = source.corrections.get()
    file = client.get(reverse("court:correction_evidence", args=[source.pk, one.pk]))
    assert (file.status_code, file["Content-Type"]) == (200, "application/pdf")


def test_a_notice_that_replaces_another_shows_what_it_tells_of(walk):
    walk.record().take_measures().serve()
    why = corrections.Why(reason="误写", evidence=voucher("裁定"))
    values = {"obligation": "支付货款"}
    clerk = walk.by("acceptance_officer")
    corrections.correct(walk.enforcement.pk, CorrectedRecord.ENFORCEMENT, values, why=why, by=clerk, at=walk.at)
    new = walk.enforcement.notices.get(replaces=walk.notice)
    court = text_of(as_part(walk.cast, "acceptance_officer").get(reverse("court:notice", args=[new.pk])))
    for told in (walk.notice.number, "更正并替代", "冻结账户"):
        assert told in court
    assert "冻结账户" in text_of(StrictClient().get(f"/n/{new.token}/"))


@pytest.mark.parametrize("record", CorrectedRecord.values)
def test_every_kind_of_record_has_its_page_with_what_stands_there(walk, record):
    walk.record().take_measures().serve()
    source = EnforcementCase.objects.get(pk=walk.enforcement.pk)
    rows = {
        "enterprise": source.enterprise, "enforcement": source, "listing": source.listing,
        "measure": source.measures.order_by("pk")[0], "notice": walk.notice,
    }  # fmt: skip
    client = as_part(walk.cast, "handling_judge")
    page = client.get(correct_url(source, record, rows[record].pk))
    assert page.status_code == 200
    same = {field.name: field.value() for field in page.context["form"] if field.value() not in (None, False)}
    unchanged = client.post(correct_url(source, record, rows[record].pk), same | {"reason": "核对", "evidence": pdf()})
    assert unchanged.status_code == 422
    assert "没有改动任何内容" in text_of(unchanged)
    assert not source.corrections.exists()


def test_nobody_else_finds_these_pages(walk):
    walk.record().take_measures()
    source = walk.enforcement
    pages = [correct_url(source, "enforcement", source.pk), reverse("court:registry_change", args=[source.pk])]
    for user, status in ((other_court_judge(walk.cast), 404), (walk.cast.people["signing_president"], 403), (walk.agent, 404)):
        assert [signed_in(user).get(page).status_code for page in pages] == [status] * 2
    clerk = as_part(walk.cast, "acceptance_officer")
    assert clerk.get(correct_url(source, "decision", source.pk)).status_code == 404
    assert clerk.get(correct_url(source, "measure", 10**9)).status_code == 404


def test_what_stands_in_the_record_is_not_overwritten_without_a_correction(walk):
    walk.record()
    client, source = as_part(walk.cast, "acceptance_officer"), walk.enforcement
    listing = client.post(reverse("court:listing", args=[source.pk]), {"state": "proposed", "situations": ["1"], "term_kind": "none"})
    assert "请在“更正”中写明理由和依据" in text_of(listing)
    performance = client.post(reverse("court:performance", args=[source.pk]), {"performance": "none", "performed_fen": "0"})
    assert "不能改少" in text_of(performance)


def test_a_company_renamed_at_the_registry_is_confirmed_with_its_new_case(walk):
    walk.record()
    client, wanted = as_part(walk.cast, "acceptance_officer"), "黄石样一新名有限公司"
    data = form(uscc=walk.plot.uscc, enterprise_name=wanted, number="（2026）鄂0203执9011号")
    first = client.post(NEW, data)
    assert first.status_code == 422
    for told in (walk.plot.enterprise_name, wanted, "企业名称已在登记机关变更", "登记机关的变更证明"):
        assert told in text_of(first)
    again = client.post(NEW, data | {"renamed": "on", "rename_offered": ""})
    assert "请附上登记机关的变更证明" in text_of(again)
    done(client.post(NEW, data | {"renamed": "on", "rename_offered": "", "registry_extract": pdf("变更证明.pdf")}))
    enterprise = Enterprise.objects.get(uscc=walk.plot.uscc)
    assert (enterprise.name, enterprise.former_names) == (wanted, walk.plot.enterprise_name)
    assert enterprise.enforcement_cases.count() == 2
    page = client.get(reverse("court:enforcement_case", args=[enterprise.enforcement_cases.get(number=data["number"]).pk]))
    assert f"曾用名</dt> <dd>{walk.plot.enterprise_name}" in re.sub(r"\s*(<dd)[^>]*>\s*", r" \1>", text_of(page))


# --- a push returned ---


def return_push(walk, *wrong):
    bureau = as_part(walk.cast, "bureau_handler")
    return post(bureau, reverse("bureau:act", args=[walk.case.pk, "return_push"]), walk.case, wrong=wrong, reason="与营业执照不一致")


@in_state(CaseState.PUSHED)
def test_a_return_names_what_is_wrong_and_pushing_again_opens_just_that(stood):
    assert return_push(stood).status_code == 422
    done(return_push(stood, "enterprise_name", "case_number"))
    client = as_part(stood.cast, "acceptance_officer")
    page = reverse("court:act", args=[stood.case.pk, "push_again"])
    assert shown(client, page) == {"enterprise_name": stood.plot.enterprise_name, "case_number": stood.plot.number}
    typed = shown(client, page) | {"enterprise_name": RIGHT, "note": "登记时误写"}
    assert "请附上更正所依据的文件" in text_of(post(client, page, stood.case, **typed))
    done(post(client, page, stood.case, **typed, evidence=pdf()))
    assert (stood.case.state, stood.case.replacement) == (CaseState.PUSH_RETURNED, "called")
    assert "须由院长签发更正" in text_of(client.get(reverse("court:case", args=[stood.case.pk])))
    done(take(stood, "signing_president", "order_replacement"))
    done(take(stood, "acceptance_officer", "supersede"))
    assert stood.case.state == CaseState.CERTIFIED
    stood.at = timekeeping.now()
    stood.push()
    assert RIGHT in bytes(stood.case.deliveries.order_by("-pk")[0].payload).decode()


@in_state(CaseState.PUSHED)
def test_what_turns_out_right_is_pushed_again_with_its_ground(stood):
    done(return_push(stood, "measures"))
    client = as_part(stood.cast, "acceptance_officer")
    page = reverse("court:act", args=[stood.case.pk, "push_again"])
    opened = client.get(page).context["form"].opened
    assert {row for _, row, _ in opened.values()} == set(stood.enforcement.measures.all())
    same = {name: getattr(row, column) for name, (_, row, column) in opened.items()}
    done(post(client, page, stood.case, **same, note="核对无误，与裁定一致"))
    assert stood.case.state == CaseState.PUSHED


# --- what everybody reads ---


def replaced(walk):
    why = corrections.Why(reason="误写", evidence=voucher("执照"))
    clerk, at = walk.by("acceptance_officer"), walk.at
    corrections.correct(walk.enforcement.pk, CorrectedRecord.ENTERPRISE, {"name": RIGHT}, why=why, by=clerk, at=at)
    replacements.order_replacement(walk.case.pk, by=walk.by("signing_president"), at=at)
    return replacements.supersede(walk.case.pk, by=clerk, at=at)


@in_state(CaseState.RECOGNIZED_ALL)
def test_the_old_number_says_that_it_is_replaced_and_leads_to_the_new_one(stood):
    old = stood.case.certificate
    new = replaced(stood)
    page = text_of(StrictClient().get(reverse("public:certificate", args=[old.verify_code])))
    assert "已被替代" in page
    assert reverse("public:certificate", args=[new.verify_code]) in page
    assert RIGHT[-4:] in text_of(StrictClient().get(reverse("public:certificate", args=[new.verify_code])))
    unit = text_of(as_part(stood.cast, "finance:liaison").get(reverse("member:answer", args=[stood.unit("finance").pk])))
    assert "已被替代" in unit
    assert "正在推送" in unit
    papers = text_of(as_part(stood.cast, "acceptance_officer").get(reverse("court:case_section", args=[stood.case.pk, "documents"])))
    assert f"已作废，由 {new.number} 更正替代" in papers


@in_state(CaseState.RECOGNIZED_ALL)
def test_the_matter_is_closed_only_when_the_list_operation_is_done_too(stood):
    court = reverse("court:case", args=[stood.case.pk])
    client, agent = as_part(stood.cast, "list_operator"), agent_of(stood)
    own = reverse("enterprise:case", args=[stood.case.pk])
    for page in (text_of(client.get(court)), text_of(agent.get(own))):
        assert "名单操作待登记" in page
        # Limits that were kept are done with; the matter is not.
        assert re.search("案已经办结|互认已?办结", page) is None
    stood.at = timekeeping.now()
    stood.operate_list()
    assert "本案已经办结" in text_of(client.get(court))
    assert "名单操作待登记" not in text_of(agent.get(own))


@pytest.fixture
def consulted(case_in):
    walk = case_in(CaseState.DISTRIBUTED)
    walk.unit_answers("finance", RecognitionResult.REFUSED).convene("finance").all_units_answer(except_for=("finance",))
    return walk.conclude("finance", RecognitionAction.CONSULT_RECOGNIZE, "与本案无关，改为认可")


def test_after_a_consultation_the_final_answer_is_what_everybody_reads(consulted):
    answer = consulted.unit("finance")
    old = answer.reason
    assert (answer.outcome, bool(old)) == ("认可（经会商）", True)
    unit = text_of(as_part(consulted.cast, "finance:liaison").get(reverse("member:answer", args=[answer.pk])))
    assert unit.index("认可（经会商）") < unit.index("会商前的反馈") < unit.index(old)
    court = as_part(consulted.cast, "handling_judge").get(reverse("court:case_section", args=[consulted.case.pk, "recognition"]))
    for page in (text_of(court), text_of(agent_of(consulted).get(reverse("enterprise:case", args=[consulted.case.pk])))):
        assert "与本案无关，改为认可" in page
        assert old not in page
    paper = bytes(consulted.case.documents.get(kind=DocumentKind.RECOGNITION_RESULT).snapshot).decode()
    assert old not in paper
    assert '"recognised":8' in paper


# --- the post outside, the person as well inside ---

# The signature under a decision is that of the person who signs it.
SIGNED = (DocumentKind.APPROVAL_DECISION, DocumentKind.REJECTION_DECISION)


def names_of_staff(cast):
    return {user.full_name for user in cast.people.values()}


def named(text, cast):
    return {name for name in names_of_staff(cast) if name in text}


def test_outside_nobody_of_the_staff_is_named(consulted):
    cast, case = consulted.cast, consulted.case
    for_others = Document.objects.filter(audience__in=(Audience.ENTERPRISE, Audience.ALL)).exclude(kind__in=SIGNED)
    own = for_others.filter(case=case) | for_others.filter(notice=consulted.notice) | for_others.filter(application=consulted.application)
    assert own.count() > 5
    for paper in own:
        assert named(json.dumps(json.loads(bytes(paper.snapshot)), ensure_ascii=False), cast) == set(), paper.title
    agent, public = agent_of(consulted), StrictClient()
    outside = [
        agent.get(reverse("enterprise:desk")),
        agent.get(reverse("enterprise:case", args=[case.pk])),
        agent.get(reverse("person:messages")),
        public.get(reverse("public:certificate", args=[case.certificate.verify_code])),
        as_part(cast, "bureau_handler").get(reverse("bureau:case", args=[case.pk])),
        as_part(cast, "office").get(reverse("office:case", args=[case.pk])),
    ]
    for page in outside:
        assert page.status_code == 200
        signed = page.wsgi_request.user
        assert named(text_of(page), cast) - {getattr(signed, "full_name", "")} == set(), page.wsgi_request.path
    assert VISITOR.user_id is None


def test_inside_the_record_names_person_and_post(consulted):
    cast = consulted.cast
    page = text_of(as_part(cast, "handling_judge").get(reverse("court:case_section", args=[consulted.case.pk, "ledger"])))
    for part, post_words in (("reviewing_judge", "法院复核法官"), ("signing_president", "法院签发院长")):
        assert f"{post_words} {cast.people[part].full_name}" in page
    unit = text_of(as_part(cast, "finance:liaison").get(reverse("member:answer", args=[consulted.unit("finance").pk])))
    assert f"单位联络员 {cast.people['finance:liaison'].full_name}" in unit
    assert cast.people["office"].full_name not in unit


def test_a_case_of_another_enterprise_is_not_touched(case_in):
    walk, other = case_in(CaseState.CERTIFIED), case_in(CaseState.CERTIFIED)
    replaced(walk)
    assert Case.objects.get(pk=other.case.pk).replacement == ""
    assert new_uscc(1) != walk.plot.uscc


# --- a measure that was entered by mistake ---


def test_a_measure_that_was_entered_twice_is_withdrawn_and_says_so_where_it_stood(walk):
    walk.record().take_measures()
    client, source = as_part(walk.cast, "acceptance_officer"), walk.enforcement
    first, second = walk.enforcement.measures.order_by("pk")[:2]
    page = reverse("court:withdraw_measure", args=[source.pk, second.pk])
    assert page in text_of(client.get(reverse("court:corrections", args=[source.pk])))
    form = {"same_as": str(first.pk), "reason": "同一份裁定登记了两次"}
    for missing, sentence in (
        ({"evidence": pdf("裁定.pdf")} | {"same_as": ""}, "为什么撤回：这个字段是必填项"),
        ({}, "请附上更正所依据的文件"),
        ({"evidence": pdf("裁定.pdf"), "same_as": str(second.pk)}, "请从列出的各项中选择"),
    ):
        refused = client.post(page, form | missing)
        assert refused.status_code == 422
        assert sentence in text_of(refused)
        assert "同一份裁定登记了两次" in text_of(refused)
    done(client.post(page, form | {"evidence": pdf("裁定.pdf")}))
    told = text_of(client.get(reverse("court:corrections", args=[source.pk])))
    for words in ("登记的措施", "同一份裁定登记了两次", f"已撤回，与{first}重复", "裁定.pdf"):
        assert words in told
    shown = text_of(client.get(reverse("court:enforcement_case", args=[source.pk])))
    assert "已撤回" in shown
    assert client.get(page).status_code == 404
    assert as_part(walk.cast, "signing_president").get(reverse("court:withdraw_measure", args=[source.pk, first.pk])).status_code == 403
    assert client.get(reverse("court:notice", args=[walk.notice.pk])).status_code == 200


def test_a_measure_that_was_never_taken_leaves_the_notice(walk):
    walk.record().take_measures()
    measure = walk.enforcement.measures.order_by("pk")[0]
    client = as_part(walk.cast, "acceptance_officer")
    page = reverse("court:withdraw_measure", args=[walk.enforcement.pk, measure.pk])
    done(client.post(page, {"same_as": "none", "reason": "登记到了别的案件", "evidence": pdf("笔录.pdf")}))
    assert "已撤回，没有采取过" in text_of(client.get(reverse("court:corrections", args=[walk.enforcement.pk])))
