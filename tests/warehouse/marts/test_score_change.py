from typing import Any

import ibis
import pytest
from tests.warehouse.shop import rows_of

from shuke.warehouse.marts.score_change import score_change

pytestmark = pytest.mark.sqlite_only


def snapshot(*rows: tuple[int, str | None, str | None, str | None]) -> Any:
    names = ("customer_key", "stage", "pyramid_level", "value_class")
    columns = dict(zip(names, map(list, zip(*rows, strict=True)), strict=True))
    schema = {"customer_key": "int64", "stage": "string", "pyramid_level": "string", "value_class": "string"}
    return ibis.memtable(columns, schema=schema).mutate(home_store_key=ibis.literal(1, type="int64"))


def test_only_what_differs_is_a_change() -> None:
    before = snapshot((1, "stable", "vip", "gold"), (2, "stable", "small", "lead"))
    after = snapshot((1, "declining", "vip", "iron"), (2, "stable", "small", "lead"))

    changes = rows_of(score_change(before, after), "customer_key", "kind", "before", "after")

    assert changes == [(1, "class", "gold", "iron"), (1, "stage", "stable", "declining")]


def test_whoever_is_new_comes_from_nowhere_and_may_have_no_level() -> None:
    before = snapshot((1, "stable", "vip", None))
    after = snapshot((1, "lost", None, None), (2, "new", "small", None))

    changes = rows_of(score_change(before, after, states=("stage", "level")), "customer_key", "kind", "before", "after")

    assert changes == [
        (1, "level", "vip", ""),
        (1, "stage", "stable", "lost"),
        (2, "level", "", "small"),
        (2, "stage", "", "new"),
    ]
