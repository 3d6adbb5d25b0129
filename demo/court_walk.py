"""The first half of the walk: from the enforcement measure to the court's decision."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Self

from accounts.enums import MandateState
from accounts.models import User
from cases.commitment import needs_representative, shown_digest
from cases.enums import (
    Channel,
    ListingState,
    MaterialKind,
    MeasureKind,
    ServiceManner,
    TermKind,
    Variant,
)
from cases.models import Application, Case, EnforcementCase, ProactiveNotice
from cases.options import options_of
from cases.outcomes import DeclineReason, RejectionReason
from cases.parties import BoundPerson
from cases.services import (
    acceptance,
    applications,
    enforcement,
    examination,
    mandates,
    recorded,
    signing,
    supplements,
)
from deadlines.codes import ClockCode
from deadlines.services import due_preview
from demo.party_walk import PartyWalk
from demo.plot import Plot
from demo.printing import judge_files, make_papers
from demo.specimens import PERFORMANCE, application_fields, examination_data, voucher
from departments.actors import actor_for
from ledger.timekeeping import legal_date
from notices.enums import DocumentKind
from recognition.models import Recognition

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from demo.people import Cast
    from procedure.actors import Actor


# An enforcement case has been before the court for a while when measures are taken in it.
FILED_DAYS_BEFORE = 40


@dataclass
class CourtWalk(PartyWalk):
    """One case on its way. ``at`` is the moment of the next step; :meth:`later` moves it on."""

    cast: Cast
    plot: Plot
    agent: User
    at: datetime
    enforcement: EnforcementCase | None = None
    notice: ProactiveNotice | None = None
    application: Application | None = None
    cases: list[Case] = field(default_factory=list)
    second: EnforcementCase | None = None

    def later(self, **delta: int) -> Self:
        self.at += timedelta(**delta)
        return self

    def by(self, part: str) -> Actor:
        return self.cast.actor(part, self.at)

    def agent_actor(self) -> Actor:
        return actor_for(self.agent, self.at)

    @property
    def case(self) -> Case:
        """The case as it stands now."""
        return Case.objects.get(pk=self.case_id)

    @property
    def case_id(self) -> int:
        return self.cases[0].pk

    def sibling(self) -> Self:
        """The walk of the second case of the same application, at the same moment."""
        return replace(self, cases=self.cases[1:])

    def unit(self, code: str) -> Recognition:
        return Recognition.objects.get(case=self.cases[0], department__code=code)

    def record(self) -> Self:
        self.enforcement = self._recorded(self.plot.number)
        self._record_listing(self.enforcement)
        return self

    def notify_of_second(self, number: str) -> Self:
        """Another enforcement case of the same enterprise with a notice of its own; one application may hold both."""
        self.second = self._recorded(number)
        self._record_listing(self.second)
        self._serve(self._measures(self.second))
        return self

    def _recorded(self, number: str) -> EnforcementCase:
        plot, court = self.plot, self.cast.court
        filed_on = legal_date(self.at) - timedelta(days=FILED_DAYS_BEFORE)
        return enforcement.record_enforcement_case(
            recorded.EnforcementCaseData(
                court_id=court.pk,
                number=number,
                uscc=plot.uscc,
                enterprise_name=plot.enterprise_name,
                address=plot.address,
                legal_representative=plot.legal_representative,
                filed_on=filed_on,
                basis_kind=plot.basis_kind,
                basis_number=f"（{filed_on.year}）{court.court_code}民初" + number.rsplit("执", maxsplit=1)[-1],
                basis_issuer=court.name,
                obligation=plot.obligation,
                amount_fen=plot.amount_fen,
                performed_fen=plot.performed,
                performance=plot.performance,
                creditor=plot.creditor,
                handler_name=self.cast.people["handling_judge"].full_name,
                handler_phone=court.phone,
            ),
            by=self.by("acceptance_officer"),
            at=self.at,
        )

    def _record_listing(self, enforced: EnforcementCase) -> None:
        today = legal_date(self.at)
        if self.plot.listed:
            fixed = self.plot.fixed_term
            data = recorded.ListingData(
                state=ListingState.LISTED,
                situations=(4,) if fixed else (1,),
                decision_number=f"{enforced.number}之一",
                listed_on=today - timedelta(days=30),
                term_kind=TermKind.FIXED if fixed else TermKind.NONE,
                term_end=today + timedelta(days=700) if fixed else None,
            )
        elif self.plot.fulfilled:
            return
        else:
            data = recorded.ListingData(state=ListingState.PROPOSED, situations=(1,))
        enforcement.record_listing(enforced.pk, data, by=self.by("acceptance_officer"), at=self.at)

    def take_measures(self, *, days_ago: int = 0) -> Self:
        if self.enforcement is None:
            raise RuntimeError
        self.notice = self._measures(self.enforcement, days_ago=days_ago)
        return self

    def _measures(self, enforced: EnforcementCase, *, days_ago: int = 0) -> ProactiveNotice:
        taken_on = legal_date(self.at) - timedelta(days=days_ago)
        measures = [
            recorded.MeasureData(kind=MeasureKind.FREEZE, detail="企业基本账户", taken_on=taken_on),
            recorded.MeasureData(kind=MeasureKind.SPENDING_ORDER, document_number=f"{enforced.number}限1号", taken_on=taken_on),
        ]
        if self.plot.legal_representative:
            measures.append(
                recorded.MeasureData(
                    kind=MeasureKind.SPENDING_ORDER,
                    bound=BoundPerson.LEGAL_REPRESENTATIVE,
                    person_name=self.plot.legal_representative,
                    document_number=f"{enforced.number}限2号",
                    taken_on=taken_on,
                )
            )
        if self.plot.listed:
            measures.append(recorded.MeasureData(kind=MeasureKind.LISTING, detail="失信被执行人名单", taken_on=taken_on))
        return enforcement.record_measures(enforced.pk, measures, by=self.by("acceptance_officer"), at=self.at)

    def serve(self) -> Self:
        if self.notice is None:
            raise RuntimeError
        self._serve(self.notice)
        return self

    def make_papers(self, *kinds: DocumentKind, **belonging: object) -> None:
        """Have those papers made that the next step rests on."""
        make_papers(*kinds, at=self.at, by=self.cast.press, **belonging)

    def _serve(self, notice: ProactiveNotice) -> None:
        self.make_papers(DocumentKind.PROACTIVE_NOTICE, notice=notice)
        enforcement.serve_notice(
            notice.pk,
            manner=self.plot.manner,
            electronic_consent=self.plot.manner == ServiceManner.ELECTRONIC,
            served_on=legal_date(self.at),
            receiver=self.agent.full_name,
            by=self.by("acceptance_officer"),
            at=self.at,
        )

    def join(self) -> Self:
        if self.notice is None:
            raise RuntimeError
        asked = mandates.request_by_notice(self.notice.token, kind=self.plot.agent_kind, by=self.agent_actor(), at=self.at)
        if asked.state == MandateState.REQUESTED:
            mandates.decide_mandate(asked.pk, grant=True, reason="", by=self.by("acceptance_officer"), at=self.at)
        return self

    def ask_to_join(self) -> Self:
        """Without a notice in hand: the court has to confirm."""
        mandates.request_mandate(
            self.plot.uscc,
            enterprise_name=self.plot.enterprise_name,
            kind=self.plot.agent_kind,
            reason="本人任行政主管，告知书由原经办人带走，现由我接手办理，可致电公司总机核实。",
            by=self.agent_actor(),
            at=self.at,
        )
        return self

    def draft(self) -> Self:
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

    def fill(self, also: Sequence[EnforcementCase] = ()) -> Self:
        if self.application is None or self.enforcement is None:
            raise RuntimeError
        second = (self.second,) if self.second else ()
        chosen = [row.pk for row in (self.enforcement, *second, *also)]
        self._save({"enforcement_cases": chosen, **application_fields(self.plot)})
        applications.add_material(
            self.application.pk,
            slot=1,
            kind=MaterialKind.PERFORMANCE_PROOF,
            upload=voucher(self.plot.number),
            by=self.agent_actor(),
            at=self.at,
        )
        return self

    def begin_to_fill(self) -> Self:
        """As far as somebody comes who is called away."""
        fields = {"ground": self.plot.ground, "performance": PERFORMANCE[self.plot.fulfilled], "duties_performed": self.plot.statement[0]}
        return self._save(fields)

    def _save(self, fields: dict[str, Any]) -> Self:
        if self.application is None:
            raise RuntimeError
        applications.save_draft(self.application.pk, fields, by=self.agent_actor(), at=self.at)
        return self

    def shown(self) -> str:
        """What the page of the commitment letter shows now, as its form posts it."""
        if self.application is None:
            raise RuntimeError
        return shown_digest(Application.objects.get(pk=self.application.pk))

    def submit(self) -> Self:
        if self.application is None:
            raise RuntimeError
        key, by = self.application.pk, self.agent_actor()
        shown, token = self.shown(), self.application.submission_token
        if needs_representative(self.application):
            signing.sign_commitment(key, shown=shown, is_public=True, by=by, at=self.at)
        judge_files(self.at)
        applications.submit_application(key, submission_token=token, shown=shown, by=by, at=self.at)
        self.cases = list(self.application.cases.order_by("pk"))
        return self

    def apply(self, also: Sequence[EnforcementCase] = ()) -> Self:
        """From nothing to a submitted application."""
        self.record().take_measures().serve()
        self.later(days=1).join().draft().fill(also).submit()
        return self

    def ask_supplement(self) -> Self:
        acceptance.request_supplement(
            self.case_id,
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
        return self.deliver(DocumentKind.SUPPLEMENT_NOTICE)

    def answer_supplement(self) -> Self:
        request = self.case.supplements.get(answered_at__isnull=True)
        supplements.answer_supplement(
            self.case_id,
            answers={
                item.pk: supplements.SupplementAnswer(text="已补充最后一笔回单。", upload=voucher(self.plot.number))
                for item in request.items.order_by("position")
            },
            by=self.agent_actor(),
            at=self.at,
        )
        return self

    def decline(self, *, confirm: bool = True) -> Self:
        reason = DeclineReason.NOT_DISHONESTY
        acceptance.propose_decline(
            self.case_id,
            reason=reason,
            note="申请所列记录为行政处罚公示信息，不是失信被执行人名单信息。",
            channel=options_of(self.cast.region).decline_channels[reason],
            by=self.by("acceptance_officer"),
            at=self.at,
        )
        return self.confirm_decline() if confirm else self

    def confirm_decline(self) -> Self:
        acceptance.confirm_decline(self.case_id, by=self.by("reviewing_judge"), at=self.at)
        return self

    def withdraw(self) -> Self:
        applications.withdraw(self.case_id, reason="与申请执行人另行协商，待和解后再申请。", by=self.agent_actor(), at=self.at)
        return self

    def lapse(self) -> Self:
        """The system's own step once the days to answer are over, and the enterprise was reminded of them."""
        self.reminded()
        acceptance.lapse_supplement(self.case_id, at=self.at)
        return self

    def accept(self) -> Self:
        variant = Variant.LISTED if self.plot.listed else Variant.NOT_YET_LISTED
        acceptance.accept(self.case_id, variant=variant, by=self.by("acceptance_officer"), at=self.at)
        return self

    def handler(self) -> Actor:
        parts = {self.cast.people[part].pk: part for part in ("handling_judge", "handling_judge_2")}
        return self.by(parts[self.case.handler_id or 0])

    def fill_examination(self, *, approve: bool = True) -> Self:
        case, actor = self.case, self.handler()
        examination.ensure_examination(case.pk, by=actor, at=self.at)
        examination.save_examination(case.pk, examination_data(case, self.plot, self.at, approve=approve), by=actor, at=self.at)
        return self

    def submit_examination(self, *, approve: bool = True) -> Self:
        self.hear_creditor()
        self.verify_lost().fill_examination(approve=approve)
        examination.submit_examination(self.case_id, by=self.handler(), at=self.at)
        return self

    def return_by_reviewer(self) -> Self:
        examination.return_by_reviewer(
            self.case_id,
            note="请补充核查企业在本院的关联案件，并写明履行凭证的编号。",
            by=self.by("reviewing_judge"),
            at=self.at,
        )
        return self

    def pass_review(self) -> Self:
        examination.pass_review(self.case_id, note="同意承办意见。", by=self.by("reviewing_judge"), at=self.at)
        return self

    def approve(self) -> Self:
        examination.approve(
            self.case_id,
            reason_text="企业积极履行义务并配合执行，未发现禁止情形，具备信用修复条件。",
            by=self.by("signing_president"),
            at=self.at,
        )
        return self

    def reject(self) -> Self:
        options = options_of(self.cast.region)
        code = RejectionReason.PLAN_NOT_FEASIBLE
        examination.reject(
            self.case_id,
            reasons={code: "履行计划没有写明资金来源。", RejectionReason.NOT_PERFORMED: "到期两期没有支付，也没有说明原因。"},
            guidance=options.rejection_guidance[code],
            reapply_on=due_preview(self.cast.region, ClockCode.REAPPLICATION, legal_date(self.at)),
            by=self.by("signing_president"),
            at=self.at,
        )
        return self.deliver(DocumentKind.REJECTION_DECISION)
