"""Reads the months of a plan out of the ledger of points; a ledger without a new row is not opened."""

from collections.abc import Sequence

from shuke.warehouse.extract import Extract, Month, MonthMark
from shuke.warehouse.manifest import MonthFiles
from shuke.warehouse.marts.fact_points import fact_points, placed, without_rows
from shuke.warehouse.marts.local_days import local_days
from shuke.warehouse.staging import membership, offer
from shuke.warehouse.writing import Writer

TABLE = "fact_points"


class PointsWriter:
    def __init__(self, extract: Extract, writer: Writer) -> None:
        self.extract = extract
        self.writer = writer

    def write(
        self, batches: Sequence[tuple[Month, ...] | None], marks: dict[Month, MonthMark]
    ) -> dict[Month, MonthFiles]:
        """Read each batch of months (None: the whole ledger) and write its files."""
        files: dict[Month, list[str]] = {}
        for number, months in enumerate(batches):
            files |= self._batch(number, months)
        # A month that came after the marks were taken waits for the next build.
        return {month: MonthFiles(str(marks[month]), {TABLE: files[month]}) for month in files if month in marks}

    def empty(self) -> dict[str, list[str]]:
        """A file without rows, that gives a business without points the columns."""
        return {TABLE: self.writer.whole(without_rows(), f"{TABLE}-empty")}

    def _batch(self, number: int, months: tuple[Month, ...] | None) -> dict[Month, list[str]]:
        raw = self.extract.land("point_entries", "members", "plans", "stores", months=months)
        stages = (membership.point_entries, membership.members, membership.plans, offer.stores)
        entries = placed(*(stage(rows) for stage, rows in zip(stages, raw, strict=True)))
        days = entries.select("zone", "utc_on").distinct().to_pyarrow()
        turns = local_days(zip(days["zone"].to_pylist(), days["utc_on"].to_pylist(), strict=True))
        opened = self.extract.backend.create_table("local_days", turns, temp=True, overwrite=True)
        return self.writer.by_month(fact_points(entries, opened), TABLE, batch=number)
