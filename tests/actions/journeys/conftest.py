import pytest

from shuke.actions.segments import queries as segments
from shuke.records.customers.queries import events
from shuke.records.sales.queries import following


@pytest.fixture(autouse=True)
def everything_is_settled(monkeypatch: pytest.MonkeyPatch) -> None:
    """A test is one transaction that never ends: on PostgreSQL nothing it wrote would ever count as settled."""
    for module in (segments, events, following):
        monkeypatch.setattr(module, "_SETTLED", "TRUE")
