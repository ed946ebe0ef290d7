from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from tests.records import make

from shuke.intake.models import ImportRun
from shuke.jobs.worker import drain
from shuke.records.access.models import Staff

SALES = (
    "order number,order date,customer number,card number,store,product code,quantity,amount",
    "R1,2026-03-01,C1,2900000000010,RIVER,P1,1,32.00",
    "R2,2026-03-01,C2,,RIVER,P1,two,64.00",
    "R3,2026-02-31,C2,,RIVER,P2,1,28.00",
    "R4,2026-03-02,C2,,RIVER,P2,2,56.00",
)

Begin = Callable[..., ImportRun]
SignIn = Callable[[Staff], Client]


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


def upload(client: Client, content: bytes, *, kind: str = "orders", name: str = "sales.csv", query: str = "") -> Any:
    return client.post(f"/imports/new/{query}", {"kind": kind, "file": SimpleUploadedFile(name, content)})
