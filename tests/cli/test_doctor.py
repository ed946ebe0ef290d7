from pathlib import Path

import pytest
from tests.records import make
from tests.records.membership import given
from tests.warehouse.shop import NOW, build_warehouse

from shuke.cli import doctor

pytestmark = pytest.mark.django_db


def findings(name: str) -> doctor.Finding:
    return next(finding for finding in doctor.examine(now=NOW).findings if finding.name == name)


def test_without_a_warehouse_it_says_what_to_do(data_folder: Path) -> None:
    assert findings("records and warehouse") == doctor.Finding(
        "records and warehouse", False, "no warehouse yet; run `shuke refresh`"
    )


def test_points_stand_in_records_and_warehouse(data_folder: Path) -> None:
    given.earn(given.member(given.plan()), 120, now=make.NOW)
    build_warehouse(data_folder)

    told = doctor.in_words(doctor.examine(now=NOW)).splitlines()

    assert ["points", "120", "120"] in [line.split() for line in told]
    assert findings("records and warehouse").says == "equal"
    assert findings("warehouse checks").is_well


def test_points_the_warehouse_has_not_read_are_a_difference(data_folder: Path) -> None:
    member = given.member(given.plan())
    build_warehouse(data_folder)
    given.earn(member, 120, now=make.NOW)

    assert findings("records and warehouse") == doctor.Finding(
        "records and warehouse", False, "differ in point_rows, points; run `shuke refresh`"
    )
