"""Whatever the intake can read, refuse or notice in a file of orders has a short name."""

import re
from pathlib import Path

import pytest

from shuke.intake.fields import FIELDS as INTAKE_FIELDS
from shuke.report.words import fields

pytestmark = pytest.mark.sqlite_only

CHECKS = Path(__file__).parents[3] / "src/shuke/intake"
SOURCES = [CHECKS / "moments.py", CHECKS / "numbers.py", *(CHECKS / "checks" / f"{n}.py" for n in ("orders", "sheet"))]


def test_every_field_of_an_order_has_a_name() -> None:
    assert INTAKE_FIELDS["orders"].keys() <= fields.FIELDS.keys()


def test_every_reason_the_checks_give_has_a_name() -> None:
    text = "\n".join(path.read_text("utf-8") for path in SOURCES)
    refused = set(re.findall(r'Reason\(\s*"(\w+)"', text)) | set(re.findall(r'\.refuse\([^)]*"(\w+)"[,)]', text))
    noticed = set(re.findall(r'\.notice\([^"]*"(\w+)"', text))

    assert refused - INTAKE_FIELDS["orders"].keys() <= fields.REFUSALS.keys()
    assert noticed <= fields.REMARKS.keys()
    assert {"date_unreadable", "price_negative", "currency_unknown"} <= refused
    assert "value_zero" in noticed
