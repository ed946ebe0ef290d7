import gzip
import io
import tarfile
from pathlib import Path

import pytest

from shuke.cli.archive import DamagedArchive, Manifest, pack, unpack


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    letter = tmp_path / "letter"
    letter.write_text("亲爱的客户" * 2000)
    path = tmp_path / "backup.tar.gz"
    manifest = Manifest(made_at="2026-05-04T12:00:00+00:00", version="0.1.0", engine="sqlite", migrations=["a.0001"])
    pack(path, members=[("data/uploads/letter", letter), ("data/gone", tmp_path / "gone")], manifest=manifest)
    return path


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    path = tmp_path / "unpacked"
    path.mkdir()
    return path


def rewritten(archive: Path, *, change: dict[str, bytes | None]) -> Path:
    """The archive with members' contents changed, or removed (None), or added."""
    path = archive.with_name("changed.tar.gz")
    with tarfile.open(archive) as before, tarfile.open(path, "w:gz") as after:
        contents = {m.name: before.extractfile(m).read() for m in before.getmembers()}  # type: ignore[union-attr]
        for name, content in {**contents, **change}.items():
            if content is not None:
                member = tarfile.TarInfo(name)
                member.size = len(content)
                after.addfile(member, io.BytesIO(content))
    return path


def test_what_was_packed_is_unpacked(archive: Path, folder: Path) -> None:
    manifest = unpack(archive, into=folder)

    assert (folder / "data/uploads/letter").read_text() == "亲爱的客户" * 2000
    assert (manifest.engine, manifest.migrations, list(manifest.members)) == (
        "sqlite", ["a.0001"], ["data/uploads/letter"],
    )  # fmt: skip


def test_only_the_owner_may_read_it(archive: Path) -> None:
    assert archive.stat().st_mode & 0o077 == 0


def test_an_archive_cut_short_is_refused(archive: Path, folder: Path) -> None:
    whole = archive.read_bytes()
    archive.write_bytes(whole[: len(whole) // 2])

    with pytest.raises(DamagedArchive):
        unpack(archive, into=folder)


def test_a_flipped_bit_is_refused(archive: Path, folder: Path) -> None:
    broken = bytearray(archive.read_bytes())
    broken[len(broken) // 2] ^= 1
    archive.write_bytes(bytes(broken))

    with pytest.raises(DamagedArchive):
        unpack(archive, into=folder)


@pytest.mark.parametrize(
    "change",
    [
        {"data/uploads/letter": b"another letter"},
        {"data/uploads/letter": None},
        {"data/uploads/stowaway": b"x"},
        {"manifest.json": None},
        {"manifest.json": b"{}"},
        {"manifest.json": b'{"format": 2}'},
    ],
)
def test_what_the_manifest_does_not_say_is_refused(
    archive: Path, folder: Path, change: dict[str, bytes | None]
) -> None:
    with pytest.raises(DamagedArchive):
        unpack(rewritten(archive, change=change), into=folder)


def test_nothing_is_written_outside_the_folder(archive: Path, folder: Path) -> None:
    with pytest.raises(DamagedArchive):
        unpack(rewritten(archive, change={"../escaped": b"x"}), into=folder)

    assert not (folder.parent / "escaped").exists()


@pytest.mark.parametrize("content", [b"", b"customer,amount\n1,2\n", gzip.compress(b"not a tar")])
def test_any_other_file_is_refused(tmp_path: Path, folder: Path, content: bytes) -> None:
    other = tmp_path / "other"
    other.write_bytes(content)

    with pytest.raises(DamagedArchive, match="no backup of Shuke"):
        unpack(other, into=folder)
