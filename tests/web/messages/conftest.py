from pathlib import Path
from typing import Any

import pytest


@pytest.fixture(autouse=True)
def outbox(data_folder: Path, settings: Any) -> Path:
    """Where messages go in these tests."""
    settings.EMAIL_URL = ""
    return data_folder / "outbox"
