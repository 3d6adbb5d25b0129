"""Real cases, walked through the services, from which every kind of paper is made once and held to the letter."""

from __future__ import annotations

import dataclasses
import re
from datetime import datetime, timedelta
from html import unescape
from typing import TYPE_CHECKING

from django.db.models import Q
from django.template.loader import render_to_string
from django.utils.html import strip_tags

from accounts.models import Enterprise
from assessment import services as assessing
from assessment.periods import Period
from cases.enums import DutyGround, MaterialKind, ServiceManner
from cases.outcomes import HoldGround
from cases.parties import ElectronicService
from cases.services import applications, asking, enforcement, examination, holds
from demo.people import create_agent
from demo.specimens import examination_data, voucher
from demo.walk import Plot, Walk
from ledger.timekeeping import SHANGHAI, legal_date
from mechanism.enums import MeetingKind
from mechanism.services import meetings, minutes
from mechanism.services.meetings import MeetingData
from mechanism.services.minutes import MinutesData, ResolutionData
from notices import links
from notices.enums import Audience
from notices.enums import DocumentKind as K
from notices.kinds import Paper, kind_of
from notices.models import Document
from notices.pdf import close_gaps
from notices.printing import SHEET
from notices.snapshots import context_of
from oversight.enums import OrderKind
from oversight.services import issue_order
from recognition.enums import RecognitionAction, RecognitionResult
from tests.support.world import PASSWORD, new_uscc
from words import normal

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from demo.people import Cast

# A Tuesday; every step of a walk falls on a day of its own, so that no date can stand for another.
BEGIN = datetime(2026, 11, 3, 10, 0, tzinfo=SHANGHAI)
NAMES = {"chain": "青岚机械", "rejected": "远帆物流", "declined": "云栖园艺", "lapsed": "长河纸业", "withdrawn": "北望陶瓷"}
NAMES |= {"unlisted": "新禾食品", "fulfilled": "明湖纺织", "fixed": "松涛木业", "voluntary": "锦程印务"}
NAMES |= {"dismissed": "东篱包装", "upheld": "西岭建材", "revoked": "南浦渔具", "list": "中塘包装", "pressed": "石桥仪表"}
NAMES |= {"suspended": "南岭包装"}


def _walk(cast: Cast, name: str, **facts: object) -> Walk:
    place = list(NAMES).index(name) + 1
    facts = {
        "enterprise_name": f"示例{NAMES[name]}有限公司",
        "uscc": new_uscc(8_800_000 + place),
        "number": f"（2026）鄂0203执{8800 + place}号",
        "amount_fen": 123_456_700 + place,
        "performed_fen": 40_000_050 + place,
        "fulfilled": False,
        "address": f"示范路{place}号（虚构地址）",
        "contact_phone": f"1380000000{place}",
        **facts,
    }
    if facts["fulfilled"]:
        facts["performed_fen"] = facts["amount_fen"]
    agent = create_agent(f"golden-{name}", f"示例{NAMES[name]}经办", PASSWORD)
    return Walk(cast, Plot(**facts), agent, BEGIN)


def _applied(walk: Walk) -> Walk:
    walk.record().take_measures(days_ago=1).later(days=1).serve().later(days=1)
    return walk.join().draft().fill().submit().later(days=1)


def _applied_in_full(walk: Walk) -> Walk:
    """With everything that an application and its service can hold."""
    walk.record().take_measures(days_ago=1).later(days=1)
    Enterprise.objects.filter(pk=walk.enforcement.enterprise_id).update(former_names="示例青岚五金厂")
    enforcement.serve_notice(
        walk.notice.pk,
        manner=ServiceManner.POST,
        served_on=legal_date(walk.at),
        receiver="示例收发室",
        receipt=voucher(walk.plot.number),
        by=walk.by("acceptance_officer"),
        at=walk.at,
    )
    walk.later(days=1).notify_of_second("（2026）鄂0203执恢8899号").join().draft().fill()
    person = {"by": walk.agent_actor(), "at": walk.at}
    also = {"contribution": "参与制定示例行业标准。", "public_good": "结对帮扶示例村。", "commitment_public": False}
    applications.save_draft(walk.application.pk, also, **person)
    applications.report_material_lost(
        walk.application.pk, slot=2, kind=MaterialKind.CAPACITY_PROOF, issuer="示例登记机关", note="搬迁时遗失", **person
    )
    return walk.submit().later(days=1)


def _signed(walk: Walk, *, approve: bool = True) -> Walk:
    walk.accept().later(days=2).submit_examination(approve=approve).later(days=1).pass_review().later(days=3)
    return walk.approve() if approve else walk.reject()


