"""Files that are no tables are turned away with a sentence, and leave nothing behind."""

import gzip
import io
import zipfile
from pathlib import Path

import pytest
from django.test import Client
from tests.web.imports.uploading import SALES, upload

from shuke.intake.models import ImportRun
from shuke.jobs.worker import drain
from shuke.web.imports import upload as uploads

TEXT = "\n".join(SALES) + "\n"


def zipped(**files: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, text in files.items():
            archive.writestr(f"{name}.csv", text)
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "empty"),
        (b"\n\n \n", "empty"),
        (b"\x7fELF\x02\x01\x01\x00\x00\x00", "neither text nor a spreadsheet"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00", "is a PNG and holds no table"),
        (b"PK\x03\x04 and then nothing", "damaged or cut short"),
        (gzip.compress(TEXT.encode())[:40], "damaged or cut short"),
        (b"BZh91AY&SY", "bzip2"),
        (zipped(a=TEXT, b=TEXT), "holds 2 files"),
        (b"PAR1 not really PAR1", "not readable as Parquet"),
        (SALES[0].encode() + b"\n", "no line of data below it"),
    ],
)
def test_a_wrong_file_is_turned_away_with_a_sentence(
    content: bytes, sentence: str, owner: Client, data_folder: Path
) -> None:
    answer = upload(owner, content, name="October.csv")

    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert not ImportRun.objects.exists()
    assert list((data_folder / "uploads").glob("*")) == []


def test_the_sentence_calls_the_file_as_the_person_does(owner: Client) -> None:
    assert (
        "The compressed file October.csv is damaged"
        in upload(owner, b"PK\x03\x04 x", name="October.csv").content.decode()
    )


def test_no_file_at_all_is_said(owner: Client) -> None:
    answer = owner.post("/imports/new/", {"kind": "orders"})

    assert answer.status_code == 422
    assert "Choose a file first." in answer.content.decode()


def test_a_file_beyond_the_limit_is_not_kept(owner: Client, data_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(uploads, "LIMIT_BYTES", 100)

    answer = upload(owner, TEXT.encode())

    assert answer.status_code == 422
    assert "The file is larger than" in answer.content.decode()
    assert list((data_folder / "uploads").glob("*")) == []


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (TEXT.encode("utf-16"), "sales.csv"),
        (TEXT.replace(",", "\t").encode(), "sales.tsv"),
        (gzip.compress(TEXT.encode()), "sales.csv.gz"),
        (zipped(sales=TEXT), "sales.zip"),
    ],
)
def test_every_form_of_a_table_is_read(content: bytes, name: str, owner: Client) -> None:
    assert upload(owner, content, name=name).status_code == 302
    drain()

    assert ImportRun.objects.get().staged["good"] == 2


def test_the_upload_lies_in_the_uploads_folder_with_its_checksum(owner: Client, data_folder: Path) -> None:
    upload(owner, TEXT.encode())

    run = ImportRun.objects.get()
    assert Path(run.path).parent == data_folder / "uploads"
    assert Path(run.path).read_bytes() == TEXT.encode()
    assert len(run.sha256) == 64


def test_the_very_same_file_again_is_said(owner: Client) -> None:
    for _ in range(2):
        upload(owner, TEXT.encode())
        drain()
        owner.post(f"/imports/{ImportRun.objects.latest('pk').pk}/start/")
        drain()

    upload(owner, TEXT.encode())

    assert "This very file was imported before" in owner.get("/imports/").content.decode()
