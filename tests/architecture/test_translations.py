"""A sentence that a person can see exists in all three languages."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.sqlite_only


def test_translations_are_complete() -> None:
    tool = Path(__file__).parents[2] / "tools" / "translations.py"
    checked = subprocess.run([sys.executable, str(tool), "check"], capture_output=True, text=True, check=False)

    assert checked.returncode == 0, checked.stderr[-3000:]


def test_taiwan_reads_its_own_words() -> None:
    source = Path(__file__).parents[2] / "src" / "shuke"
    mainland = re.compile("營銷|型別|賬號|質量")

    found = {path: mainland.findall(path.read_text()) for path in source.rglob("locale/zh_Hant/LC_MESSAGES/django.po")}

    assert {path: words for path, words in found.items() if words} == {}
