"""Many rows at once, as fast as the database takes them: COPY on PostgreSQL, executemany on SQLite.

Below the ORM on purpose: no defaults, no `auto_now`, no signals. Values are plain Python (Decimal, aware datetime,
date, dict or list for JSON, bool, str, int, None). Each call is one transaction, or part of the caller's.
"""

import json
import sqlite3
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime
from functools import lru_cache
from itertools import islice
from typing import Any

import pyarrow as pa
import pyarrow.csv as arrow_csv
from django.db import connection, transaction

Row = Sequence[Any]

# SQLite builds before 3.32 stop at 999 variables a statement; 900 leaves room for a constant or two.
_VARIABLES = 900
_KEYS_AT_ONCE = 20_000


@transaction.atomic
def insert_rows(table: str, columns: Sequence[str], rows: Iterable[Row]) -> int:
    """Inserts `rows` (values in the order of `columns`); returns how many. Breaks on the first broken constraint."""
    if connection.vendor == "postgresql":
        return _copy(table, columns, rows)
    names, marks = _names(columns), ", ".join(["?"] * len(columns))
    return _execute_many(f"INSERT INTO {_quote(table)} ({names}) VALUES ({marks})", rows)


@transaction.atomic
def insert_table(table: str, rows: pa.Table) -> int:
    """As `insert_rows`, for columns that are in Arrow already; PostgreSQL then gets them without a Python value made.

    Moments come as text, with their zone where the database keeps one. SQLite keeps a decimal as the double nearest to
    it: hand it that double.
    """
    if connection.vendor == "postgresql":
        text = pa.BufferOutputStream()
        arrow_csv.write_csv(rows, text, arrow_csv.WriteOptions(include_header=False))
        copy_csv = f"COPY {_quote(table)} ({_names(rows.column_names)}) FROM STDIN (FORMAT csv)"
        with connection.wrap_database_errors, connection.cursor() as cursor, cursor.copy(copy_csv) as copy:
            copy.write(text.getvalue())
        return len(rows)
    return insert_rows(table, rows.column_names, zip(*(column.to_pylist() for column in rows.columns), strict=True))


@transaction.atomic
def upsert_rows(
    table: str, columns: Sequence[str], rows: Iterable[Row], *, key: Sequence[str], update: Sequence[str] | None = None
) -> int:
    """Inserts, and where `key` (a unique constraint) is known already overwrites `update` (default: all but the key).

    An empty `update` leaves known rows as they are. Returns the rows written. A key twice in `rows` is the caller's
    mistake: PostgreSQL refuses it.
    """
    changed = [column for column in columns if column not in key] if update is None else list(update)
    action = f"UPDATE SET {', '.join(f'{_quote(c)} = excluded.{_quote(c)}' for c in changed)}" if changed else "NOTHING"
    conflict = f"ON CONFLICT ({_names(key)}) DO {action}"
    names = _names(columns)
    if connection.vendor == "postgresql":
        staged = _stage(table, columns, rows)
        return _execute(f"INSERT INTO {_quote(table)} ({names}) SELECT {names} FROM {staged} {conflict}")
    marks = ", ".join(["?"] * len(columns))
    return _execute_many(f"INSERT INTO {_quote(table)} ({names}) VALUES ({marks}) {conflict}", rows)


@transaction.atomic
def update_rows(table: str, columns: Sequence[str], rows: Iterable[Row], *, key: str = "id") -> int:
    """Overwrites `columns` of the rows named by `key`; each row is its key, then the values of `columns`."""
    if connection.vendor == "postgresql":
        staged = _stage(table, [key, *columns], rows)
        sets = ", ".join(f"{_quote(c)} = new.{_quote(c)}" for c in columns)
        where = f"{_quote(table)}.{_quote(key)} = new.{_quote(key)}"
        return _execute(f"UPDATE {_quote(table)} SET {sets} FROM {staged} AS new WHERE {where}")
    sets = ", ".join(f"{_quote(c)} = ?" for c in columns)
    turned = ((*row[1:], row[0]) for row in rows)
    return _execute_many(f"UPDATE {_quote(table)} SET {sets} WHERE {_quote(key)} = ?", turned)


def fetch_by_key(
    table: str, key: Sequence[str], keys: Iterable[Row], columns: Sequence[str] = ("id",)
) -> dict[tuple[Any, ...], tuple[Any, ...]]:
    """`columns` of the rows whose `key` is among `keys`: {key: values}, unknown keys left out."""
    wanted = iter(keys)
    found: dict[tuple[Any, ...], tuple[Any, ...]] = {}
    chunk_size = _KEYS_AT_ONCE if connection.vendor == "postgresql" else _VARIABLES // len(key)
    while chunk := list(islice(wanted, chunk_size)):
        found.update(_fetch_chunk(table, key, chunk, columns))
    return found


