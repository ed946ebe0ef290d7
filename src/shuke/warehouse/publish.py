"""Hands rows of the engine back to the records database: into a table beside the one they are meant for.

Filling takes seconds, moving them over few: whoever reads sees the old rows until the caller's transaction commits.
"""

import re
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
from django.db import connection, transaction

from shuke.lib.bulk import insert_rows
from shuke.warehouse.engine import HANDED_OVER, RECORDS, Backend, scan_records

BATCH_ROWS = 20_000
# What Django has SQLite ask of a column of JSON. The engine spells it: parsing it again doubles the time of a row.
JSON_CHECK = re.compile(r' CHECK \(\(JSON_VALID\("(\w+)"\) OR "\1" IS NULL\)\)')
SORTERS = 2  # threads that sort for an index while the table is read


def stage_rows(backend: Backend, rows: Any, *, table: str, folder: Path) -> str:
    """Fill a new table shaped like `table` with `rows` (an Ibis table with exactly its columns), in
    their order; returns its name.

    The engine writes by itself where it can, by way of a file in `folder`; else rows go through Django.
    """
    staged = f"{table}_next"
    columns = _make_like(table, staged)
    handed = folder / f"{staged}.parquet"
    backend.to_parquet(rows.select(*columns), str(handed), **HANDED_OVER)
    names = ", ".join(columns)
    insert = f"INSERT INTO {RECORDS}.{staged} ({names}) SELECT {names} FROM read_parquet('{handed}')"
    if not scan_records(["SET preserve_insertion_order = true", insert], folder=folder, read_only=False):
        batches = pq.ParquetFile(handed).iter_batches(BATCH_ROWS, columns=columns)
        insert_rows(staged, columns, (row for batch in batches for row in zip(*_columns(batch), strict=True)))
    handed.unlink()
    return staged


@transaction.atomic
def replace_rows(*, table: str, staged: str) -> None:
    """Put the rows of `staged` in the place of those of `table`; `staged` is gone then."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            _put_in_place(cursor, table, staged)
        else:
            # A table that is dropped would lock readers out until the commit.
            cursor.execute(f"DELETE FROM {table}")
            cursor.execute(f"INSERT INTO {table} SELECT * FROM {staged}")
            cursor.execute(f"DROP TABLE {staged}")


def _make_like(table: str, staged: str) -> list[str]:
    """An empty table with the columns and keys of `table`, but no indexes; what a killed run left is dropped.

    SQLite's does not look into JSON.
    """
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TABLE IF EXISTS {staged}")
        if connection.vendor == "postgresql":
            cursor.execute(f"CREATE UNLOGGED TABLE {staged} (LIKE {table})")
        else:
            cursor.execute("SELECT sql FROM sqlite_master WHERE type = 'table' AND name = %s", [table])
            definition = JSON_CHECK.sub("", cursor.fetchone()[0].replace(table, staged, 1))
            # Spelt so, SQLite keeps the rows under the key itself, and needs no index from the key to the row.
            cursor.execute(definition.replace(" bigint NOT NULL PRIMARY KEY", " integer NOT NULL PRIMARY KEY"))
        cursor.execute(f"SELECT * FROM {staged} WHERE 1 = 0")
        return [column[0] for column in cursor.description]


def _put_in_place(cursor: Any, table: str, staged: str) -> None:
    """SQLite's readers hold on to the file as it was: the staged table takes the name, no row is written again, and
    each index is sorted once."""
    cursor.execute("SELECT sql FROM sqlite_master WHERE type = 'index' AND tbl_name = %s AND sql <> ''", [table])
    indexes = [definition for (definition,) in cursor.fetchall()]
    cursor.execute("PRAGMA secure_delete")
    (is_wiped,) = cursor.fetchone()
    # Debian's SQLite writes zeros over every page it lets go of: of figures that are computed anew each night.
    cursor.execute("PRAGMA secure_delete = 0")
    cursor.execute(f"DROP TABLE {table}")
    cursor.execute(f"PRAGMA secure_delete = {is_wiped}")
    cursor.execute(f"ALTER TABLE {staged} RENAME TO {table}")
    cursor.execute(f"PRAGMA threads = {SORTERS}")
    for definition in indexes:
        cursor.execute(definition)
    cursor.execute("PRAGMA threads = 0")


def _columns(batch: Any) -> list[list[Any]]:
    return [column.to_pylist() for column in batch.columns]
