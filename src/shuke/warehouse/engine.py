"""The one place that opens an engine: DuckDB through Ibis, and the records database attached to it for reading."""

import importlib.util
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import ibis
from django.conf import settings
from django.db import connection

from shuke.lib.errors import ShukeError

log = logging.getLogger(__name__)

# Half of what a refresh may use: the other half is Python's, which hands the rows back to the database.
MEMORY = "2GB"
THREADS = 2
RECORDS = "records"  # what the attached database is called inside the engine

Backend = Any  # ibis.backends.duckdb.Backend; Ibis ships no types


class UnknownEngine(ShukeError):
    """An engine this installation cannot run on."""


def require_engine(name: str) -> None:
    if name != "duckdb":
        raise UnknownEngine(f"“{name}” is no engine this version runs on; leave SHUKE_ENGINE at duckdb.")


@contextmanager
def open_engine(*, folder: Path) -> Iterator[Backend]:
    """An engine of its own in memory that spills into `folder`. Nothing is ever fetched from the network."""
    spill = folder / "spill"
    spill.mkdir(parents=True, exist_ok=True)
    backend = ibis.duckdb.connect(
        threads=THREADS,
        memory_limit=MEMORY,
        temp_directory=str(spill),
        preserve_insertion_order=False,
        autoinstall_known_extensions=False,
        autoload_known_extensions=False,
    )
    try:
        yield backend
    finally:
        backend.disconnect()


def attach_records(backend: Backend) -> bool:
    """Attach the records database for reading; False where the scanner cannot be loaded or would not see the rows.

    Inside a transaction only Django's own connection sees what was written, so a scanner is not asked there.
    """
    if connection.in_atomic_block:
        return False
    scanner = "postgres" if connection.vendor == "postgresql" else "sqlite"
    try:
        backend.raw_sql(f"LOAD '{_packaged(f'{scanner}_scanner')}'")
        backend.raw_sql(f"ATTACH '{_address()}' AS {RECORDS} (TYPE {scanner}, READ_ONLY)")
    except Exception as refused:  # the engine names no class of error for a library the system will not load
        log.warning("Reading records row by row, since DuckDB's %s scanner did not start: %s", scanner, refused)
        return False
    return True


def warehouse_folder() -> Path:
    return Path(settings.DATA) / "warehouse"


def _packaged(extension: str) -> Path:
    """The extension's file inside the package that brought it: loaded by path, never installed."""
    found = importlib.util.find_spec(f"duckdb_extension_{extension}")
    if found is None or found.origin is None:
        raise UnknownEngine(f"The package duckdb-extension-{extension.replace('_', '-')} is not installed.")
    files = Path(found.origin).parent.glob(f"extensions/*/{extension}.duckdb_extension")
    return next(files)


def _address() -> str:
    """The database as its scanner wants it: a file, or libpq's words."""
    known = connection.get_connection_params()
    if connection.vendor == "sqlite":
        return str(connection.settings_dict["NAME"]).replace("'", "''")
    words = {name: known.get(name) for name in ("host", "port", "user", "password", "dbname", "sslmode")}
    spelt = (f"{name}={_quoted(str(value))}" for name, value in words.items() if value)
    return " ".join(spelt).replace("'", "''")


def _quoted(value: str) -> str:
    escaped = value.replace("\\", "\\\\").replace("'", "\\'")
    return f"'{escaped}'"
