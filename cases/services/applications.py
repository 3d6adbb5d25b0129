"""The enterprise's side: draft, materials, submission, withdrawal."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import Q

from accounts.models import Enterprise
from cases import selectors
from cases.enums import ApplicationAction, ApplicationState, CaseAction, CaseState, CertificateStatus, Channel, MaterialKind, RepairGround
from cases.gaps import variant_of
from cases.models import Application, Case, Certificate, EnforcementCase, Material
from cases.papers.acceptance import WITHDRAWAL
from cases.papers.application import APPLICATION_FORM, COMMITMENT, SUBMISSION_RECEIPT
from cases.parties import ElectronicService
from cases.rules import MATERIALS_AT_MOST, application_is_complete
from cases.services.codes import new_query_code
from cases.services.holds import drop_extension, end_hold
from cases.services.mandates import notice_by_token
from cases.services.signing import Seen, mandate_of, sign_or_be_signed, void_if_overtaken
from cases.states import CASE_STATES
from cases.subjects import APPLICATION, CASE
from deadlines.codes import ClockCode
from departments.enums import DepartmentKind
from departments.models import Department
from departments.selectors import units_on
from ledger.timekeeping import legal_date
from notices import services as notices
from procedure.actors import of_now
from procedure.engine import creating, performing
from procedure.errors import ConditionNotMet, InvalidInput, NotPermitted, NotVisible, Stale
from procedure.refusals import refusals_in_words
from procedure.subjects import Step
from procedure.texts import kept, within
from uploads.services import Patience, receive_upload
from words import normal
from words.dates import day

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime

    from django.core.files.uploadedfile import UploadedFile

    from cases.models import ProactiveNotice
    from procedure.actors import Actor

WITHDRAWAL_REASON_AT_MOST = 300
# What is more than prose; a phone may be unfinished in a draft.
KINDS = {"contact_phone": normal.dialled, "service_mobile": normal.dialled, "service_address": normal.line}
TEXT_FIELDS = (
    "ground",
    "ground_note",
    "performance",
    "contact_phone",
    "service_address",
    "service_mobile",
    "service_electronic",
    "duties_performed",
    "wrongs_corrected",
    "prevention",
    "contribution",
    "public_good",
)
FLAGS = ("commitment_public",)


def start_draft(*, enterprise_id: int, notice_token: str = "", channel: Channel = Channel.WEB, by: Actor, at: datetime) -> Application:
    """Begin an application; with a notice its enforcement case is already ticked. An open draft is continued."""
    if enterprise_id not in by.enterprise_ids:
        raise NotVisible
    notice = notice_by_token(notice_token) if notice_token else None
    if notice and notice.enforcement_case.enterprise_id != enterprise_id:
        raise NotVisible
    with refusals_in_words(), transaction.atomic():
        Enterprise.objects.select_for_update(of=("self",)).get(pk=enterprise_id)
        if enterprise_id not in of_now(by, at).enterprise_ids:
            raise NotVisible
        if draft := _draft_at_hand(enterprise_id, notice, by):
            return draft
        if notice and (case := selectors.latest_case_of(notice.enforcement_case_id)) and not CASE_STATES[case.state].has_ended:
            msg = f"这件执行案件已有正在办理的信用修复申请（{case.number}），请在原申请中查看进度。"
            raise ConditionNotMet(msg)
        application = Application(
            enterprise_id=enterprise_id,
            created_by_id=by.person_id,
            agent_id=by.person_id,
            created_at=at,
            saved_at=at,
            state="",
            notice=notice,
            channel=channel,
            submission_token=secrets.token_urlsafe(16),
            query_code=new_query_code(),
        )
        with creating(APPLICATION, ApplicationAction.START_DRAFT, application, by=by, at=at) as step:
            if notice:
                application.enforcement_cases.add(notice.enforcement_case)
            step.body["channel"] = channel.value
    return application


def _draft_at_hand(enterprise_id: int, notice: ProactiveNotice | None, by: Actor) -> Application | None:
    """The draft to go on with: of a notice whoever of the enterprise began it, otherwise one's own."""
    drafts = Application.objects.filter(enterprise=enterprise_id, state=ApplicationState.DRAFT)
    if notice is None:
        return drafts.filter(agent=by.user_id, notice=None).first()
    return drafts.filter(Q(notice=notice) | Q(enforcement_cases=notice.enforcement_case_id)).order_by("-saved_at", "-pk").first()


def save_draft(application_id: int, fields: Mapping[str, Any], *, by: Actor, at: datetime) -> Application:
    """Keep what was typed so far, complete or not. InvalidInput for a field that cannot be kept as it is."""
    with refusals_in_words(), transaction.atomic():
        application = locked_draft(application_id, by, at)
        for name, value in fields.items():
            if name in TEXT_FIELDS:
                setattr(application, name, _text(name, value))
            elif name in FLAGS:
                setattr(application, name, bool(value))
            elif name == "enforcement_cases":
                application.enforcement_cases.set(_own_cases(application, value))
            else:
                raise InvalidInput(name, "没有这一项。")
        application.saved_at = at
        application.save()
        return void_if_overtaken(application, by=by, at=at)


