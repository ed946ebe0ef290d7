"""CSV, TSV and their like. Arrow parses the blocks in which every quote closes on its own line; from the first block
where one does not, Python's csv module goes on, slower and careful. Both know the exact line of every row."""

import csv
import io
import re
from collections.abc import Iterator, Sequence
from itertools import chain

import numpy as np
import pyarrow as pa
import pyarrow.csv as arrow_csv
from numpy.typing import NDArray

from shuke.intake.reading.blocks import MAX_LINE_CHARACTERS, Block, blocks_of, sample_of
from shuke.intake.reading.encoding import find_encoding
from shuke.intake.reading.layout import BLANKS, find_delimiter, find_header, sample_rows, split_blanks
from shuke.intake.reading.shapes import Batch, Description, Misfit, Options
from shuke.intake.reading.unpack import Packed
from shuke.intake.reasons import SourceRefused

csv.field_size_limit(MAX_LINE_CHARACTERS)

QUOTE, NEWLINE = ord('"'), ord("\n")
CAREFUL_ROWS = 20_000
SENTINEL = "\0"  # no text file read here holds one
_EDGE_BLANKS = re.compile(r"^[ \t]+|[ \t]+$", re.MULTILINE)
_BLANK_RUN = re.compile(r"[ \t]+")


class TextReader:
    def __init__(self, packed: Packed, options: Options) -> None:
        self._packed = packed
        self._encoding = find_encoding(packed, options.encoding)
        self.description = self._describe(options)
        self._width = len(self.description.columns)
        self._blanks = self.description.delimiter == BLANKS

    def batches(self) -> Iterator[Batch]:
        blocks = blocks_of(self._packed, self._encoding, skip_lines=self.description.first_data_line - 1)
        for block in blocks:
            if not block.text:  # a header and nothing below it
                continue
            data = block.text.encode()
            codes = np.frombuffer(data, dtype=np.uint8)
            ends = np.flatnonzero(codes == NEWLINE)
            if not self._is_simple(codes, ends):
                yield from self._careful(chain([block], blocks))
                return
            yield self._parsed(data, ends, block)

    def _describe(self, options: Options) -> Description:
        sample = sample_of(self._packed, self._encoding)
        if not sample.strip("\n\t ,;"):
            raise SourceRefused("file_empty", name=self._packed.path.name)
        delimiter = options.delimiter or find_delimiter(sample)
        if len(delimiter) != 1 or delimiter in '"\n\r':
            raise SourceRefused("delimiter_unknown", delimiter=delimiter)
        header = find_header(sample_rows(sample, delimiter), options.has_header)
        return Description(
            name=self._packed.path.name,
            size_bytes=self._packed.size_bytes,
            format="text",
            compression=self._packed.compression,
            member=self._packed.member,
            encoding=self._encoding.name,
            encoding_reason=self._encoding.reason,
            delimiter=delimiter,
            header_line=header.line,
            header_reason=header.reason,
            first_data_line=header.first_data_line,
            columns=header.names,
        )

    def _is_simple(self, codes: NDArray[np.uint8], ends: NDArray[np.int64]) -> bool:
        """No cell reaches over a line end: the quotes before every line end are even in number."""
        if self._blanks:
            return True
        if not self.description.delimiter.isascii():  # Arrow separates by one byte
            return False
        quotes = np.flatnonzero(codes == QUOTE)
        return not (len(quotes) and (np.searchsorted(quotes, ends) % 2).any())

    def _parsed(self, data: bytes, ends: NDArray[np.int64], block: Block) -> Batch:
        filled = np.flatnonzero(np.diff(ends, prepend=-1) > 1)
        if self._blanks:
            tidy = _EDGE_BLANKS.sub("", block.text)
            filled = np.flatnonzero([bool(line) for line in tidy.split("\n")[:-1]])
            data = _BLANK_RUN.sub("\t", tidy).encode()
        if not len(filled):
            return Batch(filled, dict.fromkeys(self.description.columns, pa.array([], pa.string())), share=block.share)
        misfits: list[tuple[int, str]] = []

        def keep_misfit(row: arrow_csv.InvalidRow) -> str:
            misfits.append((row.number - 1, row.text))
            return "skip"

        table = arrow_csv.read_csv(
            io.BytesIO(data),
            read_options=arrow_csv.ReadOptions(
                column_names=self.description.columns,
                use_threads=False,  # the rows that do not fit are numbered only then
                block_size=len(data) + 1,
            ),
            parse_options=arrow_csv.ParseOptions(
                delimiter="\t" if self._blanks else self.description.delimiter,
                quote_char=False if self._blanks else '"',
                invalid_row_handler=keep_misfit,
            ),
            convert_options=arrow_csv.ConvertOptions(
                column_types=dict.fromkeys(self.description.columns, pa.string()), check_utf8=False
            ),
        )
        lines = filled + block.first_line
        keep = np.ones(len(filled), dtype=bool)
        keep[[row for row, _ in misfits]] = False
        columns = {name: _whole(table.column(name)) for name in self.description.columns}
        batch = Batch(lines[keep], columns, share=block.share)
        return self._with_misfits(batch, [(int(lines[row]), self._cells(text)) for row, text in misfits])

    def _cells(self, text: str) -> list[str]:
        if self._blanks:
            return split_blanks(text)
        return next(csv.reader([text], delimiter=self.description.delimiter), [])

    def _with_misfits(self, batch: Batch, rows: Sequence[tuple[int, list[str]]]) -> Batch:
        """Empty cells beyond the last column are no harm; rows off for any other reason stay aside."""
        harmless = [(line, cells[: self._width]) for line, cells in rows if self._fits(cells)]
        misfits = tuple(
            Misfit(line, len(cells), self._width, tuple(cells)) for line, cells in rows if not self._fits(cells)
        )
        if harmless:
            batch = _merged(batch, harmless)
        return Batch(batch.lines, batch.columns, misfits, batch.share)

    def _fits(self, cells: Sequence[str]) -> bool:
        return len(cells) >= self._width and not any(cell.strip() for cell in cells[self._width :])

    def _careful(self, blocks: Iterator[Block]) -> Iterator[Batch]:
        """Record by record. The sentinel after the last line ends up inside the last cell when a quote never closes."""
        share, first_line = 0.0, 0

        def texts() -> Iterator[io.StringIO]:
            nonlocal share, first_line
            for block in blocks:
                share, first_line = block.share, first_line or block.first_line
                yield io.StringIO(block.text)
            yield io.StringIO(SENTINEL)

        reader = csv.reader(chain.from_iterable(texts()), delimiter=self.description.delimiter)
        end = 0  # lines read when the records before this part were out
        while True:
            rows: list[list[str]] = []
            ends: list[int] = []
            try:
                for cells in reader:
                    rows.append(cells)
                    ends.append(reader.line_num)
                    if len(rows) == CAREFUL_ROWS:
                        break
            except csv.Error as error:
                raise SourceRefused("quote_without_end", line=first_line + (ends[-1] if ends else end)) from error
            if not rows:
                return
            starts = first_line + np.array([end, *ends[:-1]], dtype=np.int64)
            end = ends[-1]
            _drop_sentinel(rows, starts)
            yield self._laid_out(rows, starts, share)

    def _laid_out(self, rows: list[list[str]], starts: NDArray[np.int64], share: float) -> Batch:
        fits = np.array([len(cells) == self._width for cells in rows], dtype=bool)
        fitting = rows if fits.all() else [cells for cells, fit in zip(rows, fits, strict=True) if fit]
        batch = Batch(starts[: len(rows)][fits], _columns(fitting, self.description.columns), share=share)
        odd = [(int(starts[at]), rows[at]) for at in np.flatnonzero(~fits) if rows[at]]
        return self._with_misfits(batch, odd)


