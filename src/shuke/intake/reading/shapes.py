"""What travels out of the readers."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Protocol

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from shuke.intake.reasons import Reason

ROWS_PER_BATCH = 100_000


@dataclass(frozen=True)
class Options:
    """What a person decided against the detection; empty means detect."""

    encoding: str = ""
    delimiter: str = ""
    has_header: bool | None = None
    sheet: str = ""


@dataclass(frozen=True)
class Description:
    """What the file is, and why we think so."""

    name: str
    size_bytes: int
    format: str  # "text", "workbook", "parquet"
    compression: str = ""  # "gzip", "zip" or none
    member: str = ""  # the file inside the zip, the sheet inside the workbook
    encoding: str = ""  # of text: "utf-8", "gb18030", "big5", "latin-1", "utf-16"
    encoding_reason: Reason | None = None
    delimiter: str = ""  # of text; " " stands for runs of blanks
    header_line: int = 0  # 0 = none: columns are called "1", "2", …
    header_reason: Reason | None = None
    first_data_line: int = 1
    columns: tuple[str, ...] = ()

    @property
    def has_names(self) -> bool:
        """Whether the columns are called by the file; numbered otherwise."""
        return self.header_line > 0 or self.format == "parquet"


@dataclass(frozen=True)
class Misfit:
    """A row whose number of cells is not the file's; it cannot be laid under the columns."""

    line: int
    found: int
    expected: int
    cells: tuple[str, ...]


@dataclass(frozen=True)
class Batch:
    """Some rows in file order. Every column is a string array of the same length; empty cells are ""."""

    lines: NDArray[np.int64]  # the row's line in the file (row of the sheet), from 1
    columns: dict[str, pa.Array]
    misfits: tuple[Misfit, ...] = field(default=())
    share: float = 0.0  # of the file that has been read once this batch is out, 0–1

    def __len__(self) -> int:
        return len(self.lines)


class Reader(Protocol):
    """One format: describes itself on opening, then gives its batches from the start as often as asked."""

    @property
    def description(self) -> Description: ...

    def batches(self) -> Iterator[Batch]: ...
