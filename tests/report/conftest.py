"""Analyses of real and made files, once per run where several tests look at the same."""

import importlib.metadata
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from tests.report.given import Analyse, Analysed, run


@pytest.fixture
def analyse(tmp_path: Path) -> Analyse:
    """`analyse("text of a file", name=…, **options)`."""

    def analyse_text(text: str | bytes, *, name: str = "sales.csv", **options: Any) -> Analysed:
        path = tmp_path / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return run(path, tmp_path / "out", **options)

    return analyse_text


@pytest.fixture(scope="session")
def cdnow_file() -> Path:
    """The published 1/10 sample: runs of blanks between columns, no header, days as 19970101."""
    package = importlib.metadata.distribution("lifetimes")
    return Path(str(package.locate_file("lifetimes/datasets/CDNOW_sample.txt")))


@pytest.fixture(scope="session")
def cdnow(cdnow_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Analysed:
    columns = {"customer": "2", "date": "3", "quantity": "4", "amount": "5"}
    out = tmp_path_factory.mktemp("cdnow") / "out"
    return run(cdnow_file, out, as_of=date(1997, 9, 30), columns=columns)
