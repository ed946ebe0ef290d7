"""What the people a customer brought have spent, directly and through others (docs/models/value.md, Network)."""

from collections.abc import Mapping

import pandas as pd
from django.db.models import F

from shuke.analytics.lifetime.referrals import network_value
from shuke.records.customers.models import Customer


def network_of(spend: "pd.Series[float]") -> tuple["pd.Series[float]", list[str]]:
    """Network value by customer number, empty where nobody brought anybody; and who stands in a circle.

    The links of a circle are left out, all others count.

    Args:
        spend: all of it, by customer number.
    """
    links = _links()
    circles = in_circles(links)
    counted = [(own, by) for own, by in links.items() if own not in circles]
    if not counted:
        return pd.Series(dtype=float), sorted(circles)
    frame = pd.DataFrame(counted, columns=["customer_id", "brought_by"])
    return network_value(frame, spend)["network_value"], sorted(circles)


def in_circles(links: Mapping[str, str]) -> set[str]:
    """Those who, through others, brought themselves."""
    found: set[str] = set()
    settled: set[str] = set()
    for start in links:
        way: dict[str, int] = {}
        step: str | None = start
        while step is not None and step not in settled and step not in way:
            way[step] = len(way)
            step = links.get(step)
        if step in way:
            found.update(list(way)[way[step] :])
        settled.update(way)
    return found


def _links() -> dict[str, str]:
    """Customers of today with who brought them or, where that is not said, a record merged into them; where who brought
    them was merged, its survivor."""
    names = ("number", "merged_into__number", "referred_by__number", "referred_by__merged_into__number")
    told = Customer.objects.filter(referred_by__isnull=False).order_by(F("merged_into").asc(nulls_last=True), "pk")
    rows = told.values_list(*names).iterator()
    people = {whole or own: survivor or other for own, whole, other, survivor in rows}  # their own word comes last
    # Who brought a record that is part of themselves by now brought nobody.
    return {own: by for own, by in people.items() if own != by}
