"""Whether a complaint that was handled keeps the customer, and what that cost."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import numpy as np
import pandas as pd

from shuke.analytics.response.uplift import effect
from shuke.lib.dates import day_in, first_of_month, midnight, months_back
from shuke.lib.money import to_minor
from shuke.lib.progress import Report, silent
from shuke.outcomes.matching import match
from shuke.outcomes.measuring import plain_effect
from shuke.outcomes.models import Recovery
from shuke.records.cases.models import Case, Compensation, Step
from shuke.records.stores.queries import business
from shuke.warehouse.responders import spend_of
from shuke.warehouse.tables import Tables, open_tables

AFTER_DAYS = 90  # of the months after that of the complaint
BEFORE_DAYS, RECENT_DAYS = 365, 60
MONTHS = 12
EACH = 5  # people without a complaint beside each who complained
MOST_NAMED = 20_000  # a group of more is counted, not kept
SEED = 1  # the same records give the same report
GROUPS = ("all", "compensated", "satisfied", "dissatisfied")


def run_recovery(*, as_of: date, now: datetime, engine: str, report: Report = silent) -> None:
    """The report of the latest twelve months whose complaints lie far enough back; twice gives the same."""
    shop = business()
    complaints = _complaints(as_of, zone=shop.time_zone, currency=shop.currency)
    if complaints.empty:
        return
    with open_tables() as tables:
        people = pd.concat([_month(tables, month, complaints) for month in sorted(complaints["month"].unique())])
    people.index = pd.RangeIndex(len(people))
    groups, matched = _groups(people)
    Recovery.objects.update_or_create(
        pk=1,
        defaults={
            "as_of": as_of,
            "from_on": complaints["month"].min(),
            "until_on": complaints["day"].max(),
            "complainers": len(complaints),
            "matched": matched,
            "currency": shop.currency,
            "groups": groups,
        },
    )
    report(f"recovery: {matched} of {len(complaints)} complaints beside customers like them")


def _complaints(as_of: date, *, zone: str, currency: str) -> pd.DataFrame:
    """The first complaint of each person in the months of the report: `month, day, person, cost_minor, answer`."""
    last_month = months_back(as_of - timedelta(days=AFTER_DAYS), 1)
    first_month = months_back(last_month, MONTHS - 1)
    until = midnight(zone, months_back(last_month, -1))
    cases = Case.objects.filter(kind=Case.Kind.COMPLAINT, customer__isnull=False, opened_at__lt=until)
    cases = cases.filter(opened_at__gte=midnight(zone, first_month)).exclude(status="merged")
    costs, answers, rows = _costs(currency), _answers(), []
    for case in cases.select_related("customer").order_by("opened_at", "pk"):
        assert case.customer is not None
        day = day_in(zone, case.opened_at)
        rows.append(
            {
                "person": case.customer.merged_into_id or case.customer.pk,
                "day": day,
                "month": first_of_month(day),
                "cost_minor": costs.get(case.pk, 0),
                "answer": answers.get(case.pk, ""),
            }
        )
    return pd.DataFrame(rows).drop_duplicates("person") if rows else pd.DataFrame()


def _costs(currency: str) -> Mapping[int, int]:
    """What was given for each case; coupons in per cent and for items cost what nobody knows, and count 0."""
    given = Compensation.objects.filter(state=Compensation.State.GIVEN)
    costs: dict[int, int] = {}
    for one in given.select_related("coupon", "ledger_entry__member__plan"):
        costs[one.case_id] = costs.get(one.case_id, 0) + to_minor(_cost(one), currency)
    return costs


def _cost(given: Compensation) -> Decimal:
    match given.kind:
        case Compensation.Kind.REFUND:
            return given.amount or Decimal(0)
        case Compensation.Kind.POINTS if given.ledger_entry is not None:
            return Decimal(given.points or 0) * given.ledger_entry.member.plan.point_value
        case _:
            coupon = given.coupon
            return coupon.value if coupon is not None and coupon.kind == "amount" else Decimal(0)


def _answers() -> Mapping[int, str]:
    """The latest word on the handling of each case: yes, no, silent."""
    steps = Step.objects.filter(step="follow_up").order_by("pk")
    return dict(steps.values_list("case", "facts__satisfied"))


def _month(tables: Tables, month: date, complaints: pd.DataFrame) -> pd.DataFrame:
    """Everybody who bought in the year before the month: as they were then, and what they did after it."""
    before, after_on = month - timedelta(days=1), months_back(month, -1)
    year = spend_of(tables, from_on=month - timedelta(days=BEFORE_DAYS), until_on=before, by="current_key")
    recent = spend_of(tables, from_on=month - timedelta(days=RECENT_DAYS), until_on=before, by="current_key")
    after_end = after_on + timedelta(days=AFTER_DAYS - 1)
    after = spend_of(tables, from_on=after_on, until_on=after_end, by="current_key").reindex(year.index).fillna(0)
    own = complaints[complaints["month"] == month].set_index("person")
    people = year[year["orders"] > 0].copy()
    people["customer"] = people.index
    people["is_recent"] = people.index.isin(recent.index)
    people["complained"] = people.index.isin(own.index)
    people["responded"] = after["orders"] > 0
    people["revenue"] = after["spend_minor"].astype("float64")
    people["cost_minor"] = own["cost_minor"].reindex(people.index).fillna(0)
    people["answer"] = own["answer"].reindex(people.index).fillna("")
    others = set(complaints["person"]) - set(own.index)
    return people[~people.index.isin(others)]


def _groups(people: pd.DataFrame) -> tuple[dict[str, Any], int]:
    """The report by group, and how many complaints have somebody like them."""
    random = np.random.default_rng(SEED)
    pairs = match(people, each=EACH, random_state=random)
    told = people.loc[pairs["of"]].reset_index(drop=True)
    is_in = {
        "all": np.full(len(pairs), True),
        "compensated": (told["cost_minor"] > 0).to_numpy(),
        "satisfied": (told["answer"] == "yes").to_numpy(),
        "dissatisfied": (told["answer"] == "no").to_numpy(),
    }
    found = {}
    for group in GROUPS:
        inside = pairs[is_in[group]]
        if inside.empty:
            continue
        rows = people.loc[inside["person"], ["customer", "responded", "revenue", "cost_minor"]].reset_index(drop=True)
        rows["is_treated"] = inside["is_treated"].to_numpy()
        own = rows[rows["is_treated"]]
        found[group] = {
            "people": len(own),
            **({"customers": sorted(map(int, own["customer"]))} if len(own) <= MOST_NAMED else {}),
            "cost_minor": int(own["cost_minor"].sum()),
            "spent_minor": int(own["revenue"].sum()),
            **plain_effect(effect.measure(rows, random_state=random)),
        }
    return found, int(pairs["is_treated"].sum())
