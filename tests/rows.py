"""Rows of the tests' database, emptied and put back below Django: what takes it a second takes a few milliseconds.

Django's flush truncates every table and tells every app that it was migrated: on PostgreSQL one to two seconds, for a
hundred and forty tables of which a test filled ten. Deleting also takes no lock that a page's last request waits for.
What Django itself writes after migrating is the same for every test and stays.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from typing import Any

from django.core.management.color import no_style
from django.db import connection, transaction
from django.db.models import Model

STAYING = {"django_migrations", "django_content_type", "auth_permission"}
Rows = dict[str, Any]  # by table: a binary copy on PostgreSQL, tuples on SQLite


def empty_tables() -> None:
    with _unchecked() as cursor:
        cursor.execute(_which_hold_rows())
        for (table,) in cursor.fetchall():
            cursor.execute(f'DELETE FROM "{table}"')


def rows_of(models: Sequence[type[Model]]) -> Rows:
    return {model._meta.db_table: _copy(model._meta.db_table, _columns(model)) for model in models}


def put_rows_back(rows: Rows, models: Sequence[type[Model]]) -> None:
    """The same rows under their old keys; new rows get later ones."""
    with _unchecked() as cursor:
        for model in models:
            cursor.execute(f'DELETE FROM "{model._meta.db_table}"')  # a row that migrating wrote
            _paste(model._meta.db_table, _columns(model), rows[model._meta.db_table])
        for statement in connection.ops.sequence_reset_sql(no_style(), list(models)):
            cursor.execute(statement)


def _copy(table: str, columns: list[str]) -> Any:
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f'COPY "{table}" ({", ".join(columns)}) TO STDOUT (FORMAT BINARY)') as copied:
                return b"".join(bytes(part) for part in copied)
        # An expression has no declared type, by which SQLite's module would read dates and decimals.
        return cursor.execute(f'SELECT {", ".join(f"+{name}" for name in columns)} FROM "{table}"').fetchall()


def _paste(table: str, columns: list[str], rows: Any) -> None:
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f'COPY "{table}" ({", ".join(columns)}) FROM STDIN (FORMAT BINARY)') as copied:
                copied.write(rows)
        else:
            marks = ", ".join(["%s"] * len(columns))
            cursor.executemany(f'INSERT INTO "{table}" ({", ".join(columns)}) VALUES ({marks})', rows)


@contextmanager
def _unchecked() -> Iterator[Any]:
    """In one transaction; PostgreSQL does not ask row by row who refers to it, nor call the triggers."""
    with transaction.atomic(), connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL session_replication_role = replica")
        yield cursor
        if connection.vendor == "postgresql":  # the tests around may go on in the same transaction
            cursor.execute("SET LOCAL session_replication_role = origin")


def _columns(model: type[Model]) -> list[str]:
    """Those that are written: a generated column is not."""
    return [f'"{field.column}"' for field in model._meta.local_concrete_fields if not field.generated]


@cache
def _which_hold_rows() -> str:
    tables = set(connection.introspection.django_table_names(only_existing=True)) - STAYING
    return " UNION ALL ".join(f"SELECT '{name}' WHERE EXISTS (SELECT 1 FROM \"{name}\")" for name in sorted(tables))