def fetch_ids_by_key(table: str, key: str, values: Iterable[Any]) -> dict[Any, int]:
    """{value: id} for a single unique column: store codes, customer numbers."""
    rows = fetch_by_key(table, (key,), ((value,) for value in values))
    return {found[0]: ids[0] for found, ids in rows.items()}


def reserve_ids(table: str, count: int) -> Sequence[int]:
    """`count` ids nobody else will be given, so that rows and their children can be written in one go.

    On SQLite call it inside the transaction that inserts the rows: the write lock is what keeps others out.
    """
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)", [table, count]
            )
            return [row[0] for row in cursor.fetchall()]
        cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table])
        first = ((cursor.fetchone() or (0,))[0] or 0) + 1
        return range(first, first + count)


def _copy(table: str, columns: Sequence[str], rows: Iterable[Row]) -> int:
    # Read before COPY begins: rows that come from a query on this connection would wait for it for ever.
    ready = [[_for_copy(value) for value in row] for row in rows]
    with (
        connection.wrap_database_errors,
        connection.cursor() as cursor,
        cursor.copy(f"COPY {_quote(table)} ({_names(columns)}) FROM STDIN") as copy,
    ):
        for row in ready:
            copy.write_row(row)
    return len(ready)


def _stage(table: str, columns: Sequence[str], rows: Iterable[Row]) -> str:
    """A temporary table shaped as the columns of `table`, filled; gone when the transaction ends."""
    staged = f"staged_{table}"
    _execute(f"DROP TABLE IF EXISTS {_quote(staged)}")
    _execute(
        f"CREATE TEMPORARY TABLE {_quote(staged)} ON COMMIT DROP AS "
        f"SELECT {_names(columns)} FROM {_quote(table)} WITH NO DATA"
    )
    _copy(staged, columns, rows)
    return _quote(staged)


def _fetch_chunk(
    table: str, key: Sequence[str], chunk: Sequence[Row], columns: Sequence[str]
) -> dict[tuple[Any, ...], tuple[Any, ...]]:
    # A join, not `(a, b) IN (VALUES …)`: for that SQLite reads the whole index.
    named = [f"wanted_{number}" for number in range(len(key))]
    given, parameters = _as_arrays(chunk) if connection.vendor == "postgresql" else _as_values(chunk)
    on = " AND ".join(f"{_quote(column)} = wanted.{name}" for column, name in zip(key, named, strict=True))
    sql = (
        f"WITH wanted ({', '.join(named)}) AS ({given}) "
        f"SELECT {_names([*key, *columns])} FROM wanted JOIN {_quote(table)} ON {on}"
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return {tuple(row[: len(key)]): tuple(row[len(key) :]) for row in cursor.fetchall()}


def _as_values(chunk: Sequence[Row]) -> tuple[str, list[Any]]:
    marks = f"({', '.join(['%s'] * len(chunk[0]))})"
    return f"VALUES {', '.join([marks] * len(chunk))}", [value for row in chunk for value in row]


def _as_arrays(chunk: Sequence[Row]) -> tuple[str, list[Any]]:
    """Whole columns: thousands of keys are planned as fast as one. Keys are numbers or words."""
    columns = [
        list(column) if isinstance(column[0], int) else list(map(str, column)) for column in zip(*chunk, strict=True)
    ]
    marks = ["%s::bigint[]" if isinstance(column[0], int) else "%s::text[]" for column in columns]
    return f"SELECT * FROM unnest({', '.join(marks)})", columns


def _execute(sql: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return int(cursor.rowcount)


def _execute_many(sql: str, rows: Iterable[Row]) -> int:
    connection.ensure_connection()
    # The driver's own cursor: Django's would rewrite the statement's marks and log every call.
    with connection.wrap_database_errors:
        cursor = connection.connection.executemany(sql, iter(rows))
    return int(cursor.rowcount)


def _for_copy(value: object) -> object:
    if isinstance(value, datetime):
        _require_zone(value)
    return _json(value) if isinstance(value, dict | list) else value


def _require_zone(moment: datetime) -> None:
    if moment.tzinfo is None:
        raise ValueError(f"{moment} has no time zone: write aware datetimes.")


@lru_cache(maxsize=64)  # most rows of a batch were written at the same moment
def _moment(value: datetime) -> str:
    # As Django writes it: without its zone, in UTC.
    _require_zone(value)
    return str(value if value.tzinfo is UTC else value.astimezone(UTC))[:-6]


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


# Told to the driver once, which then asks no Python for plain values: a third faster than converting row by row.
# Django hands the driver nothing but plain values, so nobody else is touched. (Decimal is registered by Django.)
sqlite3.register_adapter(datetime, _moment)
sqlite3.register_adapter(date, date.isoformat)
sqlite3.register_adapter(dict, _json)
sqlite3.register_adapter(list, _json)


def _names(columns: Sequence[str]) -> str:
    return ", ".join(map(_quote, columns))


def _quote(name: str) -> str:
    return connection.ops.quote_name(name)