def _signed_in_full(walk: Walk, **said: object) -> Walk:
    """With an examination that says more than the story's."""
    walk.accept().later(days=2).verify_lost().fill_examination()
    data = examination_data(walk.case, walk.plot, walk.at, approve=True)
    choices = enumerate(data.measures.items(), start=1)
    notes = {pk: dataclasses.replace(choice, note=f"第{place}项措施的说明") for place, (pk, choice) in choices}
    said = {"measures": notes, **said}
    examination.save_examination(walk.case_id, dataclasses.replace(data, **said), by=walk.handler(), at=walk.at)
    walk.hear_creditor()
    examination.submit_examination(walk.case_id, by=walk.handler(), at=walk.at)
    return walk.later(days=1).pass_review().later(days=3).approve()


def _chain(cast: Cast) -> Walk:
    walk = _applied_in_full(_walk(cast, "chain", fixed_term=True))
    walk.ask_supplement().later(days=3).answer_supplement().later(days=1)
    _signed_in_full(walk, conditions="按履行计划按期付款。\n每月报告财产变动情况。").later(days=1).issue().operate_list().later(
        days=1
    ).push().return_push().later(days=1).push_again()
    walk.later(days=1).receive().propose_distribution().later(days=3).distribute().later(days=1)
    walk.unit_answers("finance", RecognitionResult.REFUSED).later(days=1).unit_answers("justice", RecognitionResult.PARTIAL)
    walk.later(days=1).convene("finance").convene("justice").all_units_answer(except_for=("finance", "justice"))
    walk.conclude("justice", RecognitionAction.CONSULT_RECOGNIZE, "专项资金另案办理，与本案无关，改为认可").later(days=3)
    return walk.conclude("finance", RecognitionAction.CONSULT_UPHOLD, "股权冻结解除之前维持该单位意见")


def _settled(cast: Cast) -> Walk:
    """Every case of the enterprise before the court is settled, and its certificate says so."""
    walk = _applied(_walk(cast, "fulfilled", fulfilled=True))
    return _signed_in_full(walk, covers_all_cases=True, query_on=walk.at.date(), query_number="查询0001").later(days=1).issue()


def _issued(cast: Cast, name: str, **facts: object) -> Walk:
    return _signed(_applied(_walk(cast, name, **facts))).later(days=1).issue()


def _objected(cast: Cast, name: str) -> Walk:
    return _signed(_applied(_walk(cast, name)), approve=False).later(days=2).object().later(days=3)


# How a debtor says that the decision is to be served.
SERVED = {"service_address": "示范路1号（虚构地址）", "service_electronic": ElectronicService.AGREED}


def _list_questioned(cast: Cast) -> Walk:
    """The debtor asks that the list be put right, and is told why not."""
    walk = _applied(_walk(cast, "list"))
    said = {"ground": DutyGround.INACCURATE, "statement": "名单载明的未履行金额没有扣除第一期款项。", **SERVED}
    duty = asking.ask_for_correction(walk.enforcement.pk, **said, by=walk.agent_actor(), at=walk.at)
    walk.later(days=5)
    asking.refuse_correction(duty.pk, reasons="名单不载明金额，所称不属名单信息。", by=walk.by("reviewing_judge"), at=walk.at)
    return walk


def _suspended(cast: Cast) -> Walk:
    walk = _applied(_walk(cast, "suspended")).accept().later(days=2)
    said = {
        "ground": HoldGround.BANKRUPTCY,
        "from_on": walk.at.date(),
        "reason": "破产申请已经受理，债权正在申报。",
        "evidence": voucher("裁定书"),
    }
    holds.hold_examination(walk.case.pk, **said, by=walk.by("reviewing_judge"), at=walk.at)
    return walk


def _pressed(cast: Cast) -> Walk:
    """A unit lets its ten days pass, is urged, and then overseen."""
    walk = _issued(cast, "pressed").operate_list().later(days=1).push().receive().propose_distribution().distribute()
    late = walk.case.clocks.get(code="K-12", obligor__code="finance")
    walk.at = datetime.combine(late.due_on, BEGIN.timetz()) + timedelta(days=4)
    issue_order(late.pk, OrderKind.URGE, demand="请立即反馈，并写明迟延的原因。", by=walk.by("office"), at=walk.at)
    walk.later(days=2)
    issue_order(late.pk, OrderKind.OVERSIGHT, by=walk.by("office"), at=walk.at)
    return walk


def _revoked(cast: Cast) -> Walk:
    walk = _issued(cast, "revoked").operate_list().later(days=1).push().receive().propose_distribution().distribute()
    walk.later(days=1).all_units_answer().later(days=4).propose_revocation().later(days=2).answer_revocation()
    return walk.later(days=1).review_revocation().later(days=1).revoke()


