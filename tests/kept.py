"""What is slow to build is built once a run: the first worker that needs it builds it, the others take a copy."""

import fcntl
import pickle
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import pytest

T = TypeVar("T")


def built_once(name: str, factory: pytest.TempPathFactory, build: Callable[[Path], T]) -> tuple[Path, T]:
    """A folder of this worker's own, filled as `build` fills it, and what `build` answered."""
    shared = factory.getbasetemp()
    if shared.name.startswith("popen-"):  # of one worker of several
        shared = shared.parent
    original, answer = shared / name, shared / f"{name}.answer"
    with (shared / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not answer.exists():
            shutil.rmtree(original, ignore_errors=True)  # of a worker whose build broke off
            original.mkdir()
            told = build(original)
            answer.write_bytes(pickle.dumps(told))
    own = factory.mktemp(name) / "data"
    shutil.copytree(original, own)
    return own, pickle.loads(answer.read_bytes())
