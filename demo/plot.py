"""The facts of one enterprise of the demo."""

from __future__ import annotations

from dataclasses import dataclass

from accounts.enums import AgentKind
from cases.enums import BasisKind, CertificateType, EntryEffect, PerformanceStatus, RepairGround, ServiceManner
from demo.statements import STATEMENTS, Statement


@dataclass(frozen=True, kw_only=True)
class Plot:
    """The facts of one enterprise and its enforcement case, as the story tells them."""

    enterprise_name: str
    uscc: str
    number: str
    listed: bool = True
    fulfilled: bool = True
    fixed_term: bool = False
    # What becomes of the entry in the list, where it is not the usual thing.
    entry: EntryEffect | None = None
    amount_fen: int = 86_000_000
    performed_fen: int | None = None
    creditor: str = "黄石示例建材有限公司"
    creditor_mobile: str = "13900007788"
    address: str = "示范路88号（虚构地址）"
    legal_representative: str = ""
    basis_kind: BasisKind = BasisKind.JUDGMENT
    obligation: str = "支付货款及迟延履行期间的利息。"
    manner: ServiceManner = ServiceManner.DIRECT
    agent_kind: AgentKind = AgentKind.STAFF
    contact_phone: str = "13800000000"

    @property
    def ground(self) -> RepairGround:
        return RepairGround.FULFILLED if self.fulfilled else RepairGround.PLAN

    @property
    def statement(self) -> Statement:
        return STATEMENTS[self.listed, self.fulfilled]

    @property
    def certificate_type(self) -> CertificateType:
        if self.listed:
            return CertificateType.FULFILLED if self.fulfilled else CertificateType.SUSPENDED
        return CertificateType.PERFORMED_UNLISTED if self.fulfilled else CertificateType.WITHHELD

    @property
    def performance(self) -> PerformanceStatus:
        if self.fulfilled:
            return PerformanceStatus.FULL
        return PerformanceStatus.PARTIAL if self.performed else PerformanceStatus.NONE

    @property
    def performed(self) -> int:
        if self.performed_fen is not None:
            return self.performed_fen
        return self.amount_fen if self.fulfilled else self.amount_fen // 2
