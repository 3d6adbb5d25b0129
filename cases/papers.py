"""What each paper says, taken from the records at the moment of the step: the frozen snapshot of a document."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings

from cases.enums import CertificateType, GuardKind, RejectionReason
from cases.options import options_of
from cases.selectors import related_open_cases
from deadlines.models import DeadlineRule
from ledger.timekeeping import SHANGHAI
from notices import papers as p
from recognition.enums import RecognitionState
from recognition.selectors import units_progress

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date, datetime

    from cases.models import (
        Application,
        Case,
        Certificate,
        Decision,
        EnforcementCase,
        Measure,
        Notice,
        Review,
        SupplementRequest,
    )
    from departments.models import Department, Region
    from recognition.models import Delivery, Recognition

YUAN = 100
LISTING_SITUATIONS = ("一", "二", "三", "四", "五", "六")


def public_url(path: str) -> str:
    """An absolute address from the settings, never from a request (a forged Host would end up on paper)."""
    return f"{settings.PUBLIC_BASE_URL.rstrip('/')}{path}"


def iso(day: date | None) -> str:
    return day.isoformat() if day else ""


def yuan(fen: int) -> str:
    """Fen as yuan for reading: 1234567 -> 12,345.67元."""
    return f"{fen / YUAN:,.2f}元"


def limits(region: Region, *codes: str) -> tuple[p.Limit, ...]:
    """The current rules of the region as they are printed, in the order of ``codes``."""
    rules = {rule.code: rule for rule in DeadlineRule.objects.filter(region=region, code__in=codes, is_current=True)}
    return tuple(_printed(rules[code]) for code in codes)


def limit(region: Region, code: str) -> p.Limit:
    return limits(region, code)[0]


def _printed(rule: DeadlineRule) -> p.Limit:
    unit = {"WD": "个工作日", "ND": "日", "MONTH": "个月"}[rule.unit]
    length = f"{rule.length}{unit}" if rule.length else "当日"
    return p.Limit(name=rule.name, length=length, law=rule.law, local_rule_pending=rule.local_rule_pending)


def contact(office: Department, person: str = "") -> p.Contact:
    return p.Contact(office=office.name, person=person, phone=office.phone)


def instrument(enforcement: EnforcementCase) -> str:
    return f"{enforcement.basis_issuer}{enforcement.basis_number}{enforcement.get_basis_kind_display()}"


def performed(enforcement: EnforcementCase) -> str:
    return f"{enforcement.get_performance_display()}（已履行{yuan(enforcement.performed_fen)}，标的{yuan(enforcement.amount_fen)}）"


def listing_in_words(enforcement: EnforcementCase) -> str:
    listing = getattr(enforcement, "listing", None)
    if listing is None:
        return "未纳入失信被执行人名单"
    words: str = listing.get_state_display()
    if listing.listed_on:
        words += f"（{listing.listed_on.isoformat()}，{listing.get_term_kind_display()}"
        words += f"，至{listing.term_end.isoformat()}）" if listing.term_end else "）"
    return words


def measures(rows: Iterable[Measure]) -> tuple[p.Measure, ...]:
    return tuple(
        p.Measure(kind=row.get_kind_display(), subject=row.detail or "被执行企业", taken_on=iso(row.taken_on), law="") for row in rows
    )


def proactive_notice(notice: Notice, taken: Sequence[Measure], issued_on: date) -> p.ProactiveNoticePaper:
    enforcement = notice.enforcement_case
    court, region = enforcement.court, enforcement.court.region
    options = options_of(region)
    hard = region.guard_rules.filter(is_current=True, kind=GuardKind.HARD)
    return p.ProactiveNoticePaper(
        number=notice.number,
        region_name=region.name,
        court_name=court.name,
        enterprise_name=enforcement.enterprise.name,
        uscc=enforcement.enterprise.uscc,
        case_number=enforcement.number,
        instrument=instrument(enforcement),
        obligation=enforcement.obligation,
        measures=measures(taken),
        exclusions=tuple(f"{rule.text}（待本地细则）" if rule.local_rule_pending else rule.text for rule in hard),
        materials=tuple(options.materials),
        limits=limits(region, "K-02", "K-04", "K-10", "K-11", "K-12"),
        apply_url=public_url(f"/n/{notice.token}/"),
        contact=p.Contact(office=court.name, person=enforcement.handler_name, phone=enforcement.handler_phone or court.phone),
        report_phone=options.report_phone,
        issued_on=iso(issued_on),
    )


def service_receipt(notice: Notice, served_by: str) -> p.ServiceReceiptPaper:
    enforcement = notice.enforcement_case
    return p.ServiceReceiptPaper(
        court_name=enforcement.court.name,
        case_number=enforcement.number,
        cause=instrument(enforcement),
        document_title=p.ProactiveNoticePaper.title,
        document_number=notice.number,
        recipient_name=enforcement.enterprise.name,
        address=enforcement.enterprise.address,
        manner=notice.get_manner_display(),
        served_on=iso(notice.served_on),
        received_by=notice.receiver,
        served_by=served_by,
        remark=f"回证附件：{notice.receipt_name}" if notice.receipt_name else "",
    )


def application_form(application: Application, agent: str, submitted_on: date) -> p.ApplicationFormPaper:
    enterprise = application.enterprise
    cases = list(application.cases.select_related("enforcement_case__court", "enforcement_case__listing"))
    mandate = application.created_by.mandates.filter(enterprise=enterprise).order_by("-pk").first()
    return p.ApplicationFormPaper(
        court_name=cases[0].court.name,
        application_number=application.query_code,
        enterprise_name=enterprise.name,
        uscc=enterprise.uscc,
        enterprise_address=enterprise.address,
        cases=tuple(
            p.ApplicationCaseLine(
                case_number=case.enforcement_case.number,
                instrument=instrument(case.enforcement_case),
                variant=case.get_variant_display(),
                listing=listing_in_words(case.enforcement_case),
                obligation=case.enforcement_case.obligation,
                performed=performed(case.enforcement_case),
            )
            for case in cases
        ),
        reason=application.get_ground_display(),
        reason_text=application.ground_note,
        performance=application.performance,
        contact_phone=application.contact_phone,
        agent_name=agent,
        mandate=mandate.get_origin_display() if mandate else "",
        statement=p.Statement(
            fulfilment=application.duties_performed,
            correction=application.wrongs_corrected,
            prevention=application.prevention,
            industry_contribution=application.contribution,
            public_benefit=application.public_good,
        ),
        materials=tuple(
            p.MaterialLine(
                name=material.get_kind_display(),
                file_name=material.original_name,
                sha256=material.sha256,
                verify_with=material.issuer if material.is_lost else "",
            )
            for material in application.materials.filter(removed_at__isnull=True, supplement_item__isnull=True)
        ),
        submitted_on=iso(submitted_on),
    )


def commitment(application: Application, signatory_role: str, signed_on: date) -> p.CommitmentPaper:
    cases = list(application.cases.select_related("court__region", "enforcement_case"))
    items = options_of(cases[0].court.region).commitment_items
    return p.CommitmentPaper(
        court_name=cases[0].court.name,
        enterprise_name=application.enterprise.name,
        uscc=application.enterprise.uscc,
        case_numbers=tuple(case.enforcement_case.number for case in cases),
        items=(
            p.CommitmentItem(text=f"履行义务：{application.performance}"),
            *(p.CommitmentItem(text=text) for text in items),
        ),
        agrees_to_publication=application.commitment_public,
        signatory=application.signatory,
        signatory_role=signatory_role,
        signature_manner="登录本人账号勾选并签署姓名",
        signed_on=iso(signed_on),
    )


def submission_receipt(application: Application, submitted_at: datetime, due_on: date) -> p.ApplicationReceiptPaper:
    cases = list(application.cases.select_related("court__region", "enforcement_case"))
    return p.ApplicationReceiptPaper(
        court_name=cases[0].court.name,
        application_number=application.query_code,
        enterprise_name=application.enterprise.name,
        uscc=application.enterprise.uscc,
        cases=tuple(p.QueryCodeLine(case_number=case.enforcement_case.number, query_code=application.query_code) for case in cases),
        materials=tuple(str(m) for m in application.materials.filter(removed_at__isnull=True)),
        submitted_at=submitted_at.astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M"),
        acceptance_limit=limit(cases[0].court.region, "K-02"),
        acceptance_due_on=iso(due_on),
        progress_url=public_url("/progress/"),
        contact=contact(cases[0].court),
    )


def supplement_notice(case: Case, request: SupplementRequest, number: str, on: date) -> p.SupplementNoticePaper:
    return p.SupplementNoticePaper(
        number=number,
        court_name=case.court.name,
        enterprise_name=case.enterprise.name,
        uscc=case.enterprise.uscc,
        case_number=case.enforcement_case.number,
        submitted_on=_day(case.opened_at),
        round=request.round,
        items=tuple(
            p.SupplementItem(material=item.what, reason=item.why, how_to_obtain=item.how) for item in request.items.order_by("position")
        ),
        limit=limit(case.region, "K-03"),
        due_on=iso(request.due_on),
        answer_url=public_url(f"/enterprise/cases/{case.pk}/"),
        contact=contact(case.court),
        issued_on=iso(on),
    )


def acceptance_notice(case: Case, number: str, on: date, due_on: date) -> p.AcceptanceNoticePaper:
    return p.AcceptanceNoticePaper(
        number=number,
        court_name=case.court.name,
        enterprise_name=case.enterprise.name,
        uscc=case.enterprise.uscc,
        case_number=case.enforcement_case.number,
        submitted_on=_day(case.opened_at),
        accepted_on=iso(on),
        review_limit=limit(case.region, "K-04"),
        review_due_on=iso(due_on),
        progress_url=public_url("/progress/"),
        contact=contact(case.court),
        issued_on=iso(on),
    )


def decline_notice(case: Case, number: str, on: date) -> p.DeclineNoticePaper:
    return p.DeclineNoticePaper(
        number=number,
        court_name=case.court.name,
        enterprise_name=case.enterprise.name,
        uscc=case.enterprise.uscc,
        case_number=case.enforcement_case.number,
        submitted_on=_day(case.opened_at),
        reasons=(p.CodedReason(code=case.decline_reason, label=case.get_decline_reason_display(), text=case.decline_note),),
        right_channel=case.decline_channel,
        guidance=("请按上述渠道办理，不需要重新准备已经交过的材料。", "对受理范围有疑问的，可以拨打本通知所列电话咨询。"),
        remedy=options_of(case.region).decline_remedy,
        contact=contact(case.court),
        issued_on=iso(on),
    )


def lapse_notice(case: Case, request: SupplementRequest, number: str, on: date) -> p.LapseNoticePaper:
    asked = case.documents.filter(kind=p.SupplementNoticePaper.kind).order_by("-pk").first()
    return p.LapseNoticePaper(
        number=number,
        court_name=case.court.name,
        enterprise_name=case.enterprise.name,
        uscc=case.enterprise.uscc,
        case_number=case.enforcement_case.number,
        submitted_on=_day(case.opened_at),
        supplement_number=asked.number if asked else "",
        supplement_due_on=iso(request.due_on),
        limit=limit(case.region, "K-03"),
        missing=tuple(item.what for item in request.items.order_by("position")),
        lapsed_on=iso(on),
        apply_url=public_url("/enterprise/"),
        contact=contact(case.court),
        issued_on=iso(on),
    )


def withdrawal(case: Case, reason: str, number: str, on: date) -> p.WithdrawalPaper:
    return p.WithdrawalPaper(
        number=number,
        court_name=case.court.name,
        enterprise_name=case.enterprise.name,
        uscc=case.enterprise.uscc,
        case_number=case.enforcement_case.number,
        submitted_on=_day(case.opened_at),
        withdrawn_on=iso(on),
        stage=case.get_state_display(),
        reason=reason or "申请人自愿撤回",
        apply_url=public_url("/enterprise/"),
        contact=contact(case.court),
        issued_on=iso(on),
    )


def measure_outcomes(review: Review) -> tuple[p.MeasureOutcome, ...]:
    return tuple(
        p.MeasureOutcome(
            kind=row.measure.get_kind_display(),
            subject=row.measure.detail or "被执行企业",
            effect=row.get_effect_display() or "未定",
            starts_on="",
            ends_on=iso(review.valid_until),
            condition=row.note,
        )
        for row in review.measure_decisions.select_related("measure").order_by("measure_id")
    )


def review_report(case: Case, review: Review, handler: str, number: str, on: date) -> p.ReviewReportPaper:
    clock = case.clocks.filter(code="K-04").order_by("-round").first()
    accepted = clock.started_on if clock else on
    return p.ReviewReportPaper(
        number=number,
        court_name=case.court.name,
        enterprise_name=case.enterprise.name,
        uscc=case.enterprise.uscc,
        case_number=case.enforcement_case.number,
        instrument=instrument(case.enforcement_case),
        variant=case.get_variant_display(),
        listing=listing_in_words(case.enforcement_case),
        submitted_on=_day(case.opened_at),
        accepted_on=iso(accepted),
        review_due_on=iso(clock.due_on if clock else None),
        performance=f"{performed(case.enforcement_case)}；{review.capacity}",
        cooperation=review.cooperation,
        checklist=tuple(
            p.ChecklistLine(
                item=item.rule.text,
                result=_finding(item.rule.kind, item.finding),
                evidence=item.evidence,
                note="待本地细则" if item.rule.local_rule_pending else "",
            )
            for item in review.items.select_related("rule").order_by("rule__position", "pk")
        ),
        related_cases=tuple(
            p.RelatedCaseLine(case_number=other.number, court_name=case.court.name, status="未结案") for other in related_open_cases(case)
        ),
        measures=measure_outcomes(review),
        grounds=(case.application.get_ground_display(), review.related_cases_note or "关联案件已核查"),
        recommendation=review.get_recommendation_display(),
        certificate_type=review.get_certificate_type_display() if review.certificate_type else "不出具",
        opinion=review.opinion,
        handler_name=handler,
        reported_on=iso(on),
    )


def _finding(kind: str, finding: str) -> str:
    """A condition that is "found" is met; an obstacle that is "clear" is absent."""
    if kind == GuardKind.CONDITION:
        return "具备" if finding == "found" else "不具备"
    return "存在" if finding == "found" else "未发现"


def certificate_title(region: Region, kind: str) -> str:
    return options_of(region).certificates[CertificateType(kind)].title


def approval_decision(case: Case, decision: Decision, review: Review, signer: str) -> p.ApprovalDecisionPaper:
    return p.ApprovalDecisionPaper(
        number=decision.number,
        court_name=case.court.name,
        enterprise_name=case.enterprise.name,
        uscc=case.enterprise.uscc,
        case_number=case.enforcement_case.number,
        instrument=instrument(case.enforcement_case),
        variant=case.get_variant_display(),
        listing=listing_in_words(case.enforcement_case),
        submitted_on=_day(case.opened_at),
        accepted_on=_accepted_on(case),
        facts=performed(case.enforcement_case),
        reasons=decision.reason_text,
        legal_basis=_lines(decision.legal_basis),
        measures=measure_outcomes(review),
        certificate_title=certificate_title(case.region, review.certificate_type),
        valid_until=iso(review.valid_until),
        conditions=_lines(review.conditions),
        remedy=options_of(case.region).approve_remedy,
        signer_title="院长",
        signer_name=signer,
        issued_on=_day(decision.signed_at),
    )


def rejection_decision(case: Case, decision: Decision, signer: str, remedy_until: date | None) -> p.RejectionDecisionPaper:
    return p.RejectionDecisionPaper(
        number=decision.number,
        court_name=case.court.name,
        enterprise_name=case.enterprise.name,
        uscc=case.enterprise.uscc,
        case_number=case.enforcement_case.number,
        instrument=instrument(case.enforcement_case),
        variant=case.get_variant_display(),
        submitted_on=_day(case.opened_at),
        accepted_on=_accepted_on(case),
        facts=f"执行情况：{performed(case.enforcement_case)}。",
        reasons=tuple(
            p.CodedReason(code=code, label=RejectionReason(code).label, text=decision.reason_text if n == 0 else "")
            for n, code in enumerate(decision.reason_codes)
        ),
        legal_basis=_lines(decision.legal_basis),
        guidance=_lines(decision.guidance),
        remedy=decision.remedy,
        remedy_limit=limit(case.region, "K-05"),
        remedy_until=iso(remedy_until),
        reapply_from=iso(decision.reapply_on),
        reapply_limit=limit(case.region, "K-35"),
        signer_title="院长",
        signer_name=signer,
        issued_on=_day(decision.signed_at),
    )


def certificate_paper(
    case: Case, review: Review, *, number: str, verify_code: str, on: date, scope_fields: Sequence[str], basis: str
) -> p.CertificatePaper:
    decision = case.decision
    if decision is None:
        msg = "a certificate rests on a decision"
        raise ValueError(msg)
    return p.CertificatePaper(
        number=number,
        certificate_type=review.certificate_type,
        certificate_title=certificate_title(case.region, review.certificate_type),
        region_name=case.region.name,
        court_name=case.court.name,
        enterprise_name=case.enterprise.name,
        uscc=case.enterprise.uscc,
        former_name=case.enterprise.former_names,
        case_number=case.enforcement_case.number,
        instrument=instrument(case.enforcement_case),
        performance=performed(case.enforcement_case),
        legal_basis=_lines(basis),
        decision_number=decision.number,
        decided_on=_day(decision.signed_at),
        measures=measure_outcomes(review),
        scope_fields=tuple(scope_fields),
        covers_all_cases=review.covers_all_cases,
        valid_until=iso(review.valid_until),
        conditions=_lines(review.conditions),
        verify_url=public_url(f"/v/{verify_code}/"),
        verify_code=verify_code,
        contact=contact(case.court),
        issued_on=iso(on),
    )


def advice_to_units(case: Case, certificate: Certificate, review: Review, units: Sequence[Department], number: str) -> p.RepairNoticePaper:
    return p.RepairNoticePaper(
        number=number,
        region_name=case.region.name,
        court_name=case.court.name,
        addressees=tuple(unit.name for unit in units),
        enterprise_name=case.enterprise.name,
        uscc=case.enterprise.uscc,
        case_number=case.enforcement_case.number,
        certificate_number=certificate.number,
        certificate_title=certificate_title(case.region, certificate.type),
        certificate_issued_on=iso(certificate.issued_on),
        valid_until=iso(certificate.valid_until),
        scope_fields=tuple(options_of(case.region).advice_fields),
        measures=measure_outcomes(review),
        verify_url=public_url(f"/v/{certificate.verify_code}/"),
        contact=contact(case.court),
        issued_on=iso(certificate.issued_on),
    )


def push_line(certificate: Certificate) -> p.PushLine:
    case = certificate.case
    return p.PushLine(
        certificate_number=certificate.number,
        certificate_title=certificate_title(case.region, certificate.type),
        enterprise_name=case.enterprise.name,
        uscc=case.enterprise.uscc,
        case_number=case.enforcement_case.number,
        issued_on=iso(certificate.issued_on),
        valid_until=iso(certificate.valid_until),
        sha256=certificate.document.pdf_sha256,
    )


def push_letter(case: Case, certificate: Certificate, delivery: Delivery, number: str, on: date) -> p.PushLetterPaper:
    due = {code: _due(case, code) for code in ("K-10", "K-12")}
    return p.PushLetterPaper(
        number=number,
        region_name=case.region.name,
        court_name=case.court.name,
        bureau_name=case.bureau.name,
        batch_number=f"{case.number}-{delivery.round}",
        items=(push_line(certificate),),
        digest=delivery.payload_sha256,
        sign_due_on=due["K-10"],
        distribution_limit=limit(case.region, "K-11"),
        recognition_limit=limit(case.region, "K-12"),
        recognition_due_on=due["K-12"],
        contact=contact(case.court),
        issued_on=iso(on),
    )


def distribution_letter(
    case: Case, certificate: Certificate, unit: Department, number: str, on: date, sign_due_on: date
) -> p.DistributionLetterPaper:
    push = case.deliveries.filter(leg="court_to_bureau", state="received").order_by("-round").first()
    letter = case.documents.filter(kind=p.PushLetterPaper.kind).order_by("-pk").first()
    return p.DistributionLetterPaper(
        number=number,
        region_name=case.region.name,
        bureau_name=case.bureau.name,
        unit_name=unit.name,
        unit_fields=tuple(unit.recognition_fields),
        court_name=case.court.name,
        push_number=letter.number if letter else "",
        received_on=_day(push.received_at) if push and push.received_at else "",
        items=(push_line(certificate),),
        sign_limit=limit(case.region, "K-13"),
        sign_due_on=iso(sign_due_on),
        recognition_limit=limit(case.region, "K-12"),
        recognition_due_on=_due(case, "K-12"),
        feedback_manner=options_of(case.region).feedback_manner,
        contact=contact(case.bureau),
        issued_on=iso(on),
    )


def recognition_reply(recognition: Recognition, proposer: str, approver: str, number: str, on: date) -> p.RecognitionFormPaper:
    case, unit = recognition.case, recognition.department
    return p.RecognitionFormPaper(
        number=number,
        region_name=case.region.name,
        unit_name=unit.name,
        bureau_name=case.bureau.name,
        enterprise_name=case.enterprise.name,
        uscc=case.enterprise.uscc,
        case_number=case.enforcement_case.number,
        certificate_number=recognition.certificate.number,
        certificate_title=certificate_title(case.region, recognition.certificate.type),
        valid_until=iso(recognition.certificate.valid_until),
        received_on=_day(recognition.received_at),
        due_on=_unit_due(recognition),
        result=recognition.get_result_display(),
        fields=tuple(
            p.RecognitionFieldLine(
                field=name,
                result=recognition.get_result_display(),
                handling="本单位无关联限制" if recognition.no_related_restriction else recognition.measures_lifted,
            )
            for name in unit.recognition_fields
        ),
        legal_basis=recognition.legal_basis,
        reason=recognition.reason,
        guidance=recognition.guidance,
        handled_by=proposer,
        approved_by=approver,
        answered_on=iso(on),
        issued_on=iso(on),
    )


def refusal_letter(recognition: Recognition, number: str, on: date) -> p.RefusalLetterPaper:
    case, unit = recognition.case, recognition.department
    return p.RefusalLetterPaper(
        number=number,
        region_name=case.region.name,
        unit_name=unit.name,
        bureau_name=case.bureau.name,
        enterprise_name=case.enterprise.name,
        uscc=case.enterprise.uscc,
        case_number=case.enforcement_case.number,
        certificate_number=recognition.certificate.number,
        certificate_title=certificate_title(case.region, recognition.certificate.type),
        result=recognition.get_result_display(),
        refused_fields=_lines(recognition.items_refused) or tuple(unit.recognition_fields),
        legal_basis=recognition.legal_basis,
        reason=recognition.reason,
        guidance=recognition.guidance,
        contact=contact(unit),
        issued_on=iso(on),
    )


def consultation_minutes(
    recognition: Recognition, *, outcome: str, chair: str, attendees: Sequence[str], number: str, on: date
) -> p.ConsultationMinutesPaper:
    case = recognition.case
    refusal = case.documents.filter(department=recognition.department_id).exclude(number="").order_by("-pk").first()
    return p.ConsultationMinutesPaper(
        number=number,
        office_name=f"{case.region.name}企业信用修复协同联动工作领导小组办公室",
        held_on=iso(on),
        chair=chair,
        attendees=tuple(attendees),
        enterprise_name=case.enterprise.name,
        uscc=case.enterprise.uscc,
        case_number=case.enforcement_case.number,
        certificate_number=recognition.certificate.number,
        unit_name=recognition.department.name,
        refusal_number=refusal.number if refusal else "",
        dispute=recognition.items_refused or recognition.reason,
        views=recognition.reason,
        outcome=outcome,
        resolutions=(p.Resolution(text=recognition.consultation_note, responsible=recognition.department.name),),
        issued_on=iso(on),
    )


def recognition_result(case: Case, number: str, on: date) -> p.RecognitionResultPaper:
    certificate = case.certificate
    if certificate is None:
        msg = "recognition rests on a certificate"
        raise ValueError(msg)
    progress = units_progress(case)
    return p.RecognitionResultPaper(
        number=number,
        region_name=case.region.name,
        bureau_name=case.bureau.name,
        enterprise_name=case.enterprise.name,
        uscc=case.enterprise.uscc,
        case_number=case.enforcement_case.number,
        certificate_number=certificate.number,
        certificate_title=certificate_title(case.region, certificate.type),
        certificate_issued_on=iso(certificate.issued_on),
        valid_until=iso(certificate.valid_until),
        results=tuple(
            p.UnitResultLine(
                unit_name=row.department.name,
                fields=tuple(row.department.recognition_fields),
                result=row.get_state_display(),
                answered_on=_day(row.consulted_at or row.answered_at),
                note=_note(row),
            )
            for row in progress.rows
        ),
        recognised=progress.recognized,
        total=progress.total,
        complaint_phone=options_of(case.region).complaint_phone,
        verify_url=public_url(f"/v/{certificate.verify_code}/"),
        contact=contact(case.bureau),
        issued_on=iso(on),
    )


def _note(row: Recognition) -> str:
    """What the enterprise reads about one unit: the effect of a recognition, or why not and what to do."""
    if row.state == RecognitionState.RECOGNIZED and row.consultation_note:
        return f"经会商认可：{row.consultation_note}"
    if row.state == RecognitionState.RECOGNIZED:
        return "本单位无关联限制" if row.no_related_restriction else row.measures_lifted
    parts = [f"未认可的事项：{row.items_refused}" if row.items_refused else "", f"理由：{row.reason}", f"依据：{row.legal_basis}"]
    parts += [f"会商意见：{row.consultation_note}" if row.consultation_note else "", f"指引：{row.guidance}"]
    return "；".join(part.rstrip("。；") for part in parts if part)


def _lines(text: str) -> tuple[str, ...]:
    return tuple(line.strip() for line in text.splitlines() if line.strip())


def _day(moment: datetime | None) -> str:
    return moment.astimezone(SHANGHAI).date().isoformat() if moment else ""


def _accepted_on(case: Case) -> str:
    clock = case.clocks.filter(code="K-04").order_by("-round").first()
    return iso(clock.started_on) if clock else _day(case.opened_at)


def _due(case: Case, code: str) -> str:
    clock = case.clocks.filter(code=code).order_by("-round", "pk").first()
    return iso(clock.due_on) if clock else ""


def _unit_due(recognition: Recognition) -> str:
    clock = recognition.case.clocks.filter(code="K-12", obligor=recognition.department_id).order_by("-round").first()
    return iso(clock.due_on) if clock else ""
