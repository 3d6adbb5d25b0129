"""What lines of a list become: cases, entries of the list, measures and notices, through the services that the forms use."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import transaction

from accounts.models import Enterprise
from cases.enums import ListingState, PerformanceStatus, TermKind
from cases.models import EnforcementCase, Listing, Measure, ProactiveNotice
from cases.services.enforcement import parse_case_number, record_enforcement_case, record_listing, record_measures
from cases.services.imports.cells import CHOICES
from cases.services.imports.columns import BY_NAME, LABELS, Holds
from cases.services.imports.faults import WHOLE_ROW, ImportRejected, RowError
from cases.services.imports.lines import LISTING_DEFAULTS
from cases.services.recorded import EnforcementCaseData, ListingData, MeasureData
from departments.models import Department
from ledger import services as ledger
from ledger.rows import Part
from procedure.errors import Busy, DomainError, InvalidInput
from words import normal
from words.dates import day
from words.money import yuan

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from cases.services.imports.lines import Line, Values
    from procedure.actors import Actor

# Where a service names a column otherwise.
COLUMN_OF = {"performed_fen": "performed", "amount_fen": "amount", "kind": "measure", "state": "listing_state"}
FACTS = ("filed_on", "basis_kind", "basis_number", "basis_issuer", "obligation", "amount", "performed", "creditor")
FIELD_OF = {"amount": "amount_fen", "performed": "performed_fen"}
OF_ENTERPRISE = ("address", "legal_representative", "contact_phone")
OF_HANDLER = ("handler_name", "handler_phone")


@dataclass(slots=True)
class Made:
    """A case of the list and what was made of it."""

    rows: list[int]
    case: EnforcementCase
    notice: ProactiveNotice
    measures: list[Measure]
    made_case: bool
    made_listing: bool
    remarks: list[str] = field(default_factory=list)


def record(lines: Iterable[Line], *, court_id: int, by: Actor, at: datetime) -> list[Made]:
    """All of it or nothing, in the caller's transaction. Raises ImportRejected with each fault."""
    court = Department.objects.select_related("region").get(pk=court_id)
    groups: dict[tuple[str, str], list[Line]] = defaultdict(list)
    for line in lines:
        groups[line.key].append(line)
    made: list[Made] = []
    errors: list[RowError] = []
    for group in groups.values():
        row = group[0].row
        try:
            with transaction.atomic():
                made.append(_Recording(group, court, by, at).run())
        except ImportRejected as error:
            errors.extend(error.errors)
        except InvalidInput as error:
            errors.append(RowError(row, LABELS.get(COLUMN_OF.get(error.field, error.field), WHOLE_ROW), str(error)))
        except Busy:
            raise
        except DomainError as error:
            errors.append(RowError(row, WHOLE_ROW, str(error)))
    if errors:
        raise ImportRejected(errors)
    return made


