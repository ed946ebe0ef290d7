"""Reads declared sources out of the records database, through the engine's scanner or through Django's connection.

Whichever way, a source arrives with the same columns of the same types, taken from the models.
"""

import shutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
from django.apps import apps
from django.db import connection, models

from shuke.lib.sources import Source
from shuke.warehouse.engine import HANDED_OVER, RECORDS, Backend, scan_records, scanner_name

CURSOR_ROWS = 50_000  # rows handed over at a time when the scanner is not there
SLOW_TO_MARK = 300_000  # rows from which the engine counts months faster than SQLite, its start included
TEN_THOUSANDTHS = 10_000  # amounts have four decimals: their sums are exact as integers, on every database

Month = str  # "2024-03"


@dataclass(frozen=True)
class MonthMark:
    """What the records say of one month; another mark means that the month has to be read again."""

    rows: int
    highest_id: int
    latest_update: str
    sums: tuple[int, ...]  # of the source's `sums`, decimals in ten-thousandths, then rows of its `counted`

    def __str__(self) -> str:
        return f"{self.rows}:{self.highest_id}:{self.latest_update}:{':'.join(map(str, self.sums))}"


class Extract:
    """Lands sources as Parquet files, typed, and opens them in one engine."""

    def __init__(self, backend: Backend, folder: Path, sources: Iterable[Source]) -> None:
        self.backend = backend
        self.landing = folder / "landing"
        self.sources: Mapping[str, Source] = {source.name: source for source in sources}
        shutil.rmtree(self.landing, ignore_errors=True)
        self.landing.mkdir(parents=True)

    def land(self, *names: str, months: Sequence[Month] | None = None) -> tuple[Any, ...]:
        """The rows of several sources, as Ibis tables in the order of `names`; `months=None` is all there are, and so
        is what a source holds that is not cut by month."""
        wanted = {source: months if _is_cut(source) else None for source in map(self.sources.__getitem__, names)}
        spelt = ", ".join(["FORMAT parquet", *(f"{option} {value}" for option, value in HANDED_OVER.items())])
        copies = [
            f"COPY ({self._scan(source, cut)}) TO '{self._file(source)}' ({spelt})" for source, cut in wanted.items()
        ]
        if not scan_records(copies, folder=self.landing):
            for source, cut in wanted.items():
                self._land_through_django(source, cut)
        return self._opened(*wanted)

    def without_rows(self, *names: str) -> tuple[Any, ...]:
        """As `land`, of a business that has none of it."""
        for source in map(self.sources.__getitem__, names):
            pq.write_table(_schema(source).empty_table(), self._file(source))
        return self._opened(*map(self.sources.__getitem__, names))

    def done(self) -> None:
        """Throw the landed files away."""
        shutil.rmtree(self.landing, ignore_errors=True)

    def marks(self, name: str) -> dict[Month, MonthMark]:
        """One mark for each month there is."""
        source = self.sources[name]
        rows = None
        if source.is_wide and connection.vendor == "sqlite":
            rows = self._marked_month_by_month(source)
        elif _is_slow_to_mark(source):
            rows = self._marked_by_engine(source)
        if rows is None:
            rows = self._marked_by_database(source)
        return {row[0]: MonthMark(row[1], row[2], str(row[3]), tuple(map(int, row[4:]))) for row in rows if row[0]}

    def _marked_by_database(self, source: Source) -> list[tuple[Any, ...]]:
        month = _month_of(self._cut_column(source))
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT {month}, {_counted(source)} FROM {self._rows(source)} GROUP BY 1 ORDER BY 1")
            return list(cursor.fetchall())

    def _marked_month_by_month(self, source: Source) -> list[tuple[Any, ...]]:
        """Of long rows, which SQLite would sort to group them: as ranges of the index that holds what is asked."""
        column, rows = self._cut_column(source), self._rows(source)
        ends = ", ".join(f"(SELECT {end}({source.month_of}) FROM {source.table})" for end in ("MIN", "MAX"))
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT {ends}")
            first, latest = cursor.fetchone()
            found = []
            for month in _months_between(first, latest) if first else ():
                from_on, end = _span(month)
                spanned = f"{column} >= '{from_on}' AND {column} < '{end}'"
                cursor.execute(f"SELECT '{month}', {_counted(source)} FROM {rows} AND {spanned}")
                found += [row for row in cursor.fetchall() if row[1]]
            return found

    def _marked_by_engine(self, source: Source) -> list[tuple[Any, ...]] | None:
        """None where the engine cannot read the database now. It spells moments in its own way, hence a shop that has
        grown past `SLOW_TO_MARK` reads every month once more."""
        file = self.landing / f"{source.name}_marks.parquet"
        month = f"strftime({self._cut_column(source)}, '%Y-%m')"
        rows = self._rows(source, schema=f"{RECORDS}.")
        marked = f"SELECT {month}, {_counted(source, as_text=True)} FROM {rows} GROUP BY 1 ORDER BY 1"
        if not scan_records([f"COPY ({marked}) TO '{file}'"], folder=self.landing):
            return None
        return list(zip(*(column.to_pylist() for column in pq.read_table(file).columns), strict=True))

    def _rows(self, source: Source, *, schema: str = "") -> str:
        """What a statement reads: the rows, as `rows_of`, those they belong to, as `parent`, and which are wanted."""
        joined = ""
        if source.parent is not None:
            key, parent = source.parent[0], self.sources[source.parent[1]]
            joined = f" JOIN {schema}{parent.table} AS parent ON parent.id = rows_of.{key}"
        return f"{schema}{source.table} AS rows_of{joined} WHERE {source.where or '1 = 1'}"

    def _cut_column(self, source: Source) -> str:
        """What the months are cut by; of moments the day in UTC, whatever zone the database's session is in."""
        cut, alias = (source, "rows_of") if source.parent is None else (self.sources[source.parent[1]], "parent")
        column = f"{alias}.{cut.month_of}"
        field = _model_of(cut)._meta.get_field(str(cut.month_of))
        if isinstance(field, models.DateTimeField) and connection.vendor == "postgresql":
            return f"({column} AT TIME ZONE 'UTC')"
        return column

    def _statement(self, source: Source, months: Sequence[Month] | None) -> str:
        """SQL that SQLite and PostgreSQL both understand."""
        columns = ", ".join(_spelt(name, kind) for name, kind in column_kinds(source).items())
        if months is None:
            return f"SELECT {columns} FROM {source.table} AS rows_of WHERE {source.where or '1 = 1'}"
        day = self._cut_column(source)
        spans = " OR ".join(f"({day} >= '{first}' AND {day} < '{end}')" for first, end in map(_span, months))
        return f"SELECT {columns} FROM {self._rows(source)} AND ({spans or '1 = 0'})"

    def _scan(self, source: Source, months: Sequence[Month] | None) -> str:
        """What the engine runs: over the whole table by itself, or handing single months to the database."""
        if months is None:
            return f"SELECT {_casts(source)} FROM {RECORDS}.{source.table} AS rows_of WHERE {source.where or 'true'}"
        statement = self._statement(source, months).replace("'", "''")
        return f"SELECT {_casts(source)} FROM {scanner_name()}_query('{RECORDS}', '{statement}')"

    def _land_through_django(self, source: Source, months: Sequence[Month] | None) -> None:
        schema = _schema(source)
        with pq.ParquetWriter(self._file(source), schema) as writer:
            for batch in _batches(self._statement(source, months), schema):
                writer.write_batch(batch)

    def _opened(self, *sources: Source) -> tuple[Any, ...]:
        return tuple(
            self.backend.read_parquet(str(self._file(source)), table_name=f"raw_{source.name}") for source in sources
        )

    def _file(self, source: Source) -> Path:
        return self.landing / f"{source.name}.parquet"


