"""Objecting to a rejection and revoking a repair, as the people do it on their pages."""

import pytest
from django.urls import reverse

from cases import selectors
from cases.enums import CaseState
from cases.outcomes import ObjectionStage, RevocationStage
from demo.specimens import voucher
from ledger import timekeeping
from tests.cases.steps import due
from tests.portal.enterprise_pages import agent_of
from tests.portal.staff_pages import act_url, as_part, done, post, step_url, text_of
from tests.support.world import in_state
from words.dates import until


@pytest.fixture(autouse=True)
def _now(request):
    stood = request.getfixturevalue("stood")
    with timekeeping.pinned(stood.at):
        yield


def said(walk, part, section=""):
    return text_of(as_part(walk.cast, part).get(reverse("court:case", args=[walk.case.pk]) + section))


def own_page(walk):
    return text_of(agent_of(walk).get(reverse("enterprise:case", args=[walk.case.pk])))


@in_state(CaseState.REJECTED)
def test_the_enterprise_objects_and_reads_what_becomes_of_it(stood):
    url = reverse("enterprise:objection", args=[stood.case.pk])
    assert url in own_page(stood)
    client = agent_of(stood)
    assert "一份决定只能提出一次" in text_of(client.get(url))
    empty = post(client, url, stood.case, text="")
    assert (empty.status_code, "请写明对决定的哪些内容有异议" in text_of(empty)) == (422, True)
    done(post(client, url, stood.case, text="两期已经付清。", upload=voucher(stood.plot.number)))
    page = own_page(stood)
    assert all(part in page for part in ("您的异议", "两期已经付清。", "正在审查", until(due(stood, "K-30"))))
    assert f'{url}"' not in page
    assert client.get(reverse("enterprise:objection_file", args=[stood.case.pk])).status_code == 200
    # A second click leads back to the case.
    assert client.get(url).status_code == 302
    assert "两期已经付清。" in said(stood, "reviewing_judge")
    assert as_part(stood.cast, "reviewing_judge").get(reverse("court:objection_file", args=[stood.case.pk])).status_code == 200
    assert stood.case.enterprise.name in text_of(as_part(stood.cast, "reviewing_judge").get(reverse("court:inbox")))
    done(post(as_part(stood.cast, "reviewing_judge"), step_url(stood, "dismiss_objection"), stood.case, reasons="款项不是本案的。"))
    page = own_page(stood)
    assert all(part in page for part in ("异议已驳回", "款项不是本案的。", "驳回异议决定书"))


@in_state(CaseState.REJECTED)
def test_an_upheld_objection_marks_the_old_decision(stood):
    stood.object()
    old = stood.case.decision.number
    page = text_of(as_part(stood.cast, "reviewing_judge").get(step_url(stood, "uphold_objection")))
    assert "到期两期已经支付" in page
    done(post(as_part(stood.cast, "reviewing_judge"), step_url(stood, "uphold_objection"), stood.case, reasons="回单属实。", handler_id=""))
    assert (stood.case.state, stood.case.objection) == (CaseState.RETURNED, ObjectionStage.UPHELD)
    assert "异议成立，本决定已撤销" in own_page(stood)
    assert f"{old}（已撤销）" in own_page(stood)
    assert "异议成立，本决定已撤销" in said(stood, "handling_judge", "documents/")
    assert "原决定已撤销：回单属实。" in said(stood, "handling_judge")


@in_state(CaseState.REJECTED, CaseState.RECOGNIZED_ALL)
def test_what_might_be_done_one_day_is_in_nobodys_inbox(stood):
    for part in ("acceptance_officer", "handling_judge", "handling_judge_2", "reviewing_judge", "signing_president"):
        found = selectors.inbox(stood.by(part))
        assert not found.filter(pk=stood.case.pk).exists(), part


@in_state(CaseState.REJECTED)
def test_the_court_records_an_objection_on_paper(stood):
    url = step_url(stood, "record_objection")
    client = as_part(stood.cast, "acceptance_officer")
    missing = post(client, url, stood.case, text="两期已经付清。", filed_on=stood.at.date().isoformat())
    assert (missing.status_code, "请上传异议书的扫描件或者照片" in text_of(missing), "两期已经付清。" in text_of(missing)) == (
        422,
        True,
        True,
    )
    facts = {"text": "两期已经付清。", "filed_on": stood.at.date().isoformat(), "upload": voucher(stood.plot.number)}
    done(post(client, url, stood.case, **facts))
    assert stood.case.objections.get().is_paper
    assert "书面提交，法院登记" in own_page(stood)


@in_state(CaseState.RECOGNIZED_ALL, fulfilled=False)
def test_a_repair_is_revoked_step_by_step(stood):
    judge = {stood.cast.people[part].pk: part for part in ("handling_judge", "handling_judge_2")}[stood.case.handler_id]
    facts = {"ground": "breach", "facts": "到期一期没有支付。", "evidence": voucher(stood.plot.number)}
    done(post(as_part(stood.cast, judge), step_url(stood, "propose_revocation"), stood.case, **facts))
    answer, client = reverse("enterprise:revocation", args=[stood.case.pk]), agent_of(stood)
    assert answer in own_page(stood)
    assert all(part in text_of(client.get(answer)) for part in ("到期一期没有支付。", until(due(stood, "K-21"))))
    assert client.get(reverse("enterprise:revocation_file", args=[stood.case.pk, "evidence"])).status_code == 200
    done(post(client, answer, stood.case, answer="客户延期回款。"))
    assert stood.case.revocation == RevocationStage.HEARD
    assert "客户延期回款。" in text_of(as_part(stood.cast, "reviewing_judge").get(step_url(stood, "review_revocation")))
    done(post(as_part(stood.cast, "reviewing_judge"), step_url(stood, "review_revocation"), stood.case, note=""))
    verify = reverse("public:certificate", args=[stood.case.certificate.verify_code])
    assert "现在有效" in text_of(client.get(verify))
    done(post(as_part(stood.cast, "signing_president"), step_url(stood, "revoke"), stood.case, reasons="不是免责的理由。"))
    assert "出具法院已撤销这份证明" in text_of(client.get(verify))
    page = own_page(stood)
    assert all(part in page for part in ("信用修复已被撤销，证明不再有效", "信用修复已撤销，本文书不再有效", "不是免责的理由。"))


@in_state(CaseState.REVOKED)
def test_bureau_and_units_sign_for_the_notice(stood):
    stood.push_revocation()
    bureau, approver = as_part(stood.cast, "bureau_handler"), as_part(stood.cast, "bureau_approver")
    done(post(bureau, act_url("bureau", stood.case, "receive_revocation"), stood.case))
    done(post(approver, act_url("bureau", stood.case, "forward_revocation"), stood.case))
    unit, liaison = stood.unit("finance"), as_part(stood.cast, "finance:liaison")
    page = text_of(liaison.get(reverse("member:answer", args=[unit.pk])))
    assert "被法院撤销，不再有效" in page
    assert stood.case.enterprise.name in text_of(liaison.get(reverse("member:inbox")))
    done(post(liaison, act_url("member", unit, "sign_for_revocation"), unit))
    assert "请签收撤销通知" not in text_of(liaison.get(reverse("member:answer", args=[unit.pk])))
