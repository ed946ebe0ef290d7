"""XLSX, XLS, XLSB and ODS through calamine: values as shown to a program, never formulas."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from itertools import islice

import numpy as np
import pyarrow as pa
from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook

from shuke.intake.reading.layout import SAMPLE_ROWS, Row, find_header
from shuke.intake.reading.shapes import Batch, Description, Options
from shuke.intake.reading.unpack import Packed, check_workbook
from shuke.intake.reasons import SourceRefused

ROWS_AT_ONCE = 20_000
# A spreadsheet keeps 15 digits of a number; beyond that an id has been rounded and is shown as it would show it.
EXACT_BELOW = 10**15

Cell = int | float | str | bool | time | date | datetime | timedelta


class WorkbookReader:
    def __init__(self, packed: Packed, options: Options) -> None:
        self._packed = packed
        self._sheet = self._open(options.sheet)
        self._first_row = (self._sheet.start or (0, 0))[0] + 1
        rows = [Row(line, cells) for line, cells in islice(self._rows(), SAMPLE_ROWS) if any(cells)]
        if not rows:
            raise SourceRefused("file_empty", name=packed.path.name)
        header = find_header(rows, options.has_header)
        self.description = Description(
            name=packed.path.name,
            size_bytes=packed.size_bytes,
            format="workbook",
            compression=packed.compression,
            member=self._sheet.name,
            header_line=header.line,
            header_reason=header.reason,
            first_data_line=header.first_data_line,
            columns=header.names,
        )

    def batches(self) -> Iterator[Batch]:
        rows = ((line, cells) for line, cells in self._rows() if line >= self.description.first_data_line)
        last = max(1, self._sheet.total_height)
        while part := list(islice(rows, ROWS_AT_ONCE)):
            filled = [(line, cells) for line, cells in part if any(cell.strip() for cell in cells)]
            cells = list(zip(*(cells for _, cells in filled), strict=True)) or [()] * len(self.description.columns)
            columns = {
                name: pa.array(column, type=pa.string())
                for name, column in zip(self.description.columns, cells, strict=True)
            }
            lines = np.array([line for line, _ in filled], dtype=np.int64)
            yield Batch(lines, columns, share=min(1.0, part[-1][0] / last))

    def _open(self, wanted: str) -> CalamineSheet:
        name = self._packed.path.name
        held = self._packed.held()
        if self._packed.head().startswith(b"PK"):
            check_workbook(self._packed, held)
        try:
            workbook = CalamineWorkbook.from_object(held)
            sheets = workbook.sheet_names
            if wanted and wanted not in sheets:
                raise SourceRefused("sheet_missing", sheet=wanted, sheets=", ".join(sheets))
            for sheet_name in [wanted] if wanted else sheets:
                sheet = workbook.get_sheet_by_name(sheet_name)
                if sheet.height:
                    return sheet
        except CalamineError as error:
            raise SourceRefused("workbook_broken", name=name, detail=str(error)) from error
        raise SourceRefused("file_empty", name=name)

    def _rows(self) -> Iterator[tuple[int, list[str]]]:
        """All rows as wide as the sheet, numbered as the spreadsheet numbers them."""
        for line, row in enumerate(self._sheet.to_python(skip_empty_area=True), start=self._first_row):
            yield line, [text_of(cell) for cell in row]


def text_of(cell: Cell) -> str:
    """A cell as a CSV export would write it: 3 for 3.0, ISO dates, no time where it is midnight."""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float):
        if not cell.is_integer():
            return repr(cell)
        return str(int(cell)) if abs(cell) < EXACT_BELOW else f"{cell:.5E}"
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == time() else cell.isoformat(sep=" ", timespec="seconds")
    if isinstance(cell, date | time):
        return cell.isoformat()
    return str(cell)