def column_kinds(source: Source) -> dict[str, pa.DataType]:
    """The type of each column the source copies, from the model of its table."""
    fields = {field.column: field for field in _model_of(source)._meta.concrete_fields}
    return {column: _kind(fields[column]) for column in source.columns}


def _schema(source: Source) -> pa.Schema:
    return pa.schema(list(column_kinds(source).items()))


def _model_of(source: Source) -> type[models.Model]:
    return next(model for model in apps.get_models() if model._meta.db_table == source.table)


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


def _spelt(column: str, kind: pa.DataType) -> str:
    """SQLite would hand a decimal over in 15 digits of text, or as a double that Arrow does not take for a decimal."""
    if connection.vendor == "sqlite" and isinstance(kind, pa.Decimal128Type):
        spelt = f"printf('%.{kind.scale}f', rows_of.{column})"
        return f"CASE WHEN rows_of.{column} IS NOT NULL THEN {spelt} END AS {column}"
    return f"rows_of.{column}"


def _casts(source: Source) -> str:
    """SQLite hands booleans over as integers and decimals as doubles. A double holds the 15 digits that SQLite itself
    keeps of a number, so the cast to a decimal of the model's size gives back what was written."""
    kinds = column_kinds(source).items()
    return ", ".join(f'CAST("{name}" AS {_engine_type(kind)}) AS "{name}"' for name, kind in kinds)


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
    if isinstance(kind, pa.Decimal128Type) and connection.vendor == "sqlite":
        return pa.array(values, pa.string()).cast(kind)
    if pa.types.is_timestamp(kind):
        return pa.array([_utc(value) for value in values], kind)
    if pa.types.is_boolean(kind):
        return pa.array([None if value is None else bool(value) for value in values], kind)
    return pa.array(values, kind)


