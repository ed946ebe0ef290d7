"""Writes tables of a build as Parquet files beside those of the build before."""

from collections import defaultdict
from typing import Any

from shuke.warehouse.engine import Backend
from shuke.warehouse.extract import Month
from shuke.warehouse.manifest import Folder


class Writer:
    """The files of one generation; every name it returns is relative to the warehouse's folder."""

    def __init__(self, backend: Backend, folder: Folder, generation: int) -> None:
        self.backend = backend
        self.folder = folder
        self.out = folder.files_of(generation)

    def whole(self, table: Any, name: str) -> list[str]:
        """One file."""
        path = self.out / f"{name}.parquet"
        self.backend.to_parquet(table, str(path))
        return [self._relative(path)]

    def by_month(self, table: Any, name: str, *, batch: int) -> dict[Month, list[str]]:
        """Files cut by the column `month`, which is not written: the folder's name says it."""
        target = self.out / f"{name}-{batch}"
        # Raw SQL: Ibis writes a partitioned file only through the same statement, and hides its options.
        self.backend.raw_sql(
            f"COPY ({self.backend.compile(table)}) TO '{target}' (FORMAT parquet, PARTITION_BY (month))"
        )
        found: dict[Month, list[str]] = defaultdict(list)
        for path in sorted(target.glob("month=*/*.parquet")):
            found[path.parent.name.removeprefix("month=")].append(self._relative(path))
        return found

    def _relative(self, path: Any) -> str:
        return str(path.relative_to(self.folder.path))
