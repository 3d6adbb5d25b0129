"""What a walk does with the parties of its case: papers served, the creditor asked and heard."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.db.models import F

from cases.enums import ServiceManner, Verification
from cases.lost import materials_to_verify
from cases.models import Case, CreditorConsultation, Service
from cases.parties import AmountView, ConsultationState, CreditorAnswer, ServiceState
from cases.services import creditor_links, creditors, serving, verification
from deadlines.codes import ClockCode
from demo.specimens import voucher
from ledger.timekeeping import legal_date
from messaging.models import Message
from messaging.services import mark_read
from notices.enums import DocumentKind
from oversight.ladder import fire_rungs

if TYPE_CHECKING:
    from datetime import datetime

    from accounts.models import User
    from demo.plot import Plot
    from procedure.actors import Actor


class PartyWalk:
    """A part of the walk, which has all this."""

    if TYPE_CHECKING:
        plot: Plot
        agent: User
        at: datetime

        @property
        def case(self) -> Case: ...

        @property
        def case_id(self) -> int: ...

        def by(self, part: str) -> Actor: ...

        def handler(self) -> Actor: ...

        def make_papers(self, *kinds: DocumentKind, **belonging: object) -> None: ...

    def deliver(self, *kinds: DocumentKind) -> Self:
        """Papers of the case made, and served on the applicant's account as the work loop does it."""
        self.make_papers(*kinds, case=self.case)
        owed = serving.services_to_deliver(case=self.case_id, document__kind__in=kinds)
        for key in list(owed.values_list("pk", flat=True)):
            serving.serve_electronically(key, at=self.at)
        return self

    def reminded(self) -> Self:
        """The enterprise is reminded of its supplement at the hours of the ladder, as the sweep would have done, and opens each reminder."""
        while clock := self.case.clocks.filter(
            code=ClockCode.SUPPLEMENT, next_rung_at__lte=self.at, due_on__gt=F("next_rung_at__date")
        ).first():
            at = clock.next_rung_at
            if at is not None:
                fire_rungs(clock.pk, at=at)
        for clock in self.case.clocks.filter(code=ClockCode.SUPPLEMENT).order_by("pk"):
            told = Message.objects.filter(
                enterprise=self.case.enterprise_id, dedup_key__startswith=f"rung:{clock.pk}:", sent_at__lte=self.at
            )
            for key, at in told.order_by("pk").values_list("pk", "sent_at"):
                mark_read(key, user=self.agent, at=at)
        return self

    def serve_creditor(self) -> Self:
        """The letter to the creditor, handed over."""
        letter = Service.objects.get(case=self.case_id, document__kind=DocumentKind.CREDITOR_LETTER, state=ServiceState.OWED)
        self.make_papers(DocumentKind.CREDITOR_LETTER, case=self.case)
        serving.record_service(
            letter.pk,
            manner=ServiceManner.POST,
            served_on=legal_date(self.at),
            receiver=self.plot.creditor,
            proof=voucher(self.plot.number),
            by=self.by("acceptance_officer"),
            at=self.at,
        )
        return self

    def creditor_answers(self, answer: CreditorAnswer = CreditorAnswer.AGREES, words: str = "") -> Self:
        """By a link that the court has given him."""
        view = creditors.CreditorView(answer=answer, signer="申请执行人代理人", words=words, amount_view=AmountView.CONFIRMED)
        creditors.answer_by_link(self.creditor_link(), view, at=self.at)
        return self

    def creditor_link(self) -> str:
        """The token of a new link for the creditor."""
        consultation = CreditorConsultation.objects.get(case=self.case_id)
        mobile = self.plot.creditor_mobile
        return creditor_links.make_link(consultation.pk, mobile=mobile, by=self.by("acceptance_officer"), at=self.at).token

    def hear_creditor(self) -> Self:
        """Where he is asked, nothing is recommended before he was heard."""
        if CreditorConsultation.objects.get(case=self.case_id).state == ConsultationState.ASKED:
            self.serve_creditor().creditor_answers()
        return self

    def verify_lost(self) -> Self:
        """Of every lost material, what its issuer answered."""
        found = {row.pk: (Verification.CONFIRMED, "已去函核实，出具单位回函确认。") for row in materials_to_verify(self.case)}
        if found:
            verification.verify_materials(self.case_id, found=found, by=self.handler(), at=self.at)
        return self
