"""The one place that opens an engine: DuckDB through Ibis, and beside it a process that has the records attached."""

import importlib.util
import json
import logging
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import duckdb
import ibis
from django.conf import settings
from django.db import connection

from shuke.lib.errors import ShukeError
from shuke.warehouse import scan

log = logging.getLogger(__name__)

# The engine flattens nested selects itself, in no time; Ibis needs seconds for the scores of one day.
ibis.options.sql.fuse_selects = False

# Of the 4 GB that a refresh may use: the scores of a million customers just fit without spilling to the disk.
MEMORY = "3GB"
COPY_MEMORY = "500MB"  # rows only pass through the process that has the records attached
THREADS = 2
# How rows are spelt in files that the next process reads once and throws away: looking for values that occur twice, and
# squeezing them, takes longer than reading more.
HANDED_OVER = {"compression": "uncompressed", "parquet_version": "V2", "dictionary_size_limit": 1000}
RECORDS = "records"  # what the attached database is called inside the engine

Backend = Any  # ibis.backends.duckdb.Backend; Ibis ships no types


class UnknownEngine(ShukeError):
    """An engine this installation cannot run on."""


def require_engine(name: str) -> None:
    if name != "duckdb":
        raise UnknownEngine(f"“{name}” is no engine this version runs on; leave SHUKE_ENGINE at duckdb.")


class ScanFailed(ShukeError):
    """The engine could not read or write the records database."""


@contextmanager
def open_engine(*, folder: Path) -> Iterator[Backend]:
    """An engine of its own in memory that spills into `folder`. Nothing is ever fetched from the network."""
    # Not disconnected here: tables that Ibis cached drop themselves when they are let go, and need the engine for it.
    # It closes with the last of them.
    yield ibis.duckdb.connect(**_config(folder))


def close_default_engine() -> None:
    """Close the connection that DuckDB opens for itself on import; nothing here uses it.

    It has a thread, of which a process forked later inherits only the handle, and for which it aborts on leaving.
    """
    duckdb.default_connection().close()


def scan_records(statements: Sequence[str], *, folder: Path, read_only: bool = True) -> bool:
    """Have the engine run `statements` with the records database attached as `records`.

    False where that is not possible and rows have to go through Django: the scanner does not load here, or a
    transaction is open, whose rows nobody but Django's own connection sees.

    Raises ScanFailed when a statement fails.
    """
    if connection.in_atomic_block:
        return False
    scanner = scanner_name()
    task = {
        "config": {**_config(folder), "memory_limit": COPY_MEMORY},
        "extension": str(_packaged(f"{scanner}_scanner")),
        "attach": f"ATTACH '{_address()}' AS {RECORDS} (TYPE {scanner}{', READ_ONLY' if read_only else ''})",
        "statements": list(statements),
    }
    done = subprocess.run(
        [sys.executable, "-I", scan.__file__], input=json.dumps(task), capture_output=True, text=True, check=False
    )
    if done.returncode == scan.NO_SCANNER:
        log.warning("Rows go through Django, since DuckDB's %s scanner did not start: %s", scanner, done.stderr)
        return False
    if done.returncode:
        raise ScanFailed(f"Copying between records and warehouse failed: {done.stderr.strip().splitlines()[-1]}")
    return True


def scanner_name() -> str:
    return "postgres" if connection.vendor == "postgresql" else "sqlite"


def _config(folder: Path) -> dict[str, Any]:
    spill = folder / "spill"
    spill.mkdir(parents=True, exist_ok=True)
    return {
        "threads": THREADS,
        "memory_limit": MEMORY,
        "temp_directory": str(spill),
        "preserve_insertion_order": False,
        "autoinstall_known_extensions": False,
        "autoload_known_extensions": False,
    }


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
