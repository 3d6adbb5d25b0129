#!/usr/bin/env python3
"""Break one rule at a time in a copy of this checkout and run what should notice; exit 1 if anything survives.

The rules are in tests/mutants.toml: a file, a text that stands in it exactly once, what replaces it, and the tests that
must fail. A mutant that no longer fits its file counts as a survivor, so that the list cannot rot.
"""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import tomllib
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LIST = ROOT / "tests" / "mutants.toml"
TESTS_FAILED = 1
SECONDS = 600
OTHERS = ("PYTEST_", "DJANGO_", "CREDITREPAIR_", "APP_ENV", "DATA_DIR", "COV_")


@dataclass(frozen=True)
class Mutant:
    """One rule broken."""

    rule: str
    file: str
    old: str
    new: str
    tests: tuple[str, ...]


@dataclass(frozen=True)
class Verdict:
    mutant: Mutant
    is_caught: bool
    why: str


def read_mutants(path: Path = LIST) -> list[Mutant]:
    rows = tomllib.loads(path.read_text(encoding="utf-8"))["mutant"]
    return [Mutant(row["rule"], row["file"], row["old"], row["new"], tuple(row["tests"])) for row in rows]


def misfit(mutant: Mutant, root: Path = ROOT) -> str:
    """Why a mutant cannot be made, or nothing."""
    path = root / mutant.file
    if not path.is_file():
        return f"{mutant.file} is not there"
    times = path.read_text(encoding="utf-8").count(mutant.old)
    if times != 1:
        return f"its text stands {times} times in {mutant.file}"
    missing = [name for name in mutant.tests if not (root / name.partition("::")[0]).exists()]
    return f"no {', '.join(missing)}" if missing else ""


def copy_of(root: Path, target: Path) -> None:
    """The tracked files as they are in the working tree, with the environment of the original."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=root, capture_output=True, check=True)  # noqa: S607 - as everywhere in this project
    for name in filter(None, listed.stdout.decode().split("\0")):
        if (root / name).is_file():
            (target / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(root / name, target / name)
    for shared in (".venv", "static/vendor"):
        (target / shared).symlink_to(root / shared)


def judge(mutant: Mutant, place: Path) -> Verdict:
    """Break the rule in ``place``, run its tests, mend it again."""
    if gap := misfit(mutant, place):
        return Verdict(mutant, is_caught=False, why=gap)
    path = place / mutant.file
    whole = path.read_text(encoding="utf-8")
    path.write_text(whole.replace(mutant.old, mutant.new), encoding="utf-8")
    try:
        command = [
            str(place / ".venv/bin/python"),
            "-m",
            "pytest",
            "-x",
            "-q",
            "-p",
            "no:cacheprovider",
            "-p",
            "no:randomly",
            *mutant.tests,
        ]
        # Of a run that runs this one nothing is inherited.
        environment = {name: value for name, value in os.environ.items() if not name.startswith(OTHERS)} | {"PYTHONDONTWRITEBYTECODE": "1"}
        ran = subprocess.run(command, cwd=place, env=environment, capture_output=True, text=True, timeout=SECONDS, check=False)  # noqa: S603 - our own
    except subprocess.TimeoutExpired:
        return Verdict(mutant, is_caught=False, why="its tests took too long")
    finally:
        path.write_text(whole, encoding="utf-8")
    last = ((ran.stdout + ran.stderr).strip().splitlines() or ["nothing said"])[-1]
    # A file that no longer loads is an error, not a test that noticed.
    if ran.returncode == TESTS_FAILED and " failed" in last:
        return Verdict(mutant, is_caught=True, why="")
    return Verdict(mutant, is_caught=False, why=f"pytest ended with {ran.returncode}: {last}")


def run(mutants: list[Mutant], at_once: int) -> list[Verdict]:
    with tempfile.TemporaryDirectory(prefix="mutants-") as folder:
        places = [Path(folder) / str(number) for number in range(at_once)]
        for place in places:
            copy_of(ROOT, place)

        def work(number: int) -> list[Verdict]:
            return [said(judge(mutant, places[number])) for mutant in mutants[number::at_once]]

        with ThreadPoolExecutor(at_once) as pool:
            return [verdict for verdicts in pool.map(work, range(at_once)) for verdict in verdicts]


def said(verdict: Verdict) -> Verdict:
    print(
        f"{'caught  ' if verdict.is_caught else 'SURVIVED'} {verdict.mutant.rule}{f' ({verdict.why})' if verdict.why else ''}", flush=True
    )
    return verdict


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("words", nargs="*", help="only rules that contain one of these")
    parser.add_argument("--at-once", type=int, default=2)
    chosen = parser.parse_args()
    mutants = [mutant for mutant in read_mutants() if not chosen.words or any(word in mutant.rule for word in chosen.words)]
    verdicts = run(mutants, max(1, chosen.at_once))
    survived = [verdict for verdict in verdicts if not verdict.is_caught]
    print(f"mutants: {len(verdicts) - len(survived)} of {len(verdicts)} caught", flush=True)
    return 1 if survived or not verdicts else 0


if __name__ == "__main__":
    sys.exit(main())
