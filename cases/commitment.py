"""What an applicant promises: one letter, word for word as the page shows it, the person signs it and the paper prints it."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from accounts.enums import AgentKind
from cases.enums import CommitmentSigner, PerformanceStatus, RepairGround
from cases.models.application import STATEMENT_SECTIONS
from cases.naming import party
from cases.options import options_of
from departments.models import Region
from words.lists import listed

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from cases.models import Application, EnforcementCase

PUBLIC: Final = "同意依法公开本承诺书，其中的个人信息除外。"
NOT_PUBLIC: Final = "不同意公开本承诺书。"
WAITING: Final = "等待法定代表人签署信用承诺书：请把签署链接发给法定代表人，由其登录本人账号签署后再提交。"
OVERTAKEN: Final = "法定代表人签署以后，申请内容、材料或者承诺书有改动，原签署已经失效，请法定代表人重新签署后再提交。"
CHANGED: Final = "您打开这一页以后，承诺书或者申请内容有改动，没有签署。下面是现在的内容，请重新核对，同意后再签署。"
# Grounds by which the applicant says itself that nothing is left to perform.
PERFORMED_GROUNDS: Final = (RepairGround.FULFILLED, RepairGround.SETTLED_FULFILLED)
# Whom the court calls may change hands after the signature; everything else of the form is what was signed.
CONTENTS: Final = ("ground", "ground_note", "performance", *STATEMENT_SECTIONS)


@dataclass(frozen=True, slots=True)
class Letter:
    """``addressee`` is empty as long as no enforcement case is chosen."""

    addressee: str
    opening: str
    items: tuple[str, ...]

    @property
    def texts(self) -> tuple[str, ...]:
        """Every line in its order and with its number."""
        numbered = (f"{number}．{item}" for number, item in enumerate(self.items, start=1))
        return tuple(text for text in (self.addressee, self.opening, *numbered) if text)


def letter_of(application: Application) -> Letter:
    """The letter as the application and its region's file have it now."""
    cases = _cases(application)
    enterprise = application.enterprise
    courts = dict.fromkeys(case.court.name for case in cases)
    about = f"就{listed(case.number for case in cases)}执行案件" if cases else ""
    return Letter(
        addressee=f"{listed(courts)}：" if courts else "",
        opening=f"本企业{party(enterprise)}（统一社会信用代码{enterprise.uscc}）{about}申请信用修复，自愿作出下列承诺：",
        items=_items(application, cases),
    )


def publication(*, is_public: bool) -> str:
    return PUBLIC if is_public else NOT_PUBLIC


def shown_digest(application: Application) -> str:
    """What the person has before the eyes who signs: the letter, and the application that it calls true."""
    return _digest((*letter_of(application).texts, "", *_contents(application)))


def signed_digest(application: Application) -> str:
    """The same with the choice made while signing."""
    return _digest((shown_digest(application), publication(is_public=application.commitment_public)))


def needs_representative(application: Application) -> bool:
    """Whether a region that the application concerns leaves the signature to the legal representative alone."""
    regions = [case.court.region for case in _cases(application)] or [_any_region()]
    return any(options_of(region).commitment_signer == CommitmentSigner.REPRESENTATIVE for region in regions)


def signature_gap(application: Application) -> str:
    """Why a letter that somebody else signs is not signed as it stands."""
    if application.signed_at is None:
        return WAITING
    is_enough = not needs_representative(application) or application.signed_as == AgentKind.LEGAL_REPRESENTATIVE
    return "" if is_enough and application.signed_digest == signed_digest(application) else OVERTAKEN


def _cases(application: Application) -> list[EnforcementCase]:
    # Sorted here: a page has read them already.
    return sorted(application.enforcement_cases.all(), key=lambda case: case.pk)


def _any_region() -> Region:
    return Region.objects.order_by("pk")[:1].get()


def _items(application: Application, cases: Sequence[EnforcementCase]) -> tuple[str, ...]:
    options = options_of(cases[0].court.region if cases else _any_region())
    if application.ground in PERFORMED_GROUNDS or (cases and all(case.performance == PerformanceStatus.FULL for case in cases)):
        return options.commitment_items_performed
    plan = application.performance.strip()
    return (*((f"本企业的履行情况和履行计划：{plan}",) if plan else ()), *options.commitment_items)


def _contents(application: Application) -> Iterator[str]:
    yield from (getattr(application, name) for name in CONTENTS)
    for material in application.current_materials:
        yield from (str(material.slot), material.kind, material.sha256, material.issuer, material.lost_note)


def _digest(texts: Sequence[str]) -> str:
    return hashlib.sha256(json.dumps(texts, ensure_ascii=False).encode()).hexdigest()
