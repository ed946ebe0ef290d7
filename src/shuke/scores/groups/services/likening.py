"""Who is like the customers of a chosen group without belonging to it: of those who buy, or of those who never did."""

import numpy as np
import pandas as pd
from django.db import transaction

from shuke.analytics.groups.lookalike import LookAlikes
from shuke.lib.bulk import insert_rows
from shuke.lib.errors import ShukeError
from shuke.scores.groups.models import CustomerGroup, CustomerLikeness, LookAlikeList
from shuke.scores.groups.services.alike import Found, most_alike
from shuke.scores.groups.services.asking import GROUP
from shuke.scores.groups.services.behaviour import Behaviour
from shuke.scores.groups.services.prospecting import find_prospects
from shuke.scores.models import CustomerScore, ModelRun

COLUMNS = ("customer_id", "listing_id", "rank", "likeness", "why")


def liken_customers(listing: LookAlikeList, behaviour: Behaviour, *, run: ModelRun, seed: int) -> None:
    """List those outside who are more like the members than like the others; a refusal is kept with the list."""
    find = find_prospects if listing.is_of_prospects else _find_buyers
    try:
        found = find(_members(listing), behaviour, seed=seed)
    except ShukeError as refused:
        listing.refusal = type(refused).__name__
        listing.save(update_fields=["refusal"])
        return
    listing.judged, listing.weights = found.judged, found.weights
    listing.as_of, listing.run, listing.alike, listing.refusal = run.as_of, run, len(found.ids), found.refusal
    rows = enumerate(zip(found.ids, found.likeness, found.why, strict=True), start=1)
    with transaction.atomic():
        listing.save()
        CustomerLikeness.objects.filter(listing=listing).delete()
        insert_rows(
            CustomerLikeness._meta.db_table,
            COLUMNS,
            ((pk, listing.pk, rank, likeness, why) for rank, (pk, likeness, why) in rows),
        )


def _find_buyers(member_ids: "pd.Series[int]", behaviour: Behaviour, *, seed: int) -> Found:
    """Raises ShukeError."""
    frame = behaviour.year()
    ids = behaviour.keys.reindex(frame.index)
    members = ids.isin(member_ids).to_numpy(dtype=np.bool_)
    found = LookAlikes(seed=seed).fit(frame, members)
    best = most_alike(found.likeness(frame), among=~members)
    chosen = frame.iloc[best]
    return Found(
        ids=[int(pk) for pk in ids.iloc[best]],
        likeness=found.likeness(chosen).tolist(),
        why=found.reasons(chosen),
        judged=found.judged_.as_dict(),
        weights={str(name): float(weight) for name, weight in found.weights_.items()},
    )


def _members(listing: LookAlikeList) -> "pd.Series[int]":
    if listing.kind == GROUP:
        ids = list(CustomerGroup.objects.filter(group_id=int(listing.key)).values_list("customer_id", flat=True))
    else:
        ids = list(CustomerScore.objects.filter(**{listing.kind: listing.key}).values_list("customer_id", flat=True))
    return pd.Series(ids, dtype="int64")
