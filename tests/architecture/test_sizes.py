"""Budgets that keep the code readable. A file past its budget becomes a folder of the same name."""

import ast
from pathlib import Path

import pytest

SOURCE = Path(__file__).parents[2] / "src" / "shuke"
FILE_LINES = 330
FUNCTION_LINES = 45  # the aim is 25; this is where a reviewer would send it back
MEDIAN_FUNCTION_LINES = 15

pytestmark = pytest.mark.sqlite_only


def python_files() -> list[Path]:
    return [path for path in SOURCE.rglob("*.py") if "migrations" not in path.parts]


def function_lengths(path: Path) -> list[tuple[str, int]]:
    """Lines of each function, its docstring not counted: a docstring is not what makes a function long."""
    found = []
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            first = node.body[0]
            documented = isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant)
            doc_lines = (first.end_lineno or 0) - first.lineno + 1 if documented else 0
            found.append(
                (f"{path.relative_to(SOURCE)}:{node.name}", (node.end_lineno or 0) - node.lineno + 1 - doc_lines)
            )
    return found


def test_files_stay_within_their_budget() -> None:
    lengths = {
        str(path.relative_to(SOURCE)): len(path.read_text(encoding="utf-8").splitlines()) for path in python_files()
    }

    assert {name: lines for name, lines in lengths.items() if lines > FILE_LINES} == {}


def test_functions_stay_within_their_budget() -> None:
    lengths = [item for path in python_files() for item in function_lengths(path)]

    assert [(name, lines) for name, lines in lengths if lines > FUNCTION_LINES] == []


def test_most_functions_are_short() -> None:
    lengths = sorted(lines for path in python_files() for _, lines in function_lengths(path))

    assert lengths[len(lengths) // 2] <= MEDIAN_FUNCTION_LINES


def test_no_module_is_a_drawer_for_anything() -> None:
    drawers = {"common", "core", "utils", "helpers", "extras", "misc"}

    assert [path for path in SOURCE.rglob("*") if path.stem in drawers] == []
