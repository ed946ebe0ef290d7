from collections.abc import Callable
from pathlib import Path

import pytest

Sales = Callable[..., Path]


@pytest.fixture
def sales(tmp_path: Path) -> Sales:
    """Writes a CSV: `sales("order,date,amount", "1,2024-01-05,3.5", …)`."""

    def write(*lines: str, name: str = "sales.csv", encoding: str = "utf-8") -> Path:
        path = tmp_path / name
        path.write_text("\n".join(lines) + "\n", encoding=encoding)
        return path

    return write
