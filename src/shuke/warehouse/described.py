"""A Parquet file beside the snapshots that says how it came about."""

import json
from collections.abc import Collection, Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

# One key's rows are found without reading more than so many.
ROWS_PER_GROUP = 20_000
FACTS = b"shuke"


class DescribedParquet:
    def __init__(self, file: Path, schema: pa.Schema) -> None:
        self.file = file
        self.schema = schema

    def write(self, frames: Iterable[pd.DataFrame], *, as_of: date, facts: Mapping[str, Any]) -> int:
        """Beside, then moved into place. Each frame has the schema's columns.

        Returns:
            The rows written.
        """
        self.file.parent.mkdir(parents=True, exist_ok=True)
        beside = self.file.with_suffix(".written")
        described = json.dumps({"as_of": as_of.isoformat(), **facts})
        written = 0
        with pq.ParquetWriter(beside, self.schema.with_metadata({FACTS: described.encode()})) as writer:
            for frame in frames:
                rows = pa.Table.from_pandas(frame, schema=self.schema, preserve_index=False)
                writer.write_table(rows.replace_schema_metadata(None), row_group_size=ROWS_PER_GROUP)
                written += len(rows)
        beside.replace(self.file)
        return written

    def facts(self) -> dict[str, Any] | None:
        """How the file came about; None where there is none yet."""
        if not self.file.exists():
            return None
        return dict(json.loads(pq.read_schema(self.file).metadata[FACTS]))

    def as_of(self) -> date | None:
        facts = self.facts()
        return date.fromisoformat(facts["as_of"]) if facts else None


class KeyedParquet(DescribedParquet):
    """Read by its key, which rises over all frames written."""

    def __init__(self, file: Path, schema: pa.Schema, *, key: str) -> None:
        super().__init__(file, schema)
        self.key = key

    def rows(self, key: str) -> list[dict[str, Any]]:
        """Of one key, by `rank`."""
        return self.rows_of([key]).get(key, [])

    def rows_of(self, keys: Collection[str]) -> dict[str, list[dict[str, Any]]]:
        """Of many keys at once, each by `rank`; keys without a row are left out. One pass over the file, whose parts
        without any of them are skipped: for a thousand keys it takes about as long as for fifty one by one."""
        found: dict[str, list[dict[str, Any]]] = {}
        if not keys:
            return found
        table = pq.read_table(self.file, filters=[(self.key, "in", list(keys))])
        for row in sorted(table.to_pylist(), key=lambda row: row["rank"]):
            found.setdefault(row[self.key], []).append(row)
        return found
