"""Work done in the same moment, as by two tills."""

import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection


def at_once(*works: Callable[[], Any]) -> list[Any]:
    """What each answered or raised; they all begin together, each on a connection of its own."""
    told: list[Any] = [None] * len(works)
    gate = threading.Barrier(len(works))

    def run(number: int) -> None:
        try:
            gate.wait(timeout=60)
            told[number] = works[number]()
        except Exception as refused:
            told[number] = refused
        finally:
            connection.close()

    running = [threading.Thread(target=run, args=(number,), daemon=True) for number in range(len(works))]
    for thread in running:
        thread.start()
    for thread in running:
        thread.join(timeout=120)
    return told


def wait_for_each_other(monkeypatch: pytest.MonkeyPatch, module: object, name: str, *, threads: int = 2) -> None:
    """Nobody goes on with that function before all have come to it."""
    gate, then = threading.Barrier(threads, timeout=120), getattr(module, name)

    def wait(*args: Any, **more: Any) -> Any:
        gate.wait()
        return then(*args, **more)

    monkeypatch.setattr(module, name, wait)