def _text(name: str, value: Any) -> str:
    text = kept(Application, name, str(value or ""), kind=KINDS.get(name, normal.text))
    if name == "ground" and text and text not in RepairGround.values:
        raise InvalidInput(name, "请从列表中选择修复事由。")
    if name == "service_electronic" and text and text not in ElectronicService.values:
        raise InvalidInput(name, "请选择是否同意电子送达。")
    return text


def _own_cases(application: Application, ids: Any) -> list[EnforcementCase]:
    wanted = {int(pk) for pk in ids}
    cases = list(EnforcementCase.objects.filter(pk__in=wanted, enterprise=application.enterprise_id))
    if len(cases) != len(wanted):
        raise InvalidInput("enforcement_cases", "所选执行案件不属于贵企业，请重新选择。")
    return cases


def add_material(
    application_id: int,
    *,
    slot: int,
    kind: MaterialKind,
    upload: UploadedFile[bytes],
    field: str = "file",
    patience: Patience | None = None,
    by: Actor,
    at: datetime,
) -> Material:
    """Store a file in a slot (1 to 3), perhaps still in check; what was there before is put aside, never overwritten."""
    _check_slot(slot)
    _require_draft(application_id, by)
    stored = receive_upload(upload, field, by=by, at=at, patience=patience)
    with refusals_in_words(), transaction.atomic():
        application = locked_draft(application_id, by, at)
        _clear_slot(application, slot, at)
        material = Material.objects.create(
            application=application,
            enterprise_id=application.enterprise_id,
            slot=slot,
            kind=kind,
            upload=stored,
            uploaded_by_id=by.person_id,
            uploaded_at=at,
        )
        void_if_overtaken(application, by=by, at=at)
        return material


def report_material_lost(
    application_id: int, *, slot: int, kind: MaterialKind, issuer: str, note: str, by: Actor, at: datetime
) -> Material:
    """Ask the court to verify with the issuing body instead of an upload (材料遗失)."""
    _check_slot(slot)
    if not issuer.strip():
        raise InvalidInput("issuer", "请填写材料的出具单位，法院将向其核实。")
    with refusals_in_words(), transaction.atomic():
        application = locked_draft(application_id, by, at)
        _clear_slot(application, slot, at)
        material = Material.objects.create(
            application=application,
            enterprise_id=application.enterprise_id,
            slot=slot,
            kind=kind,
            is_lost=True,
            issuer=kept(Material, "issuer", issuer, kind=normal.name),
            lost_note=kept(Material, "lost_note", note, field="note"),
            uploaded_by_id=by.person_id,
            uploaded_at=at,
        )
        void_if_overtaken(application, by=by, at=at)
        return material


def remove_material(material_id: int, *, by: Actor, at: datetime) -> None:
    """Take a material off a draft; the file stays in the store for the record."""
    with transaction.atomic():
        material = Material.objects.filter(pk=material_id, removed_at__isnull=True).first()
        if material is None:
            raise NotVisible
        application = locked_draft(material.application_id, by, at)
        material.removed_at = at
        material.save()
        void_if_overtaken(application, by=by, at=at)


def _check_slot(slot: int) -> None:
    if not 1 <= slot <= MATERIALS_AT_MOST:
        raise InvalidInput("slot", f"最多上传{MATERIALS_AT_MOST}份材料，请合并后上传。")


def _clear_slot(application: Application, slot: int, at: datetime) -> None:
    application.current_materials.filter(slot=slot).update(removed_at=at)


def _require_draft(application_id: int, by: Actor) -> None:
    if not Application.objects.filter(pk=application_id, enterprise__in=by.enterprise_ids).exists():
        raise NotVisible


def locked_draft(application_id: int, by: Actor, at: datetime) -> Application:
    """A draft of the actor's enterprises under its lock. NotVisible, Stale."""
    application = Application.objects.select_for_update(of=("self",)).filter(pk=application_id).first()
    if application is None or application.enterprise_id not in of_now(by, at).enterprise_ids:
        raise NotVisible
    if application.state != ApplicationState.DRAFT:
        msg = f"这份申请现为“{application.get_state_display()}”，不能再修改。"
        raise Stale(msg)
    return application


def discard_draft(application_id: int, *, by: Actor, at: datetime) -> None:
    """Give up a draft before submission."""
    with performing(APPLICATION, ApplicationAction.DISCARD_DRAFT, application_id, by=by, at=at):
        pass


