"""Text files: every row with its exact line, whichever parser reads it."""

from collections.abc import Callable
from pathlib import Path

import pytest

from shuke.intake.reading import Batch, Options, Source, open_source
from shuke.intake.reading import blocks as blocks_module
from shuke.intake.reasons import SourceRefused

Write = Callable[..., Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def write_file(text: str, *, encoding: str = "utf-8", name: str = "sales.csv") -> Path:
        path = tmp_path / name
        path.write_bytes(text.encode(encoding))
        return path

    return write_file


def rows_of(source: Source) -> dict[int, tuple[str, ...]]:
    """{line: cells} of the whole file."""
    return {line: cells for batch in source.batches() for line, cells in _rows(batch)}


def _rows(batch: Batch) -> list[tuple[int, tuple[str, ...]]]:
    cells = zip(*(column.to_pylist() for column in batch.columns.values()), strict=True)
    return list(zip(batch.lines.tolist(), cells, strict=True))


def test_rows_carry_the_line_they_stand_in(write: Write) -> None:
    source = open_source(write("order,date,amount\n1,2024-01-05,3.5\n\n2,2024-01-06,4\n"))

    assert rows_of(source) == {2: ("1", "2024-01-05", "3.5"), 4: ("2", "2024-01-06", "4")}


def test_a_quoted_cell_may_hold_delimiters_quotes_and_line_ends(write: Write) -> None:
    text = 'order,product name,amount\n1,"beans, 5"" dark",3\n2,"two\nlines",4\n3,plain,5\n'

    rows = rows_of(open_source(write(text)))

    assert rows == {2: ("1", 'beans, 5" dark', "3"), 3: ("2", "two\nlines", "4"), 5: ("3", "plain", "5")}


def test_an_inch_mark_in_a_bare_cell_is_only_a_character(write: Write) -> None:
    text = 'order,product name,amount\n1,pipe 5" long,3\n2,"quoted",4\n'

    assert rows_of(open_source(write(text))) == {2: ("1", 'pipe 5" long', "3"), 3: ("2", "quoted", "4")}


def test_both_parsers_read_the_same_rows(write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    lines = [f'{number},2024-01-{1 + number % 28:02},"name {number}",{number}.5' for number in range(500)]
    path = write("order,date,product name,amount\n" + "\n".join(lines) + '\n501,2024-01-01,"open\nquote",1\n')
    careful = rows_of(open_source(path))

    monkeypatch.setattr(blocks_module, "BLOCK_BYTES", 2_000)  # most blocks now hold no quote over a line end

    assert rows_of(open_source(path)) == careful
    assert len(careful) == 501


def test_a_row_of_another_width_is_set_aside_with_its_line(write: Write) -> None:
    source = open_source(write("order,date,amount\n1,2024-01-05,3\n2,2024-01-06\n3,2024-01-07,4,5\n4,2024-01-08,6\n"))

    (batch,) = source.batches()

    assert batch.lines.tolist() == [2, 5]
    assert [(misfit.line, misfit.found, misfit.cells) for misfit in batch.misfits] == [
        (3, 2, ("2", "2024-01-06")),
        (4, 4, ("3", "2024-01-07", "4", "5")),
    ]


def test_empty_cells_after_the_last_column_do_no_harm(write: Write) -> None:
    source = open_source(write("order,date,amount\n1,2024-01-05,3\n2,2024-01-06,4,,\n3,2024-01-07,5\n"))

    (batch,) = source.batches()

    assert batch.lines.tolist() == [2, 3, 4]
    assert not batch.misfits


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_line_ends_of_every_system_count_alike(write: Write, end: str) -> None:
    source = open_source(write(end.join(["order,date,amount", "1,2024-01-05,3", "2,2024-01-06,4"])))

    assert rows_of(source) == {2: ("1", "2024-01-05", "3"), 3: ("2", "2024-01-06", "4")}


@pytest.mark.parametrize(("delimiter", "amount"), [("\t", "3,5"), (";", "3,5"), ("|", "3.5"), (",", "3.5")])
def test_the_delimiter_is_found(write: Write, delimiter: str, amount: str) -> None:
    text = "\n".join(
        delimiter.join(cells)
        for cells in [("order", "date", "amount"), ("1", "2024-01-05", amount), ("2", "2024-01-06", amount)]
    )

    assert open_source(write(text)).description.delimiter == delimiter


def test_columns_aligned_with_blanks_are_columns(write: Write) -> None:
    source = open_source(write(" 00004 19970101  2   29.33\r\n 00021 19970113 11  140.10\r\n"))

    assert source.description.delimiter == " "
    assert source.description.columns == ("1", "2", "3", "4")
    assert rows_of(source)[2] == ("00021", "19970113", "11", "140.10")


def test_a_told_delimiter_may_be_any_character(write: Write) -> None:
    path = write("订单，日期，金额\n1，2024-01-05，3\n")

    source = open_source(path, Options(delimiter="，"))

    assert rows_of(source) == {2: ("1", "2024-01-05", "3")}


def test_a_delimiter_of_two_characters_is_refused(write: Write) -> None:
    with pytest.raises(SourceRefused, match="give one character"):
        open_source(write("a,b\n1,2\n"), Options(delimiter="::"))


def test_a_line_without_end_is_a_sentence_with_its_line(write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(blocks_module, "MAX_LINE_CHARACTERS", 1_000)
    path = write("order,date,amount\n1,2024-01-05,3\n2," + "x" * 5_000)

    with pytest.raises(SourceRefused, match="Line 3 is longer than 1,000 characters"):
        list(open_source(path).batches())


def test_a_quote_that_never_closes_is_a_sentence_with_its_line(write: Write) -> None:
    path = write('order,date,amount\n1,2024-01-05,3\n2,"2024-01-06,4\n3,2024-01-07,5\n')

    with pytest.raises(SourceRefused, match="quote that opens in line 3 is never closed"):
        list(open_source(path).batches())


def test_an_empty_file_is_a_sentence(write: Write) -> None:
    with pytest.raises(SourceRefused, match="is empty"):
        open_source(write(""))


def test_a_file_of_blank_lines_is_empty(write: Write) -> None:
    with pytest.raises(SourceRefused, match="is empty"):
        open_source(write("\n\n  \n"))


def test_a_missing_file_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(SourceRefused, match="There is no file"):
        open_source(tmp_path / "nowhere.csv")


def test_a_binary_file_is_a_sentence(tmp_path: Path) -> None:
    path = tmp_path / "picture.csv"
    path.write_bytes(b"a,b\n1,\0\0\0\n")

    with pytest.raises(SourceRefused, match="neither text nor a spreadsheet"):
        open_source(path)


@pytest.mark.parametrize("below", ["", "\n", "\n\n\n"])
def test_a_header_with_nothing_below_is_a_sentence(tmp_path: Path, below: str) -> None:
    path = tmp_path / "sales.csv"
    path.write_text(f"customer,date,amount{below}", encoding="utf-8")

    with pytest.raises(SourceRefused, match="no line of data below it"):
        open_source(path).sample()
