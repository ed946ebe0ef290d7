"""A backup and its restore on the test's own database, whichever that is."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone

from shuke.cli import restore as restoring
from shuke.cli.archive import DamagedArchive, Manifest
from shuke.cli.backup import backup
from shuke.cli.databases import DamagedDatabase, DatabaseToolFailed, execute
from shuke.cli.restore import NotEmpty, OtherKind, StillRunning, check_fits, restore
from shuke.jobs.models import Job, Worker
from shuke.jobs.services import enqueue

pytestmark = pytest.mark.django_db(transaction=True)

NOW = datetime(2026, 5, 4, 12, 0, tzinfo=UTC)
TASK = "shuke.intake.tasks.run_import"


@pytest.fixture
def archive(data_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A backup of an installation with one job and one upload."""
    enqueue(TASK, key="kept")
    put(data_folder / "uploads/kept.csv")
    put(data_folder / "warehouse/snapshots/day.parquet", "kept")
    return backup(tmp_path_factory.mktemp("backups"), now=NOW)


def put(path: Path, text: str = "x") -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


def change(data_folder: Path) -> None:
    """What happened after the backup."""
    Job.objects.all().delete()
    enqueue(TASK, key="later")
    (data_folder / "uploads/kept.csv").unlink()
    put(data_folder / "uploads/later.csv")
    put(data_folder / "warehouse/snapshots/day.parquet", "later")
    put(data_folder / "warehouse/facts/orders.parquet")


def keys() -> list[str | None]:
    return list(Job.objects.values_list("key", flat=True))


def files(data_folder: Path) -> set[str]:
    return {str(path.relative_to(data_folder)) for path in data_folder.rglob("*") if path.is_file()}


def test_a_restore_brings_back_what_was_saved(archive: Path, data_folder: Path) -> None:
    change(data_folder)

    said = restore(archive, replace=True)

    assert keys() == ["kept"]
    assert files(data_folder) == {"uploads/kept.csv", "warehouse/snapshots/day.parquet"}
    assert (data_folder / "warehouse/snapshots/day.parquet").read_text() == "kept"
    assert "2026-05-04T12:00:00+00:00" in said[0]


def test_a_restored_installation_works(archive: Path, data_folder: Path) -> None:
    restore(archive, replace=True)

    assert enqueue(TASK, key="kept").pk == Job.objects.get().pk
    enqueue(TASK, key="new")
    assert sorted(key or "" for key in keys()) == ["kept", "new"]


def test_data_is_not_replaced_unless_asked(archive: Path, data_folder: Path) -> None:
    change(data_folder)

    with pytest.raises(NotEmpty, match="--yes"):
        restore(archive, replace=False)

    assert keys() == ["later"]
    assert "uploads/later.csv" in files(data_folder)


def test_a_damaged_archive_changes_nothing(archive: Path, data_folder: Path) -> None:
    change(data_folder)
    archive.write_bytes(archive.read_bytes()[:-200])

    with pytest.raises(DamagedArchive):
        restore(archive, replace=True)

    assert keys() == ["later"]


def test_a_failure_half_way_puts_everything_back(
    archive: Path, data_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    change(data_folder)
    before = files(data_folder)

    @contextmanager
    def full_disk(*_: object, **__: object) -> Iterator[None]:
        raise OSError("No space left on device")
        yield

    monkeypatch.setattr(restoring, "replaced_files", full_disk)

    with pytest.raises(OSError, match="No space left"):
        restore(archive, replace=True)

    assert keys() == ["later"]
    assert files(data_folder) == before


def test_a_dump_that_the_database_refuses_changes_nothing(
    archive: Path, data_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    change(data_folder)
    unpacked = restoring.unpack

    def unpack_and_spoil(path: Path, *, into: Path) -> object:
        manifest = unpacked(path, into=into)
        dump = into / restoring.member_name()
        dump.write_bytes(dump.read_bytes()[:5000])
        return manifest

    monkeypatch.setattr(restoring, "unpack", unpack_and_spoil)

    with pytest.raises((DamagedDatabase, DatabaseToolFailed)):
        restore(archive, replace=True)

    assert keys() == ["later"]
    assert "uploads/later.csv" in files(data_folder)


def test_nothing_is_replaced_under_a_running_worker(archive: Path) -> None:
    Worker.objects.create(name="elsewhere", started_at=timezone.now(), heartbeat_at=timezone.now())

    with pytest.raises(StillRunning, match="shuke serve"):
        restore(archive, replace=True)


@pytest.mark.parametrize("trace", ["silent for long", "killed on this machine"])
def test_a_dead_worker_is_no_obstacle(archive: Path, data_folder: Path, trace: str) -> None:
    heard_at = timezone.now() - timedelta(minutes=2 if trace == "silent for long" else 0)
    Worker.objects.create(name="dead", started_at=heard_at, heartbeat_at=heard_at)
    put(data_folder / "workers/dead")
    if trace == "silent for long":
        (data_folder / "workers/dead").unlink()

    restore(archive, replace=True)

    assert not Worker.objects.exists()


def test_a_backup_of_a_later_version_is_refused(data_folder: Path, tmp_path: Path) -> None:
    recorder = MigrationRecorder(connection)
    recorder.record_applied("jobs", "9999_from_the_future")
    try:
        archive = backup(tmp_path / "b.tar.gz", now=NOW)
    finally:
        recorder.record_unapplied("jobs", "9999_from_the_future")

    with pytest.raises(OtherKind, match="9999_from_the_future"):
        restore(archive, replace=True)


def test_a_backup_of_the_other_database_is_refused() -> None:
    of_another = Manifest(made_at="2026-05-04T12:00:00+00:00", version="0.1.0", engine="oracle", migrations=[])

    with pytest.raises(OtherKind, match="database of oracle"):
        check_fits(of_another)


@pytest.mark.postgres_only
def test_after_a_restore_that_was_killed_half_way_nothing_is_lost(archive: Path, data_folder: Path) -> None:
    change(data_folder)
    execute("ALTER SCHEMA public RENAME TO shuke_before_restore", "CREATE SCHEMA public")

    with pytest.raises(NotEmpty):
        restore(archive, replace=False)
    restore(archive, replace=True)

    assert keys() == ["kept"]


def test_a_file_that_is_not_there_is_said(data_folder: Path) -> None:
    with pytest.raises(NotEmpty, match="no file"):
        restore(data_folder / "nothing", replace=True)
