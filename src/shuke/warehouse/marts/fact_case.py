"""fact_case: one row per case, as it stands; what became part of another has the status "merged"."""

from typing import Any

import ibis

from shuke.warehouse.marts.local_days import located

SCHEMA = {
    "case_key": "int64",
    "customer_key": "int64",
    "store_key": "int64",
    "kind": "string",
    "channel": "string",
    "status": "string",
    "priority": "string",
    "category_key": "int64",
    "cause_key": "int64",
    "round": "int64",
    "origin": "string",
    "satisfaction": "string",
    "opened_at": "timestamp(6)",
    "first_due_at": "timestamp(6)",
    "first_replied_at": "timestamp(6)",
    "resolve_due_at": "timestamp(6)",
    "late_at": "timestamp(6)",
    "closed_at": "timestamp(6)",
    "happened_on": "date",
}


def cases_told(cases: Any, case_answers: Any, **places: Any) -> Any:
    """`satisfaction` is the latest answer about the handling, "yes", "no" or "silent"; empty where nobody was asked.
    `happened_on` is the day it was opened."""
    latest = ibis.row_number().over(group_by="case_key", order_by=ibis.desc("answer_key"))
    said = case_answers.mutate(place=latest).filter(lambda rows: rows.place == 0).select("case_key", "satisfaction")
    told = cases.left_join(said, "case_key").drop("case_key_right")
    told = told.mutate(
        satisfaction=told.satisfaction.fill_null(""),
        happened_at=told.opened_at,
        utc_on=told.opened_at.date(),
        month=told.opened_at.strftime("%Y-%m"),
    )
    return located(told, **places)
