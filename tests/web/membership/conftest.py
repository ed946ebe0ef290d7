from typing import Any

import pytest
import time_machine
from tests.records import make
from tests.records.membership import given

from shuke.records.membership.models import Plan


@pytest.fixture
def today() -> Any:
    with time_machine.travel(make.NOW, tick=False):
        yield


@pytest.fixture
def tall(db: None) -> Plan:
    """A plan whose second tier is at 1,000."""
    plan = given.plan()
    given.tier(plan, "base", 0)
    given.tier(plan, "gold", 1_000)
    return plan
