from typing import Any

import pytest
from django.db import connection, transaction
from tests.records import make

from shuke.records.catalog.models import Product
from shuke.warehouse.publish import _make_like, replace_rows

pytestmark = pytest.mark.django_db

TABLE = Product._meta.db_table


def stage(*codes: str) -> str:
    staged = f"{TABLE}_next"
    columns = ", ".join(_make_like(TABLE, staged))
    with connection.cursor() as cursor:
        for code in codes:
            cursor.execute(f"INSERT INTO {staged} ({columns}) SELECT {columns} FROM {TABLE} WHERE code = %s", [code])
    return staged


def constraints() -> dict[str, Any]:
    with connection.cursor() as cursor:
        found = connection.introspection.get_constraints(cursor, TABLE)
    # SQLite numbers its unnamed ones by their place.
    return {name: told for name, told in found.items() if told["index"] and not name.startswith("sqlite_autoindex")}


def test_staged_rows_take_the_place_of_the_others() -> None:
    make.product("GOES")
    make.product("STAYS")

    replace_rows(table=TABLE, staged=stage("STAYS"))

    assert list(Product.objects.values_list("code", flat=True)) == ["STAYS"]
    assert f"{TABLE}_next" not in connection.introspection.table_names()


def test_the_table_keeps_its_indexes() -> None:
    make.product("A")
    before = constraints()

    replace_rows(table=TABLE, staged=stage("A"))
    replace_rows(table=TABLE, staged=stage("A"))

    assert before != {}
    assert constraints() == before


def test_what_a_killed_run_staged_is_thrown_away() -> None:
    make.product("A")
    make.product("B")
    stage("A", "B")

    replace_rows(table=TABLE, staged=stage("B"))

    assert Product.objects.get().code == "B"


def test_a_replacement_that_is_rolled_back_leaves_the_old_rows() -> None:
    make.product("OLD")
    make.product("NEW")
    staged = stage("NEW")

    with transaction.atomic():
        replace_rows(table=TABLE, staged=staged)
        transaction.set_rollback(True)

    assert set(Product.objects.values_list("code", flat=True)) == {"OLD", "NEW"}
