"""Supervisors as processes of their own: their signals are theirs."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.jobs.conftest import ROOT, eventually

from shuke.jobs.supervise import Child, restart_wait_seconds

SUPERVISOR = """
import sys
from shuke.jobs.supervise import supervise
supervise({"child": [sys.executable, "-c", sys.argv[1], sys.argv[2]]})
"""
CHILD = """
import os, sys, time
from shuke.jobs.supervise import follow_supervisor
follow_supervisor(lambda: os._exit(0))
open(sys.argv[1], "a").write(f"{os.getpid()}\\n")
time.sleep(120)
"""


@pytest.fixture
def supervisor(traces: Path) -> Iterator[subprocess.Popen[bytes]]:
    command = [sys.executable, "-c", SUPERVISOR, CHILD, str(traces)]
    with subprocess.Popen(command, env={**os.environ, "PYTHONPATH": str(ROOT / "src")}) as process:
        yield process
        process.kill()


def children(traces: Path) -> list[int]:
    return [int(line) for line in traces.read_text().splitlines()]


def is_running(pid: int) -> bool:
    state = subprocess.run(["ps", "-o", "stat=", "-p", str(pid)], capture_output=True, text=True, check=False).stdout
    return state.strip() != "" and not state.startswith("Z")


def test_a_child_that_dies_is_started_again(supervisor: subprocess.Popen[bytes], traces: Path) -> None:
    eventually(lambda: len(children(traces)) == 1)

    os.kill(children(traces)[0], signal.SIGKILL)

    eventually(lambda: len(children(traces)) == 2)
    assert supervisor.poll() is None


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_the_children_end_with_the_supervisor(
    supervisor: subprocess.Popen[bytes], traces: Path, number: signal.Signals
) -> None:
    eventually(lambda: len(children(traces)) == 1)

    supervisor.send_signal(number)

    assert supervisor.wait(timeout=120) == 0
    assert not is_running(children(traces)[0])


def test_no_orphan_outlives_a_killed_supervisor(supervisor: subprocess.Popen[bytes], traces: Path) -> None:
    eventually(lambda: len(children(traces)) == 1)

    supervisor.kill()
    supervisor.wait()

    eventually(lambda: not is_running(children(traces)[0]))


def test_a_child_that_cannot_live_is_tried_ever_more_rarely() -> None:
    assert [restart_wait_seconds(deaths) for deaths in range(1, 9)] == [0, 1, 2, 4, 8, 16, 30, 30]


def test_a_long_life_forgives_quick_deaths() -> None:
    child = Child("child", ["never-started"], pass_fds=(), quick_deaths=5, started_at=100.0)

    child.note_death(1, now=161.0)

    assert (child.quick_deaths, child.start_after) == (0, 161.0)
