"""Events as treatments: who was invited beside who was held out of the invitations."""

from collections.abc import Iterator
from datetime import date

import pandas as pd

from shuke.actions.campaigns.models import Gathering, Guest
from shuke.actions.campaigns.queries.gatherings import piece
from shuke.lib.money import finely_minor
from shuke.outcomes.models import Outcome
from shuke.outcomes.treatments import PerBuyer, Treatment
from shuke.records.customers.queries import PERSON

_COLUMNS = ("person", "arm")


def gathering_treatments(*, as_of: date, currency: str) -> Iterator[Treatment]:
    """Events that took place by `as_of` and held somebody out of their invitations.

    Everybody who was drawn to be invited is compared, whether they came or not: who comes is not drawn by chance.
    """
    held = Guest.objects.filter(arm=Guest.Arm.HELD).values("gathering")
    took_place = Gathering.objects.filter(pk__in=held, held_on__lte=as_of).exclude(state=Gathering.State.CANCELLED)
    for gathering in took_place.select_related("offer").order_by("pk"):
        yield Treatment(
            kind=Outcome.Kind.EVENT,
            key=str(gathering.pk),
            name=gathering.name,
            members=_members(gathering),
            days=gathering.window_days,
            cost_minor=finely_minor(gathering.cost_with(gathering.guests.filter(piece()).count()), currency),
            earned=PerBuyer(finely_minor(gathering.net_revenue_per_sale, currency)),
        )


def _members(gathering: Gathering) -> pd.DataFrame:
    """One row a person: two guests who became one count as invited, if one of them was."""
    guests = Guest.objects.filter(gathering=gathering, arm__in=(Guest.Arm.INVITED, Guest.Arm.HELD))
    guests = guests.filter(customer__erased_at__isnull=True)
    rows = guests.annotate(person=PERSON).order_by("pk")
    found = pd.DataFrame.from_records(list(rows.values_list(*_COLUMNS)), columns=list(_COLUMNS))
    found["is_treated"] = found["arm"] == Guest.Arm.INVITED
    first = found.sort_values("is_treated", ascending=False, kind="stable").drop_duplicates("person")
    return pd.DataFrame(
        {"is_treated": first["is_treated"].to_numpy(), "begins_on": gathering.held_on}, index=first["person"].to_numpy()
    )
