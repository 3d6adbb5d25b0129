"""Which of this repository's own files a Python file imports, read from its text. Standard library only."""

import ast
from collections.abc import Iterable, Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def imports_of(file: Path, root: Path = ROOT) -> set[Path]:
    """The files below ``root`` that a file imports anywhere in it, the packages on the way included."""
    package = file.relative_to(root).parent.parts
    return {found for name in _names(ast.parse(file.read_bytes()), package) for found in _files(name, root)}


def closure_of(files: Iterable[Path], root: Path = ROOT) -> set[Path]:
    """The files themselves and whatever they import, directly or through others."""
    seen: set[Path] = set()
    waiting = list(files)
    while waiting:
        file = waiting.pop()
        if file not in seen:
            seen.add(file)
            waiting += imports_of(file, root)
    return seen


def _names(tree: ast.AST, package: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (tuple(alias.name.split(".")) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            start = package[: len(package) - node.level + 1] if node.level else ()
            base = (*start, *(node.module or "").split(".")) if node.module else start
            # What is imported may be a module itself or a name in one.
            yield from ((*base, alias.name) for alias in node.names)


def _files(name: tuple[str, ...], root: Path) -> Iterator[Path]:
    for length in range(1, len(name) + 1):
        path = root.joinpath(*name[:length])
        for candidate in (path.with_suffix(".py"), path / "__init__.py"):
            if candidate.is_file():
                yield candidate
