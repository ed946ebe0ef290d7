"""What the people whom a customer brought are worth, directly and through others (docs/models/value.md, Network)."""

import numpy as np
import pandas as pd

from shuke.lib.errors import ShukeError

COLUMNS = ["brought_directly", "brought_in_all", "direct_value", "indirect_value", "network_value"]


class BadReferrals(ShukeError):
    """Referrals that go round in a circle or lack a name."""


def network_value(links: pd.DataFrame, values: "pd.Series[float]") -> pd.DataFrame:
    """Each customer's network, every member counted once however many ways lead to them.

    Args:
        links: `customer_id, brought_by`, one row per referral, in any order; doubled rows count once. For
            organisations "customer of" is such a link too; call it apart, since the two are shown apart.
        values: what each customer has spent, or is expected to, indexed by `customer_id`; 0 for those not in it.

    Returns:
        One row per customer in `values` or `links`, indexed by `customer_id`: `brought_directly`, `brought_in_all`
        (people), `direct_value`, `indirect_value` (those brought by the brought) and their sum `network_value`.
        Somebody reached directly and through others is direct. A member belongs to the network of everybody up the
        chain, so the column must not be summed over customers.

    Raises:
        BadReferrals: a link lacks a name; somebody brought, through others, themselves; a value is missing or infinite.
    """
    pairs = _links(links)
    if not np.isfinite(values.to_numpy(dtype=np.float64, na_value=np.nan)).all() or values.index.has_duplicates:
        raise BadReferrals("A value is missing, infinite or given twice for the same customer; give one number each.")
    direct = pairs.assign(is_direct=True)
    known = direct
    frontier = direct
    while len(frontier):
        _refuse_circle(frontier)
        steps = frontier[["ancestor", "member"]].merge(pairs, left_on="member", right_on="ancestor")
        onward = steps.rename(columns={"ancestor_x": "ancestor", "member_y": "member"})[["ancestor", "member"]]
        onward = onward.drop_duplicates()
        is_new = ~pd.MultiIndex.from_frame(onward).isin(pd.MultiIndex.from_frame(known[["ancestor", "member"]]))
        frontier = onward[is_new].assign(is_direct=False)
        known = pd.concat([known, frontier], ignore_index=True)
    return _summed(known, values)


def _links(links: pd.DataFrame) -> pd.DataFrame:
    missing = [name for name in ("customer_id", "brought_by") if name not in links.columns]
    if missing:
        raise BadReferrals(f"The links have no column {', '.join(missing)}; rename or add it.")
    nameless = links[["customer_id", "brought_by"]].isna().any(axis=1)
    if nameless.any():
        raise BadReferrals(f"{int(nameless.sum())} links lack one of the two customers; leave them out.")
    pairs = links[["brought_by", "customer_id"]].drop_duplicates()
    return pairs.set_axis(["ancestor", "member"], axis=1)


def _refuse_circle(frontier: pd.DataFrame) -> None:
    circles = frontier[frontier["ancestor"] == frontier["member"]]
    if len(circles):
        raise BadReferrals(
            f"The referrals go round in a circle: customer {circles['member'].iloc[0]} brought, through others, "
            "themselves. Remove one of the links of that circle."
        )


def _summed(known: pd.DataFrame, values: "pd.Series[float]") -> pd.DataFrame:
    worth = known["member"].map(values).fillna(0.0)
    rows = pd.DataFrame(
        {
            "brought_directly": known["is_direct"].astype("int64"),
            "brought_in_all": 1,
            "direct_value": worth.where(known["is_direct"], 0.0),
            "indirect_value": worth.where(~known["is_direct"], 0.0),
            "network_value": worth,
        }
    )
    everybody = values.index.union(pd.Index(pd.unique(known[["ancestor", "member"]].to_numpy().ravel())))
    sums = rows.groupby(known["ancestor"])[COLUMNS].sum().reindex(everybody, fill_value=0)
    return sums.rename_axis("customer_id")
