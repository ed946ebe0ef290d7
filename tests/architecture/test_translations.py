"""A sentence that a person can see exists in all three languages."""

import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.sqlite_only


def test_translations_are_complete() -> None:
    tool = Path(__file__).parents[2] / "tools" / "translations.py"
    checked = subprocess.run([sys.executable, str(tool), "check"], capture_output=True, text=True, check=False)

    assert checked.returncode == 0, checked.stderr[-3000:]
