"""One application taken through the services up to the answer of the first unit, for the pages that need no sign-in."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import count
from zoneinfo import ZoneInfo

from accounts.enums import AgentKind
from accounts.models import User
from cases.effects import DECIDED_KINDS
from cases.enums import (
    BasisKind,
    CertificateType,
    EntryEffect,
    Finding,
    GuardKind,
    ListingState,
    MaterialKind,
    MeasureEffect,
    MeasureKind,
    PerformanceStatus,
    Recommendation,
    RepairGround,
    ServiceManner,
    Variant,
    Verification,
)
from cases.lost import materials_to_verify
from cases.models import Application, Case, Certificate, EnforcementCase, GuardRule
from cases.parties import CreditorAnswer
from cases.services import (
    acceptance,
    applications,
    certificates,
    creditor_links,
    creditors,
    enforcement,
    examination,
    mandates,
    recorded,
    verification,
)
from departments.actors import actor_for
from departments.models import Department, Post, Region
from notices.services.rendering import render_document
from procedure.actors import Actor
from procedure.enums import Role
from recognition import services as recognition
from recognition.enums import RecognitionResult
from recognition.models import Recognition
from tests.cases.steps import shown_of

SHANGHAI = ZoneInfo("Asia/Shanghai")
START = datetime(2026, 11, 2, 9, 0, tzinfo=SHANGHAI)
TODAY = date(2026, 11, 12)
PHONE = "13900004321"
NAME = "黄石晴川包装有限公司"
JUDGE = "方承办"
AGENT = "许经办"
DRAFT = {
    "ground": RepairGround.PLAN,
    "performance": "已支付二十万元，余款按月支付。",
    "contact_phone": PHONE,
    "service_address": "示范路1号（虚构地址）",
    "service_mobile": PHONE,
    "service_electronic": "no",
    "duties_performed": "按判决支付货款。",
    "wrongs_corrected": "已补报财产。",
    "prevention": "设立付款台账。",
}


@dataclass
class Story:
    """Who acts, and what came of it."""

    region: Region
    application: Application
    case: Case
    certificate: Certificate


class People:
    """One person for each role of one region, as actors of the first day."""

    def __init__(self, region: Region, prefix: str = "story") -> None:
        self.region = region
        self.prefix = prefix
        self.numbers = count(1)

    def __call__(self, role: Role, department: Department, name: str = "某甲") -> Actor:
        number = next(self.numbers)
        user = User.objects.create_user(f"{self.prefix}-{role}-{number}", full_name=name)
        Post.objects.create(user=user, department=department, role=role, valid_from=date(2025, 1, 1))
        return actor_for(user, START)


def certified(region: Region) -> Story:
    """From the measure to the certificate; one hour between steps."""
    hours = (START + timedelta(hours=step) for step in count())
    people = People(region)
    court = Department.objects.get(region=region, kind="court")
    officer = people(Role.ACCEPTANCE_OFFICER, court)
    application = _submitted(court, officer, hours)
    case = _certified(application.cases.get(), court, officer, people, hours)
    return _story(region, case)


def printed_and_answered(region: Region) -> Story:
    """The same with the PDF made, pushed, distributed, and recognised by the first unit."""
    story = certified(region)
    hours = (START + timedelta(days=1, hours=step) for step in count())
    render_document(story.certificate.document_id, at=next(hours))
    bureau = Department.objects.get(region=region, kind="bureau")
    _answered_by_one(story.case, bureau, People(region, "later"), hours)
    return _story(region, story.case)


def _story(region: Region, case: Case) -> Story:
    certificate = Certificate.objects.select_related("document").get(case=case)
    return Story(region, case.application, Case.objects.get(pk=case.pk), certificate)


def _submitted(court: Department, officer: Actor, hours) -> Application:
    data = recorded.EnforcementCaseData(
        court_id=court.pk,
        number="（2026）鄂0203执88号",
        uscc="91420203MA00000150",
        enterprise_name=NAME,
        filed_on=date(2026, 9, 1),
        basis_kind=BasisKind.JUDGMENT,
        basis_number="（2026）鄂0203民初7号",
        basis_issuer=court.name,
        obligation="支付货款三十万元",
        amount_fen=30_000_000,
        performed_fen=20_000_000,
        performance=PerformanceStatus.PARTIAL,
        creditor="某供应商",
    )
    enforced: EnforcementCase = enforcement.record_enforcement_case(data, by=officer, at=next(hours))
    listing = recorded.ListingData(
        state=ListingState.LISTED, situations=(1,), decision_number="（2026）鄂0203执88号之一", listed_on=date(2026, 9, 10)
    )
    enforcement.record_listing(enforced.pk, listing, by=officer, at=next(hours))
    measure = recorded.MeasureData(kind=MeasureKind.LISTING, taken_on=START.date())
    notice = enforcement.record_measures(enforced.pk, [measure], by=officer, at=next(hours))
    enforcement.serve_notice(notice.pk, manner=ServiceManner.DIRECT, served_on=START.date(), receiver="前台", by=officer, at=next(hours))
    user = User.objects.create_user("story-agent", full_name=AGENT)
    at = next(hours)
    asked = mandates.request_by_notice(notice.token, kind=AgentKind.STAFF, by=actor_for(user, at), at=at)
    mandates.decide_mandate(asked.pk, grant=True, reason="", by=officer, at=at)
    agent = actor_for(user, at)
    return _sent(enforced, notice.token, agent, hours)


def _sent(enforced: EnforcementCase, token: str, agent: Actor, hours) -> Application:
    draft = applications.start_draft(enterprise_id=enforced.enterprise_id, notice_token=token, by=agent, at=next(hours))
    applications.save_draft(draft.pk, DRAFT, by=agent, at=next(hours))
    applications.report_material_lost(
        draft.pk, slot=1, kind=MaterialKind.PERFORMANCE_PROOF, issuer="某银行", note="", by=agent, at=next(hours)
    )
    applications.submit_application(
        draft.pk,
        submission_token=draft.submission_token,
        shown=shown_of(draft),
        by=agent,
        at=next(hours),
    )
    return draft


def _certified(case: Case, court: Department, officer: Actor, people: People, hours) -> Case:
    handler = people(Role.HANDLING_JUDGE, court, JUDGE)
    acceptance.accept(case.pk, variant=Variant.LISTED, handler_id=handler.user_id, by=officer, at=next(hours))
    rules = GuardRule.objects.filter(region=case.region_id, is_current=True).order_by("pk")
    measures = case.enforcement_case.measures.filter(kind__in=DECIDED_KINDS).order_by("pk")
    form = examination.ExaminationData(
        capacity="订单充足。",
        cooperation="按通知到场。",
        related_cases_checked=True,
        recommendation=Recommendation.APPROVE,
        certificate_type=CertificateType.SUSPENDED,
        entry_effect=EntryEffect.SHIELD,
        valid_until=date(2027, 3, 1),
        opinion="建议准予。",
        items={rule.pk: (Finding.FOUND if rule.kind == GuardKind.CONDITION else Finding.CLEAR, "见卷宗第三页") for rule in rules},
        measures={measure.pk: examination.MeasureChoice(effect=MeasureEffect.MAINTAIN) for measure in measures},
    )
    view = creditors.CreditorView(answer=CreditorAnswer.AGREES, signer="法务")
    token = creditor_links.make_link(case.consultation.pk, by=officer, at=next(hours)).token
    creditors.answer_by_link(token, view, at=next(hours))
    found = {row.pk: (Verification.CONFIRMED, "出具单位回函确认。") for row in materials_to_verify(case)}
    verification.verify_materials(case.pk, found=found, by=handler, at=next(hours))
    examination.save_examination(case.pk, form, by=handler, at=next(hours))
    examination.submit_examination(case.pk, by=handler, at=next(hours))
    examination.pass_review(case.pk, by=people(Role.REVIEWING_JUDGE, court), at=next(hours))
    examination.approve(case.pk, reason_text="符合条件。", by=people(Role.SIGNING_PRESIDENT, court), at=next(hours))
    certificates.issue_certificate(case.pk, by=officer, at=next(hours))
    return case


def _answered_by_one(case: Case, bureau: Department, people: People, hours) -> None:
    recognition.push(case.pk, at=next(hours))
    handler, approver = people(Role.BUREAU_HANDLER, bureau), people(Role.BUREAU_APPROVER, bureau)
    recognition.receive_push(case.pk, by=handler, at=next(hours))
    recognition.propose_distribution(case.pk, by=handler, at=next(hours))
    recognition.distribute(case.pk, by=approver, at=next(hours))
    answer = Recognition.objects.filter(case=case, department__kind="member").select_related("department").first()
    liaison, head = people(Role.MEMBER_LIAISON, answer.department), people(Role.MEMBER_APPROVER, answer.department)
    recognition.receive_delivery(answer.pk, by=liaison, at=next(hours))
    data = recognition.AnswerData(result=RecognitionResult.RECOGNIZED, no_related_restriction=True)
    recognition.propose_answer(answer.pk, answer=data, by=liaison, at=next(hours))
    recognition.approve_answer(answer.pk, by=head, at=next(hours))
