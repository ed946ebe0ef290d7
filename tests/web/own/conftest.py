from collections.abc import Iterator

import pytest
import time_machine
from tests.records import make


@pytest.fixture
def now_stands() -> Iterator[None]:
    with time_machine.travel(make.NOW, tick=False):
        yield
