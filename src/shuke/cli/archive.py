"""The file that `shuke backup` writes: a .tar.gz whose last member, the manifest, says what every other one must be."""

import gzip
import hashlib
import json
import tarfile
import zlib
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from io import BytesIO
from pathlib import Path
from typing import IO, Any

from shuke.lib.errors import ShukeError

FORMAT = 1
MANIFEST = "manifest.json"
_CHUNK_BYTES = 1 << 20


class DamagedArchive(ShukeError):
    """Not an archive of ours, or not whole."""


@dataclass(frozen=True)
class Stored:
    size_bytes: int
    sha256: str


@dataclass(frozen=True)
class Manifest:
    made_at: str  # ISO 8601, UTC
    version: str  # of Shuke
    engine: str  # "sqlite" or "postgresql"
    migrations: list[str]  # applied: "customers.0001_initial"
    members: dict[str, Stored] = field(default_factory=dict)
    format: int = FORMAT


class HashingReader:
    """Passes a file through and knows its hash at the end."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self._hash = hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        chunk = self._file.read(size)
        self._hash.update(chunk)
        return chunk

    def hexdigest(self) -> str:
        return self._hash.hexdigest()


def pack(path: Path, *, members: Iterable[tuple[str, Path]], manifest: Manifest) -> Manifest:
    """Write `members` (name in the archive, file) and the completed manifest to `path`; readable by its owner only."""
    path.touch(mode=0o600)
    with tarfile.open(path, "w:gz", compresslevel=4) as archive:
        for name, file in members:
            # A file may go while others are packed: an upload that was deleted is missed by nobody.
            with suppress(FileNotFoundError):
                manifest.members[name] = add(archive, name, file)
        text = json.dumps(asdict(manifest), indent=1, ensure_ascii=False).encode()
        last = tarfile.TarInfo(MANIFEST)
        last.size = len(text)
        archive.addfile(last, BytesIO(text))
    return manifest


def add(archive: tarfile.TarFile, name: str, file: Path) -> Stored:
    with file.open("rb") as opened:
        member = archive.gettarinfo(arcname=name, fileobj=opened)
        reader = HashingReader(opened)
        archive.addfile(member, reader)
    return Stored(member.size, reader.hexdigest())


def unpack(path: Path, *, into: Path) -> Manifest:
    """Unpack into the empty folder `into` and compare every file with the manifest. Nothing is written elsewhere."""
    try:
        with tarfile.open(path, "r:gz") as archive:
            archive.extractall(into, filter="data")  # refuses links and paths that lead out of the folder
        manifest = read_manifest((into / MANIFEST).read_bytes())
    except FileNotFoundError as missing:
        raise DamagedArchive(f"{missing.filename or path} is missing: {path} is no complete backup.") from missing
    except (tarfile.TarError, gzip.BadGzipFile, EOFError, zlib.error, KeyError, TypeError, ValueError) as broken:
        raise DamagedArchive(
            f"{path} is no backup of Shuke, or it is damaged ({broken}). Nothing was changed."
        ) from broken
    (into / MANIFEST).unlink()
    check_members(into, manifest)
    return manifest


def read_manifest(text: bytes) -> Manifest:
    told: dict[str, Any] = json.loads(text)
    if told["format"] != FORMAT:
        raise DamagedArchive(f"The backup is of format {told['format']}; this version reads format {FORMAT}.")
    members = {name: Stored(**stored) for name, stored in told.pop("members").items()}
    return Manifest(**told, members=members)


def check_members(folder: Path, manifest: Manifest) -> None:
    found = {str(file.relative_to(folder)) for file in folder.rglob("*") if file.is_file()}
    wrong = found ^ manifest.members.keys()
    wrong |= {name for name in found - wrong if stored_as(folder / name) != manifest.members[name]}
    if wrong:
        raise DamagedArchive(
            f"{len(wrong)} files of the backup are not what its manifest says (first: {min(wrong)}): it is damaged. "
            "Nothing was changed."
        )


def stored_as(file: Path) -> Stored:
    with file.open("rb") as opened:
        return Stored(file.stat().st_size, hashlib.file_digest(opened, "sha256").hexdigest())