WALKS = {
    "chain": _chain,
    "rejected": lambda cast: _signed(_applied(_walk(cast, "rejected", listed=False)), approve=False),
    "declined": lambda cast: _applied(_walk(cast, "declined")).decline(),
    "lapsed": lambda cast: _applied(_walk(cast, "lapsed")).ask_supplement().later(days=30).lapse(),
    "withdrawn": lambda cast: _applied(_walk(cast, "withdrawn")).accept().later(days=1).withdraw(),
    "unlisted": lambda cast: _issued(cast, "unlisted", listed=False),
    "fulfilled": _settled,
    "fixed": lambda cast: _issued(cast, "fixed", fulfilled=True, fixed_term=True),
    "dismissed": lambda cast: _objected(cast, "dismissed").dismiss(),
    "upheld": lambda cast: _objected(cast, "upheld").uphold(),
    "list": _list_questioned,
    "revoked": _revoked,
    "voluntary": lambda cast: _issued(cast, "voluntary", fulfilled=True, listed=False),
    "pressed": _pressed,
    "suspended": _suspended,
}
# Of a walk beside the chain only the papers that it is walked for; the chain shows each kind once, of one unit.
WANTED = {
    "rejected": (K.REJECTION_DECISION,),
    "suspended": (K.SUSPENSION_NOTICE,),
    "declined": (K.DECLINE_NOTICE,),
    "lapsed": (K.LAPSE_NOTICE,),
    "withdrawn": (K.WITHDRAWAL_NOTICE,),
    "dismissed": (K.OBJECTION_DISMISSAL,),
    "upheld": (K.OBJECTION_UPHELD,),
    "list": (K.LIST_CORRECTION,),
    "pressed": (K.URGE_ORDER, K.OVERSIGHT_ORDER),
    "revoked": (K.REVOCATION_DECISION, K.REVOCATION_NOTICE),
    **dict.fromkeys(("unlisted", "fulfilled", "fixed", "voluntary"), (K.APPROVAL_DECISION, K.CERTIFICATE, K.ADVICE_TO_UNITS)),
}
UNITS = {
    K.RECOGNITION_REPLY: ("justice", "court", "development-reform"),
    K.CONSULTATION_MINUTES: ("justice", "finance"),
}


def golden_texts(cast: Cast) -> dict[str, str]:
    """Every kind of paper, and some kinds in several situations, under the name of its file."""
    texts: dict[str, str] = {}
    for name, build in WALKS.items():
        walk = build(cast)
        for document in _documents(walk, name):
            texts[_file_name(document, name, texts)] = _told(document, _chances(walk))
    texts[K.MEETING_MINUTES.value] = _told(_minutes_of_the_group(cast), {})
    return texts | _assessed(cast)


def _minutes_of_the_group(cast: Cast) -> Document:
    """A meeting with everything that minutes can hold: who came and who did not, a guest, an opinion, tasks with and without a day."""
    units = {unit.code: unit for unit in cast.units if unit.code in ("court", "justice", "finance")}
    office, liaison = cast.actor("office", BEGIN), cast.actor("justice:liaison", BEGIN)
    keys = frozenset(unit.pk for unit in units.values())
    asked = MeetingData(title="领导小组2026年第四季度会议", agenda="研究第三季度互认情况", place="三楼会议室", starts_at=BEGIN, units=keys)
    meeting = meetings.convene(cast.region.pk, MeetingKind.MEETING, asked, by=office, at=BEGIN)
    own = meeting.invitations.get(department=units["justice"])
    meetings.sign_for(own.pk, by=liaison, at=BEGIN)
    meetings.give_opinion(own.pk, opinion="建议每月通报一次", by=liaison, at=BEGIN)
    lines = (
        ResolutionData(content="清点逾期的反馈", department_id=units["finance"].pk, due_on=BEGIN.date() + timedelta(days=6)),
        ResolutionData(content="编写问答", department_id=units["justice"].pk),
    )
    people = {units["court"].pk: "林知远 院长", units["justice"].pk: "文若水 副局长"}
    said = MinutesData(
        held_on=BEGIN.date(), chair="林知远 院长", guests="区优化营商环境领导小组联络员", content="各单位应当在签收当日登记",
        present=people, resolutions=lines,
    )  # fmt: skip
    minutes.write_minutes(meeting.pk, said, by=office, at=BEGIN)
    for row in meeting.invitations.filter(state="present").order_by("pk"):
        minutes.confirm_on_paper(row.pk, note="当场签字", by=office, at=BEGIN)
    document = minutes.close(meeting.pk, by=office, at=BEGIN + timedelta(days=1)).document
    assert document is not None
    return document


