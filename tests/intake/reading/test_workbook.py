import datetime as dt
from pathlib import Path

import pytest
import xlsxwriter

from shuke.intake.reading import Options, open_source
from shuke.intake.reasons import SourceRefused


def _book(path: Path, rows: list[list[object]], *, sheets: tuple[str, ...] = ("销售",)) -> Path:
    with xlsxwriter.Workbook(path, {"default_date_format": "yyyy-mm-dd hh:mm"}) as book:
        for name in sheets:
            page = book.add_worksheet(name)
            for number, row in enumerate(rows if name == sheets[-1] else []):
                for column, cell in enumerate(row):
                    page.write(number, column, cell)
    return path


def test_cells_become_the_text_a_csv_would_hold(tmp_path: Path) -> None:
    rows: list[list[object]] = [
        ["order", "date", "quantity", "amount", "note"],
        [1001, dt.datetime(2024, 1, 5), 2, 36.5, True],  # noqa: DTZ001
        ["X-2", dt.datetime(2024, 1, 6, 18, 30), 1.25, 1e15, None],  # noqa: DTZ001
    ]

    batch = open_source(_book(tmp_path / "sales.xlsx", rows)).sample()

    assert [column.to_pylist() for column in batch.columns.values()] == [
        ["1001", "X-2"],
        ["2024-01-05", "2024-01-06 18:30:00"],
        ["2", "1.25"],
        ["36.5", "1.00000E+15"],
        ["true", ""],
    ]
    assert batch.lines.tolist() == [2, 3]


def test_a_formula_counts_by_its_value(tmp_path: Path) -> None:
    path = tmp_path / "sales.xlsx"
    with xlsxwriter.Workbook(path) as book:
        page = book.add_worksheet()
        page.write_row(0, 0, ["order", "date", "amount"])
        page.write_row(1, 0, ["1", "2024-01-05"])
        page.write_formula(1, 2, "=1+2", value=3)

    assert open_source(path).sample().columns["amount"].to_pylist() == ["3"]


def test_rows_keep_the_numbers_the_spreadsheet_shows(tmp_path: Path) -> None:
    rows: list[list[object]] = [
        ["销售明细"],
        [],
        ["order", "date", "amount"],
        [1, "2024-01-05", 2],
        [],
        [2, "2024-01-06", 3],
    ]

    source = open_source(_book(tmp_path / "sales.xlsx", rows))

    assert (source.description.header_line, source.sample().lines.tolist()) == (3, [4, 6])


def test_the_first_sheet_with_anything_in_it_is_read(tmp_path: Path) -> None:
    path = _book(tmp_path / "sales.xlsx", [["order", "date", "amount"], [1, "2024-01-05", 2]], sheets=("封面", "数据"))

    assert open_source(path).description.member == "数据"


def test_a_sheet_that_is_not_there_is_a_sentence(tmp_path: Path) -> None:
    path = _book(tmp_path / "sales.xlsx", [["order", "amount"], [1, 2]])

    with pytest.raises(SourceRefused, match="no sheet “Mai”; it has 销售"):
        open_source(path, Options(sheet="Mai"))


def test_an_empty_workbook_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(SourceRefused, match="is empty"):
        open_source(_book(tmp_path / "sales.xlsx", []))
