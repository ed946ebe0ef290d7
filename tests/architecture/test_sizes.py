"""Budgets that keep the code readable. A file past its budget becomes a folder of the same name."""

import ast
from pathlib import Path

import pytest

SOURCE = Path(__file__).parents[2] / "src" / "shuke"
TESTS = Path(__file__).parents[1]
FILE_LINES = 300
TEST_FILE_LINES = 360
FUNCTION_LINES = 45  # this is where a reviewer would send it back
AIM_LINES, SHARE_BEYOND_AIM = 25, 0.02  # tables of cases and wide answers may be longer
MEDIAN_FUNCTION_LINES = 10

pytestmark = pytest.mark.sqlite_only


def python_files(folder: Path = SOURCE) -> list[Path]:
    return [path for path in folder.rglob("*.py") if "migrations" not in path.parts]


def file_lengths(folder: Path) -> dict[str, int]:
    paths = python_files(folder)
    return {str(path.relative_to(folder)): len(path.read_text(encoding="utf-8").splitlines()) for path in paths}


def function_lengths(path: Path) -> list[tuple[str, int]]:
    """Lines of each function, its docstring not counted: a docstring is not what makes a function long."""
    found = []
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            first = node.body[0]
            documented = isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant)
            doc_lines = (first.end_lineno or 0) - first.lineno + 1 if documented else 0
            found.append((f"{path}:{node.name}", (node.end_lineno or 0) - node.lineno + 1 - doc_lines))
    return found


def test_files_stay_within_their_budget() -> None:
    assert {name: lines for name, lines in file_lengths(SOURCE).items() if lines > FILE_LINES} == {}


def test_files_of_tests_stay_within_theirs() -> None:
    assert {name: lines for name, lines in file_lengths(TESTS).items() if lines > TEST_FILE_LINES} == {}


def test_functions_stay_within_their_budget() -> None:
    lengths = [item for path in python_files() for item in function_lengths(path)]

    assert [(name, lines) for name, lines in lengths if lines > FUNCTION_LINES] == []


def test_tests_stay_within_the_budget_of_functions_but_stories() -> None:
    paths = [path for path in python_files(TESTS) if "stories" not in path.parts]
    lengths = [item for path in paths for item in function_lengths(path)]

    assert [(name, lines) for name, lines in lengths if lines > FUNCTION_LINES] == []


def test_most_functions_are_short() -> None:
    lengths = sorted(lines for path in python_files() for _, lines in function_lengths(path))
    beyond = sum(lines > AIM_LINES for lines in lengths)

    assert lengths[len(lengths) // 2] <= MEDIAN_FUNCTION_LINES
    assert beyond <= SHARE_BEYOND_AIM * len(lengths)


def test_no_module_is_a_drawer_for_anything() -> None:
    drawers = {"common", "core", "utils", "helpers", "extras", "misc"}

    assert [path for path in SOURCE.rglob("*") if path.stem in drawers] == []
