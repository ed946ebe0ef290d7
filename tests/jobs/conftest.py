import datetime as dt
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.database import database_url

ROOT = Path(__file__).resolve().parents[2]
NOW = dt.datetime(2026, 5, 4, 12, 0, tzinfo=dt.UTC)


@pytest.fixture
def now() -> dt.datetime:
    return NOW


@pytest.fixture
def traces(tmp_path: Path) -> Path:
    """The file that the tasks of these tests write to."""
    path = tmp_path / "traces"
    path.touch()
    return path


def eventually(is_so: Callable[[], Any], *, seconds: float = 120) -> None:
    """Wait for what another process does; generous, because a machine may be busy."""
    end = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < end, "did not happen in time"
        time.sleep(0.05)


StartWorker = Callable[..., subprocess.Popen[bytes]]


@pytest.fixture
def start_worker(transactional_db: None, tmp_path: Path) -> Iterator[StartWorker]:
    """Starts worker processes on the test's database. `machine` names the data folder: one each, one machine each."""
    started: list[subprocess.Popen[bytes]] = []

    def start(*, machine: str = "one", **pace: float) -> subprocess.Popen[bytes]:
        environment = {
            **os.environ,
            "DATABASE_URL": database_url(),
            "SHUKE_DATA": str(tmp_path / machine),
            "DJANGO_SETTINGS_MODULE": "shuke.config.settings",
            "PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "src")]),
        }
        told = {"poll_seconds": 0.1, "heartbeat_seconds": 0.3, **pace}
        command = [sys.executable, str(Path(__file__).with_name("worker_process.py")), json.dumps(told)]
        started.append(subprocess.Popen(command, env=environment))
        return started[-1]

    yield start

    for process in started:
        process.kill()
        process.wait()
