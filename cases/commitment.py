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
WAITING: Final = (
    "信用承诺书须由法定代表人本人签署，现在还没有签署。法定代表人可以登录本人账号签署，也可以凭经办人生成的一次性链接签署，签署后才能提交。"
)
OVERTAKEN: Final = "法定代表人签署以后，申请内容、材料或者承诺书有改动，原签署已经失效，请法定代表人重新签署后再提交。"
CHANGED: Final = "您打开这一页以后，承诺书或者申请内容有改动，没有签署。下面是现在的内容，请重新核对，同意后再签署。"
# How far the applicant has come, by each ground and in its own words; what it promises follows from the region's file.
STANDING: Final = {
    RepairGround.FULFILLED: "法律文书确定的义务，本企业已经全部履行，具体情况：{performance}",
    RepairGround.SETTLED_FULFILLED: "本企业与申请执行人达成的和解协议已经全部履行，具体情况：{performance}",
    RepairGround.PLAN: "法律文书确定的义务，本企业履行了一部分，还没有全部履行，已经履行的情况和今后的履行计划：{performance}",
    RepairGround.GUARANTEE: "法律文书确定的义务，本企业还没有全部履行，已经提供担保，履行和担保的情况：{performance}",
    RepairGround.CREDITOR_CONSENT: "法律文书确定的义务，本企业还没有全部履行，申请执行人已经书面同意，履行情况和同意的内容：{performance}",
    RepairGround.PROCEDURE: "法院已经裁定中止执行、不予执行或者终结执行，具体情况：{performance}",
    RepairGround.OTHER: "本企业申请的事由：{note}\n履行情况：{performance}",
}
# Of these nothing can be left to perform where the court's own record says that all is performed.
UNPERFORMED: Final = (RepairGround.PLAN, RepairGround.GUARANTEE, RepairGround.CREDITOR_CONSENT)
# Whom the court calls may change hands after the signature; everything else of the form is what was signed.
CONTENTS: Final = ("ground", "ground_note", "performance", *STATEMENT_SECTIONS)


@dataclass(frozen=True, slots=True)
class Letter:
    """``addressee`` is empty as long as no enforcement case is chosen, ``items`` as long as no ground is."""

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


def signed_texts(application: Application) -> tuple[str, ...]:
    """The letter with the choice made while signing: what is signed, kept and printed."""
    return (*letter_of(application).texts, publication(is_public=application.commitment_public))


def signed_digest(application: Application) -> str:
    """Of the same, and of the application that it calls true."""
    return _digest((shown_digest(application), publication(is_public=application.commitment_public)))


def needs_representative(application: Application) -> bool:
    """Whether a region that the application concerns leaves the signature to the legal representative alone."""
    regions = [case.court.region for case in _cases(application)] or [_any_region()]
    return any(options_of(region).commitment_signer == CommitmentSigner.REPRESENTATIVE for region in regions)


def signature_gap(application: Application) -> str:
    """Why a letter that somebody else signs is not signed as it stands."""
    if application.signed_at is None:
        return OVERTAKEN if application.signature_voided_at else WAITING
    # Whoever signed without an account signed as the one whom the court has on record.
    if application.signed_by_id is None and not is_representative(application, application.signed_name):
        return OVERTAKEN
    is_enough = not needs_representative(application) or application.signed_as == AgentKind.LEGAL_REPRESENTATIVE
    return "" if is_enough and application.signed_digest == signed_digest(application) else OVERTAKEN


def is_representative(application: Application, name: str) -> bool:
    """Whether the record of the court, if it names a legal representative, names this one; it may have been corrected since."""
    on_record = application.enterprise.legal_representative
    return not on_record or name == on_record


def _cases(application: Application) -> list[EnforcementCase]:
    # Sorted here: a page has read them already.
    return sorted(application.enforcement_cases.all(), key=lambda case: case.pk)


def _any_region() -> Region:
    return Region.objects.order_by("pk")[:1].get()


def ground_of(application: Application) -> RepairGround | None:
    """By which ground the letter speaks: nobody promises to perform what the court has on record as performed."""
    if not application.ground:
        return None
    ground, cases = RepairGround(application.ground), _cases(application)
    is_performed = cases and all(case.performance == PerformanceStatus.FULL for case in cases)
    return RepairGround.FULFILLED if is_performed and ground in UNPERFORMED else ground


def _items(application: Application, cases: Sequence[EnforcementCase]) -> tuple[str, ...]:
    ground, performance = ground_of(application), application.performance.strip()
    if ground is None or not performance:
        return ()
    options = options_of(cases[0].court.region if cases else _any_region())
    standing = STANDING[ground].format(performance=performance, note=application.ground_note.strip())
    return (standing, *options.commitment[ground])


def _contents(application: Application) -> Iterator[str]:
    yield from (getattr(application, name) for name in CONTENTS)
    for material in application.current_materials:
        yield from (str(material.slot), material.kind, material.sha256, material.issuer, material.lost_note)


def _digest(texts: Sequence[str]) -> str:
    return hashlib.sha256(json.dumps(texts, ensure_ascii=False).encode()).hexdigest()
