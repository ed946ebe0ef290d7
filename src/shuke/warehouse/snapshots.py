"""Dated snapshots of every score: a Parquet file a day, written once and whole, never changed by a later build.

A day is written again only by a run of that same day, or when it was filled in afterwards from records that have since
become others (an import of older sales).
"""

import json
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from shuke.warehouse.dated import DatedFiles
from shuke.warehouse.manifest import Folder, NoWarehouse, write_whole
from shuke.warehouse.marts.customer_score import Earlier, customer_score
from shuke.warehouse.tables import Tables

# A snapshot that was filled in is made again when the orders up to its day have changed in number by more than this.
STALE_SHARE = 0.01


@dataclass(frozen=True)
class Snapshot:
    """What is said about one snapshot beside its rows."""

    as_of: str
    is_filled_in: bool  # made afterwards, from what the records say of that day now
    orders: int  # up to that day, when it was made
    customers: int
    schema: int = 1  # columns of customer_score; another number is not read any more


class Snapshots(DatedFiles):
    def __init__(self, folder: Folder) -> None:
        super().__init__(folder.path / "snapshots" / "scores")

    def about(self, day: date) -> Snapshot:
        return Snapshot(**json.loads(self.file(day).with_suffix(".json").read_text()))

    def latest_before(self, day: date) -> date | None:
        return max((other for other in self.days() if other < day), default=None)

    def current(self) -> date | None:
        """The day of the scores that pages show: that of the latest run, not always the latest day."""
        try:
            return date.fromisoformat((self.path / "CURRENT").read_text())
        except FileNotFoundError:
            return None

    def make_current(self, day: date) -> None:
        write_whole(self.path / "CURRENT", day.isoformat())

    def is_wanted(self, day: date, *, orders: int) -> bool:
        """Whether the snapshot of a past day is missing, or was filled in from records that are others by now."""
        if day not in self.days():
            return True
        about = self.about(day)
        return about.is_filled_in and abs(orders - about.orders) > STALE_SHARE * about.orders

    def needed(self, tables: Tables, day: date) -> Any:
        """`table` for a day that has to be there. Raises NoWarehouse."""
        found = self.table(tables, day, name=f"scores_{day:%Y%m%d}")
        if found is None:
            raise NoWarehouse(f"There are no scores of {day}: run `shuke refresh --as-of {day}`.")
        return found

    def write(self, tables: Tables, scored: Any, *, as_of: date, is_filled_in: bool, forecast: Any = None) -> Snapshot:
        """Write the scores of `as_of`: beside, then moved into place, so that a day is there whole or not at all.

        Args:
            scored: the library's wide table as of that day, over `tables.orders` and `tables.lines`.
            is_filled_in: made for a day gone by: prospects are then only those who had joined by that day.
            forecast: from `Forecasts`, as of the same day.
        """
        self.path.mkdir(parents=True, exist_ok=True)
        earlier = Earlier(
            month=self.table(tables, month_before(as_of), name="month_before"),
            latest=self.table(tables, self.latest_before(as_of), name="latest_before"),
        )
        people = tables["dim_customer"]
        rows = customer_score(
            scored,
            people.filter(~people.is_erased),
            tables["dim_product"],
            earlier,
            as_of=as_of,
            are_all_known=not is_filled_in,
            forecast=forecast,
        )
        beside = self.file(as_of).with_suffix(".written")
        tables.backend.to_parquet(rows, str(beside))
        written = tables.backend.read_parquet(str(beside), table_name="written", hive_partitioning=False)
        about = Snapshot(
            as_of=as_of.isoformat(),
            is_filled_in=is_filled_in,
            orders=tables.count_orders(until=as_of),
            customers=int(written.count().to_pyarrow().as_py()),
        )
        write_whole(self.file(as_of).with_suffix(".json"), json.dumps(asdict(about)))
        beside.replace(self.file(as_of))
        return about


def month_before(as_of: date) -> date:
    """The end of the month before that of `as_of`: what pages compare with."""
    return date.fromordinal(as_of.replace(day=1).toordinal() - 1)
