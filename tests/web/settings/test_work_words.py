"""Every task that can stand in the queue has words there."""

import ast
from pathlib import Path

import shuke
from shuke.web.settings.work_words import TASKS, task_words

PACKAGE = Path(shuke.__file__).parent


def tasks_in(path: Path) -> list[str]:
    module = ".".join(path.relative_to(PACKAGE.parent).with_suffix("").parts)
    functions = (node for node in ast.parse(path.read_text()).body if isinstance(node, ast.FunctionDef))
    return [
        f"{module}.{function.name}"
        for function in functions
        if not function.name.startswith("_") and "job" in {argument.arg for argument in function.args.kwonlyargs}
    ]


def test_every_task_has_words_and_no_words_are_left_over() -> None:
    found = {task for path in PACKAGE.rglob("tasks.py") for task in tasks_in(path)}

    assert found == set(TASKS)


def test_an_unknown_task_is_shown_by_its_name() -> None:
    assert task_words("old.module.task") == "old.module.task"
