"""Stores: by code, else by name. A store that a file merely names takes zone and currency from the business."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from shuke.intake.apply.changes import filled_in, record_changes
from shuke.intake.apply.work import Counts, RecordPlan, Work, merged_by_key, slices
from shuke.lib.bulk import insert_rows, update_rows
from shuke.records.stores.models import Store

FIELDS = ("name", "time_zone", "currency", "address", "is_open")
_TABLE = Store._meta.db_table


class StoreStep:
    table = "stores"

    def batches(self, work: Work, part: int) -> Iterator[Sequence[Mapping[str, Any]]]:
        return slices(merged_by_key(work, "stores", part, "store") if part == 0 else [])

    def decide(self, work: Work, rows: Sequence[Mapping[str, Any]]) -> RecordPlan:
        is_own_file = work.mapping.kind == "stores"
        may_create = not is_own_file or work.mapping.mode != "update"
        may_update = is_own_file and work.mapping.mode != "create"
        known = stores_named()
        created, updated, unchanged, skipped = [], [], 0, 0
        for row in rows:
            held = known.get(row["store"])
            if held is None:
                created += [row] if may_create else []
                skipped += not may_create
                continue
            before = {name: getattr(held, name) for name in FIELDS}
            unnamed = frozenset({"", None, held.code})  # a store known by its code only carries it as its name
            after = filled_in(
                before, {name: row[name] for name in FIELDS}, overwrite=work.mapping.overwrite, empty=unnamed
            )
            if after and may_update:
                updated.append((held.pk, {name: before[name] for name in after}, after))
            else:
                unchanged += 1
        return RecordPlan(created, updated, unchanged, skipped)

    def counts(self, plan: RecordPlan) -> Counts:
        return plan.counts()

    def write(self, work: Work, plan: RecordPlan) -> None:
        columns = ("code", *FIELDS, "origin", "created_at", "updated_at")
        insert_rows(_TABLE, columns, [_new(work, row) for row in plan.created])
        for pk, _before, after in plan.updated:
            update_rows(_TABLE, (*after, "updated_at"), [(pk, *after.values(), work.now)])
        record_changes(work.run_id, _TABLE, plan.updated)


def stores_named() -> dict[str, Store]:
    """Every store under its code and under its name; a code wins over another store's equal name."""
    stores = list(Store.objects.all())
    return {store.name: store for store in stores} | {store.code: store for store in stores}


def _new(work: Work, row: Mapping[str, Any]) -> tuple[object, ...]:
    return (
        row["store"],
        row["name"] or row["store"],
        row["time_zone"] or work.mapping.store_time_zone or work.time_zone,
        row["currency"] or work.mapping.currency or work.currency,
        row["address"],
        row["is_open"] is not False,
        work.origin,
        work.now,
        work.now,
    )
