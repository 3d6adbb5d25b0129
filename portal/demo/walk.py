"""Walk a case through the chain, each step by the person whose step it is. Services only, never rows."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from io import BytesIO
from typing import TYPE_CHECKING, Any

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageDraw

from accounts.enums import AgentKind
from accounts.models import User
from cases.enums import (
    Action,
    BasisKind,
    CaseState,
    CertificateType,
    Channel,
    DeclineReason,
    Finding,
    GuardKind,
    ListingState,
    MaterialKind,
    MeasureEffect,
    MeasureKind,
    PerformanceStatus,
    Recommendation,
    RejectionReason,
    RepairGround,
    ServiceManner,
    TermKind,
    Variant,
)
from cases.models import Application, Case, EnforcementCase, GuardRule, Notice
from cases.region.options import options_of
from cases.services import acceptance, applications, certificates, enforcement, mandates, recognition, review
from departments.actors import actor_for
from departments.enums import RecognitionResult, RecognitionState
from departments.models import Recognition
from ledger.timekeeping import legal_date
from notices.services import render_document

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date, datetime

    from departments.actors import Actor
    from portal.demo.people import Cast


@dataclass(frozen=True, kw_only=True)
class Plot:
    """The facts of one enterprise and its enforcement case, as the story tells them."""

    enterprise_name: str
    uscc: str
    number: str
    listed: bool = True
    fulfilled: bool = True
    fixed_term: bool = False
    amount_fen: int = 86_000_000
    performed_fen: int | None = None
    creditor: str = "黄石示例建材有限公司"
    address: str = "示范路88号（虚构地址）"
    ground: RepairGround = RepairGround.FULFILLED
    statement: tuple[str, str, str] = (
        "判决确定的货款及迟延履行利息已经全部付清，付款凭证随申请提交。",
        "收到告知书后立即筹款履行，并按要求如实报告财产。",
        "建立合同付款台账，到期前十日由财务负责人提醒并上报。",
    )

    @property
    def certificate_type(self) -> CertificateType:
        if self.listed:
            return CertificateType.FULFILLED if self.fulfilled else CertificateType.SUSPENDED
        return CertificateType.PERFORMED_UNLISTED if self.fulfilled else CertificateType.WITHHELD

    @property
    def performed(self) -> int:
        if self.performed_fen is not None:
            return self.performed_fen
        return self.amount_fen if self.fulfilled else self.amount_fen // 2


@dataclass
class Walk:
    """One case on its way. ``at`` is the moment of the next step; :meth:`later` moves it on."""

    cast: Cast
    plot: Plot
    agent: User
    at: datetime
    enforcement: EnforcementCase | None = None
    notice: Notice | None = None
    application: Application | None = None
    cases: list[Case] = field(default_factory=list)

    # --- plumbing ---

    def later(self, **delta: int) -> Walk:
        self.at += timedelta(**delta)
        return self

    def by(self, part: str) -> Actor:
        return self.cast.actor(part, self.at)

    def agent_actor(self) -> Actor:
        return actor_for(self.agent, legal_date(self.at))

    @property
    def case(self) -> Case:
        """The case as it stands now."""
        return Case.objects.get(pk=self.cases[0].pk)

    def unit(self, code: str) -> Recognition:
        return Recognition.objects.get(case=self.cases[0], department__code=code)

    # --- the court's side before an application ---

    def record(self) -> Walk:
        plot = self.plot
        clerk = self.by("acceptance_officer")
        performance = PerformanceStatus.FULL if plot.fulfilled else PerformanceStatus.PARTIAL
        self.enforcement = enforcement.record_enforcement_case(
            enforcement.EnforcementCaseData(
                court_id=self.cast.court.pk,
                number=plot.number,
                uscc=plot.uscc,
                enterprise_name=plot.enterprise_name,
                address=plot.address,
                filed_on=legal_date(self.at) - timedelta(days=40),
                basis_kind=BasisKind.JUDGMENT,
                basis_number="（2025）示例民初第" + plot.number.split("执")[-1].rstrip("号") + "号",
                basis_issuer=self.cast.court.name,
                obligation="支付货款及迟延履行期间的利息。",
                amount_fen=plot.amount_fen,
                performed_fen=plot.performed,
                performance=performance,
                creditor=plot.creditor,
                handler_name=self.cast.people["handling_judge"].full_name,
                handler_phone=self.cast.court.phone,
            ),
            by=clerk,
            at=self.at,
        )
        self._record_listing(clerk)
        return self

    def _record_listing(self, clerk: Actor) -> None:
        if self.enforcement is None:
            raise RuntimeError
        today = legal_date(self.at)
        if self.plot.listed:
            fixed = self.plot.fixed_term
            data = enforcement.ListingData(
                state=ListingState.LISTED,
                situations=(4,) if fixed else (1,),
                decision_number="纳入决定" + self.plot.number,
                listed_on=today - timedelta(days=30),
                term_kind=TermKind.FIXED if fixed else TermKind.NONE,
                term_end=today + timedelta(days=700) if fixed else None,
            )
        elif self.plot.fulfilled:
            return
        else:
            data = enforcement.ListingData(state=ListingState.PROPOSED, situations=(1,))
        enforcement.record_listing(self.enforcement.pk, data, by=clerk, at=self.at)

    def take_measures(self, *, days_ago: int = 0) -> Walk:
        if self.enforcement is None:
            raise RuntimeError
        taken_on = legal_date(self.at) - timedelta(days=days_ago)
        measures = [
            enforcement.MeasureData(kind=MeasureKind.FREEZE, detail="企业基本账户", taken_on=taken_on),
            enforcement.MeasureData(kind=MeasureKind.SPENDING_ORDER, detail="企业及其负责人", taken_on=taken_on),
        ]
        if self.plot.listed:
            measures.append(enforcement.MeasureData(kind=MeasureKind.LISTING, detail="失信被执行人名单", taken_on=taken_on))
        self.notice = enforcement.record_measures(self.enforcement.pk, measures, by=self.by("acceptance_officer"), at=self.at)
        return self

    def serve(self) -> Walk:
        if self.notice is None:
            raise RuntimeError
        enforcement.serve_notice(
            self.notice.pk,
            manner=ServiceManner.DIRECT,
            served_on=legal_date(self.at),
            receiver=self.agent.full_name,
            by=self.by("acceptance_officer"),
            at=self.at,
        )
        return self

    # --- the enterprise ---

    def join(self) -> Walk:
        if self.notice is None:
            raise RuntimeError
        mandates.join_by_notice(self.notice.token, kind=AgentKind.STAFF, by_user=self.agent, at=self.at)
        return self

    def draft(self) -> Walk:
        if self.notice is None or self.enforcement is None:
            raise RuntimeError
        self.application = applications.start_draft(
            enterprise_id=self.enforcement.enterprise_id,
            notice_token=self.notice.token,
            channel=Channel.QR,
            by=self.agent_actor(),
            at=self.at,
        )
        return self

    def fill(self, also: Sequence[EnforcementCase] = ()) -> Walk:
        if self.application is None or self.enforcement is None:
            raise RuntimeError
        duties, wrongs, prevention = self.plot.statement
        applications.save_draft(
            self.application.pk,
            {
                "enforcement_cases": [self.enforcement.pk, *(row.pk for row in also)],
                "ground": self.plot.ground,
                "ground_note": "以上情况有银行回单和结清证明为证。",
                "performance": "已付清全部款项。" if self.plot.fulfilled else "已付一半，余款分三个月付清，每月二十日前支付。",
                "contact_phone": "13800000000",
                "duties_performed": duties,
                "wrongs_corrected": wrongs,
                "prevention": prevention,
                "commitment_agreed": True,
                "commitment_public": True,
                "signatory": self.agent.full_name,
            },
            by=self.agent_actor(),
            at=self.at,
        )
        applications.add_material(
            self.application.pk,
            slot=1,
            kind=MaterialKind.PERFORMANCE_PROOF,
            upload=voucher(self.plot.number),
            by=self.agent_actor(),
            at=self.at,
        )
        return self

    def submit(self) -> Walk:
        if self.application is None:
            raise RuntimeError
        applications.submit_application(
            self.application.pk,
            submission_token=self.application.submission_token,
            by=self.agent_actor(),
            at=self.at,
        )
        self.cases = list(self.application.cases.order_by("pk"))
        return self

    def apply(self, also: Sequence[EnforcementCase] = ()) -> Walk:
        """From nothing to a submitted application."""
        self.record().take_measures().serve()
        self.later(days=1).join().draft().fill(also).submit()
        return self

    # --- acceptance ---

    def ask_supplement(self) -> Walk:
        acceptance.request_supplement(
            self.case.pk,
            items=(
                acceptance.SupplementLine(
                    what="最后一笔付款的银行回单",
                    why="申请表写明已付清，但材料中只有前两笔的回单。",
                    how="在网上银行“交易明细”中下载电子回单，或到开户行柜台打印。",
                ),
            ),
            by=self.by("acceptance_officer"),
            at=self.at,
        )
        return self

    def answer_supplement(self) -> Walk:
        request = self.case.supplements.get(answered_at__isnull=True)
        applications.answer_supplement(
            self.case.pk,
            answers={
                item.pk: applications.SupplementAnswer(text="已补充最后一笔回单。", upload=voucher(self.plot.number))
                for item in request.items.order_by("position")
            },
            by=self.agent_actor(),
            at=self.at,
        )
        return self

    def decline(self, *, confirm: bool = True) -> Walk:
        reason = DeclineReason.NOT_DISHONESTY
        acceptance.propose_decline(
            self.case.pk,
            reason=reason,
            note="申请所列记录为行政处罚公示信息，不是失信被执行人名单信息。",
            channel=options_of(self.cast.region).decline_channels[reason],
            by=self.by("acceptance_officer"),
            at=self.at,
        )
        if confirm:
            acceptance.confirm_decline(self.case.pk, by=self.by("reviewing_judge"), at=self.at)
        return self

    def accept(self) -> Walk:
        variant = Variant.LISTED if self.plot.listed else Variant.NOT_YET_LISTED
        acceptance.accept(self.case.pk, variant=variant, by=self.by("acceptance_officer"), at=self.at)
        return self

    # --- review ---

    def handler(self) -> Actor:
        parts = {self.cast.people[part].pk: part for part in ("handling_judge", "handling_judge_2")}
        return self.by(parts[self.case.handler_id or 0])

    def fill_review(self, *, approve: bool = True) -> Walk:
        case, actor = self.case, self.handler()
        review.ensure_review(case.pk, by=actor, at=self.at)
        review.save_review(case.pk, review_data(case, self.plot, self.at, approve=approve), by=actor, at=self.at)
        return self

    def submit_review(self, *, approve: bool = True) -> Walk:
        self.fill_review(approve=approve)
        review.submit_review(self.case.pk, by=self.handler(), at=self.at)
        return self

    def return_review(self) -> Walk:
        review.return_review(
            self.case.pk,
            note="请补充核查企业在本院的关联案件，并写明履行凭证的编号。",
            by=self.by("reviewing_judge"),
            at=self.at,
        )
        return self

    def pass_review(self) -> Walk:
        review.pass_review(self.case.pk, note="同意承办意见。", by=self.by("reviewing_judge"), at=self.at)
        return self

    def approve(self) -> Walk:
        review.approve(
            self.case.pk,
            reason_text="企业积极履行义务并配合执行，未发现禁止情形，具备信用修复条件。",
            by=self.by("signing_president"),
            at=self.at,
        )
        return self

    def reject(self) -> Walk:
        options = options_of(self.cast.region)
        code = RejectionReason.PLAN_NOT_FEASIBLE
        review.reject(
            self.case.pk,
            reason_codes=(code, RejectionReason.NOT_PERFORMED),
            reason_text="履行计划没有资金来源，到期各期也没有支付。",
            guidance=options.rejection_guidance[code],
            remedy=options.reject_remedy,
            reapply_on=legal_date(self.at) + timedelta(days=183),
            by=self.by("signing_president"),
            at=self.at,
        )
        return self

    # --- certificate and push ---

    def issue(self) -> Walk:
        certificates.issue_certificate(self.case.pk, by=self.by("acceptance_officer"), at=self.at)
        return self

    def operate_list(self) -> Walk:
        case = self.case
        kind = certificates.list_operation_for(case)
        if kind is not None:
            certificates.record_list_operation(
                case.pk,
                kind=kind,
                performed_on=legal_date(self.at),
                system_receipt=f"演示返回编号{case.pk:06d}",
                new_term_end=legal_date(self.at) if self.plot.fixed_term else None,
                by=self.by("list_operator"),
                at=self.at,
            )
        return self

    def push(self) -> Walk:
        certificate = self.case.certificate
        if certificate is None:
            raise RuntimeError
        render_document(certificate.document_id, at=self.at)
        recognition.push(self.case.pk, at=self.at)
        return self

    def return_push(self) -> Walk:
        recognition.return_push(
            self.case.pk,
            reason="推送清单中的执行案号与证明不一致，请核对后重新推送。",
            by=self.by("bureau_handler"),
            at=self.at,
        )
        return self

    def push_again(self) -> Walk:
        recognition.push_again(self.case.pk, note="已核对更正。", by=self.by("acceptance_officer"), at=self.at)
        return self

    def receive(self) -> Walk:
        recognition.receive_push(self.case.pk, by=self.by("bureau_handler"), at=self.at)
        return self

    def propose_distribution(self) -> Walk:
        recognition.propose_distribution(self.case.pk, by=self.by("bureau_handler"), at=self.at)
        return self

    def distribute(self) -> Walk:
        recognition.distribute(self.case.pk, by=self.by("bureau_approver"), at=self.at)
        return self

    # --- units ---

    def unit_receives(self, code: str) -> Walk:
        recognition.receive_delivery(self.unit(code).pk, by=self.by(f"{code}:liaison"), at=self.at)
        return self

    def unit_proposes(self, code: str, result: RecognitionResult = RecognitionResult.RECOGNIZED) -> Walk:
        recognition.propose_answer(self.unit(code).pk, answer=ANSWERS[result], by=self.by(f"{code}:liaison"), at=self.at)
        return self

    def unit_answers(self, code: str, result: RecognitionResult = RecognitionResult.RECOGNIZED) -> Walk:
        """From whatever the unit has done so far to its approved answer."""
        if self.unit(code).state == RecognitionState.AWAITING_RECEIPT:
            self.unit_receives(code)
        if self.unit(code).state == RecognitionState.RECEIVED:
            self.unit_proposes(code, result)
        recognition.approve_answer(self.unit(code).pk, by=self.by(f"{code}:approver"), at=self.at)
        return self

    def all_units_answer(self, except_for: Sequence[str] = ()) -> Walk:
        for unit in self.cast.units:
            if unit.code not in except_for:
                self.unit_answers(unit.code)
        return self

    # --- to a state ---

    def to(self, state: CaseState) -> Walk:
        """The shortest lawful way to a state, for tests and for the story."""
        for step in WAYS[state]:
            step(self)
        return self


ANSWERS = {
    RecognitionResult.RECOGNIZED: recognition.AnswerData(
        result=RecognitionResult.RECOGNIZED, measures_lifted="已取消内部限制标记，不再因本案限制该企业办理业务。"
    ),
    RecognitionResult.PARTIAL: recognition.AnswerData(
        result=RecognitionResult.PARTIAL,
        measures_lifted="一般事项已恢复办理。",
        items_refused="专项资金申报",
        legal_basis="专项资金管理办法关于申报条件的规定",
        reason="该专项资金要求申报年度内没有被执行记录，与本案是否修复无关。",
        guidance="下一申报年度可正常申报，申报前可向本单位窗口咨询。",
    ),
    RecognitionResult.REFUSED: recognition.AnswerData(
        result=RecognitionResult.REFUSED,
        legal_basis="市场主体登记管理的有关规定",
        reason="该企业另有一项股权冻结尚未解除，变更登记仍受限制。",
        guidance="请先向作出冻结的法院申请解除冻结，凭解除文书即可办理变更登记。",
    ),
}


def review_data(case: Case, plot: Plot, at: datetime, *, approve: bool) -> review.ReviewData:
    """A complete review form; with ``approve=False`` one obstacle is found."""
    guards = GuardRule.objects.filter(region=case.region_id, is_current=True).order_by("position", "pk")
    items: dict[int, tuple[Finding | str, str]] = {}
    for rule in guards:
        if rule.kind == GuardKind.CONDITION:
            items[rule.pk] = (Finding.FOUND, "已核对银行回单和结清证明。")
        else:
            items[rule.pk] = (Finding.CLEAR, "已通过网络查控和关联案件检索核查。")
    if not approve:
        condition = next(rule for rule in guards if rule.kind == GuardKind.CONDITION)
        items[condition.pk] = (Finding.CLEAR, "到期各期均未支付，没有履行凭证。")
    effect = _EFFECTS[plot.certificate_type]
    measures = {row.pk: (effect, "") for row in case.enforcement_case.measures.order_by("pk")}
    conditional = plot.certificate_type in (CertificateType.WITHHELD, CertificateType.SUSPENDED)
    return review.ReviewData(
        capacity="企业持续经营，订单稳定，账户流水正常。",
        cooperation="按时报告财产，按传到庭，遵守限制消费令。",
        related_cases_checked=True,
        related_cases_note="已在办案系统检索，情况如关联案件表。",
        recommendation=Recommendation.APPROVE if approve else Recommendation.REJECT,
        certificate_type=plot.certificate_type if approve else "",
        valid_until=_term_end(at) if conditional and approve else None,
        conditions="按履行计划按期付款；逾期未付的，本院将依程序撤销。" if conditional and approve else "",
        opinion="经核查，建议准予信用修复。" if approve else "经核查，履行计划没有落实，建议不予信用修复。",
        items=items,
        measures=measures,
    )


def _term_end(at: datetime) -> date:
    return legal_date(at) + timedelta(days=80)


_EFFECTS = {
    CertificateType.WITHHELD: MeasureEffect.WITHHOLD,
    CertificateType.SUSPENDED: MeasureEffect.SUSPEND,
    CertificateType.FULFILLED: MeasureEffect.LIFT,
    CertificateType.PERFORMED_UNLISTED: MeasureEffect.LIFT,
}


def voucher(text: str) -> SimpleUploadedFile:
    """A picture of a bank receipt, plainly a specimen."""
    image = Image.new("RGB", (640, 360), "white")
    draw = ImageDraw.Draw(image)
    draw.rectangle((10, 10, 630, 350), outline="gray")
    draw.text((30, 40), "SPECIMEN  BANK RECEIPT", fill="black")
    draw.text((30, 90), "case " + "".join(char for char in text if char.isdigit()), fill="black")
    content = BytesIO()
    image.save(content, "PNG")
    return SimpleUploadedFile("付款回单（样例）.png", content.getvalue(), "image/png")


def _steps(*names: str) -> tuple[Callable[[Walk], Any], ...]:
    def call(name: str) -> Callable[[Walk], Any]:
        return lambda walk: getattr(walk, name)()

    return tuple(call(name) for name in names)


_TO_ACCEPTED = ("apply", "accept")
_TO_SIGN = (*_TO_ACCEPTED, "submit_review", "pass_review")
_TO_PUSHED = (*_TO_SIGN, "approve", "issue", "push")
_TO_DISTRIBUTED = (*_TO_PUSHED, "receive", "propose_distribution", "distribute")

WAYS: dict[CaseState, tuple[Callable[[Walk], Any], ...]] = {
    CaseState.SUBMITTED: _steps("apply"),
    CaseState.SUPPLEMENT: _steps("apply", "ask_supplement"),
    CaseState.PENDING_DECLINE: (*_steps("apply"), lambda walk: walk.decline(confirm=False)),
    CaseState.NOT_ACCEPTED: _steps("apply", "decline"),
    CaseState.ACCEPTED: _steps(*_TO_ACCEPTED),
    CaseState.PENDING_REVIEW: _steps(*_TO_ACCEPTED, "submit_review"),
    CaseState.RETURNED: _steps(*_TO_ACCEPTED, "submit_review", "return_review"),
    CaseState.PENDING_SIGN: _steps(*_TO_SIGN),
    CaseState.REJECTED: (
        *_steps(*_TO_ACCEPTED),
        lambda walk: walk.submit_review(approve=False),
        *_steps("pass_review", "reject"),
    ),
    CaseState.APPROVED: _steps(*_TO_SIGN, "approve"),
    CaseState.CERTIFIED: _steps(*_TO_SIGN, "approve", "issue"),
    CaseState.PUSHED: _steps(*_TO_PUSHED),
    CaseState.PUSH_RETURNED: _steps(*_TO_PUSHED, "return_push"),
    CaseState.RECEIVED: _steps(*_TO_PUSHED, "receive"),
    CaseState.PENDING_DISTRIBUTION: _steps(*_TO_PUSHED, "receive", "propose_distribution"),
    CaseState.DISTRIBUTED: _steps(*_TO_DISTRIBUTED),
    CaseState.RECOGNIZING: (
        *_steps(*_TO_DISTRIBUTED),
        lambda walk: walk.unit_receives(walk.cast.units[-1].code),
    ),
    CaseState.RECOGNIZED_ALL: _steps(*_TO_DISTRIBUTED, "all_units_answer"),
    CaseState.SETTLED: (*_steps(*_TO_DISTRIBUTED), lambda walk: _settle_with_refusal(walk)),
    CaseState.WITHDRAWN: (
        *_steps("apply"),
        lambda walk: applications.withdraw(walk.case.pk, reason="另行协商", by=walk.agent_actor(), at=walk.at),
    ),
    CaseState.LAPSED: (
        *_steps("apply", "ask_supplement"),
        lambda walk: acceptance.lapse_supplement(walk.later(days=30).case.pk, at=walk.at),
    ),
}


def _settle_with_refusal(walk: Walk) -> None:
    refusing = walk.cast.units[-1].code
    walk.all_units_answer(except_for=(refusing,)).unit_answers(refusing, RecognitionResult.REFUSED)
    office = walk.by("office")
    recognition.open_consultation(walk.unit(refusing).pk, by=office, at=walk.at)
    recognition.conclude_consultation(
        walk.unit(refusing).pk,
        outcome=Action.CONSULT_UPHOLD,
        note="经会商，股权冻结属其他案件，维持该单位意见，待冻结解除后即时办理。",
        attendees=("办公室", "法院", "该单位"),
        by=office,
        at=walk.at,
    )
