"""What is brought against a decision, and a repair that is revoked, each step by the person whose step it is."""

from __future__ import annotations

from typing import Self

from cases.services import objections, revocations
from demo.specimens import voucher
from demo.unit_walk import UnitWalk
from notices.enums import DocumentKind
from recognition import revoking


class RemedyWalk(UnitWalk):
    """A case after a decision that somebody does not leave as it is."""

    def object(self) -> Self:
        objections.file_objection(self.case_id, text="到期两期已经支付，附银行回单。", by=self.agent_actor(), at=self.at)
        return self

    def uphold(self) -> Self:
        objections.uphold_objection(self.case_id, reasons="银行回单经核对属实。", by=self.by("reviewing_judge"), at=self.at)
        return self

    def dismiss(self) -> Self:
        objections.dismiss_objection(self.case_id, reasons="回单所载的款项不是本案应付的款项。", by=self.by("reviewing_judge"), at=self.at)
        return self

    def propose_revocation(self) -> Self:
        revocations.propose_revocation(
            self.case_id,
            ground=revocations.grounds_of(self.case)[0],
            facts="到期一期没有支付，经催告仍未支付。",
            evidence=voucher(self.plot.number),
            by=self.handler(),
            at=self.at,
        )
        return self

    def answer_revocation(self) -> Self:
        revocations.answer_revocation(self.case_id, answer="因客户延期回款，未能按期支付。", by=self.agent_actor(), at=self.at)
        return self

    def review_revocation(self) -> Self:
        revocations.review_revocation(self.case_id, note="同意。", by=self.by("reviewing_judge"), at=self.at)
        return self

    def revoke(self) -> Self:
        revoking.revoke(self.case_id, reasons="延期回款不是免除按期付款的理由。", by=self.by("signing_president"), at=self.at)
        return self

    def push_revocation(self) -> Self:
        self.make_papers(DocumentKind.REVOCATION_NOTICE, case=self.case_id)
        revoking.push_revocation(self.case_id, at=self.at)
        return self

    def forward_revocation(self) -> Self:
        revoking.receive_revocation(self.case_id, by=self.by("bureau_handler"), at=self.at)
        revoking.forward_revocation(self.case_id, by=self.by("bureau_approver"), at=self.at)
        return self
