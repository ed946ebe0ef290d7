"""Every template reads: a tag or filter that is gone breaks only the page that nobody opened."""

from pathlib import Path

import pytest
from django.template.loader import get_template

import shuke

PACKAGE = Path(shuke.__file__).parent
# The report's sheet is read by an engine of its own, in tests/report.
NAMES = sorted(
    path.as_posix().split("/templates/")[1]
    for path in PACKAGE.glob("**/templates/**/*.html")
    if path.relative_to(PACKAGE).parts[0] != "report"
)


@pytest.mark.parametrize("name", NAMES)
def test_template_reads(name: str) -> None:
    assert get_template(name)
