"""What gunicorn loads before it forks its workers."""

import os
import subprocess
import sys

import pytest

pytestmark = pytest.mark.sqlite_only

FORKED = """
import os, sys, threading, time
import shuke.config.wsgi
if os.fork() == 0:
    threading.Thread(target=time.sleep, args=(60,), daemon=True).start()
    sys.exit(0)
sys.exit(os.waitstatus_to_exitcode(os.wait()[1]))
"""


def test_a_forked_worker_leaves_in_peace() -> None:
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "shuke.config.settings"}

    ended = subprocess.run([sys.executable, "-c", FORKED], env=environment, capture_output=True, text=True, check=False)

    assert (ended.returncode, ended.stderr) == (0, "")
