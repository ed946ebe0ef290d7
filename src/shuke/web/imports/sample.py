"""The first rows of a file that is being set up, as they stand in it."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from shuke.intake.models import ImportRun
from shuke.intake.reading import Batch, Options, open_source

SAMPLES = 2  # values shown of a column
LOOKED_AT = 400  # rows they are taken from


@dataclass(frozen=True)
class Sample:
    """The first batch: as much of the file as is read at once."""

    batch: Batch

    def values(self, column: str) -> list[str]:
        """The first different ones."""
        words = (word for word in self.batch.columns[column].slice(0, LOOKED_AT).to_pylist() if word.strip())
        return list(dict.fromkeys(words))[:SAMPLES]

    def rows(self, start: int, count: int) -> Iterator[tuple[int, dict[str, str]]]:
        """Line and cells."""
        piece = {name: column.slice(start, count).to_pylist() for name, column in self.batch.columns.items()}
        for at, line in enumerate(self.batch.lines[start : start + count].tolist()):
            yield line, {name: cells[at] for name, cells in piece.items()}

    def place_of(self, line: int) -> int | None:
        """Of the row that stands in this line, or of the next one; None beyond the batch."""
        place = int(self.batch.lines.searchsorted(line))
        return place if place < len(self.batch) else None


def sample_of(run: ImportRun) -> Sample:
    """Raises SourceRefused where the file cannot be read any more."""
    return Sample(open_source(Path(run.path), Options(**run.options)).sample())
