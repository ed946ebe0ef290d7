"""A cell table counted: customers cut as they stood before the test, and who answered since."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

import pandas as pd
from django.db import transaction

from shuke.analytics.response import cells
from shuke.analytics.worth import rfm
from shuke.lib.bulk import insert_rows
from shuke.lib.errors import ShukeError
from shuke.records.customers.models import Customer
from shuke.records.membership.models import CouponUse
from shuke.scores.models import ModelRun
from shuke.scores.trials.models import CellMember, CellTable
from shuke.scores.trials.results import chosen_cells
from shuke.warehouse.responders import buyers, customer_keys
from shuke.warehouse.tables import Tables

COLUMNS = ("customer_id", "table_id", "cell", "is_tested", "answered")
Answer = CellTable.Answer


class NobodyToTest(ShukeError):
    """No customer had bought in the year before the test."""


def count_cells(table: CellTable, tables: Tables, *, run: ModelRun) -> None:
    """Cells and members of `table` in the place of those before; a refusal is kept with it."""
    table.run = run
    try:
        people = _people(table, tables)
    except ShukeError as refused:
        table.refusal = str(refused)[:400]
        table.save(update_fields=["run", "refusal"])
        return
    table.cells, table.refusal = _cells(people), ""
    table.chosen = chosen_cells(table)
    keys = customer_keys(tables)
    with transaction.atomic():
        table.save(update_fields=["run", "refusal", "cells", "chosen"])
        CellMember.objects.filter(table=table).delete()
        insert_rows(CellMember._meta.db_table, COLUMNS, _rows(table, people, keys))


def _people(table: CellTable, tables: Tables) -> pd.DataFrame:
    """`customer_id` (number), `cell`, `is_tested`, `answered`."""
    before = table.begins_on - timedelta(days=1)
    cut = cells.nested(rfm.summary(tables.orders(as_of=before), as_of=before))
    people: pd.DataFrame = cut.select("customer_id", "cell").to_pandas()
    if people.empty:
        raise NobodyToTest(f"Nobody bought in the year before {table.begins_on}; begin the test later.")
    # Another start for each table: two tests then ask different customers, as far as that goes.
    taken = cells.every_nth(cut, step=table.step, start=table.pk % table.step).select("customer_id").to_pandas()
    people["is_tested"] = people["customer_id"].isin(taken["customer_id"])
    people["answered"] = people["customer_id"].isin(_answers(table, tables))
    return people


def _answers(table: CellTable, tables: Tables) -> set[str]:
    """Numbers of the customers who answered."""
    match table.answer:
        case Answer.TAG:
            return set(Customer.objects.filter(tags__name=table.key).values_list("number", flat=True))
        case Answer.COUPON:
            return _coupon_users(table)
        case _:
            return buyers(
                tables,
                from_on=table.begins_on,
                until_on=table.ends_on,
                category=table.key if table.answer == Answer.CATEGORY else "",
                product=table.key if table.answer == Answer.PRODUCT else "",
            )


def _coupon_users(table: CellTable) -> set[str]:
    used = CouponUse.objects.filter(
        coupon__code=table.key,
        state=CouponUse.State.REDEEMED,
        order__ordered_on__range=(table.begins_on, table.ends_on),
    )
    owners = used.values_list("order__customer__number", "order__customer__merged_into__number")
    return {survivor or number for number, survivor in owners if number}


def _cells(people: pd.DataFrame) -> list[dict[str, Any]]:
    """One row a cell: customers, pieces (tested), responses (of those), later (answers of the others)."""
    tested, answered = people["is_tested"], people["answered"]
    counted = people.assign(pieces=tested, responses=tested & answered, later=~tested & answered)
    sums = counted.groupby("cell").agg(
        customers=("cell", "size"), pieces=("pieces", "sum"), responses=("responses", "sum"), later=("later", "sum")
    )
    return [
        {"cell": cell, **{str(name): int(value) for name, value in row.items()}}
        for cell, row in sums.to_dict("index").items()
    ]


def _rows(table: CellTable, people: pd.DataFrame, keys: dict[str, int]) -> Iterable[tuple[int, int, int, bool, bool]]:
    columns = (people[name].tolist() for name in ("customer_id", "cell", "is_tested", "answered"))
    for number, cell, is_tested, answered in zip(*columns, strict=True):
        yield keys[number], table.pk, int(cell), is_tested, answered
