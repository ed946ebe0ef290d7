"""Bookings of the store, and the form of one."""

from datetime import time
from typing import Any
from uuid import uuid4

from tests.records import make
from tests.web.counter.conftest import Counter

from shuke.records.customers.booking_rules import Wanted
from shuke.records.customers.models import Booking, Customer
from shuke.records.customers.services import make_booking

TODAY = make.NOW.date()  # half past five in the afternoon in the store


def booked(counter: Counter, customer: Customer | None = None, at: str = "18:30", **fields: Any) -> Booking:
    store = fields.pop("store", counter.store)
    wanted = {"on": TODAY, "at": time.fromisoformat(at), "party_size": 2, **fields}
    return make_booking(
        scope=make.SYSTEM, now=make.NOW, origin="test", store=store, customer=customer or counter.pan,
        wanted=Wanted(**wanted), source="phone", number=uuid4().hex,
    )  # fmt: skip


def sent(**fields: Any) -> dict[str, Any]:
    return {"on": "2026-03-02", "at": "19:00", "party_size": "2", "seat": "window seat", "request": "high chair",
            "source": "phone", "key": uuid4().hex, **fields}  # fmt: skip
