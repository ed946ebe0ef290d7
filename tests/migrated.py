"""The migrated, empty database is made once for a state of the migrations; every worker of every run copies it.

Two hundred migrations take ten to twenty seconds a worker, copying takes none. The copy is kept beside pytest's cache
on SQLite, as a database of its own within the cluster on PostgreSQL.
"""

import fcntl
import hashlib
import shutil
from pathlib import Path
from typing import Any, Self

import psycopg
from django.apps import apps
from django.conf import settings
from django.db import connection


class KeptDatabase:
    """Held by one worker at a time, until the kept database stands."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.folder, self.name = folder, f"shuke_{_fingerprint()}"
        known: dict[str, Any] = settings.DATABASES["default"]
        self.of_tests = str(known["TEST"].get("NAME") or f"test_{known['NAME']}")
        self.lock = (folder / "lock").open("w")

    def __enter__(self) -> Self:
        fcntl.flock(self.lock, fcntl.LOCK_EX)
        return self

    def __exit__(self, *_failure: object) -> None:
        self.lock.close()

    def put_in_place(self) -> None:
        """A copy under the name the tests will use, if there is one to copy."""
        if connection.vendor == "sqlite":
            if self.file.exists():
                shutil.copyfile(self.file, self.of_tests)
        elif self.name in (found := _databases()) and self.of_tests not in found:
            _create(self.of_tests, like=self.name)

    def keep(self) -> None:
        """The tests' database as it is now, migrated and empty, unless it is kept already."""
        if connection.vendor == "sqlite":
            if not self.file.exists():
                with connection.cursor() as cursor:
                    cursor.execute("VACUUM INTO %s", [str(self.file)])
                for older in set(self.folder.glob("shuke_*")) - {self.file}:
                    older.unlink()
        elif self.name not in _databases():
            connection.close()
            _create(self.name, like=self.of_tests)
        self.lock.close()

    @property
    def file(self) -> Path:
        return self.folder / self.name


def _fingerprint() -> str:
    """Of every migration of every app that is installed."""
    found = hashlib.sha256()
    for app in sorted(apps.get_app_configs(), key=lambda app: app.name):
        for file in sorted(Path(app.path).glob("migrations/*.py")):
            found.update(f"{app.name}/{file.name}".encode() + file.read_bytes())
    return found.hexdigest()[:16]


def _databases() -> set[str]:
    with _cluster() as cluster:
        return {name for (name,) in cluster.execute("SELECT datname FROM pg_database")}


def _create(name: str, *, like: str) -> None:
    with _cluster() as cluster:
        cluster.execute(f'CREATE DATABASE "{name}" TEMPLATE "{like}"'.encode())


def _cluster() -> "psycopg.Connection[Any]":
    known = settings.DATABASES["default"]
    return psycopg.connect(
        host=known["HOST"], port=known["PORT"], user=known["USER"], password=known["PASSWORD"] or None,
        dbname="postgres", autocommit=True,
    )  # fmt: skip
