from typing import Any

import pytest
import time_machine
from tests.records.cases.conftest import usual_desk
from tests.web.service.desk import LATER

__all__ = ["usual_desk"]  # a fixture is known by standing here


@pytest.fixture
def at_the_desk() -> Any:
    with time_machine.travel(LATER, tick=False):
        yield