class _Recording:
    """One case: its rows, what the record knows of it, and what is added."""

    def __init__(self, group: list[Line], court: Department, by: Actor, at: datetime) -> None:
        self.group, self.court, self.by, self.at = group, court, by, at
        self.remarks: list[str] = []
        self.facts: Values = {}
        for line in group:
            self.facts |= {name: value for name, value in line.facts.items() if name not in self.facts}

    def run(self) -> Made:
        number = parse_case_number(self.facts["number"], self.court)
        self.enterprise = Enterprise.objects.filter(uscc=self.facts["uscc"]).first()
        known = self._known(number)
        if known:
            self._compare(known)
        self._refuse_repeated(known)
        case = known or record_enforcement_case(self._case_data(number), by=self.by, at=self.at)
        self._fill_enterprise(case)
        made_listing = self._list(case)
        notice = record_measures(case.pk, [_measure(line) for line in self.group], by=self.by, at=self.at)
        return Made(
            rows=[line.row for line in self.group],
            case=case,
            notice=notice,
            measures=list(notice.measures.order_by("pk")),
            made_case=known is None,
            made_listing=made_listing,
            remarks=self.remarks,
        )

    def _known(self, number: str) -> EnforcementCase | None:
        found = EnforcementCase.objects.select_related("enterprise", "listing")
        return found.filter(court=self.court, number=number, enterprise=self.enterprise).first() if self.enterprise else None

    def _compare(self, known: EnforcementCase) -> None:
        """What the record says otherwise is not overwritten by a file."""
        different = []
        if normal.name(known.enterprise.name) != self.facts["enterprise_name"]:
            message = f"该统一社会信用代码已登记为“{known.enterprise.name}”，与填写的名称不一致，请核对；企业更名的，请先在案件页面更正。"
            raise InvalidInput("enterprise_name", message)
        for name in FACTS:
            kept = getattr(known, FIELD_OF.get(name, name))
            if name in self.facts and self.facts[name] != kept:
                different.append(f"“{LABELS[name]}”登记为{_shown(name, kept)}，文件中是{_shown(name, self.facts[name])}")
        if different:
            message = f"该案件已经登记，{'；'.join(different)}。请改成与登记一致；登记有误的，请先到案件页面更正。"
            raise ImportRejected([RowError(self.group[0].row, WHOLE_ROW, message)])
        for name in OF_HANDLER:
            kept = getattr(known, name)
            if name in self.facts and self.facts[name] != kept:
                self.remarks.append(f"{known.number}：{LABELS[name]}以登记的“{kept or '未填'}”为准，文件中的“{self.facts[name]}”不使用。")

    def _refuse_repeated(self, known: EnforcementCase | None) -> None:
        """A file sent twice must not make a second notice for the same measures."""
        rows: dict[MeasureData, int] = {}
        for line in self.group:
            measure = _measure(line)
            if measure in rows:
                raise ImportRejected([RowError(line.row, WHOLE_ROW, f"与第{rows[measure]}行重复，请删去一行。")])
            rows[measure] = line.row
            if known and known.measures.filter(**asdict(measure)).exists():
                message = "该案件的这项措施已经登记过，请删去这一行；确为另一项措施的，请填写措施内容或文书号以便区分。"
                raise ImportRejected([RowError(line.row, WHOLE_ROW, message)])

    def _case_data(self, number: str) -> EnforcementCaseData:
        facts = self.facts
        amount, performed = facts["amount"], facts.get("performed", 0)
        return EnforcementCaseData(
            court_id=self.court.pk,
            number=number,
            uscc=facts["uscc"],
            uscc_reason=facts.get("uscc_reason", ""),
            enterprise_name=facts["enterprise_name"],
            address=facts.get("address", ""),
            legal_representative=facts.get("legal_representative", ""),
            filed_on=facts["filed_on"],
            basis_kind=facts["basis_kind"],
            basis_number=facts["basis_number"],
            basis_issuer=facts["basis_issuer"],
            obligation=facts["obligation"],
            amount_fen=amount,
            performed_fen=performed,
            performance=_performance(amount, performed),
            creditor=facts["creditor"],
            handler_name=facts.get("handler_name", ""),
            handler_phone=facts.get("handler_phone", ""),
        )

    def _fill_enterprise(self, case: EnforcementCase) -> None:
        """What the record of the enterprise leaves open is taken from the file; what it says, stays."""
        enterprise = Enterprise.objects.select_for_update(of=("self",)).get(pk=case.enterprise_id)
        filled = {}
        for name in OF_ENTERPRISE:
            kept, said = getattr(enterprise, name), self.facts.get(name, "")
            if said and not kept:
                filled[name] = said
                setattr(enterprise, name, said)
            elif said and said != kept:
                self.remarks.append(f"{enterprise.name}：{LABELS[name]}以登记的“{kept}”为准，文件中的“{said}”不使用。")
        if filled:
            _check_length(enterprise, filled)
            enterprise.save(update_fields=list(filled))
            _log(enterprise, case, self.by, self.at, {"fields": sorted(filled)})

    def _list(self, case: EnforcementCase) -> bool:
        if "listing_state" not in self.facts:
            return False
        wanted = _listing(self.facts)
        kept = Listing.objects.filter(enforcement_case=case).first()
        if kept is None:
            record_listing(case.pk, wanted, by=self.by, at=self.at)
            return True
        same = ListingData(
            state=ListingState(kept.state),
            situations=tuple(kept.situations),
            decision_number=kept.decision_number,
            listed_on=kept.listed_on,
            term_kind=TermKind(kept.term_kind),
            term_end=kept.term_end,
        )
        if same != wanted:
            message = "该案件已经登记了名单记录，与文件中的不一致，请改成一致或者不填名单各列；登记有误的，请先到案件页面更正。"
            raise InvalidInput("listing_state", message)
        return False


def _check_length(enterprise: Enterprise, filled: Iterable[str]) -> None:
    try:
        enterprise.clean_fields(exclude={field.name for field in Enterprise._meta.fields} - set(filled))  # noqa: SLF001 - Django's public _meta
    except ValidationError as error:
        name, sentences = next(iter(error.message_dict.items()))
        raise InvalidInput(name, str(sentences[0])) from error


def _performance(amount: int, performed: int) -> PerformanceStatus:
    if performed <= 0:
        return PerformanceStatus.NONE
    return PerformanceStatus.FULL if performed >= amount else PerformanceStatus.PARTIAL


def _measure(line: Line) -> MeasureData:
    values = line.values
    return MeasureData(
        kind=values["measure"],
        taken_on=values["taken_on"],
        detail=values.get("detail", ""),
        document_number=values.get("document_number", ""),
    )


def _listing(facts: Values) -> ListingData:
    said = LISTING_DEFAULTS | {name: facts[name] for name in LISTING_DEFAULTS if name in facts}
    return ListingData(state=facts["listing_state"], **said)


def _shown(name: str, value: Any) -> str:
    match BY_NAME[name].holds:
        case Holds.MONEY:
            return yuan(value)
        case Holds.DAY:
            return day(value)
        case Holds.CHOICE:
            return f"“{CHOICES[name](value).label}”"
    return f"“{value}”"


def _log(enterprise: Enterprise, case: EnforcementCase, by: Actor, at: datetime, body: dict[str, object]) -> None:
    stream = f"enforcement:{case.pk}"
    ledger.locked_stream(stream)
    ledger.append_event(
        stream=stream, actor=by.key, action="enterprise_completed", object=stream, at=at, body=body, rows=[Part(enterprise, OF_ENTERPRISE)]
    )
