"""`shuke restore`: an archive of `shuke backup` read back, checked whole before anything changes."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from django.conf import settings
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.models.functions import Now

from shuke.cli.archive import Manifest, unpack
from shuke.cli.backup import is_kept
from shuke.cli.databases import database_files, has_tables, member_name, replaced_database
from shuke.jobs.models import WORKER_SILENT_AFTER, Worker
from shuke.jobs.presence import dead_among
from shuke.jobs.worker import presence_folder
from shuke.lib.errors import ShukeError


class NotEmpty(ShukeError):
    """There is something that the restore would replace."""


class StillRunning(ShukeError):
    """A worker writes to what is to be replaced."""


class OtherKind(ShukeError):
    """An archive of another database, or of a later version."""


def restore(file: Path, *, replace: bool) -> list[str]:
    """Put the archive in the place of what this installation holds; what to tell the user.

    When anything fails, everything is as it was before.
    """
    if not file.is_file():
        raise NotEmpty(f"There is no file {file}.")
    with TemporaryDirectory(dir=settings.DATA, prefix=".shuke-restore-") as scratch:
        fresh, aside = Path(scratch, "fresh"), Path(scratch, "aside")
        fresh.mkdir()
        aside.mkdir()
        manifest = unpack(file, into=fresh)
        check_fits(manifest)
        check_may_replace(replace=replace)
        with replaced_database(fresh / member_name(), aside=aside), replaced_files(fresh / "data", aside=aside):
            pass
    return [
        f"Restored: the backup of {manifest.made_at}, made by Shuke {manifest.version}, {len(manifest.members)} files.",
        "The warehouse is rebuilt by: shuke refresh",
    ]


def check_fits(manifest: Manifest) -> None:
    if manifest.engine != connection.vendor:
        raise OtherKind(
            f"The backup holds a database of {manifest.engine}, this installation runs on {connection.vendor}."
        )
    known = {f"{app}.{name}" for app, name in MigrationLoader(None).disk_migrations}
    unknown = sorted(set(manifest.migrations) - known)
    if unknown:
        raise OtherKind(
            f"The backup was made by Shuke {manifest.version}, later than this version "
            f"(unknown here: {unknown[0]}): install that version first."
        )


def check_may_replace(*, replace: bool) -> None:
    if not has_tables():
        return
    if Worker._meta.db_table in connection.introspection.table_names() and is_worked_on():
        raise StillRunning("Shuke is running on this database: stop `shuke serve` and `shuke worker`, then try again.")
    if not replace:
        raise NotEmpty("This installation holds data already, which the backup would replace: add --yes to let it.")


def is_worked_on() -> bool:
    heard = set(Worker.objects.filter(heartbeat_at__gt=Now() - WORKER_SILENT_AFTER).values_list("name", flat=True))
    return bool(heard - dead_among(heard, folder=presence_folder()))


@contextmanager
def replaced_files(fresh: Path, *, aside: Path) -> Iterator[None]:
    """Put the files under `fresh` in place for the block; what was there comes back when it raises.

    The warehouse goes as a whole: what it holds was built from other records.
    """
    before = [path for path in settings.DATA.iterdir() if path.name == "warehouse" or is_ours(path)]
    incoming = list(fresh.iterdir()) if fresh.is_dir() else []
    moved: list[tuple[Path, Path]] = []  # from, to
    try:
        for path in before:
            moved.append(move(path, aside / path.name))
        for path in incoming:
            moved.append(move(path, settings.DATA / path.name))
        yield
    except BaseException:
        for source, target in reversed(moved):
            shutil.move(target, source)
        raise


def is_ours(path: Path) -> bool:
    return is_kept(Path(path.name)) and path not in database_files() and not path.name.startswith(".shuke-")


def move(source: Path, target: Path) -> tuple[Path, Path]:
    shutil.move(source, target)
    return source, target
