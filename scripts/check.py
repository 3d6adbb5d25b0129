#!/usr/bin/env python3
"""Style, and the tests whose imports reach a changed file; against HEAD, or against the commit given. No browser."""

import subprocess
import sys
from collections.abc import Callable, Iterable
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
# Run as a file, so the project is not on the path by itself.
sys.path.insert(0, str(ROOT))

from scripts.first_party import imports_of  # noqa: E402

# Read at run time, so no import tells who needs them.
READ_BY = {"templates": "tests/portal", "static": "tests/portal", "regions": "tests/adoption"}
NO_TESTS = 5
# About a minute on two cores.
MODULES_AT_MOST = 12


def changed(base: str) -> set[Path]:
    """What differs from the merge base with ``base``, in commits, the working tree or files not yet tracked."""
    since = _git("merge-base", base, "HEAD")[0]
    return {ROOT / name for name in (*_git("diff", "--name-only", since), *_git("ls-files", "--others", "--exclude-standard"))}


def selected(files: Iterable[Path], root: Path = ROOT) -> list[Path]:
    """The test modules that reach one of ``files``, the nearest first: by import, their fixtures' too, or as what their folder reads."""
    files = set(files)
    folders = {root / reader for top, reader in READ_BY.items() if any(root / top in file.parents for file in files)}
    imports = cache(lambda file: imports_of(file, root))
    found = []
    for module in sorted((root / "tests").rglob("test_*.py")):
        above = [folder / "conftest.py" for folder in module.parents if root / "tests" in folder.parents]
        far = _steps([module, *(file for file in above if file.is_file())], files, imports)
        if far is None and folders & set(module.parents):
            far = 1
        if far is not None:
            found.append((far, module))
    return [module for _, module in sorted(found)]


def _steps(start: Iterable[Path], goal: set[Path], imports: Callable[[Path], set[Path]]) -> int | None:
    """How many imports lie between, or None where no way leads there."""
    seen, ring, steps = set[Path](), set(start), 0
    while ring:
        if ring & goal:
            return steps
        seen |= ring
        ring = {found for file in ring for found in imports(file)} - seen
        steps += 1
    return None


def _git(*words: str) -> list[str]:
    ran = subprocess.run(["git", *words], cwd=ROOT, capture_output=True, check=True, text=True)  # noqa: S603, S607 - as everywhere in this project
    return ran.stdout.splitlines()


def main() -> int:
    files = changed(sys.argv[1] if len(sys.argv) > 1 else "HEAD")
    reached = [str(file.relative_to(ROOT)) for file in selected(files)]
    tests = reached[:MODULES_AT_MOST]
    print(f"check: {len(files)} changed files, {len(tests)} test modules", flush=True)
    print(f"left out: browser tests; what only tests/conftest.py reaches; {len(reached) - len(tests)} modules farther away", flush=True)
    ruff = str(Path(sys.executable).parent / "ruff")
    commands = [[ruff, "check", "."], [ruff, "format", "--check", "--quiet", "."]]
    if tests:
        commands.append([sys.executable, "-m", "pytest", "-q", "-n", "2", "--dist", "loadfile", "-m", "not browser", *tests])
    codes = [subprocess.run(command, cwd=ROOT, check=False).returncode for command in commands]  # noqa: S603 - our own commands
    return int(any(code not in (0, NO_TESTS) for code in codes[2:]) or any(codes[:2]))


if __name__ == "__main__":
    sys.exit(main())
