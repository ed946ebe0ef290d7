"""What the people a customer brought have spent, directly and through others (docs/models/value.md, Network)."""

import pandas as pd

from shuke.analytics.lifetime.referrals import BadReferrals, network_value
from shuke.records.customers.models import Customer


def network_of(spend: "pd.Series[float]") -> tuple["pd.Series[float]", str]:
    """Network value by customer number, empty where nobody brought anybody, and why there is none after all.

    Args:
        spend: all of it, by customer number.
    """
    links = pd.DataFrame(_links(), columns=["customer_id", "brought_by"])
    if links.empty:
        return pd.Series(dtype=float), ""
    try:
        return network_value(links, spend)["network_value"], ""
    except BadReferrals as circle:
        return pd.Series(dtype=float), str(circle)


def _links() -> list[tuple[str, str]]:
    """Customers of today with who brought them; where that record was merged, its survivor."""
    rows = Customer.objects.current().filter(referred_by__isnull=False)
    names = ("number", "referred_by__number", "referred_by__merged_into__number")
    return [(own, survivor or other) for own, other, survivor in rows.values_list(*names).iterator()]
