"""`shuke backup`: everything that cannot be rebuilt, in one file."""

from collections.abc import Iterator
from datetime import datetime
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryDirectory

from django.conf import settings
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from shuke.cli.archive import Manifest, pack
from shuke.cli.databases import database_files, dump_database, member_name
from shuke.lib.errors import ShukeError

# Built again, or of this moment and machine only.
REBUILT = frozenset({"backups", "demo", "static", "upgrade.lock", "workers"})
# Of the warehouse only this: what the scores were on earlier days can't be computed again.
KEPT_OF_WAREHOUSE = Path("warehouse", "snapshots")


class NoPlaceForBackup(ShukeError):
    """The file exists already, or its folder doesn't."""


def backup(file: Path, *, now: datetime) -> Path:
    """Write the archive to `file`, or under a name of its own into the folder `file`; others may go on working."""
    path = archive_path(file, now=now)
    try:
        with TemporaryDirectory(dir=path.parent, prefix=".shuke-backup-") as scratch:
            database = Path(scratch) / member_name()
            # The database first: a file that comes later is in excess, one that went before would be missed.
            dump_database(database)
            unfinished = Path(scratch) / "archive"
            members = [(database.name, database), *((f"data/{name}", settings.DATA / name) for name in kept_files())]
            pack(unfinished, members=members, manifest=manifest(now=now))
            unfinished.rename(path)
    except OSError as failed:
        raise NoPlaceForBackup(f"{path} cannot be written ({failed}).") from failed
    return path


def archive_path(file: Path, *, now: datetime) -> Path:
    path = file / f"shuke-{now:%Y-%m-%d-%H%M%S}.tar.gz" if file.is_dir() else file
    if path.exists():
        raise NoPlaceForBackup(f"{path} exists already; name another file.")
    if not path.parent.is_dir():
        raise NoPlaceForBackup(f"The folder {path.parent} does not exist; create it, or name another.")
    return path


def kept_files() -> Iterator[Path]:
    """Files of the data folder, relative to it, that belong into a backup."""
    database = set(database_files())
    for file in sorted(settings.DATA.rglob("*")):
        name = file.relative_to(settings.DATA)
        is_plain = file.is_file() and not file.is_symlink() and not name.parts[0].startswith(".shuke-")
        if is_plain and file not in database and is_kept(name):
            yield name


def is_kept(name: Path) -> bool:
    if name.parts[0] == "warehouse":
        return name.is_relative_to(KEPT_OF_WAREHOUSE)
    return name.parts[0] not in REBUILT


def manifest(*, now: datetime) -> Manifest:
    applied = MigrationRecorder(connection).applied_migrations()
    return Manifest(
        made_at=now.isoformat(timespec="seconds"),
        version=version("shuke"),
        engine=connection.vendor,
        migrations=sorted(f"{app}.{name}" for app, name in applied),
    )
