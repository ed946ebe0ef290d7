import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from shuke.intake.services import ImportSummary, import_file

NOW = dt.datetime(2026, 11, 21, 9, 30, tzinfo=dt.UTC)

Load = Callable[..., ImportSummary]


@pytest.fixture
def load(db: None, data_folder: Path) -> Load:
    """Imports a file in this process: `load(path)`, `load(path, kind="customers")`."""

    def load_file(path: Path, kind: str = "orders", **told: Any) -> ImportSummary:
        return import_file(path=path, kind=kind, now=NOW, **told)

    return load_file
