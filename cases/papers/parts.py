"""What several papers print."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """Office contact as it may be printed on paper that leaves the house."""

    office: str
    person: str = ""
    phone: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """A term as printed. `length` is ready to read (`3个工作日`); `law` is ignored while the local rule is pending."""

    name: str
    length: str
    law: str = ""
    local_rule_pending: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """An enforcement measure as it was taken."""

    kind: str
    subject: str
    taken_on: str
    document_number: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class MeasureOutcome:
    """What the court decides about one measure; `effect` is the label, e.g. 暂停采取."""

    kind: str
    subject: str
    effect: str
    starts_on: str = ""
    ends_on: str = ""
    condition: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CodedReason:
    code: str
    label: str
    text: str = ""
