from datetime import date

import pytest
from tests.warehouse.shop import rows_of

from shuke.warehouse.marts.dim_date import dim_date

pytestmark = pytest.mark.sqlite_only


def test_every_day_once_with_its_place_in_week_and_year() -> None:
    days = dim_date(first=date(2025, 12, 31), latest=date(2026, 1, 3))

    assert rows_of(days, "day", "month", "quarter", "iso_week", "weekday", "is_weekend") == [
        (date(2025, 12, 31), "2025-12", 4, "2026-W01", 3, False),
        (date(2026, 1, 1), "2026-01", 1, "2026-W01", 4, False),
        (date(2026, 1, 2), "2026-01", 1, "2026-W01", 5, False),
        (date(2026, 1, 3), "2026-01", 1, "2026-W01", 6, True),
    ]
