import sys
from pathlib import Path

import pytest
from tests.web.scored import AS_OF, scored_once, scored_shop

from shuke.config.warm import load_pages, wake_engine
from shuke.web.insight.health import health

__all__ = ["scored_once", "scored_shop"]  # fixtures are known by standing here


def test_pages_are_there_before_anybody_asks_for_one() -> None:
    load_pages()
    assert "shuke.web.today.views" in sys.modules


def test_without_a_warehouse_there_is_nothing_to_wake(data_folder: Path) -> None:
    wake_engine()
    assert not (data_folder / "warehouse").exists()


@pytest.mark.django_db
@pytest.mark.usefixtures("scored_shop")
def test_the_first_visitor_finds_the_answer_ready(monkeypatch: pytest.MonkeyPatch) -> None:
    wake_engine()
    monkeypatch.setattr(sys.modules["shuke.warehouse.read.state"], "open_tables", None)
    assert health(as_of=AS_OF, stores=None)
