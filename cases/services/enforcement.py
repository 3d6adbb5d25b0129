"""The court's side before an application: the enforcement case, its measures, the listing, and the notice."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction

from accounts.models import Enterprise
from accounts.uscc import uscc_fits
from cases.enums import (
    CaseState,
    ListingState,
    NoticeAction,
    PerformanceStatus,
    ServiceManner,
    TermKind,
)
from cases.models import EnforcementCase, Listing, Measure, ProactiveNotice
from cases.options import options_of
from cases.papers.notice import PROACTIVE_NOTICE, SERVICE_RECEIPT, delivered_notice
from cases.rules import lies_ahead, wrong_term
from cases.services.recorded import EnforcementCaseData, ListingData, MeasureData, ServiceSpot
from cases.services.typed import code_of, doubt_about, normal_case, normal_listing, normal_measure
from cases.states import ASSIGNED_STATES
from cases.subjects import NOTICE
from departments.models import Department
from ledger import services as ledger
from ledger import timekeeping
from ledger.constraints import sentence_of
from ledger.rows import Kept, Part
from ledger.timekeeping import legal_date
from notices import services as notices
from procedure.actors import of_now
from procedure.engine import creating, performing
from procedure.enums import Role
from procedure.errors import InvalidInput, NotPermitted, NotVisible
from procedure.refusals import refusals_in_words
from procedure.texts import kept, label_of, taken
from uploads.services import store_upload
from words import normal
from words.dates import day
from words.money import yuan

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date, datetime

    from django.core.files.uploadedfile import UploadedFile
    from django.db.models import Model

    from procedure.actors import Actor


def parse_case_number(text: str, court: Department) -> str:
    """The 案号 in its official spelling; InvalidInput says what is expected.

    It must be one of ``court`` and of a class that the region handles (执, 执恢 …).
    """
    try:
        number = normal.case_number(text, example=f"（2026）{court.court_code}执123号")
    except normal.Misspelt as error:
        raise InvalidInput("number", str(error)) from error
    if number and (year := int(number[1:5])) > timekeeping.today().year:
        raise InvalidInput("number", f"案号的年份{year}晚于今年，请核对。")
    if (legacy := normal.LEGACY_CASE_NUMBER.fullmatch(number)) and "执" in legacy["mark"]:
        return number
    found = normal.CASE_NUMBER.fullmatch(number)
    if found is None:
        msg = f"执行案号的格式应如“（2026）{court.court_code}执123号”，请核对年份、法院代字、案件类型和编号。"
        raise InvalidInput("number", msg)
    if found["court"] != court.court_code:
        msg = f"执行案号的法院代字是“{found['court']}”，本院是“{court.court_code}”，不属本院案件，请核对。"
        raise InvalidInput("number", msg)
    classes = options_of(court.region).case_classes
    if found["kind"] not in classes:
        msg = f"案件类型“{found['kind']}”不是执行案件，应为{'、'.join(classes)}之一，请核对。"
        raise InvalidInput("number", msg)
    return number


def record_enforcement_case(data: EnforcementCaseData, *, by: Actor, at: datetime) -> EnforcementCase:
    """Enter an enforcement case; the enterprise is created on its first one. InvalidInput, ConditionNotMet."""
    require_court_officer(by, data.court_id)
    number = parse_case_number(data.number, Department.objects.select_related("region").get(pk=data.court_id))
    data = normal_case(data)
    require_past(EnforcementCase, "filed_on", data.filed_on, legal_date(at))
    require_amounts_fit(data.performance, data.performed_fen, data.amount_fen)
    with refusals_in_words(), transaction.atomic():
        require_court_officer(of_now(by, at), data.court_id)
        enterprise, is_new = _enterprise(data)
        enforcement = EnforcementCase(
            court_id=data.court_id,
            number=number,
            enterprise=enterprise,
            filed_on=data.filed_on,
            basis_kind=data.basis_kind,
            basis_number=data.basis_number,
            basis_issuer=data.basis_issuer,
            cause=taken(normal.line, data.cause, field="cause", label="案由"),
            obligation=data.obligation,
            amount_fen=data.amount_fen,
            performed_fen=data.performed_fen,
            performance=data.performance,
            creditor=data.creditor,
            creditor_phone=data.creditor_phone,
            handler_name=data.handler_name,
            handler_phone=data.handler_phone,
            recorded_by_id=by.person_id,
            recorded_at=at,
        )
        clean_row(enforcement)
        enforcement.save()
        log(enforcement, "enforcement_case_recorded", by, at, _body(enforcement), rows=[enforcement, *([enterprise] if is_new else [])])
    return enforcement


def _body(enforcement: EnforcementCase) -> dict[str, object]:
    enterprise = enforcement.enterprise
    body: dict[str, object] = {"number": enforcement.number, "uscc": enterprise.uscc}
    return body | ({"uscc_reason": enterprise.uscc_reason} if enterprise.uscc_reason else {})


def require_past(model: type[Model], column: str, on: date, today: date) -> None:
    if ahead := lies_ahead(model, column, on, today):
        raise InvalidInput(column, ahead)


def require_amounts_fit(performance: PerformanceStatus, performed_fen: int, amount_fen: int) -> None:
    if not 0 <= performed_fen <= amount_fen <= normal.MAX_FEN:
        raise InvalidInput("performed_fen", sentence_of(EnforcementCase, "enforcement_case_amounts"))
    if (performance == PerformanceStatus.NONE) != (performed_fen == 0):
        raise InvalidInput("performed_fen", sentence_of(EnforcementCase, "enforcement_case_performance_fits"))


def record_performance(
    enforcement_case_id: int,
    *,
    performance: PerformanceStatus,
    performed_fen: int,
    is_concluded: bool,
    by: Actor,
    at: datetime,
) -> EnforcementCase:
    """Record how far the debtor has performed and whether the case is concluded; the certificate repeats it."""
    with refusals_in_words(), transaction.atomic():
        enforcement = locked_enforcement_case(enforcement_case_id, by, at)
        require_amounts_fit(performance, performed_fen, enforcement.amount_fen)
        if performed_fen < enforcement.performed_fen:
            msg = f"已登记履行{yuan(enforcement.performed_fen)}，不能改少；登记有误的，请在“更正”中写明理由和依据。"
            raise InvalidInput("performed_fen", msg)
        enforcement.performance = performance
        enforcement.performed_fen = performed_fen
        enforcement.is_concluded = is_concluded
        enforcement.save()
        body = {"performance": performance.value, "performed_fen": performed_fen, "is_concluded": is_concluded}
        log(enforcement, "performance_recorded", by, at, body, rows=[Part(enforcement, body)])
    return enforcement


def record_listing(enforcement_case_id: int, data: ListingData, *, by: Actor, at: datetime) -> Listing:
    """Enter or change how the debtor stands in the dishonest list for this case."""
    if data.state not in (ListingState.PROPOSED, ListingState.LISTED):
        raise InvalidInput("state", "屏蔽、缩短期限和删除由名单操作员在案件出具证明后登记，这里只登记拟纳入或已纳入。")
    data = normal_listing(data)
    if data.listed_on:
        require_past(Listing, "listed_on", data.listed_on, legal_date(at))
    is_fixed = data.term_kind == TermKind.FIXED and list(data.situations) != [1]
    if is_fixed and (wrong := wrong_term(data.listed_on, data.term_end)):
        raise InvalidInput("term_end", wrong)
    with refusals_in_words(), transaction.atomic():
        enforcement = locked_enforcement_case(enforcement_case_id, by, at)
        if enforcement.cases.filter(state__in=ASSIGNED_STATES).exclude(state=CaseState.REJECTED).exists():
            raise InvalidInput("state", "该执行案件的信用修复已经受理，名单记录不能再改；确有错误的，请先退回或撤回修复案件。")
        listing = Listing.objects.filter(enforcement_case=enforcement).first() or Listing(enforcement_case=enforcement)
        if listing.pk and listing.state != ListingState.PROPOSED:
            raise InvalidInput("state", "名单记录已经登记；登记有误的，请在“更正”中写明理由和依据。")
        listing.state = data.state
        listing.situations = sorted(set(data.situations))
        listing.decision_number = data.decision_number
        listing.listed_on = data.listed_on
        listing.term_kind = data.term_kind
        listing.term_end = data.term_end
        clean_row(listing)
        listing.save()
        body = {"state": listing.state, "situations": listing.situations, "term_kind": listing.term_kind}
        log(enforcement, "listing_recorded", by, at, body, rows=[listing])
    return listing


def record_measures(
    enforcement_case_id: int, measures: Sequence[MeasureData], *, submission_token: str = "", by: Actor, at: datetime
) -> ProactiveNotice:
    """Enter measures and prepare the one notice that has to go out with them on the same day.

    The same form sent twice (same ``submission_token``) answers the first notice.
    """
    if not measures:
        raise InvalidInput("measures", "请至少登记一项执行措施。")
    today = legal_date(at)
    measures = [normal_measure(measure) for measure in measures]
    for measure in measures:
        require_past(Measure, "taken_on", measure.taken_on, today)
    if same := next((place for place, measure in enumerate(measures) if measure in measures[:place]), 0):
        msg = f"第{measures.index(measures[same]) + 1}项和第{same + 1}项措施完全相同，请删去一项，或者在内容、文书号中写明区别。"
        raise InvalidInput("measures", msg)
    with refusals_in_words(), transaction.atomic():
        enforcement = locked_enforcement_case(enforcement_case_id, by, at)
        sent = enforcement.notices.filter(submission_token=submission_token).first() if submission_token else None
        if sent is not None:
            return sent
        number = notices.allocate_number(enforcement.court.region, PROACTIVE_NOTICE.code, today.year)
        notice = ProactiveNotice(
            enforcement_case=enforcement,
            number=number,
            token=secrets.token_urlsafe(16),
            submission_token=submission_token or secrets.token_urlsafe(16),
            state="",
            prepared_at=at,
            prepared_by_id=by.person_id,
        )
        with creating(NOTICE, NoticeAction.PREPARE_NOTICE, notice, by=by, at=at) as step:
            rows = [_measure(enforcement, data, notice, by, at) for data in measures]
            step.clocks_from = min(row.taken_on for row in rows)
            step.body["measures"] = [row.kind for row in rows]
            step.keeps(*rows)
            notices.issue(step, PROACTIVE_NOTICE, notice, rows)
    return notice


def _measure(enforcement: EnforcementCase, data: MeasureData, notice: ProactiveNotice, by: Actor, at: datetime) -> Measure:
    row = Measure(
        enforcement_case=enforcement,
        kind=data.kind,
        bound=data.bound,
        person_name=taken(normal.name, data.person_name, field="person_name", label="姓名"),
        detail=data.detail,
        document_number=data.document_number,
        taken_on=data.taken_on,
        notice=notice,
        recorded_by_id=by.person_id,
        recorded_at=at,
    )
    clean_row(row)
    row.save()
    return row


def serve_notice(
    notice_id: int,
    *,
    manner: ServiceManner,
    served_on: date,
    receiver: str,
    spot: ServiceSpot | None = None,
    electronic_consent: bool = False,
    receipt: UploadedFile[bytes] | None = None,
    version: int | None = None,
    by: Actor,
    at: datetime,
) -> ProactiveNotice:
    """Record the service (送达) of a notice with its 送达回证; stops K-01 on the day of service."""
    receiver = kept(ProactiveNotice, "receiver", receiver, kind=normal.name)
    require_past(ProactiveNotice, "served_on", served_on, legal_date(at))
    if manner == ServiceManner.ELECTRONIC and not electronic_consent:
        raise InvalidInput("electronic_consent", sentence_of(ProactiveNotice, "notice_electronic_needs_consent"))
    # Before anything is locked: its check may take a moment.
    scan = store_upload(receipt, "receipt", by=by, at=at) if receipt else None
    with performing(NOTICE, NoticeAction.SERVE_NOTICE, notice_id, by=by, at=at, version=version) as step:
        notice: ProactiveNotice = step.subject
        prepared_on = legal_date(notice.prepared_at)
        if served_on < prepared_on:
            raise InvalidInput("served_on", f"送达日期不能早于告知书制作的日期{day(prepared_on)}。")
        notice.manner = manner
        notice.served_on = served_on
        notice.served_at_time = spot.at_time if spot else None
        notice.place = taken(normal.line, spot.place, field="place", label="送达地点") if spot else ""
        notice.receiver = receiver
        notice.electronic_consent = electronic_consent
        notice.receipt = scan
        clean_row(notice)
        step.clocks_stop_on = served_on
        step.keeps(*[scan] if scan else [])
        step.body["manner"] = manner.value
        step.body["served_on"] = served_on.isoformat()
        notices.issue(step, SERVICE_RECEIPT, delivered_notice(notice))
    return notice


def _enterprise(data: EnforcementCaseData) -> tuple[Enterprise, bool]:
    """The debtor, and whether its record was made or written anew."""
    uscc, name = code_of(data.uscc), data.enterprise_name
    enterprise = Enterprise.objects.select_for_update(of=("self",)).filter(uscc=uscc).first()
    is_new = enterprise is None
    if enterprise is None:
        if not data.uscc_reason and (doubt := doubt_about(uscc)):
            raise InvalidInput("uscc", f"{doubt}执照上确实是这个代码的，请在登记执行案件的页面写明怎样核对的，再登记。")
        about = {"address": data.address, "legal_representative": data.legal_representative}
        enterprise = Enterprise(uscc=uscc, name=name, uscc_reason="" if uscc_fits(uscc) else data.uscc_reason, **about)
        clean_row(enterprise)
        enterprise.save()
    elif name and enterprise.name != name and _is_only_withdrawn(enterprise):
        enterprise.name, enterprise.address = name, data.address.strip()
        enterprise.legal_representative = data.legal_representative.strip()
        clean_row(enterprise)
        enterprise.save()
        is_new = True
    elif name and enterprise.name != name:
        msg = f"该统一社会信用代码已登记为“{enterprise.name}”，与填写的名称不一致，请核对。"
        raise InvalidInput("enterprise_name", msg)
    return enterprise, is_new


def _is_only_withdrawn(enterprise: Enterprise) -> bool:
    """Nothing but imports that were taken back has named it, and nobody acts for it: its name is still open."""
    withdrawn = EnforcementCase.recorded.filter(enterprise=enterprise, withdrawn_at__isnull=False)
    return withdrawn.exists() and not enterprise.enforcement_cases.exists() and not enterprise.mandates.exists()


def locked_enforcement_case(enforcement_case_id: int, by: Actor, at: datetime) -> EnforcementCase:
    """Under its lock, for an officer of its court or the system. NotVisible, NotPermitted."""
    enforcement = (
        EnforcementCase.objects.select_for_update(of=("self",))
        .select_related("court__region", "enterprise")
        .filter(pk=enforcement_case_id)
        .first()
    )
    if enforcement is not None and by.is_system:
        return enforcement
    by = of_now(by, at)
    if enforcement is None or enforcement.court_id not in by.departments_of(*_OFFICERS, *_OTHERS_OF_COURT):
        raise NotVisible
    require_court_officer(by, enforcement.court_id)
    return enforcement


_OFFICERS = (Role.ACCEPTANCE_OFFICER, Role.HANDLING_JUDGE)
_OTHERS_OF_COURT = (Role.REVIEWING_JUDGE, Role.SIGNING_PRESIDENT, Role.LIST_OPERATOR)


def require_court_officer(by: Actor, court_id: int) -> None:
    """Raises NotPermitted for everybody but the court's acceptance officers and handling judges."""
    if court_id not in by.departments_of(*_OFFICERS):
        raise NotPermitted


def clean_row(row: EnforcementCase | Listing | Measure | ProactiveNotice | Enterprise) -> None:
    """The field checks of the model, as one InvalidInput; its constraints are the database's to check."""
    skip = {f.name for f in row._meta.fields if f.is_relation or f.name == "state"}  # noqa: SLF001
    try:
        row.clean_fields(exclude=skip - ({"state"} if isinstance(row, Listing) else set()))
    except ValidationError as error:
        field, messages = next(iter(error.message_dict.items()))
        raise InvalidInput(field, f"{label_of(row, field)}：{messages[0]}") from error


def log(
    enforcement: EnforcementCase, action: str, by: Actor, at: datetime, body: Mapping[str, object], *, rows: Sequence[Kept] = ()
) -> None:
    stream = f"enforcement:{enforcement.pk}"
    ledger.locked_stream(stream)
    ledger.append_event(stream=stream, actor=by.key, action=action, object=stream, at=at, body=body, rows=rows)


def court_of(by: Actor) -> Department:
    """The court in which the actor enters cases; NotPermitted for everybody else."""
    courts = by.departments_of(*_OFFICERS)
    if not courts:
        raise NotPermitted
    return Department.objects.order_by("pk").get(pk=min(courts))
