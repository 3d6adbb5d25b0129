"""What one reading can hold: no long function, no long module. Migrations list what the database holds, and are let be."""

import ast
from pathlib import Path

from tests.docs.reading import committed_files, name_of, read

LINES_OF_A_FUNCTION = 45
LINES_OF_A_FILE = 400


def modules() -> list[Path]:
    return [path for path in committed_files() if path.suffix == ".py" and path.parent.name != "migrations"]


def long_functions(source: str) -> list[str]:
    functions = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]
    return [node.name for node in functions if (node.end_lineno or 0) - node.lineno + 1 > LINES_OF_A_FUNCTION]


def test_no_function_is_long():
    assert [f"{name_of(path)}: {name}" for path in modules() for name in long_functions(read(path))] == []


def test_no_module_is_long():
    assert [name_of(path) for path in modules() if len(read(path).splitlines()) > LINES_OF_A_FILE] == []


def test_a_long_function_is_found_wherever_it_stands():
    body = "        pass\n" * LINES_OF_A_FUNCTION
    assert long_functions(f"class Thing:\n    async def long(self):\n{body}") == ["long"]
    assert long_functions(f"class Thing:\n    def short(self):\n{body.removesuffix('        pass' + chr(10))}") == []