def _assessed(cast: Cast) -> dict[str, str]:
    """The year in which all this happened, assessed: the bulletin, and the sheet of a unit that appealed."""
    at = datetime(2027, 1, 5, 9, 0, tzinfo=SHANGHAI)
    office, unit = cast.actor("office", at), cast.actor("justice:approver", at)
    year = assessing.draw_up(cast.region, Period("year", 2026, 1), by=office, at=at)
    assessing.count(year.pk, at=at)
    assessing.show(year.pk, by=office, at=at)
    card = year.cards.get(department__code="justice")
    keys = assessing.charged_keys(card)
    assessing.appeal(card.pk, items=keys, reasons="会商的事项不是本单位的原因。", by=unit, at=at)
    assessing.uphold(card.pk, items=keys[:1], reasons="采纳第一项，其余不采纳。", by=office, at=at)
    for other in year.cards.exclude(pk=card.pk):
        assessing.confirm(other.pk, by=cast.actor(f"{other.department.code}:approver", at), at=at)
    assessing.lock(year.pk, by=office, at=at)
    known = dict.fromkeys(year.cards.values_list("content_sha256", flat=True), "«digest of the card»")
    found = Document.objects.filter(assessment=year).filter(Q(kind=K.BULLETIN) | Q(department__code="justice"))
    return {document.kind: _told(document, known) for document in found.order_by("pk")}


def _documents(walk: Walk, name: str) -> list[Document]:
    case = walk.case
    about = Q(case=case) | Q(application=case.application_id) | Q(notice__enforcement_case=case.enforcement_case_id)
    about |= Q(duty__enforcement_case=case.enforcement_case_id)
    found = Document.objects.filter(about).select_related("department").order_by("pk")
    if name != "chain":
        return list(found.filter(kind__in=WANTED[name]))
    return [one for one in found if one.kind not in UNITS or one.department.code in UNITS[one.kind]]


def _file_name(document: Document, walk: str, taken: dict[str, str]) -> str:
    parts = [document.kind]
    if walk != "chain":
        parts += [walk] if len(WANTED[walk]) > 1 else []
    elif document.kind in UNITS:
        parts.append(document.department.code)
    name = "-".join(parts)
    return f"{name}-again" if name in taken else name


def _told(document: Document, known: Mapping[str, str]) -> str:
    """What the paper is, every field of its dataclass, and what can be read on it."""
    paper = context_of(document.kind, bytes(document.snapshot))
    kind = kind_of(document.kind)
    told = [
        f"{kind.code.value} {kind.code.label}",
        f"title: {document.title}",
        f"number: {document.number}",
        f"audience: {Audience(document.audience).value}",
        f"department: {document.department.name if document.department else ''}",
        f"hangs on: {' '.join(name for name in ('notice', 'application', 'case', 'duty', 'assessment') if getattr(document, f'{name}_id'))}",
        f"owner: {kind.owner.name}",
        "",
        "--- fields",
        *_fields(paper),
        "",
        "--- printed",
        *_printed(paper),
        "",
    ]
    text = "\n".join(told)
    for value, name in known.items():
        text = text.replace(value, name)
    return text


def _fields(value: object, path: str = "") -> Iterator[str]:
    if dataclasses.is_dataclass(value):
        for field in dataclasses.fields(value):
            yield from _fields(getattr(value, field.name), f"{path}.{field.name}".lstrip("."))
    elif isinstance(value, tuple) and value:
        for place, item in enumerate(value):
            yield from _fields(item, f"{path}[{place}]")
    else:
        yield f"{path}: {value!r}"


def _printed(paper: Paper) -> list[str]:
    html = close_gaps(render_to_string(paper.template, {"paper": paper, "frame": SHEET}))
    html = re.sub(r'<img[^>]* alt="([^"]*)"[^>]*>', r"\n[\1]\n", html)
    html = re.sub(r"</(?:p|td|th|tr|h1|h2|li|div|title|span)>", "\n", html)
    lines = (" ".join(unescape(line).split()) for line in strip_tags(html).splitlines())
    return [line for line in lines if line]


def _chances(walk: Walk) -> dict[str, str]:
    """Names for what differs from run to run; only the very value of this case gives way to its name."""
    case = walk.case
    known = {links.enterprise_case(case.pk): "«page of the case»", case.application.query_code: "«query code»"}
    known[normal.in_groups(case.application.query_code)] = "«query code»"
    known |= {walk.notice.token: "«token of the notice»", case.application.signed_digest: "«digest of the letter»"}
    known |= {
        material.sha256: f"«digest of material {material.slot}»" for material in case.application.materials.filter(upload__isnull=False)
    }
    if case.certificate:
        known[case.certificate.verify_code] = known[normal.in_groups(case.certificate.verify_code)] = "«verify code»"
        known |= {case.certificate.document.pdf_sha256: "«digest of the certificate»"} if case.certificate.document.pdf_sha256 else {}
    # Every delivery of a certificate carries the same payload.
    return known | {delivery.payload_sha256: "«digest of the payload»" for delivery in case.deliveries.order_by("pk")}
