"""A counter in a store, with a plan, a card and who stands there."""

from collections.abc import Iterator
from random import Random
from typing import Any

import pytest
import time_machine
from tests.records import make
from tests.records.membership import given
from tests.web.conftest import client_of

from shuke.records.access.models import Role
from shuke.records.membership.models import Card
from shuke.records.membership.services import issue_card


class Counter:
    def __init__(self, role: str = Role.FRONT_LINE, **plan: Any) -> None:
        self.store = make.store(name="Riverside")
        self.person = make.staff(role, self.store, has_seen_tour=True)
        self.client = client_of(self.person)
        self.plan = given.plan("vip", name="VIP", **{"discount_percent": 15, **plan})
        self.pan = make.customer("潘天伟", home=self.store, salutation="Mr", phone="13812345678")
        self.mocha = make.product("P1", name="Iced mocha", price=20)

    def card(self, holder: str = "") -> Card:
        member = given.member(self.plan, self.pan)
        return issue_card(scope=make.SYSTEM, now=make.NOW, member=member, rng=Random(len(holder)), holder=holder)

    def get(self, address: str = "", **parameters: str) -> Any:
        return self.client.get(f"/counter/{address}", parameters)

    def shown(self, address: str = "", **parameters: str) -> str:
        answer = self.get(address, **parameters)
        assert answer.status_code == 200, answer.status_code
        return str(answer.content.decode())

    def panel(self, **parameters: str) -> str:
        return self.shown(f"{self.pan.pk}/", **parameters)

    def post(self, address: str, **fields: Any) -> Any:
        return self.client.post(f"/counter/{address}", {"store": self.store.pk, **fields})

    def sell(self, *, receipt: str = "0123456789AB", path: str = "pay/", **fields: Any) -> Any:
        line = {"product": "P1", "quantity": "1", "unit_price": "20"}
        return self.post(path, **{**line, "receipt": receipt, **fields})


@pytest.fixture
def counter(db: None, data_folder: Any) -> Counter:
    return Counter()


@pytest.fixture(autouse=True)
def at_the_counter() -> Iterator[None]:
    with time_machine.travel(make.NOW, tick=False):
        yield
