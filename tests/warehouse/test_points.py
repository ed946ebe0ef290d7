import json
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from tests.records import make
from tests.records.membership import given
from tests.warehouse.shop import build_warehouse, rows_of

from shuke.records.customers.models import Customer
from shuke.records.membership.models import Entry, Member
from shuke.warehouse import checks, point_checks
from shuke.warehouse.extract import Extract, MonthMark
from shuke.warehouse.manifest import Folder
from shuke.warehouse.read import Check
from shuke.warehouse.tables import open_tables

pytestmark = pytest.mark.django_db

LATE_IN_JANUARY = datetime(2026, 1, 31, 17, tzinfo=UTC)  # February in Shanghai
FEBRUARY = datetime(2026, 2, 10, 9, tzinfo=UTC)


@pytest.fixture
def member(data_folder: Path) -> Member:
    at = make.store("S1")
    return given.member(given.plan("gold"), make.customer(number="A", home=at))


def points_read() -> list[tuple[object, ...]]:
    with open_tables() as tables:
        return rows_of(tables["fact_points"], "happened_on", "kind", "points", "customer_key")


def failed(folder: Path) -> list[Check]:
    return [Check(**stored) for stored in build_warehouse(folder).manifest.checks if not stored["is_ok"]]


def test_every_row_of_the_ledger_is_there_on_its_day(member: Member, data_folder: Path) -> None:
    given.earn(member, 100, now=LATE_IN_JANUARY)
    given.redeem(member, 30, now=FEBRUARY)

    assert failed(data_folder) == []
    assert points_read() == [
        (date(2026, 2, 1), "earn", 100, member.customer_id),
        (date(2026, 2, 10), "redeem", -30, member.customer_id),
    ]


def test_only_a_month_with_new_rows_is_read_again(member: Member, data_folder: Path) -> None:
    given.earn(member, 100, now=LATE_IN_JANUARY)
    first = build_warehouse(data_folder).manifest
    given.earn(member, 50, now=FEBRUARY)
    second = build_warehouse(data_folder).manifest
    third = build_warehouse(data_folder).manifest

    assert list(first.ledger_months) == ["2026-01"]
    assert list(second.ledger_months) == ["2026-01", "2026-02"]
    assert third.ledger_months == second.ledger_months
    assert third.rows["fact_points"] == 2


def test_a_ledger_without_a_new_row_is_not_opened(
    member: Member, data_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    given.earn(member, 100, now=FEBRUARY)
    build_warehouse(data_folder)
    landed: list[str] = []
    land = Extract.land

    def told(self: Extract, *names: str, months: object = None) -> object:
        landed.extend(names)
        return land(self, *names, months=months)  # type: ignore[arg-type]

    monkeypatch.setattr(Extract, "land", told)
    build_warehouse(data_folder)

    assert "customers" in landed
    assert "point_entries" not in landed


def test_a_build_of_before_there_were_points_in_it_is_read_and_brought_up(member: Member, data_folder: Path) -> None:
    given.earn(member, 100, now=FEBRUARY)
    build_warehouse(data_folder)
    folder = Folder(data_folder / "warehouse")
    (path,) = (folder.path / "generations").iterdir()
    told = json.loads(path.read_text())
    del told["ledger_months"], told["tables"]["fact_points"], told["rows"]["fact_points"]
    path.write_text(json.dumps(told))

    assert {one.name for one in checks.compare() if not one.is_equal} == {"point_rows", "points"}
    build_warehouse(data_folder)
    assert all(one.is_equal for one in checks.compare())


def test_a_merge_moves_points_without_reading_them_again(member: Member, data_folder: Path) -> None:
    given.earn(member, 100, now=FEBRUARY)
    first = build_warehouse(data_folder).manifest
    kept = make.customer(number="B")
    Customer.objects.filter(number="A").update(merged_into=kept)
    second = build_warehouse(data_folder).manifest

    assert second.ledger_months == first.ledger_months
    with open_tables() as tables:
        joined = tables["fact_points"].inner_join(tables["customer_map"], "customer_key")
        assert rows_of(joined, "customer_id", "points") == [("B", 100)]


def test_points_stand_side_by_side_with_the_ledger(member: Member, data_folder: Path) -> None:
    given.earn(member, 100, now=FEBRUARY)
    build_warehouse(data_folder)
    assert all(one.is_equal for one in checks.compare())

    given.redeem(member, 30, now=make.NOW)

    sides = {one.name: (one.records, one.warehouse) for one in checks.compare() if not one.is_equal}
    assert sides == {"point_rows": (2, 1), "points": (70, 100)}


def test_a_month_that_does_not_add_up_is_named(member: Member, data_folder: Path) -> None:
    given.earn(member, 100, now=FEBRUARY)
    build_warehouse(data_folder)

    class Ledger:
        def marks(self, name: str) -> dict[str, MonthMark]:
            return {"2026-02": MonthMark(1, 1, "", (90, 0, 0))}

    with open_tables() as tables:
        found = point_checks.proven(tables["fact_points"], Ledger().marks(""), extract=Ledger())  # type: ignore[arg-type]

    (wrong,) = (check for check in found.checks if not check.is_ok)
    assert wrong == Check("points to spend of every month are those of the ledger", False, "90", "100 (not in 2026-02)")
    assert found.moved == set()


def test_points_written_meanwhile_are_no_fault_and_read_next_time(
    member: Member, data_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    given.earn(member, 100, now=FEBRUARY)
    first_marks = Extract.marks

    def marks_then_a_row(self: Extract, name: str) -> dict[str, MonthMark]:
        found = first_marks(self, name)
        if name == "point_entries":
            monkeypatch.setattr(Extract, "marks", first_marks)
            given.earn(member, 5, now=FEBRUARY)
        return found

    monkeypatch.setattr(Extract, "marks", marks_then_a_row)

    assert failed(data_folder) == []
    built = build_warehouse(data_folder).manifest
    assert built.rows["fact_points"] == Entry.objects.count() == 2
    assert [files.mark[:2] for files in built.ledger_months.values()] == ["2:"]
