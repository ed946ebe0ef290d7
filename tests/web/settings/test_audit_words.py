"""Whatever the code writes into the audit log has words there."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import shuke
from shuke.web.settings.audit_words import ACTIONS

PACKAGE = Path(shuke.__file__).parent


def audited(module: ast.Module) -> Iterator[str]:
    """Actions that a module passes to `record_audit`; a name is followed to what its module calls it with."""
    for call in (node for node in ast.walk(module) if isinstance(node, ast.Call)):
        if isinstance(call.func, ast.Name) and call.func.id == "record_audit":
            (action,) = (keyword.value for keyword in call.keywords if keyword.arg == "action")
            yield from _said(action, module)


def _said(action: ast.expr, module: ast.Module) -> list[str]:
    match action:
        case ast.Constant(value=str(said)):
            return [said]
        case ast.Name(id=name):
            return _passed(name, module)
        case ast.JoinedStr(values=[ast.Constant(value=str(start)), ast.FormattedValue(value=ast.Name(id=name))]):
            return [f"{start}{end}" for end in _passed(name, module)]
    raise AssertionError(f"cannot read the action {ast.unparse(action)}")


def _passed(name: str, module: ast.Module) -> list[str]:
    keywords = (node for node in ast.walk(module) if isinstance(node, ast.keyword) and node.arg == name)
    found = [str(keyword.value.value) for keyword in keywords if isinstance(keyword.value, ast.Constant)]
    assert found, f"nobody says what {name} is"
    return found


def actions() -> set[str]:
    sources = (path.read_text("utf-8") for path in PACKAGE.glob("**/*.py"))
    return {action for source in sources if "record_audit" in source for action in audited(ast.parse(source))}


def test_actions_are_read_from_literals_names_and_patterns() -> None:
    module = ast.parse(
        'record_audit(action="a.b")\n_note(kind="c.d")\nrecord_audit(action=kind)\n'
        '_say(verb="learned")\nrecord_audit(action=f"p.{verb}")'
    )

    assert list(audited(module)) == ["a.b", "c.d", "p.learned"]


@pytest.mark.parametrize("action", sorted(actions()))
def test_an_action_has_words(action: str) -> None:
    assert action in ACTIONS


def test_no_words_for_what_nobody_does() -> None:
    assert set(ACTIONS) <= actions()
