"""The database as one file, and back: SQLite by its backup interface, PostgreSQL by its own programs."""

import os
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from django.db import connection, connections, transaction

from shuke.lib.errors import ShukeError

# Where PostgreSQL keeps what is being replaced, until the restore is through.
_ASIDE = "shuke_before_restore"


class DatabaseToolFailed(ShukeError):
    """pg_dump or pg_restore is missing or refused."""


class DamagedDatabase(ShukeError):
    """A SQLite file that fails its own check."""


def member_name() -> str:
    return "database.sqlite3" if connection.vendor == "sqlite" else "database.pgdump"


def dump_database(into: Path) -> None:
    """A consistent copy while others go on writing."""
    if connection.vendor == "sqlite":
        with closing(sqlite3.connect(sqlite_path())) as source, closing(sqlite3.connect(into)) as copy:
            source.backup(copy)
        check_sqlite(into)
    else:
        # Not compressed: the archive around it is.
        run_tool("pg_dump", "--format=custom", "--compress=0", "--no-owner", "--no-privileges", f"--file={into}")


def check_sqlite(path: Path) -> None:
    try:
        with closing(sqlite3.connect(path)) as copy:
            said = copy.execute("PRAGMA quick_check(1)").fetchone()[0]
    except sqlite3.DatabaseError as broken:
        said = str(broken)
    if said != "ok":
        raise DamagedDatabase(f"The database {path.name} does not pass SQLite's check ({said}). Nothing was changed.")


def sqlite_path() -> Path:
    return Path(connection.settings_dict["NAME"])


def database_files() -> list[Path]:
    """SQLite's file with its companions; of PostgreSQL none is ours."""
    if connection.vendor != "sqlite":
        return []
    path = sqlite_path()
    return [path, *(path.with_name(path.name + ending) for ending in ("-wal", "-shm", "-journal"))]


def has_tables() -> bool:
    return bool(connection.introspection.table_names()) or is_set_aside()


@contextmanager
def replaced_database(dump: Path, *, aside: Path) -> Iterator[None]:
    """Put `dump` in place of the database for the block; what was there comes back when the block raises."""
    replaced = replaced_sqlite(dump, aside=aside) if connection.vendor == "sqlite" else replaced_postgres(dump)
    with replaced:
        yield


@contextmanager
def replaced_sqlite(dump: Path, *, aside: Path) -> Iterator[None]:
    check_sqlite(dump)
    connections.close_all()
    before = [file for file in database_files() if file.exists()]
    for file in before:
        shutil.move(file, aside / file.name)
    try:
        shutil.move(dump, sqlite_path())
        yield
    except BaseException:
        connections.close_all()
        for file in database_files():
            file.unlink(missing_ok=True)
        for file in before:
            shutil.move(aside / file.name, file)
        raise


@contextmanager
def replaced_postgres(dump: Path) -> Iterator[None]:
    if is_set_aside():  # a restore was killed half-way: its original is there, and nothing of worth in its place
        put_back()
    execute(f"ALTER SCHEMA public RENAME TO {_ASIDE}", "CREATE SCHEMA public")
    try:
        run_tool(
            "pg_restore", "--schema=public", "--no-owner", "--no-privileges", "--exit-on-error", "--single-transaction",
            f"--dbname={connection.settings_dict['NAME']}", str(dump),
        )  # fmt: skip
        yield
    except BaseException:
        connections.close_all()
        put_back()
        raise
    execute(f"DROP SCHEMA {_ASIDE} CASCADE")


def is_set_aside() -> bool:
    if connection.vendor != "postgresql":
        return False
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regnamespace(%s) IS NOT NULL", [_ASIDE])
        return bool(cursor.fetchone()[0])


def put_back() -> None:
    execute("DROP SCHEMA IF EXISTS public CASCADE", f"ALTER SCHEMA {_ASIDE} RENAME TO public")


def execute(*statements: str) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def run_tool(program: str, *arguments: str) -> None:
    """Run one of PostgreSQL's programs on our database. The password travels in the environment, not in the list of
    processes that everyone on the machine can read."""
    if shutil.which(program) is None:
        raise DatabaseToolFailed(f"{program} is not installed: install PostgreSQL's client programs, then try again.")
    database = connection.settings_dict
    access = {"PGHOST": "HOST", "PGPORT": "PORT", "PGUSER": "USER", "PGPASSWORD": "PASSWORD", "PGDATABASE": "NAME"}
    environment = {**os.environ, **{name: str(database[key]) for name, key in access.items() if database[key]}}
    done = subprocess.run([program, *arguments], env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        raise DatabaseToolFailed(f"{program} failed: {done.stderr.strip() or done.returncode}")
