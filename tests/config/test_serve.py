"""`shuke serve` as a user runs it: processes of their own, on a free port and a data folder of their own."""

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.jobs.conftest import ROOT, eventually
from tests.migrated import KeptDatabase

from shuke.config.serve import AddressUnusable, in_address, listen

pytestmark = pytest.mark.sqlite_only

SERVE = """
import sys, django
django.setup()
from shuke.config.serve import serve
from shuke.config.upgrade import upgrade_database
upgrade_database(say=print)
serve(host="127.0.0.1", port=0, workers=1)
"""


@pytest.fixture
def server(tmp_path: Path, django_db_setup: None, kept_database: KeptDatabase) -> Iterator[subprocess.Popen[str]]:
    """Beside a database that is migrated already, as at every start but the first."""
    (tmp_path / "data").mkdir()
    shutil.copyfile(kept_database.file, tmp_path / "data" / "shuke.sqlite3")
    environment = {
        **os.environ,
        "SHUKE_DATA": str(tmp_path / "data"),
        "DATABASE_URL": f"sqlite:///{tmp_path}/data/shuke.sqlite3",
        "DJANGO_SETTINGS_MODULE": "shuke.config.settings",
        "PYTHONPATH": str(ROOT / "src"),
    }
    with subprocess.Popen([sys.executable, "-c", SERVE], env=environment, stdout=subprocess.PIPE, text=True) as process:
        yield process
        process.kill()


def address(server: subprocess.Popen[str]) -> str:
    assert server.stdout is not None
    for line in server.stdout:
        if found := re.search(r"http://\S+", line):
            return found.group()
    raise AssertionError("it ended without an address")


def health(base: str) -> dict[str, Any]:
    """What /health says; the state of an answer that did not come is "unreachable"."""
    try:
        with urllib.request.urlopen(f"{base}/health", timeout=10) as answer:
            told: dict[str, Any] = json.load(answer)
    except urllib.error.HTTPError as broken:
        told = json.load(broken)
        broken.close()
    except OSError:
        told = {"status": "unreachable"}
    return told


def test_web_and_worker_start_together_and_end_together(server: subprocess.Popen[str]) -> None:
    base = address(server)
    eventually(lambda: health(base)["status"] == "ok")

    server.send_signal(signal.SIGTERM)

    assert server.wait(timeout=60) == 0
    assert health(base) == {"status": "unreachable"}


def test_an_address_in_use_is_refused_with_a_sentence() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]

        with pytest.raises(AddressUnusable, match=f"Port {port} at 127.0.0.1"):
            listen("127.0.0.1", port)


@pytest.mark.parametrize(("host", "port"), [("127.0.0.1", 70_000), ("no.such.host.invalid", 8000)])
def test_an_address_that_means_nothing_is_refused_with_a_sentence(host: str, port: int) -> None:
    with pytest.raises(AddressUnusable, match="--port"):
        listen(host, port)


def test_an_ipv6_host_is_written_in_brackets() -> None:
    assert (in_address("::1"), in_address("127.0.0.1")) == ("[::1]", "127.0.0.1")
