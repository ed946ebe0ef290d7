from pathlib import Path
from typing import Any

import pytest
from tests.channels.conftest import MailServer, mail_server
from tests.jobs.conftest import start_worker, traces

__all__ = ["mail_server", "start_worker", "traces"]  # fixtures are known by standing here


@pytest.fixture(autouse=True)
def outbox(data_folder: Path, settings: Any) -> Path:
    """Where messages go unless a test has a mail server."""
    settings.EMAIL_URL = ""
    settings.DEFAULT_FROM_EMAIL = "hello@shop.example"
    return data_folder / "outbox"


@pytest.fixture
def by_smtp(mail_server: MailServer, settings: Any) -> MailServer:
    settings.EMAIL_URL = mail_server.url
    return mail_server
