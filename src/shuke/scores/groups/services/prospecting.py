"""Who of the people who never bought is like the customers of a chosen group, by what is known of both."""

import numpy as np
import pandas as pd

from shuke.analytics.groups.prospects import ProspectLikeness
from shuke.lib.errors import ShukeError
from shuke.scores.groups.services.alike import Found, most_alike
from shuke.scores.groups.services.behaviour import Behaviour

TOO_THIN = "ProfileTooThin"


class NobodyWithoutPurchase(ShukeError):
    """Everybody on record, whom one may compare, has bought."""


def find_prospects(member_ids: "pd.Series[int]", behaviour: Behaviour, *, seed: int) -> Found:
    """Nobody where held-out members were found no better than by chance. Raises ShukeError."""
    known = behaviour.known
    has_bought = known.index.isin(list(behaviour.bought))
    buyers, prospects = known[has_bought], known[~has_bought]
    if prospects.empty:
        raise NobodyWithoutPurchase("Everybody on record has bought; add people, or import a list of them.")
    found = ProspectLikeness(seed=seed).fit(buyers, buyers.index.isin(member_ids), prospects=prospects)
    likeness = found.likeness(prospects)
    judged = {**found.judged_.as_dict(), "prospects": len(prospects), "too_thin": int(np.isnan(likeness).sum())}
    weights = {str(name): float(weight) for name, weight in found.weights_.items()}
    if not found.beats_chance:
        return Found([], [], [], judged, weights, refusal=TOO_THIN)
    best = most_alike(likeness, among=np.ones(len(prospects), dtype=np.bool_))
    listed = [
        (int(pk), value, why)
        for pk, value, why in zip(
            prospects.index[best], likeness[best].tolist(), found.reasons(prospects.iloc[best]), strict=True
        )
        if why
    ]
    ids, values, reasons = (list(column) for column in zip(*listed, strict=True)) if listed else ([], [], [])
    return Found(ids, values, reasons, judged, weights)
