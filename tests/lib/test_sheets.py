from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from shuke.lib.sheets import csv_lines, neutral, write_xlsx


@pytest.mark.parametrize("text", ["=1+1", "+8613812345678", "-cmd", "@SUM(A1)", "\t=1", "\r=1"])
def test_text_that_begins_like_a_formula_is_neutralised(text: str) -> None:
    assert neutral(text) == f"'{text}"


@pytest.mark.parametrize("cell", ["潘天伟", "a=b", -5, Decimal("-1.20"), None, True])
def test_everything_else_stays_as_it_is(cell: object) -> None:
    assert neutral(cell) == cell  # type: ignore[arg-type]


def test_csv_keeps_quotes_commas_and_chinese() -> None:
    lines = list(csv_lines(["name", "note"], [["潘天伟", 'says "hi", twice'], [None, Decimal("3.50")]]))

    assert lines == ["\ufeffname,note\r\n", '潘天伟,"says ""hi"", twice"\r\n', ",3.50\r\n"]


def test_xlsx_holds_text_numbers_and_days_and_no_formula(tmp_path: Path) -> None:
    path = tmp_path / "list.xlsx"

    written = write_xlsx(
        path, sheet="customers", heads=["a", "b", "c"], rows=[["=1+1", Decimal("2.5"), date(2026, 3, 8)]]
    )

    rows = CalamineWorkbook.from_path(str(path)).get_sheet_by_name("customers").to_python()
    assert written == 1
    assert rows == [["a", "b", "c"], ["=1+1", 2.5, date(2026, 3, 8)]]
