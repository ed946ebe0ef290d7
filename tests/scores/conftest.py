"""A shop of a year and a half with known habits, refreshed once for all tests of a module that only look at it."""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import transaction
from tests.records import make
from tests.warehouse.shop import refresh

from shuke.pipeline import RefreshResult
from shuke.records.customers.models import Customer
from shuke.records.stores.models import Store

AS_OF = date(2026, 2, 20)


def buy_every(days: int, buyer: Customer, at: Store, *, until: date, times: int, amount: str = "20") -> None:
    """`times` purchases, `days` apart, the latest on `until`."""
    bread = make.product()
    for back in range(times):
        make.order(buyer, at, until - timedelta(days=back * days), (bread, 1, amount))


def fill_shop() -> None:
    river, hill = make.store("RIVER"), make.store("HILL")
    buy_every(7, make.customer(number="WEEKLY", home=river), river, until=AS_OF, times=70, amount="50")
    buy_every(9, make.customer(number="SLIPPING", home=river), river, until=AS_OF - timedelta(days=31), times=40)
    buy_every(10, make.customer(number="LOST", home=hill), hill, until=AS_OF - timedelta(days=200), times=20)
    buy_every(30, make.customer(number="MONTHLY", home=hill), hill, until=AS_OF - timedelta(days=10), times=16)
    buy_every(1, make.customer(number="NEW", home=hill), hill, until=AS_OF - timedelta(days=3), times=1, amount="9.99")
    make.customer(number="PROSPECT", home=hill)
    make.order(None, river, AS_OF, (make.product(), 1, "5"))


@pytest.fixture(scope="module")
def shop(
    django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[RefreshResult]:
    """The refreshed shop; everything is rolled back after the module."""
    data: Path = settings.DATA
    with django_db_blocker.unblock(), transaction.atomic():
        settings.DATA = tmp_path_factory.mktemp("shop")
        fill_shop()
        yield refresh(AS_OF)
        settings.DATA = data
        transaction.set_rollback(True)
