"""The one door: look at a file's first bytes and give the reader that fits."""

from collections.abc import Iterator
from pathlib import Path

from shuke.intake.reading.columnar import ParquetReader
from shuke.intake.reading.shapes import Batch, Description, Misfit, Options, Reader
from shuke.intake.reading.text import TextReader
from shuke.intake.reading.unpack import Packed, open_packed
from shuke.intake.reading.workbook import WorkbookReader
from shuke.intake.reasons import SourceRefused

__all__ = ["Batch", "Description", "Misfit", "Options", "Source", "open_source"]

OLD_WORKBOOK = b"\xd0\xcf\x11\xe0"
# What is picked by mistake; some of it looks like text for many bytes.
NO_TABLES = {b"%PDF-": "PDF", b"\x89PNG": "PNG", b"\xff\xd8\xff": "JPEG", b"GIF8": "GIF"}


class Source:
    """A readable file: what it is, and its rows as often as asked."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader

    @property
    def description(self) -> Description:
        return self._reader.description

    def batches(self) -> Iterator[Batch]:
        """All rows in file order; raises SourceRefused where the file cannot be read any further."""
        return self._reader.batches()

    def sample(self) -> Batch:
        """The first rows, enough to judge the columns by; raises SourceRefused where there is none."""
        for batch in self.batches():
            if len(batch) or batch.misfits:
                return batch
        raise SourceRefused("no_rows", name=self.description.name, line=self.description.header_line)


def open_source(path: Path, options: Options = Options()) -> Source:  # noqa: B008  (frozen)
    """Read what `path` is without reading all of it; raises SourceRefused with a sentence when it is no table."""
    packed = open_packed(path)
    return Source(_reader(packed, options))


def _reader(packed: Packed, options: Options) -> Reader:
    head = packed.head()
    for magic, kind in NO_TABLES.items():
        if head.startswith(magic):
            raise SourceRefused("no_table", name=packed.path.name, kind=kind)
    if head.startswith(b"PAR1"):
        return ParquetReader(packed)
    if head.startswith(OLD_WORKBOOK) or head.startswith(b"PK"):
        return WorkbookReader(packed, options)
    return TextReader(packed, options)
