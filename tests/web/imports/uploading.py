"""Files put into the browser's form."""

from collections.abc import Callable
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from shuke.intake.models import ImportRun
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


def upload(client: Client, content: bytes, *, kind: str = "orders", name: str = "sales.csv", query: str = "") -> Any:
    return client.post(f"/imports/new/{query}", {"kind": kind, "file": SimpleUploadedFile(name, content)})
