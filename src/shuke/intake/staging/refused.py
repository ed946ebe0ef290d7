"""What was refused, and what was let in with a warning: one Parquet file a run, small enough to be rewritten."""

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from shuke.intake.checks import Refusal
from shuke.intake.reasons import Reason

SCHEMA = pa.schema(
    [
        ("line", pa.int64()),
        ("column", pa.string()),
        ("value", pa.string()),
        ("code", pa.string()),
        ("facts", pa.string()),  # JSON
        ("cells", pa.list_(pa.string())),  # the row as it stood in the file
        ("is_warning", pa.bool_()),
    ]
)


class RefusedFile:
    """Written batch by batch."""

    def __init__(self, path: Path, columns: Sequence[str]) -> None:
        # The file's column names travel with the rows: the download gives them back as they were.
        metadata = {b"columns": json.dumps(list(columns), ensure_ascii=False).encode()}
        self._writer = pq.ParquetWriter(path, SCHEMA.with_metadata(metadata), compression="zstd")

    def write(self, refusals: Sequence[Refusal]) -> None:
        if refusals:
            self._writer.write_table(pa.Table.from_pylist([_row(refusal) for refusal in refusals], schema=SCHEMA))

    def close(self) -> None:
        self._writer.close()


def read_refused(path: Path) -> Iterator[Refusal]:
    """The refusals in the order of their lines."""
    for batch in pq.ParquetFile(path).iter_batches():
        for row in batch.to_pylist():
            reason = Reason(row["code"], json.loads(row["facts"]))
            cells = tuple(row["cells"])
            yield Refusal(row["line"], row["column"], row["value"], reason, cells, row["is_warning"])


def columns_of(path: Path) -> tuple[str, ...]:
    """The source file's column names."""
    return tuple(json.loads(pq.ParquetFile(path).schema_arrow.metadata[b"columns"]))


def _row(refusal: Refusal) -> dict[str, Any]:
    return {
        "line": refusal.line,
        "column": refusal.column,
        "value": refusal.value,
        "code": refusal.reason.code,
        "facts": json.dumps(dict(refusal.reason.facts), ensure_ascii=False),
        "cells": list(refusal.cells),
        "is_warning": refusal.is_warning,
    }
