"""fact_points: one row per row of the ledger of points, whatever its kind; sums of it are the ledger's."""

from typing import Any

import ibis

from shuke.warehouse.marts.local_days import dated

SCHEMA = {
    "entry_key": "int64",
    "member_key": "int64",
    "plan_key": "int64",
    "customer_key": "int64",
    "store_key": "int64",
    "order_key": "int64",
    "kind": "string",
    "source": "string",
    "points": "int64",
    "pending": "int64",
    "debt": "int64",
    "happened_at": "timestamp(6)",
    "happened_on": "date",
}


def fact_points(entries: Any, turns: Any) -> Any:
    """The columns of SCHEMA, and `month` of `happened_at` in UTC, by which the table is cut.

    `points`, `pending` and `debt` are changes of the three sums of an account: what can be spent, what waits, what is
    owed. `customer_key` is the one the account was opened for: merges are applied by `customer_map`.

    Args:
        entries: rows of the ledger, from `placed`.
        turns: `local_days` of every zone and day of UTC there is among the entries.
    """
    return dated(entries, turns).select(*SCHEMA, "month")


def placed(entries: Any, members: Any, plans: Any, stores: Any) -> Any:
    """Entries with their account's plan and customer and with `zone`: that of their store, else of the member's home
    store, else of the plan, as the ledger itself counts days."""
    owners = members.inner_join(plans.select("plan_key", plan_zone="time_zone"), "plan_key")
    owners = owners.left_join(stores.select(home_store_key="store_key", home_zone="time_zone"), "home_store_key")
    owners = owners.select("member_key", "plan_key", "customer_key", "home_zone", "plan_zone")
    joined = entries.inner_join(owners, "member_key").left_join(
        stores.select("store_key", store_zone="time_zone"), "store_key"
    )
    return joined.mutate(zone=joined.store_zone.coalesce(joined.home_zone, joined.plan_zone))


def without_rows() -> Any:
    """A business without points has the table too."""
    return ibis.memtable(ibis.schema(SCHEMA).to_pyarrow().empty_table())
