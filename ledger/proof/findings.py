"""What the verifier has found, as far as a report can list it."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Iterable

# Somebody who emptied a table must not fill the memory of whoever reports it.
LISTED_AT_MOST: Final = 1000


@dataclass(frozen=True, slots=True)
class Finding:
    """The first thing wrong with a stream, or one thing wrong outside the streams (then seq is None)."""

    code: str
    where: str
    seq: int | None
    message: str


@dataclass(slots=True)
class Report:
    streams: int = 0
    events: int = 0
    states: int = 0
    rows: int = 0
    files: int = 0
    guards: int = 0
    findings: list[Finding] = field(default_factory=list)
    unlisted: int = 0

    @property
    def is_sound(self) -> bool:
        return not self.findings

    @property
    def found(self) -> int:
        return len(self.findings) + self.unlisted

    def add(self, *findings: Finding) -> None:
        self.extend(findings)

    def extend(self, findings: Iterable[Finding]) -> None:
        for finding in findings:
            if len(self.findings) < LISTED_AT_MOST:
                self.findings.append(finding)
            else:
                self.unlisted += 1

    def as_dict(self) -> dict[str, Any]:
        return {"result": "sound" if self.is_sound else "finding", **asdict(self)}