def submit_application(
    application_id: int, *, submission_token: str, shown: str, is_public: bool | None = None, by: Actor, at: datetime
) -> Application:
    """Submit and split into one case per enforcement case. Sending the same form twice answers the first result.

    ``shown`` is the digest of the letter and the application that the page showed, which is what the person signs;
    ``is_public`` the choice made with it, without which the draft's counts.
    """
    if sent := _sent_before(application_id, submission_token, by):
        return sent
    try:
        return _submit(application_id, submission_token, Seen(shown, is_public), by, at)
    except Stale:
        # The same form at the same moment: whoever waited for the other finds it done.
        if sent := _sent_before(application_id, submission_token, by):
            return sent
        raise


def _sent_before(application_id: int, submission_token: str, by: Actor) -> Application | None:
    sent = Application.objects.filter(pk=application_id, enterprise__in=by.enterprise_ids).first()
    if sent is None:
        raise NotVisible
    done = sent.state == ApplicationState.SUBMITTED and sent.submission_token == submission_token
    return sent if done else None


def _submit(application_id: int, submission_token: str, seen: Seen, by: Actor, at: datetime) -> Application:
    with performing(APPLICATION, ApplicationAction.SUBMIT, application_id, by=by, at=at) as step:
        application: Application = step.subject
        if application.submission_token != submission_token:
            msg = "这个页面已过期，请从企业工作台重新打开草稿后提交，已填写的内容都在。"
            raise Stale(msg)
        if gap := application_is_complete(application):
            raise ConditionNotMet(gap)
        sign_or_be_signed(step, seen)
        application.submitted_at = application.service_confirmed_at = at
        application.service_confirmed_by_id = by.person_id
        cases = [_open_case(application, row, by, at) for row in application.enforcement_cases.order_by("pk")]
        due_on = min(case.clocks.get(code=ClockCode.ACCEPTANCE).due_on for case in cases)
        _submission_papers(step, application, due_on)
        for material in application.current_materials:
            step.keeps(material, *[material.upload] if material.upload else [])
    return application


def _submission_papers(step: Step[Application], application: Application, due_on: date) -> None:
    sender = mandate_of(application, step.by.person_id)
    if sender is None:
        raise NotPermitted
    # The forms read the cases through the application, which exist by now in this transaction.
    notices.issue(step, APPLICATION_FORM, application, sender, step.at)
    notices.issue(step, COMMITMENT, application, sender, step.at)
    notices.issue(step, SUBMISSION_RECEIPT, application, due_on)


def _open_case(application: Application, enforcement: EnforcementCase, by: Actor, at: datetime) -> Case:
    court = Department.objects.select_related("region").get(pk=enforcement.court_id)
    today = legal_date(at)
    _refuse_barred(enforcement, today)
    _refuse_repaired(enforcement)
    case = Case(
        number=notices.allocate_number(court.region, "case", today.year),
        region=court.region,
        court=court,
        bureau=units_on(court.region_id, today).get(kind=DepartmentKind.BUREAU),
        application=application,
        enforcement_case=enforcement,
        enterprise_id=application.enterprise_id,
        variant=variant_of(enforcement),
        has_lost_material=application.current_materials.filter(is_lost=True).exists(),
        state="",
        opened_at=at,
        changed_at=at,
    )
    with creating(CASE, CaseAction.OPEN_CASE, case, by=by, at=at) as step:
        step.body["application"] = application.pk
        step.body["enforcement_case"] = enforcement.number
    return case


def _refuse_repaired(enforcement: EnforcementCase) -> None:
    """An unconditional certificate in force leaves nothing to repair; a conditional one may be renewed or raised."""
    standing = Certificate.objects.filter(
        case__enforcement_case=enforcement, status=CertificateStatus.VALID, valid_until__isnull=True
    ).first()
    if standing is not None:
        msg = f"{enforcement.number}已出具有效的信用修复证明（{standing.number}），不需要再次申请；如单位仍有限制，请联系牵头部门。"
        raise ConditionNotMet(msg)


def _refuse_barred(enforcement: EnforcementCase, today: date) -> None:
    """After a rejection the region may set an interval (K-35); its end was told in the decision."""
    barred = (
        Case.objects.filter(enforcement_case=enforcement, state=CaseState.REJECTED, decision__reapply_on__gt=today)
        .select_related("decision")
        .order_by("-decision__reapply_on")
        .first()
    )
    if barred and barred.decision:
        msg = f"{enforcement.number}此前未准予修复，最早可在{day(barred.decision.reapply_on)}再次申请，请先按指引改正。"
        raise ConditionNotMet(msg)


def withdraw(case_id: int, *, reason: str = "", version: int | None = None, by: Actor, at: datetime) -> Case:
    """Withdraw before the certificate is issued (T0); refused afterwards."""
    with performing(CASE, CaseAction.WITHDRAW, case_id, by=by, at=at, version=version) as step:
        step.body["reason"] = within(WITHDRAWAL_REASON_AT_MOST, reason, field="reason", label="撤回理由")
        notices.issue(step, WITHDRAWAL, step.subject, step.body["reason"])
        drop_extension(step)
        end_hold(step)
    return step.subject
