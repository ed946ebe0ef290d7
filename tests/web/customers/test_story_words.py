"""The timeline says what happened in words, in every language: no kind of event is recorded without them."""

import ast
from collections.abc import Iterable, Iterator
from functools import cache
from importlib import import_module
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from tests.records import make
from tests.web.conftest import SignedIn

import shuke
from shuke.actions.care.models import Outcome
from shuke.records.customers.queries.merges import MERGED
from shuke.records.customers.services.merging import LET_GO, TOOK_IN, UNMERGED
from shuke.records.membership.services.points import _PAST
from shuke.records.messages.models import State
from shuke.web.counter.advice import RESTS_DAYS
from shuke.web.customers.story_words import _EVENTS as WORDS
from shuke.web.today.models import PutOff
from shuke.web.today.services import bring_back, put_off

SOURCE = Path(shuke.__file__).parent
RECORDERS = ("record_event", "record_for_all")
TOLD_ELSEWHERE = ("consent.", "import.")  # by a row of its own; of no customer
SETTLED = (State.SENT, State.REFUSED)
# What an expression can be that only a running program knows.
RUNNING: dict[tuple[str, str], Iterable[str]] = {
    ("shuke.actions.care.services.outcomes", "task.outcome"): Outcome.values,
    ("shuke.records.cases.services.watching", "mark"): ("warned", "late"),
    ("shuke.records.customers.services.merging", "kind"): (MERGED, TOOK_IN, UNMERGED, LET_GO),
    ("shuke.records.membership.services.points", "_PAST[kind]"): _PAST.values(),
    ("shuke.records.messages.services.sending", "send.state"): SETTLED,
    ("shuke.web.counter.services", "outcome"): RESTS_DAYS,
    ("shuke.web.today.services", "outcome"): PutOff.Outcome.values,
}


def test_every_recorded_kind_of_event_has_words() -> None:
    recorded = {kind: module for module in modules() for kind in recorded_in(module)}

    assert len(recorded) > 50
    assert not {f"{kind} in {module}" for kind, module in recorded.items() if kind not in WORDS}


@pytest.mark.django_db
def test_what_was_answered_on_today_stands_on_the_timeline_in_words(signed_in: SignedIn) -> None:
    pan = make.customer("Pan Tianwei")
    call: dict[str, Any] = {"scope": make.SYSTEM, "customer": pan, "now": make.NOW}
    for outcome in PutOff.Outcome.values:
        put_off(**call, outcome=outcome, reason="gap_long", today=make.NOW.date(), origin="page")
    bring_back(**call)

    shown = signed_in().get(f"/customers/{pan.pk}/story/").content.decode()

    assert "advice." not in shown
    for said in ("Today: done", "Today: put off", "Today: advice does not fit", "Today: brought back"):
        assert said in shown


@cache
def modules() -> dict[str, ast.Module]:
    files = {path: path.relative_to(SOURCE.parent).with_suffix("").parts for path in SOURCE.rglob("*.py")}
    return {
        ".".join(parts).removesuffix(".__init__"): ast.parse(path.read_text())
        for path, parts in files.items()
        if "migrations" not in parts
    }


def recorded_in(module: str) -> Iterator[str]:
    for function in functions(module):
        for call in (call for name in RECORDERS for call in calls(function, name)):
            for said in (keyword.value for keyword in call.keywords if keyword.arg == "kind"):
                yield from (kind for kind in values(said, function, module) if not kind.startswith(TOLD_ELSEWHERE))


def values(said: ast.expr, function: ast.FunctionDef, module: str) -> set[str]:
    """All that an expression in a function can be: followed through its parameters to those who call it."""
    if isinstance(said, ast.JoinedStr):
        parts = (part.value if isinstance(part, ast.FormattedValue) else part for part in said.values)
        return {"".join(words) for words in product(*(values(part, function, module) for part in parts))}
    if isinstance(said, ast.IfExp):
        return values(said.body, function, module) | values(said.orelse, function, module)
    if known := RUNNING.get((module, ast.unparse(said))):
        return {str(value) for value in known}
    if isinstance(said, ast.Name) and said.id in [argument.arg for argument in parameters(function)]:
        given = arguments(said.id, function, module)
        return {value for by, caller, where in given for value in values(by, caller, where)}
    return {str(eval(ast.unparse(said), vars(import_module(module))))}  # a constant, or the name of one


def arguments(name: str, function: ast.FunctionDef, module: str) -> Iterator[tuple[ast.expr, ast.FunctionDef, str]]:
    """What each caller gives for a parameter, with the caller and its module."""
    names = [argument.arg for argument in function.args.args]
    place = names.index(name) if name in names else None
    for where in (where for where in modules() if where == module or imports(where, function.name, module)):
        for caller in functions(where):
            for call in calls(caller, function.name):
                named = {keyword.arg: keyword.value for keyword in call.keywords}
                if name in named:
                    yield named[name], caller, where
                elif place is not None and place < len(call.args):
                    yield call.args[place], caller, where


def imports(where: str, name: str, module: str) -> bool:
    return any(name == imported and module.startswith(source) for source, imported in imported_by(where))


@cache
def imported_by(module: str) -> list[tuple[str, str]]:
    nodes = (node for node in ast.walk(modules()[module]) if isinstance(node, ast.ImportFrom) and node.module)
    return [(str(node.module), one.name) for node in nodes for one in node.names]


@cache
def functions(module: str) -> list[ast.FunctionDef]:
    return [node for node in ast.walk(modules()[module]) if isinstance(node, ast.FunctionDef)]


def calls(function: ast.FunctionDef, name: str) -> list[ast.Call]:
    return [call for called, call in calls_in(function) if called == name]


@cache
def calls_in(function: ast.FunctionDef) -> list[tuple[str, ast.Call]]:
    found = (node for node in ast.walk(function) if isinstance(node, ast.Call))
    return [(call.func.id, call) for call in found if isinstance(call.func, ast.Name)]


def parameters(function: ast.FunctionDef) -> list[ast.arg]:
    return [*function.args.args, *function.args.kwonlyargs]
