"""A file on its way in: its bytes go straight to the uploads folder, counted, and no further than the limit."""

import uuid
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, SkipFile
from django.utils.translation import gettext as _

from shuke.lib.errors import ShukeError

# Some 20 million order lines. Larger files are imported on the server itself: shuke import.
LIMIT_BYTES = 2 * 2**30
MEGABYTE = 2**20


class TooLarge(ShukeError):
    """An upload beyond the limit; none of it is kept."""


class StoredFile(UploadedFile):  # type: ignore[type-arg]
    """An upload that lies in the uploads folder already."""

    def __init__(self, path: Path, name: str, size: int) -> None:
        super().__init__(file=None, name=name, size=size)
        self.path = path

    def close(self) -> None:
        """Closed when its last byte was written."""


class IntoUploads(FileUploadHandler):
    """One file a request; a second one, and what is beyond the limit, is read and thrown away."""

    chunk_size = MEGABYTE

    def __init__(self, request: Any, *, limit_bytes: int | None = None) -> None:
        super().__init__(request)
        self.limit_bytes = LIMIT_BYTES if limit_bytes is None else limit_bytes
        self.is_too_large = False
        self.path: Path | None = None
        self._is_claimed = False

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        if self.path is not None:
            raise SkipFile
        folder = Path(settings.MEDIA_ROOT)
        folder.mkdir(parents=True, exist_ok=True)
        self.path = folder / f"{uuid.uuid4().hex}{_suffix(self.file_name or '')}"
        self._file = self.path.open("xb")

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        assert self.path is not None
        if start + len(raw_data) > self.limit_bytes:
            self.is_too_large = True
            self._drop()
            raise SkipFile
        self._file.write(raw_data)

    def file_complete(self, file_size: int) -> StoredFile | None:
        assert self.path is not None
        self._file.close()
        return StoredFile(self.path, self.file_name or "", file_size)

    def upload_interrupted(self) -> None:
        self._drop()

    def require_within_limit(self) -> None:
        if self.is_too_large:
            raise TooLarge(
                _("The file is larger than %(limit)s MB; compress it (zip, gzip) or split it.")
                % {"limit": f"{self.limit_bytes // MEGABYTE:,}"}
            )

    def claim(self) -> None:
        """The file has found its import and stays."""
        self._is_claimed = True

    def drop_unclaimed(self) -> None:
        """Nothing came of the request: its file must not stay behind."""
        if not self._is_claimed:
            self._drop()

    def _drop(self) -> None:
        if self.path is not None:
            self._file.close()
            self.path.unlink(missing_ok=True)


def _suffix(name: str) -> str:
    """Of the file's own name, for whoever looks into the folder; readers go by the content."""
    suffix = Path(name).suffix.lower()
    return suffix if suffix[1:].isalnum() and len(suffix) <= 8 else ""
