"""What will be printed on a certificate, read before it is sealed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cases.enums import CertificateType
from cases.options import options_of
from portal.words.values import yuan

if TYPE_CHECKING:
    from cases.models import Case


def certificate_preview(case: Case) -> list[tuple[str, str]]:
    """The lines of the certificate as the last review and the region's wording make them."""
    review = case.reviews.order_by("-round").first()
    if review is None or not review.certificate_type:
        return []
    options = options_of(case.region)
    kind = options.certificates[CertificateType(review.certificate_type)]
    enforcement = case.enforcement_case
    scope = "本案；该企业全部涉本院案件" if review.covers_all_cases else "仅限本案"
    return [
        ("名称", kind.title),
        ("企业名称", case.enterprise.name),
        ("统一社会信用代码", case.enterprise.uscc),
        ("执行案号", enforcement.number),
        ("执行依据", f"{enforcement.basis_issuer}{enforcement.basis_number}（{enforcement.get_basis_kind_display()}）"),
        ("履行情况", f"执行标的 {yuan(enforcement.amount_fen)}，已履行 {yuan(enforcement.performed_fen)}"),
        ("申请类型", case.get_variant_display()),
        ("效力", kind.effect),
        ("适用范围", scope),
        ("适用事项", "、".join(options.scope_fields)),
        ("有效期至", review.valid_until.isoformat() if review.valid_until else "不设有效期"),
        ("效力条件", review.conditions or "无"),
        ("依据", "；".join(kind.legal_basis)),
    ]
