"""Compressed files, opened with a lid on: neither a bomb nor a surprise in the archive gets past here."""

import gzip
import io
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import IO, BinaryIO, cast

from shuke.intake.reasons import SourceRefused

# Sales files shrink 5–30 times; deflate reaches 1,032. The ratio is judged once this much has come out.
MAX_RATIO = 200
JUDGED_FROM_BYTES = 16 * 2**20
MAX_UNPACKED_BYTES = 32 * 2**30
# A workbook or Parquet file inside an archive must be held in memory to be read.
MAX_HELD_BYTES = 2**30

OTHER_METHODS = {
    b"BZh": "bzip2",
    b"\xfd7zXZ": "xz",
    b"7z\xbc\xaf": "7-Zip",
    b"Rar!": "RAR",
    b"\x28\xb5\x2f\xfd": "Zstandard",
}
WORKBOOK_PARTS = ("xl/workbook.xml", "xl/workbook.bin", "content.xml")


@dataclass(frozen=True)
class Packed:
    """A file on disk and, when it is compressed, the one file inside."""

    path: Path
    compression: str  # "", "gzip", "zip"
    member: str  # name inside the zip
    size_bytes: int

    def open(self) -> BinaryIO:
        """The unpacked bytes, guarded; raises SourceRefused while reading when they outgrow the limits."""
        if not self.compression:
            return self.path.open("rb")
        return cast(BinaryIO, io.BufferedReader(_Guarded(self), buffer_size=2**20))

    def share_read(self, stream: BinaryIO) -> float:
        """How far `stream`, opened here, has come: 0–1 of the file on disk."""
        raw = getattr(stream, "raw", None)
        position = raw.position() if isinstance(raw, _Guarded) else stream.tell()
        return min(1.0, position / self.size_bytes)

    def head(self, count: int = 8) -> bytes:
        with self.open() as stream:
            return stream.read(count)

    def held(self) -> Path | io.BytesIO:
        """Something to seek in: the file itself, or what is inside, held in memory."""
        if not self.compression:
            return self.path
        with self.open() as stream:
            data = stream.read(MAX_HELD_BYTES + 1)
        if len(data) > MAX_HELD_BYTES:
            raise SourceRefused("archive_too_large", name=self.path.name, gigabytes=MAX_HELD_BYTES // 2**30)
        return io.BytesIO(data)


def open_packed(path: Path) -> Packed:
    """Look at the first bytes, not at the name: exports are often misnamed."""
    head, size_bytes = _head_and_size(path)
    if not head:
        raise SourceRefused("file_empty", name=path.name)
    for magic, method in OTHER_METHODS.items():
        if head.startswith(magic):
            raise SourceRefused("compression_unknown", name=path.name, method=method)
    if head.startswith(b"\x1f\x8b"):
        return Packed(path, "gzip", "", size_bytes)
    if head.startswith(b"PK\x03\x04") or head.startswith(b"PK\x05\x06"):
        return _open_zip(path, size_bytes)
    return Packed(path, "", "", size_bytes)


def require_readable(path: Path) -> None:
    """Raises SourceRefused unless `path` is a file that this account may read."""
    _head_and_size(path)


def check_workbook(packed: Packed, held: Path | io.BytesIO) -> None:
    """An XLSX is a zip itself: refuse it on its own list of contents before anything unpacks it."""
    try:
        with zipfile.ZipFile(held) as archive:
            infos = archive.infolist()
    except zipfile.BadZipFile as error:
        raise SourceRefused("archive_broken", name=packed.path.name) from error
    if isinstance(held, io.BytesIO):
        held.seek(0)
    unpacked = sum(info.file_size for info in infos)
    _judge(packed.path.name, unpacked=unpacked, compressed=sum(info.compress_size for info in infos))


def _head_and_size(path: Path) -> tuple[bytes, int]:
    try:
        if path.exists() and not path.is_file():
            raise SourceRefused("file_not_plain", name=str(path))
        with path.open("rb") as file:
            return file.read(8), path.stat().st_size
    except FileNotFoundError as error:
        raise SourceRefused("file_missing", name=str(path)) from error
    except OSError as error:
        raise SourceRefused("file_unreadable", name=str(path), detail=error.strerror or str(error)) from error


def _open_zip(path: Path, size_bytes: int) -> Packed:
    try:
        with zipfile.ZipFile(path) as archive:
            infos = [info for info in archive.infolist() if _is_data(info)]
            if any(info.filename in WORKBOOK_PARTS for info in archive.infolist()):
                return Packed(path, "", "", size_bytes)
    except zipfile.BadZipFile as error:
        raise SourceRefused("archive_broken", name=path.name) from error
    if not infos:
        raise SourceRefused("archive_without_data", name=path.name)
    if len(infos) > 1:
        first, second = infos[0].filename, infos[1].filename
        raise SourceRefused("archive_with_many", name=path.name, count=len(infos), first=first, second=second)
    if infos[0].flag_bits & 0x1:
        raise SourceRefused("archive_locked", name=path.name)
    return Packed(path, "zip", infos[0].filename, size_bytes)


def _is_data(info: zipfile.ZipInfo) -> bool:
    parts = info.filename.split("/")
    return not info.is_dir() and not parts[-1].startswith(".") and parts[0] != "__MACOSX"


def _judge(name: str, *, unpacked: int, compressed: int) -> None:
    if unpacked > MAX_UNPACKED_BYTES:
        raise SourceRefused("archive_too_large", name=name, gigabytes=MAX_UNPACKED_BYTES // 2**30)
    if unpacked > JUDGED_FROM_BYTES and unpacked > MAX_RATIO * max(compressed, 1):
        raise SourceRefused("archive_bomb", name=name, ratio=MAX_RATIO)


def _opened(file: BinaryIO, packed: Packed) -> IO[bytes]:
    if packed.compression == "gzip":
        return cast(IO[bytes], gzip.GzipFile(fileobj=file))
    return zipfile.ZipFile(file).open(packed.member)  # closed with the file


class _Guarded(io.RawIOBase):
    """Counts what comes out of an archive and stops at the limits: an archive's own figures may lie."""

    def __init__(self, packed: Packed) -> None:
        self._packed = packed
        self._unpacked = 0
        self._file = packed.path.open("rb")
        self._inner = _opened(self._file, packed)

    def position(self) -> int:
        """Bytes of the compressed file read so far."""
        return self._file.tell()

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        try:
            data = self._inner.read(len(buffer))
        except (EOFError, OSError, zlib.error, zipfile.BadZipFile) as error:
            raise SourceRefused("archive_broken", name=self._packed.path.name) from error
        except NotImplementedError as error:
            raise SourceRefused("compression_unknown", name=self._packed.path.name, method=str(error)) from error
        self._unpacked += len(data)
        _judge(self._packed.path.name, unpacked=self._unpacked, compressed=self._packed.size_bytes)
        buffer[: len(data)] = data
        return len(data)

    def close(self) -> None:
        if not self.closed:
            self._inner.close()
            self._file.close()
        super().close()
