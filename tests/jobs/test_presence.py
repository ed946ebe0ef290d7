import subprocess
import sys
from pathlib import Path

from shuke.jobs.presence import being_present, bury, dead_among

HOLD = """
import sys
from pathlib import Path
from shuke.jobs.presence import being_present
with being_present(name="neighbour", folder=Path(sys.argv[1])):
    print("here", flush=True)
    sys.stdin.read()
"""


def test_a_process_is_alive_until_it_is_killed(tmp_path: Path) -> None:
    neighbour = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(tmp_path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    with neighbour:
        assert neighbour.stdout is not None
        neighbour.stdout.readline()
        assert dead_among(["neighbour"], folder=tmp_path) == set()

        neighbour.kill()

    assert dead_among(["neighbour"], folder=tmp_path) == {"neighbour"}
    bury(["neighbour"], folder=tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_who_leaves_in_order_leaves_nothing(tmp_path: Path) -> None:
    with being_present(name="me", folder=tmp_path):
        assert dead_among(["me"], folder=tmp_path) == set()

    assert list(tmp_path.iterdir()) == []


def test_nobody_of_another_machine_is_called_dead(tmp_path: Path) -> None:
    assert dead_among(["elsewhere"], folder=tmp_path) == set()
