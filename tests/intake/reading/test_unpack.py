"""Compressed files: read as if they were not, and refused with a sentence when they are a trap."""

import gzip
import io
import os
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from shuke.intake.reading import open_source, unpack
from shuke.intake.reasons import SourceRefused

SALES = "order,date,amount\n1,2024-01-05,3.5\n2,2024-01-06,4\n"


def _zip(folder: Path, files: dict[str, str]) -> Path:
    path = folder / "sales.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return path


def test_gzip_is_read_through(tmp_path: Path) -> None:
    path = tmp_path / "sales.csv"  # the name lies, the bytes do not
    path.write_bytes(gzip.compress(SALES.encode()))

    source = open_source(path)

    assert source.description.compression == "gzip"
    assert source.sample().lines.tolist() == [2, 3]


def test_a_zip_of_one_data_file_is_read_through(tmp_path: Path) -> None:
    source = open_source(_zip(tmp_path, {"sales.csv": SALES, "__MACOSX/._sales.csv": "junk"}))

    assert (source.description.compression, source.description.member) == ("zip", "sales.csv")
    assert source.sample().lines.tolist() == [2, 3]


def test_a_workbook_inside_a_zip_is_read(tmp_path: Path) -> None:
    import xlsxwriter

    held = io.BytesIO()
    with xlsxwriter.Workbook(held) as book:
        page = book.add_worksheet()
        for number, row in enumerate([("order", "date", "amount"), ("1", "2024-01-05", 3.5)]):
            page.write_row(number, 0, row)
    path = tmp_path / "sales.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("sales.xlsx", held.getvalue())

    assert open_source(path).sample().columns["amount"].to_pylist() == ["3.5"]


def test_a_zip_of_two_files_says_which(tmp_path: Path) -> None:
    with pytest.raises(SourceRefused, match=r"holds 2 files \(a.csv, b.csv"):
        open_source(_zip(tmp_path, {"a.csv": SALES, "b.csv": SALES}))


def test_a_zip_without_data_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(SourceRefused, match="holds no data file"):
        open_source(_zip(tmp_path, {"__MACOSX/x": "junk"}))


@pytest.mark.parametrize("kind", ["gzip", "zip"])
def test_a_bomb_is_not_unpacked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str) -> None:
    monkeypatch.setattr(unpack, "JUDGED_FROM_BYTES", 100_000)
    zeros = "0" * 80 + "\n"
    if kind == "gzip":
        path = tmp_path / "bomb.gz"
        path.write_bytes(gzip.compress(zeros.encode() * 200_000))
    else:
        path = _zip(tmp_path, {"bomb.csv": zeros * 200_000})

    with pytest.raises(SourceRefused, match="unpacks to more than 200 times its size"):
        list(open_source(path).batches())


def test_a_workbook_that_is_a_bomb_is_not_unpacked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(unpack, "JUDGED_FROM_BYTES", 100_000)
    path = tmp_path / "bomb.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
        archive.writestr("xl/worksheets/sheet1.xml", "0" * 20_000_000)

    with pytest.raises(SourceRefused, match="unpacks to more than 200 times its size"):
        open_source(path)


def test_a_gzip_cut_short_is_a_sentence(tmp_path: Path) -> None:
    path = tmp_path / "sales.csv.gz"
    path.write_bytes(gzip.compress(SALES.encode() * 1000)[:-20])

    with pytest.raises(SourceRefused, match="damaged or cut short"):
        list(open_source(path).batches())


def test_a_damaged_zip_is_a_sentence(tmp_path: Path) -> None:
    path = tmp_path / "sales.zip"
    path.write_bytes(b"PK\x03\x04 and nothing more")

    with pytest.raises(SourceRefused, match="damaged or cut short"):
        open_source(path)


def test_other_compressions_are_named(tmp_path: Path) -> None:
    path = tmp_path / "sales.csv.bz2"
    path.write_bytes(b"BZh91AY&SY")

    with pytest.raises(SourceRefused, match="compressed with bzip2; use zip or gzip"):
        open_source(path)


@pytest.mark.parametrize(("first", "kind"), [(b"%PDF-1.7\n1 0 obj", "PDF"), (b"\x89PNG\r\n\x1a\n", "PNG")])
def test_a_document_or_a_picture_is_named_as_what_it_is(tmp_path: Path, first: bytes, kind: str) -> None:
    path = tmp_path / "sales.csv"
    path.write_bytes(first)

    with pytest.raises(SourceRefused, match=f"sales.csv is a {kind} and holds no table; save the table itself"):
        open_source(path)


@contextmanager
def nobody() -> Iterator[Path]:
    """A folder of somebody whom permissions stop; the superuser, whom containers test as, they do not."""
    is_root = os.geteuid() == 0
    if is_root:
        os.seteuid(65534)
    try:
        with tempfile.TemporaryDirectory() as folder:
            yield Path(folder)
    finally:
        if is_root:
            os.seteuid(0)


def test_a_file_without_the_right_to_read_it_is_a_sentence() -> None:
    with nobody() as folder:
        path = folder / "sales.csv"
        path.write_text(SALES, encoding="utf-8")
        path.chmod(0)

        with pytest.raises(SourceRefused, match=r"sales.csv cannot be opened \(Permission denied\); let the account"):
            open_source(path)


def test_a_file_in_a_folder_closed_to_us_is_a_sentence() -> None:
    with nobody() as folder:
        (folder / "closed").mkdir(mode=0)

        with pytest.raises(SourceRefused, match=r"cannot be opened \(Permission denied\)"):
            open_source(folder / "closed" / "sales.csv")


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    with pytest.raises(SourceRefused, match="is a folder or a device, not a file; name the file itself"):
        open_source(tmp_path)


def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "sales.csv")

    with pytest.raises(SourceRefused, match="not a file"):
        open_source(tmp_path / "sales.csv")


def test_a_file_that_is_not_there_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(SourceRefused, match=r"There is no file .*sales\.csv; check the path"):
        open_source(tmp_path / "sales.csv")
