"""An empty PostgreSQL and data folder for one bench, gone when it is over."""

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

TOOL = (sys.executable, str(Path(__file__).resolve().parents[1] / "tools" / "postgres.py"))


@contextmanager
def empty_cluster() -> Iterator[str]:
    """Its address; Django's settings, not read yet, will find both."""
    cluster = _told("start")
    try:
        address = _told("url", cluster)
        with tempfile.TemporaryDirectory() as data:
            os.environ |= {
                "DATABASE_URL": address,
                "SHUKE_DATA": data,
                "DJANGO_SETTINGS_MODULE": "shuke.config.settings",
            }
            yield address
    finally:
        _told("stop", cluster)


def server_seconds() -> float:
    """What the database's process behind Django's connection has computed so far."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        fields = Path(f"/proc/{cursor.fetchone()[0]}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")  # in user and in kernel mode


def _told(*words: str) -> str:
    return subprocess.run([*TOOL, *words], stdout=subprocess.PIPE, text=True, check=True).stdout.strip()
