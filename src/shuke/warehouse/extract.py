"""Reads declared sources out of the records database, through the engine's scanner or through Django's connection.

Whichever way, a source arrives with the same columns of the same types, taken from the models.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pyarrow as pa
from django.apps import apps
from django.db import connection, models

from shuke.lib.sources import Source
from shuke.warehouse.engine import RECORDS, Backend, attach_records

CURSOR_ROWS = 50_000  # rows handed over at a time when the scanner is not there
TEN_THOUSANDTHS = 10_000  # amounts have four decimals: their sums are exact as integers, on every database

Month = str  # "2024-03"


@dataclass(frozen=True)
class MonthMark:
    """What the records say of one month; another mark means that the month has to be read again."""

    rows: int
    highest_id: int
    latest_update: str
    sums: tuple[int, ...]  # of the source's `sums`, decimals in ten-thousandths

    def __str__(self) -> str:
        return f"{self.rows}:{self.highest_id}:{self.latest_update}:{':'.join(map(str, self.sums))}"


class Extract:
    """Reads sources into one engine."""

    def __init__(self, backend: Backend, sources: Iterable[Source]) -> None:
        self.backend = backend
        self.sources: Mapping[str, Source] = {source.name: source for source in sources}
        self.has_scanner = attach_records(backend)

    def whole(self, name: str) -> Any:
        """All rows of a source, as an Ibis table."""
        source = self.sources[name]
        if not self.has_scanner:
            return self._keep(source, self._statement(source, None))
        self.backend.raw_sql(
            f"CREATE OR REPLACE TEMP VIEW raw_{name} AS SELECT {_casts(source)} FROM {RECORDS}.{source.table}"
        )
        return self.backend.table(f"raw_{name}")

    def months(self, name: str, months: Sequence[Month]) -> Any:
        """The rows of a few months, read by the database itself and kept in the engine."""
        source = self.sources[name]
        return self._keep(source, self._statement(source, months))

    def marks(self, name: str) -> dict[Month, MonthMark]:
        """One mark for each month there is."""
        source = self.sources[name]
        kinds = column_kinds(source)
        sums = [
            f"SUM(CAST(ROUND({column} * {TEN_THOUSANDTHS}) AS BIGINT))" if isinstance(kinds[column], pa.Decimal128Type)
            else f"SUM({column})"
            for column in source.sums
        ]  # fmt: skip
        columns = ", ".join(["COUNT(*)", "MAX(id)", "MAX(updated_at)", *sums])
        month = _month_of(str(source.month_of))
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT {month}, {columns} FROM {source.table} GROUP BY 1 ORDER BY 1")
            return {row[0]: MonthMark(row[1], row[2], str(row[3]), tuple(map(int, row[4:]))) for row in cursor}

    def _statement(self, source: Source, months: Sequence[Month] | None) -> str:
        """SQL that SQLite and PostgreSQL both understand."""
        columns = ", ".join(f"rows_of.{column}" for column in source.columns)
        if months is None:
            return f"SELECT {columns} FROM {source.table} AS rows_of"
        day, joined = f"rows_of.{source.month_of}", ""
        if source.parent is not None:
            key, parent = source.parent[0], self.sources[source.parent[1]]
            joined = f" JOIN {parent.table} AS parent ON parent.id = rows_of.{key}"
            day = f"parent.{parent.month_of}"
        spans = " OR ".join(f"({day} >= '{first}' AND {day} < '{end}')" for first, end in map(_span, months))
        return f"SELECT {columns} FROM {source.table} AS rows_of{joined} WHERE {spans or '1 = 0'}"

    def _keep(self, source: Source, statement: str) -> Any:
        name = f"raw_{source.name}"
        if self.has_scanner:
            scanner = "postgres_query" if connection.vendor == "postgresql" else "sqlite_query"
            quoted = statement.replace("'", "''")
            rows = f"SELECT {_casts(source)} FROM {scanner}('{RECORDS}', '{quoted}')"
            self.backend.raw_sql(f"CREATE OR REPLACE TEMP TABLE {name} AS {rows}")
            return self.backend.table(name)
        schema = pa.schema(list(column_kinds(source).items()))
        batches = pa.RecordBatchReader.from_batches(schema, _batches(statement, schema))
        return self.backend.create_table(name, batches, temp=True, overwrite=True)


def column_kinds(source: Source) -> dict[str, pa.DataType]:
    """The type of each column the source copies, from the model of its table."""
    model = next(model for model in apps.get_models() if model._meta.db_table == source.table)
    fields = {field.column: field for field in model._meta.concrete_fields}
    return {column: _kind(fields[column]) for column in source.columns}


def _kind(field: "models.Field[Any, Any]") -> pa.DataType:
    if isinstance(field, models.ForeignKey):
        return _kind(field.target_field)
    match field:
        case models.DecimalField():
            return pa.decimal128(field.max_digits, field.decimal_places)
        case models.BooleanField():
            return pa.bool_()
        case models.DateTimeField():
            return pa.timestamp("us")
        case models.DateField():
            return pa.date32()
        case models.FloatField():
            return pa.float64()
        case models.IntegerField() | models.AutoField():
            return pa.int64()
    return pa.string()


def _casts(source: Source) -> str:
    """SQLite hands booleans over as integers and decimals as doubles. A double holds the 15 digits that SQLite itself
    keeps of a number, so the cast to a decimal of the model's size gives back what was written."""
    return ", ".join(f"CAST({name} AS {_engine_type(kind)}) AS {name}" for name, kind in column_kinds(source).items())


def _engine_type(kind: pa.DataType) -> str:
    if isinstance(kind, pa.Decimal128Type):
        return f"DECIMAL({kind.precision}, {kind.scale})"
    names = {pa.bool_(): "BOOLEAN", pa.date32(): "DATE", pa.float64(): "DOUBLE", pa.int64(): "BIGINT"}
    return names.get(kind, "TIMESTAMP" if pa.types.is_timestamp(kind) else "VARCHAR")


def _batches(statement: str, schema: pa.Schema) -> Iterator[pa.RecordBatch]:
    with connection.chunked_cursor() as cursor:
        cursor.execute(statement)
        while rows := cursor.fetchmany(CURSOR_ROWS):
            columns = zip(*rows, strict=True)
            yield pa.record_batch(
                [_array(values, kind) for values, kind in zip(columns, schema.types, strict=True)], schema=schema
            )


def _array(values: Sequence[Any], kind: pa.DataType) -> pa.Array:
    if isinstance(kind, pa.Decimal128Type):  # SQLite's are floats, which Arrow takes for a decimal only when rounded
        return pa.array(values, pa.float64()).cast(kind) if _are_floats(values) else pa.array(values, kind)
    if pa.types.is_timestamp(kind):
        return pa.array([_utc(value) for value in values], kind)
    if pa.types.is_boolean(kind):
        return pa.array([None if value is None else bool(value) for value in values], kind)
    return pa.array(values, kind)


def _are_floats(values: Sequence[Any]) -> bool:
    return any(isinstance(value, float | int) for value in values)


def _utc(value: datetime | None) -> datetime | None:
    return value if value is None or value.tzinfo is None else value.astimezone(UTC).replace(tzinfo=None)


def _month_of(column: str) -> str:
    if connection.vendor == "postgresql":
        return f"to_char({column}, 'YYYY-MM')"
    return f"substr({column}, 1, 7)"


def _span(month: Month) -> tuple[date, date]:
    """First day of the month, first day of the next."""
    first = date.fromisoformat(f"{month}-01")
    return first, (first + timedelta(days=31)).replace(day=1)
