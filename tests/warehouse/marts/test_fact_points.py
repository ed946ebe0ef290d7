from datetime import UTC, date, datetime
from typing import Any

import ibis
import pytest
from tests.warehouse.shop import rows_of

from shuke.warehouse.marts.fact_points import SCHEMA, fact_points, placed, without_rows
from shuke.warehouse.marts.local_days import local_days

pytestmark = pytest.mark.sqlite_only

SHANGHAI, BERLIN, TOKYO = "Asia/Shanghai", "Europe/Berlin", "Asia/Tokyo"
ENTRIES = {
    "entry_key": "int64", "member_key": "int64", "order_key": "int64", "store_key": "int64", "kind": "string",
    "source": "string", "points": "int64", "pending": "int64", "debt": "int64", "happened_at": "timestamp(6)",
    "utc_on": "date", "month": "string",
}  # fmt: skip


def moment(*parts: int) -> datetime:
    """In UTC, without saying so, as the warehouse keeps moments."""
    return datetime(*parts, tzinfo=UTC).replace(tzinfo=None)  # type: ignore[misc, arg-type]


def table(schema: dict[str, str], *rows: tuple[Any, ...]) -> Any:
    return ibis.memtable([dict(zip(schema, row, strict=True)) for row in rows], schema=schema)


def entry(key: int, at: datetime, *, member: int = 1, store: int | None = None) -> tuple[Any, ...]:
    return (key, member, None, store, "earn", "order", 10, 0, 0, at, at.date(), f"{at:%Y-%m}")


def facts(*rows: tuple[Any, ...]) -> Any:
    """Member 1 is at home in Berlin (store 1), member 2 nowhere; their plan counts in Tokyo, store 2 in Shanghai."""
    members = table(
        {"member_key": "int64", "plan_key": "int64", "customer_key": "int64", "home_store_key": "int64"},
        (1, 7, 100, 1),
        (2, 7, 200, None),
    )
    plans = table({"plan_key": "int64", "time_zone": "string"}, (7, TOKYO))
    stores = table({"store_key": "int64", "time_zone": "string"}, (1, BERLIN), (2, SHANGHAI))
    entries = placed(table(ENTRIES, *rows), members, plans, stores)
    pairs = entries.select("zone", "utc_on").distinct().to_pyarrow().to_pylist()
    turns = local_days((pair["zone"], pair["utc_on"]) for pair in pairs)
    return fact_points(entries, ibis.memtable(turns))


def test_a_row_carries_its_account_s_customer_and_plan() -> None:
    found = facts(entry(1, moment(2026, 3, 1, 12)), entry(2, moment(2026, 3, 1, 12), member=2))

    assert rows_of(found, "entry_key", "customer_key", "plan_key", "points", "kind", "order_key") == [
        (1, 100, 7, 10, "earn", None),
        (2, 200, 7, 10, "earn", None),
    ]


def test_its_day_is_the_store_s_else_the_home_store_s_else_the_plan_s() -> None:
    late = moment(2026, 2, 28, 15, 30)  # 23:30 in Shanghai, 16:30 in Berlin, half past midnight in Tokyo

    found = facts(entry(1, late, store=2), entry(2, late), entry(3, late, member=2))

    assert rows_of(found, "entry_key", "happened_on", "month") == [
        (1, date(2026, 2, 28), "2026-02"),
        (2, date(2026, 2, 28), "2026-02"),
        (3, date(2026, 3, 1), "2026-02"),
    ]


def test_a_day_turns_at_midnight_to_the_microsecond_also_when_clocks_were_changed() -> None:
    winter, summer = moment(2026, 3, 28, 23), moment(2026, 3, 29, 22)  # Berlin's midnights before and after

    found = facts(
        *(entry(key, at) for key, at in enumerate((winter.replace(hour=22, minute=59, second=59), winter, summer)))
    )

    assert [on.day for _, on in rows_of(found, "entry_key", "happened_on")] == [28, 29, 30]


def test_a_zone_that_is_utc_has_one_day_a_day() -> None:
    (turn,) = local_days([("UTC", date(2026, 3, 1))]).to_pylist()

    assert (turn["first_on"], turn["latest_on"]) == (date(2026, 3, 1), date(2026, 3, 1))
    assert turn["turns_at"] == moment(2026, 3, 1)


def test_without_points_there_are_the_same_columns() -> None:
    full = facts(entry(1, moment(2026, 3, 1, 12))).drop("month")

    assert without_rows().count().to_pyarrow().as_py() == 0
    assert dict(without_rows().schema()) == dict(full.schema()) == dict(ibis.schema(SCHEMA))
