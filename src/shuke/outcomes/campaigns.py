"""Campaigns as treatments: the test beside those held out, and the roll-out beside those held out of its cells."""

from collections.abc import Iterator
from datetime import date

import pandas as pd

from shuke.actions.campaigns.models import Campaign, CampaignMember
from shuke.lib.money import finely_minor
from shuke.outcomes.models import Outcome
from shuke.outcomes.treatments import PerBuyer, Treatment
from shuke.records.customers.queries import PERSON

Arm = CampaignMember.Arm
TEST, ROLL_OUT = "test", "roll_out"


def campaign_treatments(*, as_of: date, currency: str) -> Iterator[Treatment]:
    """Those that began by `as_of`; whoever happened elsewhere held nobody out by chance."""
    started = Campaign.objects.filter(fixed_at__isnull=False, is_history=False, test_from_on__lte=as_of)
    for campaign in started.select_related("offer").order_by("pk"):
        members = _members(campaign)
        yield _treatment(campaign, TEST, members[members["arm"].isin([Arm.TEST, Arm.HELD])], currency)
        if campaign.roll_out_on is not None and campaign.roll_out_on <= as_of:
            cells = [int(cell) for cell in campaign.forecast["cells"]]
            chosen = members["is_rolled_out"] | ((members["arm"] == Arm.HELD) & members["cell"].isin(cells))
            yield _treatment(campaign, ROLL_OUT, members[chosen], currency)


def _treatment(campaign: Campaign, part: str, members: pd.DataFrame, currency: str) -> Treatment:
    begins_on = campaign.test_from_on if part == TEST else campaign.roll_out_on
    pieces = (campaign.counted.get(part) or {}).get("pieces", 0)
    people = pd.DataFrame(
        {
            "is_treated": (members["arm"] != Arm.HELD).to_numpy(),
            "begins_on": begins_on,
            "group": members["cell"].to_numpy() // 100,  # by recency, the first digit
        },
        index=members["person"].to_numpy(),
    )
    return Treatment(
        kind=Outcome.Kind.CAMPAIGN,
        key=f"{campaign.pk}:{part}",
        name=campaign.name,
        members=people,
        days=campaign.window_days,
        cost_minor=finely_minor(campaign.own_cost_per_piece * pieces, currency),
        earned=PerBuyer(finely_minor(campaign.net_revenue_per_sale, currency)),
    )


def _members(campaign: Campaign) -> pd.DataFrame:
    """One row a person: two members who became one count as the first, treated before held out."""
    members = CampaignMember.objects.filter(campaign=campaign, customer__erased_at__isnull=True).exclude(arm=Arm.OUT)
    names = ("person", "cell", "arm", "is_rolled_out")
    rows = members.annotate(person=PERSON).values_list(*names)
    found = pd.DataFrame.from_records(list(rows), columns=list(names))
    order = found["arm"].map({Arm.TEST: 0, Arm.REST: 1, Arm.HELD: 2})
    return found.assign(order=order).sort_values(["order", "person"]).drop_duplicates("person")
