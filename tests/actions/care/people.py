"""People with a day to be served on."""

import datetime as dt
from typing import Any

from tests.records import make

from shuke.records.customers.models import Customer

TODAY = dt.date(2026, 3, 2)


def days(count: int) -> dt.timedelta:
    return dt.timedelta(days=count)


def born(month: int, day: int, **fields: Any) -> Customer:
    return make.customer("潘伟", birthday=dt.date(1980, month, day), **fields)


def bought(on: dt.date, guest: Customer | None = None, **fields: Any) -> Customer:
    guest = guest or make.customer("潘伟")
    store = make.store()
    make.order(guest, store, on, (make.product(), 1, "20"), **fields)
    return guest
