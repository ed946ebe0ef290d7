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


def _told(*words: str) -> str:
    return subprocess.run([*TOOL, *words], stdout=subprocess.PIPE, text=True, check=True).stdout.strip()
