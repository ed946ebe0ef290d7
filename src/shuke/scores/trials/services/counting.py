"""A cell table counted: customers cut as they stood before the test, and who answered since.

Cut and sample are drawn once: whoever was tested stays tested, however records come, go and merge afterwards.
"""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

import pandas as pd
from django.db import transaction
from django.db.models.functions import Coalesce

from shuke.analytics.response import cells
from shuke.analytics.worth import rfm
from shuke.lib.bulk import insert_rows
from shuke.lib.errors import ShukeError
from shuke.records.customers.models import Customer
from shuke.records.customers.queries import PERSON
from shuke.records.membership.models import CouponUse
from shuke.scores.models import ModelRun
from shuke.scores.trials.models import CellMember, CellTable
from shuke.scores.trials.results import chosen_cells
from shuke.scores.trials.services.keeping import keep
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
        people = _drawn(table)
        if people.empty:
            people = _cut(table, tables)
        _add_answers(people, table, tables)
        table.cells = _cells(people)
        table.chosen = chosen_cells(table)
    except ShukeError as refused:
        keep(table, run=run, refusal=str(refused)[:400], refusal_code=type(refused).__name__)
        return
    table.refusal = table.refusal_code = ""
    with transaction.atomic():
        if _is_still_asked(table):
            table.save(update_fields=["run", "refusal", "refusal_code", "cells", "chosen"])
            CellMember.objects.filter(table=table).delete()
            insert_rows(CellMember._meta.db_table, COLUMNS, _rows(table, people))


def _is_still_asked(table: CellTable) -> bool:
    """Locks it. Not one that somebody forgot meanwhile, or asked to be counted anew, as the next run does; with other
    costs, cells are chosen by those."""
    held = CellTable.objects.select_for_update().filter(pk=table.pk, asked=table.asked).first()
    if held is None:
        return False
    table.cost_per_piece, table.net_revenue_per_sale = held.cost_per_piece, held.net_revenue_per_sale
    table.chosen = chosen_cells(table)
    return True


def _drawn(table: CellTable) -> pd.DataFrame:
    """As `_cut` drew them once; two records that became one person count as the one that was tested."""
    members = CellMember.objects.filter(table=table).annotate(person=PERSON).order_by("-is_tested", "pk")
    kept = members.values_list("person", "cell", "is_tested")
    return pd.DataFrame(list(kept), columns=["customer_key", "cell", "is_tested"]).drop_duplicates("customer_key")


def _cut(table: CellTable, tables: Tables) -> pd.DataFrame:
    """`customer_key` (row id), `cell`, `is_tested`.

    Raises:
        NobodyToTest: nobody bought in the year before.
    """
    before = table.begins_on - timedelta(days=1)
    cut = cells.nested(rfm.summary(tables.orders(as_of=before), as_of=before))
    people: pd.DataFrame = cut.select("customer_id", "cell").to_pandas()
    if people.empty:
        raise NobodyToTest(f"Nobody bought in the year before {table.begins_on}; begin the test later.")
    # Another start for each table: two tests then ask different customers, as far as that goes.
    taken = cells.every_nth(cut, step=table.step, start=table.pk % table.step).select("customer_id").to_pandas()
    people["is_tested"] = people["customer_id"].isin(taken["customer_id"])
    people["customer_key"] = people["customer_id"].map(customer_keys(tables))
    return people[["customer_key", "cell", "is_tested"]]


def _add_answers(people: pd.DataFrame, table: CellTable, tables: Tables) -> None:
    """`answered`: the test, for the tested; `later`: the roll-out, for the others, or for all where all were tested."""
    people["answered"] = people["is_tested"] & people["customer_key"].isin(_answers(table, tables, table.begins_on))
    people["later"] = False
    if table.rolled_out_on is not None:
        is_mailed = ~people["is_tested"] if table.step > 1 else people["is_tested"]
        people["later"] = is_mailed & people["customer_key"].isin(_answers(table, tables, table.rolled_out_on))


def _answers(table: CellTable, tables: Tables, from_on: date) -> set[int]:
    """Row ids of the customers who answered on the days that count from `from_on`; a tag has no day."""
    until_on = table.last_day_from(from_on)
    match table.answer:
        case Answer.TAG:
            tagged = Customer.objects.filter(tags__name=table.key)
            return set(tagged.values_list(Coalesce("merged_into", "pk"), flat=True))
        case Answer.COUPON:
            used = CouponUse.objects.filter(
                coupon__code=table.key,
                state=CouponUse.State.REDEEMED,
                order__ordered_on__range=(from_on, until_on),
                order__customer__isnull=False,
            )
            return set(used.values_list(Coalesce("order__customer__merged_into", "order__customer"), flat=True))
        case _:
            return buyers(
                tables,
                from_on=from_on,
                until_on=until_on,
                category=table.key if table.answer == Answer.CATEGORY else "",
                product=table.key if table.answer == Answer.PRODUCT else "",
                by="current_key",
            )


def _cells(people: pd.DataFrame) -> list[dict[str, Any]]:
    """One row a cell: customers, pieces (tested), responses (of those), later (who answered the roll-out)."""
    counted = people.assign(cell=people["cell"].astype(str), pieces=people["is_tested"], responses=people["answered"])
    sums = counted.groupby("cell").agg(
        customers=("cell", "size"), pieces=("pieces", "sum"), responses=("responses", "sum"), later=("later", "sum")
    )
    return [
        {"cell": cell, **{str(name): int(value) for name, value in row.items()}}
        for cell, row in sums.to_dict("index").items()
    ]


def _rows(table: CellTable, people: pd.DataFrame) -> Iterable[tuple[int, int, int, bool, bool]]:
    columns = (people[name].tolist() for name in ("customer_key", "cell", "is_tested"))
    # Who was tested answers the test; the roll-out after it, where all were, is only counted.
    answered = (people["answered"] | (people["later"] & ~people["is_tested"])).tolist()
    for key, cell, is_tested, has_answered in zip(*columns, answered, strict=True):
        yield key, table.pk, int(cell), is_tested, has_answered
