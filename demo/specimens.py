"""What the people of the demo write and hand in: statements, examination forms, units' answers, a specimen receipt."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO
from typing import TYPE_CHECKING, Any

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageDraw

from cases.effects import DECIDED_KINDS, DISCIPLINE_KINDS
from cases.enums import CONDITIONAL_TYPES, CertificateType, EntryEffect, Finding, GuardKind, MeasureEffect, Recommendation
from cases.models import GuardRule
from cases.parties import ElectronicService
from cases.services.examination import ExaminationData, MeasureChoice
from ledger.timekeeping import legal_date
from recognition.enums import RecognitionResult
from recognition.services import AnswerData

if TYPE_CHECKING:
    from datetime import datetime

    from cases.models import Case, Measure
    from demo.plot import Plot


PERFORMANCE = {
    True: "已付清全部款项，申请执行人出具了结清证明。",
    False: "已付一半，余款分三个月付清，每月二十日前支付。",
}

ANSWERS = {
    RecognitionResult.RECOGNIZED: AnswerData(
        result=RecognitionResult.RECOGNIZED, measures_lifted="已取消内部限制标记，不再因本案限制该企业办理业务。"
    ),
    RecognitionResult.PARTIAL: AnswerData(
        result=RecognitionResult.PARTIAL,
        measures_lifted="一般事项已恢复办理。",
        items_refused="专项资金申报",
        legal_basis="《示例专项资金管理办法》（虚构）第八条",
        reason="该专项资金要求申报年度内没有被执行记录，与本案是否修复无关。",
        guidance="下一申报年度可正常申报，申报前可向本单位窗口咨询。",
    ),
    RecognitionResult.REFUSED: AnswerData(
        result=RecognitionResult.REFUSED,
        legal_basis="《示例市场主体登记办法》（虚构）第十二条",
        reason="该企业另有一项股权冻结尚未解除，变更登记仍受限制。",
        guidance="请先向作出冻结的法院申请解除冻结，凭解除文书即可办理变更登记。",
    ),
}
# What a unit changes when it recognises, in its own words; the others use the general answer.
LIFTED_BY = {
    "development-reform": "项目审批、备案不再因本案附加限制条件，信用查询结果已更新。",
    "finance": "财政扶持申报的限制标记已取消。",
    "government-data": "参加招标投标不再因本案受限。",
    "natural-resources": "行政审批事项恢复正常办理。",
    "financial-affairs": "已提示辖内金融机构更新本案记录，授信审查不再因本案受限。",
}
WITHOUT_RESTRICTION = ("court", "justice")


def application_fields(plot: Plot) -> dict[str, Any]:
    """All that an applicant types and ticks; the enforcement cases are chosen elsewhere."""
    duties, wrongs, prevention = plot.statement
    return {
        "ground": plot.ground,
        "ground_note": "以上情况有银行回单和结清证明为证。" if plot.fulfilled else "履行计划和担保情况见所附材料。",
        "performance": PERFORMANCE[plot.fulfilled],
        "contact_phone": plot.contact_phone,
        "service_address": plot.address,
        "service_mobile": plot.contact_phone,
        "service_electronic": ElectronicService.AGREED,
        "duties_performed": duties,
        "wrongs_corrected": wrongs,
        "prevention": prevention,
        "commitment_public": True,
    }


def answer_of(unit_code: str, result: RecognitionResult) -> AnswerData:
    if result != RecognitionResult.RECOGNIZED:
        return ANSWERS[result]
    if unit_code in WITHOUT_RESTRICTION:
        return AnswerData(result=result, no_related_restriction=True)
    if unit_code in LIFTED_BY:
        return AnswerData(result=result, measures_lifted=LIFTED_BY[unit_code])
    return ANSWERS[result]


_ENTRY = {
    CertificateType.WITHHELD: EntryEffect.WITHHOLD_LISTING,
    CertificateType.SUSPENDED: EntryEffect.SHIELD,
    CertificateType.FULFILLED: EntryEffect.DELETE,
    CertificateType.PERFORMED_UNLISTED: EntryEffect.NO_ENTRY,
}


def entry_effect(plot: Plot) -> EntryEffect:
    if plot.entry is not None:
        return plot.entry
    is_early = plot.fixed_term and plot.certificate_type == CertificateType.FULFILLED
    return EntryEffect.DELETE_EARLY if is_early else _ENTRY[plot.certificate_type]


def measure_choice(plot: Plot, measure: Measure) -> MeasureChoice:
    """Discipline is lifted; what is frozen is released by a ruling once all is paid."""
    if measure.kind in DISCIPLINE_KINDS:
        return MeasureChoice(effect=MeasureEffect.LIFT, note="限制影响企业恢复履行能力。")
    if plot.fulfilled:
        return MeasureChoice(effect=MeasureEffect.LIFT, ruling_number=f"{plot.number}之二")
    return MeasureChoice(effect=MeasureEffect.MAINTAIN)


_TERM = timedelta(days=80)
_SHORTENED = timedelta(days=200)


def examination_data(case: Case, plot: Plot, at: datetime, *, approve: bool) -> ExaminationData:
    """A complete examination form; with ``approve=False`` one condition is found not to be met."""
    guards = list(GuardRule.objects.filter(region=case.region_id, is_current=True).order_by("position", "pk"))
    conditional = plot.certificate_type in CONDITIONAL_TYPES
    is_shortened = entry_effect(plot) == EntryEffect.SHORTEN
    return ExaminationData(
        capacity="企业持续经营，订单稳定，账户流水正常。",
        cooperation="按时报告财产，按传到庭，遵守限制消费令。",
        related_cases_checked=True,
        related_cases_note="已在办案系统检索，情况如关联案件表。",
        recommendation=Recommendation.APPROVE if approve else Recommendation.REJECT,
        certificate_type=plot.certificate_type if approve else "",
        entry_effect=entry_effect(plot) if approve else "",
        entry_until=legal_date(at) + _SHORTENED if approve and is_shortened else None,
        entry_reasons="企业曾违反财产报告制度，缩短期限而不提前删除。" if approve and is_shortened else "",
        valid_until=legal_date(at) + _TERM if conditional and approve else None,
        conditions="按履行计划按期付款；逾期未付的，本院可以撤销信用修复。" if conditional and approve else "",
        opinion="经核查，履行情况与凭证一致，未发现禁止情形，建议准予信用修复。"
        if approve
        else "经核查，履行计划没有落实，建议不予信用修复。",
        items=_findings(guards, fulfilled=plot.fulfilled, approve=approve),
        measures=_choices(case, plot),
    )


def _choices(case: Case, plot: Plot) -> dict[int, MeasureChoice]:
    taken = case.enforcement_case.measures.filter(kind__in=DECIDED_KINDS).order_by("pk")
    return {row.pk: measure_choice(plot, row) for row in taken}


def _findings(guards: list[GuardRule], *, fulfilled: bool, approve: bool) -> dict[int, tuple[Finding | str, str]]:
    seen = "已核对银行回单和结清证明。" if fulfilled else "已核对到期各期的银行回单和履行计划。"
    found: dict[int, tuple[Finding | str, str]] = {}
    for rule in guards:
        is_condition = rule.kind == GuardKind.CONDITION
        found[rule.pk] = (Finding.FOUND, seen) if is_condition else (Finding.CLEAR, "已通过网络查控和关联案件检索核查。")
    if not approve:
        condition = next(rule for rule in guards if rule.kind == GuardKind.CONDITION)
        found[condition.pk] = (Finding.CLEAR, "到期各期均未支付，没有履行凭证。")
    return found


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