def _utc(value: datetime | None) -> datetime | None:
    return value if value is None or value.tzinfo is None else value.astimezone(UTC).replace(tzinfo=None)


def _is_cut(source: Source) -> bool:
    return source.month_of is not None or source.parent is not None


def _is_slow_to_mark(source: Source) -> bool:
    """SQLite sorts a table to group it, on one core; the engine takes a second to start."""
    if connection.vendor != "sqlite":
        return False
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT MAX(id) FROM {source.table}")
        return int(cursor.fetchone()[0] or 0) > SLOW_TO_MARK


def _counted(source: Source, *, as_text: bool = False) -> str:
    """The columns of a mark but the month. Sums are whole numbers."""
    latest = f"MAX(rows_of.{source.changed_at})" if source.changed_at else "''"
    kinds = column_kinds(source)
    sums = [
        f"ROUND(rows_of.{column} * {TEN_THOUSANDTHS})" if isinstance(kinds.get(column), pa.Decimal128Type)
        else f"rows_of.{column}"
        for column in source.sums
    ]  # fmt: skip
    sums += [f"CASE WHEN {condition} THEN 1 ELSE 0 END" for condition in source.counted]
    summed = (f"CAST(SUM(CAST({one} AS BIGINT)) AS BIGINT)" for one in sums)
    latest = f"CAST({latest} AS VARCHAR)" if as_text else latest
    return ", ".join(["COUNT(*)", "MAX(rows_of.id)", latest, *summed])


def _month_of(column: str) -> str:
    if connection.vendor == "postgresql":
        return f"to_char({column}, 'YYYY-MM')"
    return f"substr({column}, 1, 7)"


def _months_between(first: str, latest: str) -> Iterator[Month]:
    """Both included; a moment begins with its month."""
    month = first[:7]
    while month <= latest[:7]:
        yield month
        month = f"{_span(month)[1]:%Y-%m}"


def _span(month: Month) -> tuple[date, date]:
    """First day of the month, first day of the next."""
    first = date.fromisoformat(f"{month}-01")
    return first, (first + timedelta(days=31)).replace(day=1)
