"""What a decision may do to what: the one table behind certificate, list and measures.

The examination form offers from it, the rules and the database refuse by it, papers and pages print its words, and the
operation on the list is demanded by it. Whatever is no row cannot be decided, printed or recorded.
Law: 法释〔2017〕7号, 法发〔2019〕35号, 法释〔2015〕17号 and the measures.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

from cases.enums import CertificateType, DutyGround, DutyKind, EntryEffect, ListOperationKind, MeasureEffect, MeasureKind, PerformanceStatus
from words.dates import day, until

if TYPE_CHECKING:
    from datetime import date

A, B, C, D = CertificateType.WITHHELD, CertificateType.SUSPENDED, CertificateType.FULFILLED, CertificateType.PERFORMED_UNLISTED
E, Op = EntryEffect, ListOperationKind

GRACE = "法发〔2019〕35号关于宽限期的规定"
EARLY_DELETION = "法释〔2017〕7号第二条第二款"
OWED_DELETION = "法释〔2017〕7号第十条第一款"
DELETION = "法释〔2017〕7号第十条"


NOT_IN_TABLE = "证明类型、名单处理和日期不在允许的组合之内。"


class Standing(Enum):
    """How the debtor stands in the list for one enforcement case."""

    NEVER = "从未纳入名单"
    NO_TERM = "已纳入名单，没有固定期限"
    FIXED = "已纳入名单，有期限"
    DELETED = "名单信息此前已经删除"


class Until(Enum):
    """Which date belongs to an effect on the entry."""

    NONE = "没有截止日"
    CERTIFICATE = "与证明的有效期相同"
    OWN = "另写截止日"


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryRow:
    """One thing that a certificate may do to the entry. ``says`` is the sentence for every paper and page, ``{until}`` its date."""

    certificate: CertificateType
    standings: tuple[Standing, ...]
    performed: PerformanceStatus
    effect: EntryEffect
    until: Until
    operations: tuple[ListOperationKind, ...]
    law: tuple[str, ...]
    says: str
    # Why this and not more has to be told.
    has_reasons: bool = False

    @property
    def key(self) -> str:
        return f"{self.certificate.value}:{self.effect.value}"

    @property
    def leaves_entry(self) -> bool:
        """The entry stays visible, so nobody may be told that the case no longer counts."""
        return self.effect in (EntryEffect.SHORTEN, EntryEffect.MAINTAIN)


def _row(
    certificate: CertificateType,
    standings: tuple[Standing, ...],
    effect: EntryEffect,
    until: Until,
    operations: tuple[ListOperationKind, ...],
    law: str,
    says: str,
    *,
    has_reasons: bool = False,
) -> EntryRow:
    return EntryRow(
        certificate=certificate,
        standings=standings,
        performed=PerformanceStatus.FULL if certificate in (C, D) else PerformanceStatus.PARTIAL,
        effect=effect,
        until=until,
        operations=operations,
        law=(law,) if law else (),
        says=says,
        has_reasons=has_reasons,
    )


NEVER, NO_TERM, FIXED, DELETED = (Standing.NEVER,), (Standing.NO_TERM,), (Standing.FIXED,), (Standing.DELETED,)
LISTED = (Standing.NO_TERM, Standing.FIXED)
SAME = Until.CERTIFICATE

# fmt: off
ENTRY_ROWS = (
    _row(A, NEVER, E.WITHHOLD_LISTING, SAME, (), GRACE,
         "{until}，本院就本案暂不将企业纳入失信被执行人名单。"),
    _row(A, NEVER, E.WITHHOLD_PUBLICATION, SAME, (Op.WITHHOLD,), GRACE,
         "{until}，本院就本案暂不发布企业的失信被执行人名单信息。"),
    _row(B, LISTED, E.SHIELD, SAME, (Op.SHIELD,), "",
         "{until}，本院屏蔽企业因本案纳入失信被执行人名单的信息；期满的，恢复显示。"),
    _row(B, FIXED, E.SHORTEN, Until.OWN, (Op.SHORTEN,), EARLY_DELETION,
         "企业因本案纳入失信被执行人名单的期限缩短，{until}；在此之前，名单信息仍然公开。"),
    _row(B, LISTED, E.MAINTAIN, Until.NONE, (), "",
         "企业因本案纳入失信被执行人名单的信息不变，仍然公开；本次只处理所列的其他措施。"),
    _row(C, NO_TERM, E.DELETE, Until.NONE, (Op.DELETE,), OWED_DELETION,
         "企业在本案中的义务已经履行完毕，本院删除其因本案纳入失信被执行人名单的信息。"),
    _row(C, FIXED, E.DELETE_EARLY, Until.NONE, (Op.SHORTEN, Op.DELETE), EARLY_DELETION,
         "企业在本案中的义务已经履行完毕，本院提前删除其因本案纳入失信被执行人名单的信息。"),
    _row(C, FIXED, E.SHORTEN, Until.OWN, (Op.SHORTEN,), EARLY_DELETION,
         "企业在本案中的义务已经履行完毕，其因本案纳入失信被执行人名单的期限缩短，{until}；在此之前，名单信息仍然公开。", has_reasons=True),
    _row(C, DELETED, E.ALREADY_DELETED, Until.NONE, (), DELETION,
         "企业在本案中的义务已经履行完毕，其因本案纳入失信被执行人名单的信息此前已由本院删除。"),
    _row(D, NEVER, E.NO_ENTRY, Until.NONE, (), "",
         "企业在本案中主动履行完毕，没有因本案被纳入失信被执行人名单。"),
)
# fmt: on


def rows_for(standing: Standing, performed: PerformanceStatus) -> tuple[EntryRow, ...]:
    """What can be decided about a debtor who stands so in the list and has performed so much."""
    return tuple(row for row in ENTRY_ROWS if standing in row.standings and row.performed == performed)


def labels_of(certificate: CertificateType) -> tuple[str, ...]:
    """What a certificate of this type may do to the entry."""
    return tuple(row.effect.label for row in ENTRY_ROWS if row.certificate == certificate)


def row_of(certificate: CertificateType | str, effect: EntryEffect | str) -> EntryRow | None:
    """The row of a certificate and its effect, for whomever it may be decided."""
    return next((row for row in ENTRY_ROWS if (row.certificate, row.effect) == (certificate, effect)), None)


def said(row: EntryRow, valid_until: date | None, entry_until: date | None) -> str:
    """The sentence of a row with its date."""
    return row.says.format(until=until(date_of(row, valid_until, entry_until)))


def date_of(row: EntryRow, valid_until: date | None, entry_until: date | None) -> date | None:
    """Until when the entry is treated so; None where that has no end."""
    return {Until.NONE: None, Until.CERTIFICATE: valid_until, Until.OWN: entry_until}[row.until]


def operation_gap(row: EntryRow, kind: ListOperationKind, ends_on: date | None, *, decided: date | None, performed_on: date) -> str:
    """How an operation differs from the decided one; a difference goes back to the judge, nobody records it as done."""
    if kind not in row.operations:
        wanted = "或者".join(f"“{operation.label}”" for operation in row.operations)
        return f"决定的是“{row.effect.label}”，应办理{wanted}，不能登记为“{kind.label}”。" if wanted else "本案的决定不需要办理名单操作。"
    # An early deletion is done, where the court's system only shortens, by shortening to the day itself.
    expected = performed_on if row.until == Until.NONE and kind == Op.SHORTEN else decided
    if ends_on == expected:
        return ""
    if expected is None:
        return f"“{kind.label}”没有截止日，请清空。"
    if ends_on is None:
        return f"请填写在办案系统中设定的截止日，应为{day(expected)}。"
    return f"在办案系统中设定的截止日是{day(ends_on)}，应为{day(expected)}，两者不一致。请在办案系统中更正；认为决定有误的，报告承办法官。"


# --- what the court owes to the list by itself ---------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class DutyRow:
    """A ground, the operation that it makes the court owe, and for which entries."""

    ground: DutyGround
    kind: DutyKind
    standings: tuple[Standing, ...]
    law: str
    # Somebody's written request has to be there as a file.
    needs_file: bool = False
    # Found by the record itself, not by a person.
    by_system: bool = False


G, Du = DutyGround, DutyKind
ON_LIST = (Standing.NO_TERM, Standing.FIXED)

DUTY_ROWS = {
    row.ground: row
    for row in (
        *(
            DutyRow(ground=ground, kind=Du.DELETE, standings=NO_TERM, law=OWED_DELETION, needs_file=ground == G.CREDITOR)
            for ground in (G.PERFORMED, G.SETTLED, G.CREDITOR, G.NO_PROPERTY, G.STAYED, G.NOT_ENFORCED, G.ENDED)
        ),
        DutyRow(ground=G.TERM_END, kind=Du.DELETE, standings=FIXED, law="法释〔2017〕7号第十条第二款", by_system=True),
        DutyRow(ground=G.SHIELD_END, kind=Du.RESTORE, standings=ON_LIST, law="", by_system=True),
        DutyRow(ground=G.WRONGLY_LISTED, kind=Du.REVOKE, standings=(*ON_LIST, Standing.DELETED), law="法释〔2017〕7号第九条"),
        DutyRow(ground=G.INACCURATE, kind=Du.CORRECT, standings=ON_LIST, law="法释〔2017〕7号第九条"),
    )
}


def duty_gap(ground: DutyGround, standing: Standing) -> str:
    """Why a ground makes the court owe nothing for a debtor who stands so."""
    row = DUTY_ROWS[ground]
    if standing in row.standings:
        return ""
    if row.kind == DutyKind.DELETE and standing == Standing.FIXED:
        return "有纳入期限的，不适用这一事由；期限届满才应删除，此前需要提前删除的，由企业申请信用修复后决定。"
    return f"本案现为“{standing.value}”，不适用“{ground.label}”。"


# --- measures --------------------------------------------------------------------------------------------------------


class MeasureNature(Enum):
    """Discipline is one thing, control of property another; a sanction is not repaired here."""

    LIST = "名单"
    DISCIPLINE = "信用惩戒"
    PROPERTY = "财产控制"
    SANCTION = "处罚等"


@dataclass(frozen=True, slots=True, kw_only=True)
class MeasureRow:
    """What a decision may say of one kind of measure."""

    kind: MeasureKind
    nature: MeasureNature
    effects: tuple[MeasureEffect, ...] = ()
    # Effects that need a reason, a ruling of the court with its number, or an end.
    with_reason: tuple[MeasureEffect, ...] = ()
    with_ruling: tuple[MeasureEffect, ...] = ()
    with_end: tuple[MeasureEffect, ...] = ()


M, K, N = MeasureEffect, MeasureKind, MeasureNature
RELEASES = (M.RELEASE_PART, M.LIFT)

MEASURE_ROWS = {
    row.kind: row
    for row in (
        MeasureRow(kind=K.LISTING, nature=N.LIST),
        MeasureRow(kind=K.SPENDING_ORDER, nature=N.DISCIPLINE, effects=(M.MAINTAIN, M.LIFT, M.LIFT_UNTIL), with_end=(M.LIFT_UNTIL,)),
        MeasureRow(kind=K.EXIT_RESTRICTION, nature=N.DISCIPLINE, effects=(M.MAINTAIN, M.LIFT), with_reason=(M.LIFT,)),
        MeasureRow(kind=K.FREEZE, nature=N.PROPERTY, effects=(M.MAINTAIN, *RELEASES), with_ruling=RELEASES),
        MeasureRow(kind=K.SEIZE, nature=N.PROPERTY, effects=(M.MAINTAIN, *RELEASES), with_ruling=RELEASES),
        MeasureRow(kind=K.TRANSFER, nature=N.PROPERTY, effects=(M.MAINTAIN, *RELEASES), with_ruling=RELEASES),
        MeasureRow(kind=K.FINE, nature=N.SANCTION),
        MeasureRow(kind=K.DETENTION, nature=N.SANCTION),
        MeasureRow(kind=K.OTHER, nature=N.SANCTION),
    )
}
DECIDED_KINDS = tuple(row.kind for row in MEASURE_ROWS.values() if row.effects)
SANCTION_KINDS = tuple(row.kind for row in MEASURE_ROWS.values() if row.nature == N.SANCTION)
DISCIPLINE_KINDS = tuple(row.kind for row in MEASURE_ROWS.values() if row.nature == N.DISCIPLINE)


def measure_gap(kind: MeasureKind, effect: MeasureEffect | str, *, ends_on: date | None, ruling: str, reason: str) -> str:
    """What is missing or wrong in the treatment of one measure, as a sentence."""
    row = MEASURE_ROWS[kind]
    if not effect:
        return f"请决定措施“{kind.label}”如何处理。"
    effect = MeasureEffect(effect)
    if effect not in row.effects:
        allowed = "、".join(f"“{one.label}”" for one in row.effects)
        return f"“{kind.label}”不能作“{effect.label}”处理，" + (f"只能作{allowed}。" if allowed else "它不在信用修复中处理。")
    wanted = (
        (effect in row.with_ruling, ruling.strip(), "须另作裁定，请填写裁定书文号", "不需要裁定书文号，请清空"),
        (effect in row.with_end, ends_on, "须有截止日，请填写", "没有截止日，请清空"),
        (effect in row.with_reason, reason.strip(), "须说明与提高履行能力的关系，请填写说明", ""),
    )
    for is_wanted, given, missing, surplus in wanted:
        if is_wanted and not given:
            return f"“{kind.label}”作“{effect.label}”处理{missing}。"
        if surplus and given and not is_wanted:
            return f"“{kind.label}”作“{effect.label}”处理{surplus}。"
    return ""


# --- the table as a page ---------------------------------------------------------------------------------------------


def effects_page() -> str:
    """docs/effects.md."""
    return "\n".join((*_HEAD, *map(_entry_line, ENTRY_ROWS), *_MEASURES_HEAD, *map(_measure_line, MEASURE_ROWS.values()), ""))


_HEAD = (
    "# What a decision may do to what",
    "",
    "Made from `cases/effects.py` by `manage.py effects_table`. Whatever is not a row here cannot be decided, printed or recorded.",
    "",
    "## The entry in the list",
    "",
    "| certificate | standing | performed | effect | until | operation | law besides the measures |",
    "|---|---|---|---|---|---|---|",
)
_MEASURES_HEAD = ("", "## Measures", "", "| measure | nature | effects | needs |", "|---|---|---|---|")


def _entry_line(row: EntryRow) -> str:
    cells = (
        f"{row.certificate.value} {row.certificate.label}",
        "；".join(standing.value for standing in row.standings),
        row.performed.label,
        row.effect.label + ("（须说明理由）" if row.has_reasons else ""),
        row.until.value,
        "或者".join(kind.label for kind in row.operations) or "—",
        "、".join(row.law) or "—",
    )
    return f"| {' | '.join(map(str, cells))} |"


def _measure_line(row: MeasureRow) -> str:
    needs = [
        *(f"{effect.label}：理由" for effect in row.with_reason),
        *(f"{effect.label}：裁定书文号" for effect in row.with_ruling),
        *(f"{effect.label}：截止日" for effect in row.with_end),
    ]
    effects = "、".join(effect.label for effect in row.effects) or "—"
    return f"| {row.kind.label} | {row.nature.value} | {effects} | {'；'.join(needs) or '—'} |"
