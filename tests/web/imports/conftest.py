from pathlib import Path

import pytest
from django.test import Client
from tests.records import make
from tests.web.imports.uploading import SALES, Begin, SignIn, upload

from shuke.intake.models import ImportRun
from shuke.jobs.worker import drain
from shuke.records.access.models import Staff


@pytest.fixture(autouse=True)
def _data(db: None, data_folder: Path) -> None:
    """Uploads and staged rows go to a folder of the test's own."""


@pytest.fixture
def sign_in() -> SignIn:
    def signed_in(person: Staff) -> Client:
        client = Client()
        client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
        return client

    return signed_in


@pytest.fixture
def owner(sign_in: SignIn) -> Client:
    return sign_in(make.staff())


@pytest.fixture
def begin() -> Begin:
    """`begin(client, *lines)` uploads a file and lets the check run."""

    def begun(client: Client, *lines: str, kind: str = "orders", name: str = "sales.csv") -> ImportRun:
        answer = upload(client, ("\n".join(lines or SALES) + "\n").encode(), kind=kind, name=name)
        assert answer.status_code == 302, answer.content.decode()[:2000]
        drain()
        return ImportRun.objects.latest("pk")

    return begun
