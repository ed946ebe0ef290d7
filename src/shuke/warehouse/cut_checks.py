"""Whether the facts of contact, service and response have a row for each row of the records."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

import pyarrow.parquet as pq

from shuke.records.cases.models import Case
from shuke.records.messages.models import MessageSend
from shuke.warehouse.cuts import CUTS, Marks, marks_of
from shuke.warehouse.extract import Extract, Month
from shuke.warehouse.manifest import Folder, MonthFiles
from shuke.warehouse.read.shapes import Check, Comparison
from shuke.warehouse.tables import Tables

Months = Mapping[str, dict[Month, MonthFiles]]  # by source


@dataclass(frozen=True)
class CutProof:
    checks: tuple[Check, ...]
    moved: Mapping[str, set[Month]]  # by source: written to while they were read, and read again next time


def proven(months: Months, marks: Mapping[str, Marks], *, extract: Extract, folder: Folder) -> CutProof:
    """The files of every month beside the marks it was read by."""
    moved: dict[str, set[Month]] = {}
    told: dict[str, list[tuple[Month, int, int]]] = defaultdict(list)
    for cut in CUTS:
        said, found = marks[cut.source], _rows(months[cut.source], cut.table, folder)
        both = [(month, mark.rows, found.get(month, 0)) for month, mark in said.items()]
        unlike = {month for month, expected, there in both if expected != there}
        now = marks_of(cut, extract) if unlike else {}
        moved[cut.source] = {month for month in unlike if now.get(month) != said[month]}
        told[cut.table] += [one for one in both if one[0] not in moved[cut.source]]
    return CutProof(checks=tuple(_check(table, both) for table, both in told.items()), moved=moved)


def compare(tables: Tables) -> list[Comparison]:
    """What the record domains hold beside the build; a build made before it was in it has none."""
    rows = tables.manifest.rows
    messages = 0
    if rows.get("fact_touch"):
        touches = tables["fact_touch"]
        messages = int(touches.filter(touches.source == "message").count().to_pyarrow().as_py())
    return [
        Comparison("messages", MessageSend.objects.filter(customer__isnull=False).count(), messages),
        Comparison("cases", Case.objects.count(), rows.get("fact_case", 0)),
    ]


def _rows(months: Mapping[Month, MonthFiles], table: str, folder: Folder) -> dict[Month, int]:
    """As the files themselves say it; none is read for it."""
    return {
        month: sum(pq.read_metadata(folder.path / name).num_rows for name in files.files.get(table, ()))
        for month, files in months.items()
    }


def _check(table: str, both: list[tuple[Month, int, int]]) -> Check:
    unlike = sorted({month for month, expected, there in both if expected != there})
    all_expected, all_there = sum(one[1] for one in both), sum(one[2] for one in both)
    shown = f"{all_there} (not in {', '.join(unlike)})" if unlike else f"{all_there}"
    return Check(f"rows of {table} of every month are those of the records", not unlike, f"{all_expected}", shown)
