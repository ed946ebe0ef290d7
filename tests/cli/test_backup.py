import tarfile
from datetime import UTC, datetime
from pathlib import Path

import pytest

from shuke.cli.backup import NoPlaceForBackup, backup

pytestmark = pytest.mark.django_db(transaction=True)

NOW = datetime(2026, 5, 4, 12, 0, 30, tzinfo=UTC)


def put(path: Path, text: str = "x") -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


def packed(path: Path) -> set[str]:
    with tarfile.open(path) as archive:
        return {name for name in archive.getnames() if name.startswith("data/")}


def test_only_what_cannot_be_rebuilt_is_packed(data_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    kept = ["secret-key", "uploads/7/orders.csv", "outbox/1.eml", "warehouse/snapshots/scores/2026-05-03.parquet"]
    left = [
        "static/app.css", "workers/w1", "backups/old.tar.gz", "demo/orders.csv", "upgrade.lock",
        "warehouse/facts/2026-05.parquet", ".shuke-restore-x/fresh/y",
    ]  # fmt: skip
    for name in kept + left:
        put(data_folder / name)

    path = backup(tmp_path_factory.mktemp("elsewhere"), now=NOW)

    assert path.name == "shuke-2026-05-04-120030.tar.gz"
    assert packed(path) == {f"data/{name}" for name in kept}


def test_a_link_is_not_followed(data_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    outside = tmp_path_factory.mktemp("outside")
    put(outside / "secret")
    (data_folder / "uploads").mkdir()
    (data_folder / "uploads/link").symlink_to(outside / "secret")

    assert packed(backup(outside / "b.tar.gz", now=NOW)) == set()


def test_no_file_is_ever_overwritten(data_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    path = tmp_path_factory.mktemp("elsewhere") / "b.tar.gz"
    put(path, "precious")

    with pytest.raises(NoPlaceForBackup, match="exists already"):
        backup(path, now=NOW)

    assert path.read_text() == "precious"


def test_a_folder_that_is_missing_is_said(data_folder: Path) -> None:
    with pytest.raises(NoPlaceForBackup, match="does not exist"):
        backup(data_folder / "nowhere" / "b.tar.gz", now=NOW)


def test_nothing_is_left_beside_the_archive(data_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("elsewhere")

    path = backup(folder, now=NOW)

    assert list(folder.iterdir()) == [path]
