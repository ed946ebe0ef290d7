"""dim_date: one row per day from the first order to the latest."""

from datetime import date, timedelta
from typing import Any

import ibis


def dim_date(*, first: date, latest: date) -> Any:
    """`day, year, quarter, month, iso_week, weekday` (1 Monday … 7 Sunday), `is_weekend`."""
    days = [first + timedelta(days=offset) for offset in range((latest - first).days + 1)]
    weeks = [day.isocalendar() for day in days]
    return ibis.memtable(
        {
            "day": days,
            "year": [day.year for day in days],
            "quarter": [(day.month + 2) // 3 for day in days],
            "month": [f"{day:%Y-%m}" for day in days],
            "iso_week": [f"{week.year}-W{week.week:02}" for week in weeks],
            "weekday": [day.isoweekday() for day in days],
            "is_weekend": [day.isoweekday() > 5 for day in days],
        },
        schema={
            "day": "date",
            "year": "int64",
            "quarter": "int64",
            "month": "string",
            "iso_week": "string",
            "weekday": "int64",
            "is_weekend": "boolean",
        },
    )
