"""Who is like the customers of a chosen group without belonging to it."""

import numpy as np
import pandas as pd
from django.db import transaction

from shuke.analytics.groups.lookalike import LookAlikes
from shuke.analytics.groups.rules import Flags, Floats, Ints
from shuke.lib.bulk import insert_rows
from shuke.lib.errors import ShukeError
from shuke.scores.groups.models import CustomerGroup, CustomerLikeness, LookAlikeList
from shuke.scores.groups.services.asking import GROUP
from shuke.scores.groups.services.behaviour import Behaviour
from shuke.scores.models import CustomerScore, ModelRun

MORE_LIKE_MEMBERS = 0.5
LONGEST = 5_000  # of a list: nobody goes through more
COLUMNS = ("customer_id", "listing_id", "rank", "likeness", "why")


def liken_customers(listing: LookAlikeList, behaviour: Behaviour, *, run: ModelRun, seed: int) -> None:
    """List those outside who are more like the members than like the others; a refusal is kept with the list."""
    frame = behaviour.year()
    ids = behaviour.keys.reindex(frame.index)
    members = ids.isin(_members(listing)).to_numpy(dtype=np.bool_)
    try:
        found = LookAlikes(seed=seed).fit(frame, members)
    except ShukeError as refused:
        listing.refusal = type(refused).__name__
        listing.save(update_fields=["refusal"])
        return
    best = _best(found.likeness(frame), members)
    likeness, why = found.likeness(frame.iloc[best]), found.reasons(frame.iloc[best])
    listing.judged, listing.weights = found.judged_.as_dict(), found.weights_.to_dict()
    listing.as_of, listing.run, listing.alike, listing.refusal = run.as_of, run, len(best), ""
    rows = zip(ids.iloc[best].tolist(), likeness.tolist(), why, strict=True)
    with transaction.atomic():
        listing.save()
        CustomerLikeness.objects.filter(listing=listing).delete()
        insert_rows(
            CustomerLikeness._meta.db_table,
            COLUMNS,
            ((int(pk), listing.pk, rank, value, reasons) for rank, (pk, value, reasons) in enumerate(rows, start=1)),
        )


def _members(listing: LookAlikeList) -> "pd.Series[int]":
    if listing.kind == GROUP:
        ids = list(CustomerGroup.objects.filter(group_id=int(listing.key)).values_list("customer_id", flat=True))
    else:
        ids = list(CustomerScore.objects.filter(**{listing.kind: listing.key}).values_list("customer_id", flat=True))
    return pd.Series(ids, dtype="int64")


def _best(likeness: Floats, members: Flags) -> Ints:
    """Rows of the others above one half, most alike first; equals stay in the order of their numbers."""
    order = np.argsort(-likeness, kind="stable")
    return np.asarray(order[~members[order] & (likeness[order] > MORE_LIKE_MEMBERS)][:LONGEST], dtype=np.int64)
