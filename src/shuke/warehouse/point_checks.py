"""Whether the points of a build are the ledger's, month by month and in total."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Sum

from shuke.records.membership.models import Entry
from shuke.warehouse.extract import Extract, Month, MonthMark
from shuke.warehouse.read.shapes import Check, Comparison
from shuke.warehouse.tables import Tables

# What is counted in each month, as a mark says it: its rows, then the sums that the source names.
COUNTED = ("rows of points", "points to spend", "points that wait", "points owed")
NOTHING = (0, 0, 0, 0)

Counts = tuple[int, ...]  # one number for each of COUNTED


@dataclass(frozen=True)
class Proof:
    checks: tuple[Check, ...]
    moved: Collection[Month]  # written to while they were read: no fault, and read again next time


def proven(points: Any, marks: dict[Month, MonthMark], *, extract: Extract) -> Proof:
    """fact_points beside the marks it was read by."""
    found = _by_month(points)
    said = {month: (mark.rows, *mark.sums) for month, mark in marks.items()}
    unlike = {month for month in {*found, *said} if found.get(month, NOTHING) != said.get(month, NOTHING)}
    now = extract.marks("point_entries") if unlike else {}
    moved = {month for month in unlike if now.get(month) != marks.get(month)}
    return Proof(checks=_checks(found, said, leave_out=moved), moved=moved)


def compare(tables: Tables) -> list[Comparison]:
    """The ledger as it is now beside the build; a build made before points were in it has none."""
    ledger = Entry.objects.aggregate(rows=Count("pk"), points=Sum("points"), pending=Sum("pending"), debt=Sum("debt"))
    built = dict.fromkeys(ledger, 0)
    if tables.manifest.rows.get("fact_points"):
        points = tables["fact_points"]
        sums = {name: points[name].sum() for name in ("points", "pending", "debt")}
        built = points.aggregate(rows=points.count(), **sums).to_pyarrow().to_pylist()[0]
    names = ("point_rows", "points", "points_pending", "points_owed")
    return [Comparison(name, ledger[key] or 0, int(built[key])) for name, key in zip(names, ledger, strict=True)]


def _by_month(points: Any) -> dict[Month, Counts]:
    """By months of UTC, as the ledger is cut."""
    dated = points.mutate(month=points.happened_at.strftime("%Y-%m"))
    sums = {name: dated[name].sum() for name in ("points", "pending", "debt")}
    rows = dated.group_by("month").aggregate(rows=dated.count(), **sums).to_pyarrow().to_pylist()
    return {row["month"]: tuple(int(row[name]) for name in ("rows", *sums)) for row in rows}


def _checks(
    found: dict[Month, Counts], said: dict[Month, Counts], *, leave_out: Collection[Month]
) -> tuple[Check, ...]:
    months = sorted({*found, *said} - {*leave_out})
    checks = []
    for place, name in enumerate(COUNTED):
        both = {month: (said.get(month, NOTHING)[place], found.get(month, NOTHING)[place]) for month in months}
        unlike = [month for month, (expected, there) in both.items() if expected != there]
        expected, there = (sum(pair[side] for pair in both.values()) for side in (0, 1))
        shown = f"{there} (not in {', '.join(unlike)})" if unlike else f"{there}"
        checks.append(Check(f"{name} of every month are those of the ledger", not unlike, f"{expected}", shown))
    return tuple(checks)
