"""The documents of the project as text, and the files that git keeps."""

import re
import subprocess
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
FENCE = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)


@cache
def committed_files() -> tuple[Path, ...]:
    # Another user's checkout is fine to read; git would ask who owns it.
    command = ("git", "-c", "safe.directory=*", "ls-files", "-z")
    listing = subprocess.run(command, cwd=ROOT, capture_output=True, check=True).stdout.decode()
    return tuple(path for name in listing.split("\0") if name and (path := ROOT / name).is_file())


def our_documents() -> list[Path]:
    return [path for path in committed_files() if path.suffix == ".md"]


def manuals() -> list[Path]:
    """The documents that speak of the whole project, whose paths are those of the checkout."""
    return [path for path in our_documents() if path.parent in (ROOT, ROOT / "docs")]


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def read(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def without_code(text: str) -> str:
    return FENCE.sub("", text)


def code_blocks(text: str, language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", text, re.MULTILINE | re.DOTALL)


def anchors(text: str) -> set[str]:
    """The addresses of a page's headings, as the common hosts make them."""
    headings = re.findall(r"^#+ +(.+?) *$", without_code(text), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}
