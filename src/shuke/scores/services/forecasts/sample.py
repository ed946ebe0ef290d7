"""Whom to learn from: a shop's everybody, of a chain some thousands, the same ones each night."""

from typing import Any

from shuke.warehouse.tables import Tables

LEARN_FROM = 6_000


def learners(tables: Tables) -> Any | None:
    """`customer_id` of every n-th customer by key; None where there are few enough to take everybody."""
    people = tables["dim_customer"]
    step = int(people.count().to_pyarrow().as_py()) // LEARN_FROM
    return None if step < 2 else people.filter(people.customer_key % step == 0).select("customer_id")