def _drop_sentinel(rows: list[list[str]], starts: NDArray[np.int64]) -> None:
    if rows[-1] == [SENTINEL]:
        rows.pop()
    elif any(SENTINEL in cell for cell in rows[-1]):
        raise SourceRefused("quote_without_end", line=int(starts[len(rows) - 1]))


def _merged(batch: Batch, rows: Sequence[tuple[int, list[str]]]) -> Batch:
    """The batch with some more rows, in the order of their lines."""
    added = _columns([cells for _, cells in rows], tuple(batch.columns))
    lines = np.concatenate([batch.lines, np.array([line for line, _ in rows], dtype=np.int64)])
    order = np.argsort(lines, kind="stable")
    columns = {
        name: pa.concat_arrays([column, added[name]]).take(pa.array(order)) for name, column in batch.columns.items()
    }
    return Batch(lines[order], columns, batch.misfits, batch.share)


def _columns(rows: Sequence[Sequence[str]], names: Sequence[str]) -> dict[str, pa.Array]:
    cells = list(zip(*rows, strict=True)) or [()] * len(names)
    return {name: pa.array(column, type=pa.string()) for name, column in zip(names, cells, strict=True)}


def _whole(column: pa.ChunkedArray) -> pa.Array:
    return column.combine_chunks() if column.num_chunks != 1 else column.chunk(0)
