"""Region files for tests: the two that are right, and copies that are not."""

from datetime import UTC, datetime
from pathlib import Path

from adoption.load import apply, plan
from departments.models import Region
from ledger.timekeeping import legal_date

ROOT = Path(__file__).resolve().parent.parent.parent
XISAISHAN = ROOT / "regions" / "xisaishan.toml"
QINGLAN = Path(__file__).parent / "qinglan.toml"
MORNING = datetime(2026, 5, 11, 1, 30, tzinfo=UTC)


def edited(folder: Path, *edits: tuple[str, str], file: Path = QINGLAN) -> Path:
    """Copy a file with each text replaced once; an edit that finds nothing would test nothing."""
    text = file.read_text()
    for old, new in edits:
        assert old in text, old
        text = text.replace(old, new, 1)
    copy = folder / "copy.toml"
    copy.write_text(text)
    return copy


def load(path: Path, at: datetime = MORNING) -> Region:
    return apply(plan(path, on=legal_date(at)), by="operator", at=at).region
