"""The court's record corrected, never silently: each fact with its reason and evidence, and what follows from it where it was told."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Self, cast

from django.db import transaction
from django.db.models import Q

from accounts.enums import EnterpriseStatus
from accounts.models import Enterprise
from accounts.uscc import normalise
from cases.enums import CaseAction, CertificateStatus, CorrectedRecord, CorrectionKind, NoticeState, Replacement
from cases.models import Case, Correction, EnforcementCase, Listing, Measure, ProactiveNotice
from cases.models.correction import MODEL_OF, WITHDRAWAL
from cases.papers.notice import taken_from_record
from cases.services import correcting, enforcement
from cases.services.creditors import write_to_another
from cases.services.renewals import renew_notice
from cases.services.replacements import facts_now, facts_printed
from cases.states import CORRECTED_STATES
from cases.subjects import CASE
from departments.models import Department
from ledger.rows import Part
from messaging.services import tell_post
from procedure.actors import SYSTEM
from procedure.engine import performing
from procedure.enums import COURT_ROLES, Role
from procedure.errors import InvalidInput, NotVisible
from procedure.refusals import refusals_in_words
from procedure.texts import kept, label_of, within
from uploads.services import store_upload
from words.lists import clauses

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime
    from types import TracebackType

    from django.core.files.uploadedfile import UploadedFile
    from django.db.models import Model

    from cases.services.recorded import EnforcementCaseData
    from procedure.actors import Actor
    from procedure.subjects import Step
    from uploads.models import Upload


@dataclass(frozen=True, slots=True, kw_only=True)
class Why:
    """Why the record reads otherwise, and by what evidence."""

    reason: str
    evidence: UploadedFile[bytes] | None
    kind: CorrectionKind = CorrectionKind.MISTAKE


def correct(
    enforcement_case_id: int,
    record: CorrectedRecord,
    values: Mapping[str, Any],
    *,
    why: Why,
    object_id: int | None = None,
    by: Actor,
    at: datetime,
) -> list[Correction]:
    """Set what was recorded wrongly to ``values``; unchanged ones are no corrections. InvalidInput, ConditionNotMet, NotVisible.

    A notice not served yet is made anew under a new number, one that was served is followed by another that replaces it,
    and a certificate that prints the fact waits for the president's order that it be replaced.
    """
    if not values.keys() <= set(correcting.FIELDS_OF[record]):
        raise InvalidInput("", "这一项不能在这里更正。")
    with refusals_in_words(), transaction.atomic(), _Affected(enforcement_case_id, record, why, by, at) as affected:
        row = _row(affected.enforcement, record, object_id or 0)
        changed = correcting.changes(row, values)
        if not changed:
            raise InvalidInput("", "没有改动任何内容，请修改后再提交。")
        target = correcting.checked(affected.enforcement, row, changed, at=at)
        return affected.write(target.row, target.changed)


def withdraw_measure(
    enforcement_case_id: int, measure_id: int, *, same_as: int | None, why: Why, by: Actor, at: datetime
) -> list[Correction]:
    """Take back a measure that was entered by mistake: twice, as ``same_as`` says, or without having been taken.

    The row stays and counts no more. Its notice is made anew without it, or withdrawn where it told of nothing else.
    """
    with refusals_in_words(), transaction.atomic(), _Affected(enforcement_case_id, CorrectedRecord.MEASURE, why, by, at) as affected:
        measure = _row(affected.enforcement, CorrectedRecord.MEASURE, measure_id)
        other = Measure.objects.filter(enforcement_case=affected.enforcement, pk=same_as or 0).exclude(pk=measure_id).first()
        if same_as is not None and other is None:
            raise InvalidInput("same_as", "请选择本案中另一项没有撤回的措施。")
        cause = f"与{other}重复" if other else "没有采取过"
        return affected.write(measure, {WITHDRAWAL: at}, {WITHDRAWAL: f"已撤回，{cause}"})


def record_registry_change(
    enforcement_case_id: int, *, why: Why, name: str = "", other: str = "", by: Actor, at: datetime
) -> list[Correction]:
    """What the registry has made of the debtor: renamed, merged, deregistered, a branch. Papers print it from now on."""
    with refusals_in_words(), transaction.atomic(), _Affected(enforcement_case_id, CorrectedRecord.ENTERPRISE, why, by, at) as affected:
        enterprise = affected.enforcement.enterprise
        changed = correcting.changes(enterprise, _as_registered(enterprise, why.kind, name, other))
        if not changed:
            raise InvalidInput("name", "与已登记的内容相同，没有需要变更的。")
        return affected.write(enterprise, changed)


def record_case_of_renamed(data: EnforcementCaseData, *, why: Why, by: Actor, at: datetime) -> EnforcementCase:
    """A new enforcement case of an enterprise on file that the registry has renamed to ``data.enterprise_name`` since."""
    with refusals_in_words(), transaction.atomic():
        known = Enterprise.objects.filter(uscc=normalise(data.uscc)).first()
        if known is None:
            raise InvalidInput("renamed", "该统一社会信用代码还没有登记过企业，不需要登记名称变更，请取消勾选。")
        recorded = enforcement.record_enforcement_case(replace(data, enterprise_name=known.name), by=by, at=at)
        record_registry_change(recorded.pk, why=why, name=data.enterprise_name, by=by, at=at)
    return EnforcementCase.objects.select_related("enterprise").get(pk=recorded.pk)


def _as_registered(enterprise: Enterprise, kind: CorrectionKind, name: str, other: str) -> dict[str, Any]:
    if kind == CorrectionKind.RENAMED:
        wanted = kept(Enterprise, "name", name)
        if not wanted or wanted == enterprise.name:
            raise InvalidInput("name", "请填写登记机关核准变更后的名称，应与原名称不同。")
        former = [enterprise.name, *(one for one in enterprise.former_names.split("、") if one and one != wanted)]
        return {"name": wanted, "former_names": kept(Enterprise, "former_names", "、".join(former), field="name")}
    if kind == CorrectionKind.DEREGISTERED:
        return {"status": EnterpriseStatus.DEREGISTERED, "merged_into": ""}
    wanted = kept(Enterprise, "merged_into", other, field="other")
    if not wanted:
        raise InvalidInput("other", "请填写合并后的企业名称。" if kind == CorrectionKind.MERGED else "请填写该分支机构所属企业的名称。")
    return {"status": EnterpriseStatus.MERGED, "merged_into": wanted} if kind == CorrectionKind.MERGED else {"head_office": wanted}


def _row(enforced: EnforcementCase, record: CorrectedRecord, object_id: int) -> Model:
    """The row of the record; what belongs to another enforcement case is not there."""
    match record:
        case CorrectedRecord.ENTERPRISE:
            return enforced.enterprise
        case CorrectedRecord.ENFORCEMENT:
            return enforced
        case CorrectedRecord.LISTING:
            found: Model | None = Listing.objects.filter(enforcement_case=enforced).first()
        case CorrectedRecord.MEASURE:
            found = Measure.objects.filter(enforcement_case=enforced, pk=object_id).first()
        case CorrectedRecord.NOTICE:
            served = ProactiveNotice.objects.select_for_update(of=("self",)).filter(state=NoticeState.SERVED)
            found = served.filter(enforcement_case=enforced, pk=object_id).first()
    if found is None:
        raise NotVisible
    return found


class _Affected:
    """Everything on which a correction tells, locked: the cases first, as every step does, then the enforcement case."""

    def __init__(self, enforcement_case_id: int, record: CorrectedRecord, why: Why, by: Actor, at: datetime) -> None:
        self.why, self.by, self.at = why, by, at
        self._key, self._of_enterprise = enforcement_case_id, record == CorrectedRecord.ENTERPRISE
        self._stack = ExitStack()
        self._steps: list[Step[Case]] = []

    def __enter__(self) -> Self:
        known = EnforcementCase.objects.filter(pk=self._key).select_related("enterprise").first()
        if known is None:
            raise NotVisible
        self._require_officer(known.court_id)
        self._file = self._evidence()
        with ExitStack() as entered:
            for case_id, court_id in self._cases(known):
                by = self.by if court_id == known.court_id else SYSTEM
                self._steps.append(entered.enter_context(performing(CASE, CaseAction.CORRECT_RECORD, case_id, by=by, at=self.at)))
            self.enforcement = enforcement.locked_enforcement_case(self._key, self.by, self.at)
            if self._of_enterprise:
                Enterprise.objects.select_for_update(of=("self",)).get(pk=self.enforcement.enterprise_id)
            self._notices = {notice.pk: taken_from_record(notice) for notice in self._current_notices()}
            self._facts = {step.subject.pk: facts_now(step.subject.pk) for step in self._steps}
            self._stack = entered.pop_all()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> bool | None:
        return self._stack.__exit__(kind, error, trace)

    def _require_officer(self, court_id: int) -> None:
        if not self.by.departments_of(*COURT_ROLES) & {court_id}:
            raise NotVisible
        enforcement.require_court_officer(self.by, court_id)

    def _cases(self, known: EnforcementCase) -> list[tuple[int, int]]:
        own = Q(enterprise=known.enterprise_id) if self._of_enterprise else Q(enforcement_case=known.pk)
        return list(Case.objects.filter(own, state__in=CORRECTED_STATES).order_by("pk").values_list("pk", "court_id"))

    def _current_notices(self) -> list[ProactiveNotice]:
        """Those that nothing has replaced yet; another court mends its own."""
        own = Q(enforcement_case__enterprise=self.enforcement.enterprise_id) if self._of_enterprise else Q(enforcement_case=self._key)
        notices = ProactiveNotice.objects.filter(own, enforcement_case__court=self.enforcement.court_id, replaced_by=None)
        notices = notices.exclude(state=NoticeState.WITHDRAWN)
        return list(notices.select_related("replaces", "enforcement_case__court__region", "enforcement_case__enterprise").order_by("pk"))

    def _evidence(self) -> Upload:
        within(correcting.REASON_AT_MOST, self.why.reason, field="reason", label=label_of(Correction, "reason"))
        if not self.why.reason.strip():
            raise InvalidInput("reason", "请写明更正的理由：哪里登记错了，怎样发现的。")
        if self.why.evidence is None:
            raise InvalidInput("evidence", "请附上更正所依据的文件，例如营业执照、登记机关的变更档案、裁判文书、送达回证。")
        return store_upload(self.why.evidence, "evidence", by=self.by, at=self.at)

    def write(self, row: Model, changed: Mapping[str, Any], words: Mapping[str, str] | None = None) -> list[Correction]:
        """Store the new facts and their corrections, then everything that follows; ``words`` say what a bare value does not."""
        record = next(record for record, model in MODEL_OF.items() if isinstance(row, model))
        before = {name: correcting.told(row, name) for name in changed}
        for name, value in changed.items():
            setattr(row, name, value)
        enforcement.clean_row(cast("Any", row))
        now = {name: correcting.told(row, name) for name in changed} | dict(words or {})
        written = [self._correction(record, row, name, before[name], now[name]) for name in changed]
        # After what says why: without that the database lets no measure of a served notice go.
        row.save()
        lines = clauses(f"{one.label}由“{one.old_value}”改为“{one.new_value}”" for one in written)
        body = {"record": record.value, "object": row.pk, "kind": self.why.kind.value, "note": lines, "evidence": self._file.sha256}
        enforcement.log(self.enforcement, "record_corrected", self.by, self.at, body, rows=[Part(row, changed), *written, self._file])
        self._tell_cases(record, written, lines)
        self._tell_other_courts(written[0].pk, lines)
        self._renew_notices()
        return written

    def _correction(self, record: CorrectedRecord, row: Model, name: str, old: str, new: str) -> Correction:
        return Correction.objects.create(
            enforcement_case=self.enforcement,
            kind=self.why.kind,
            record=record,
            object_id=row.pk,
            field=name,
            old_value=old,
            new_value=new,
            reason=self.why.reason.strip(),
            evidence=self._file,
            corrected_by_id=self.by.person_id,
            corrected_at=self.at,
        )

    def _tell_cases(self, record: CorrectedRecord, written: Sequence[Correction], lines: str) -> None:
        for step in self._steps:
            step.body.update(note=lines, record=record.value, corrections=[one.pk for one in written])
            if any(one.field == "creditor" for one in written):
                write_to_another(step, by=self.by, at=self.at)
            case, now = step.subject, facts_now(step.subject.pk)
            # One that was revoked is not replaced: what it said counts no more.
            is_in_force = case.certificate is not None and case.certificate.status == CertificateStatus.VALID
            if case.certificate is None or not is_in_force or self.why.kind != CorrectionKind.MISTAKE or now == self._facts[case.pk]:
                continue
            is_wrong = facts_printed(case.certificate) != now
            if is_wrong:
                case.replacement = Replacement.CALLED
            elif case.replacement in (Replacement.CALLED, Replacement.ORDERED):
                case.replacement = ""

    def _tell_other_courts(self, key: int, lines: str) -> None:
        """What is said of an enterprise holds before every court; each mends its own notices."""
        if not self._of_enterprise:
            return
        enterprise = self.enforcement.enterprise
        others = enterprise.enforcement_cases.exclude(court=self.enforcement.court_id).values("court")
        for court in Department.objects.filter(pk__in=others).order_by("pk"):
            tell_post(
                court,
                role=Role.ACCEPTANCE_OFFICER,
                subject=f"企业登记信息已更正：{enterprise.uscc}",
                body=f"{self.enforcement.court.name}更正了该企业的登记：{lines}。请核对本院的告知书和文书。",
                at=self.at,
                dedup_key=f"correction:{key}:{court.pk}",
            )

    def _renew_notices(self) -> None:
        for notice in self._current_notices():
            if self._notices.get(notice.pk, ...) in (..., taken_from_record(notice)):
                continue
            renew_notice(notice, is_mistake=self.why.kind == CorrectionKind.MISTAKE, by=self.by, at=self.at)
