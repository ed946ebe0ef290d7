"""A folder with a Parquet file a day."""

from datetime import date
from pathlib import Path
from typing import Any

from shuke.warehouse.tables import Tables


class DatedFiles:
    def __init__(self, path: Path) -> None:
        self.path = path

    def days(self) -> list[date]:
        """Days there is a file of, oldest first."""
        return sorted(
            date.fromisoformat(path.stem.removeprefix("as_of=")) for path in self.path.glob("as_of=*.parquet")
        )

    def file(self, day: date) -> Path:
        return self.path / f"as_of={day}.parquet"

    def table(self, tables: Tables, day: date | None, *, name: str) -> Any | None:
        """A day's rows as a table of the engine; None without a day, or where nothing was written that day."""
        if day is None or not self.file(day).exists():
            return None
        return tables.backend.read_parquet(str(self.file(day)), table_name=name, hive_partitioning=False)
