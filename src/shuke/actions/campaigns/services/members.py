"""The members of a campaign, fixed when it starts: cells of the audience, arms drawn with the recorded seed."""

from collections.abc import Iterator
from datetime import date, datetime

import numpy as np
import pandas as pd
from django.db import transaction

from shuke.actions.campaigns.audience import audience_of
from shuke.actions.campaigns.models import Campaign, CampaignMember
from shuke.actions.campaigns.reach import Reach, reach_of
from shuke.actions.campaigns.services.states import locked
from shuke.actions.segments.choosing import Ids
from shuke.analytics.response import arms
from shuke.lib.bulk import insert_rows
from shuke.records.stores.queries import business_day
from shuke.warehouse.responders import cells_of
from shuke.warehouse.tables import open_tables

State = Campaign.State
COLUMNS = (
    "campaign_id", "customer_id", "cell", "arm", "reason", "is_rolled_out", "is_served", "answered_test",
    "spend_test_minor", "answered", "spend_minor", "coupons_used",
)  # fmt: skip
Row = tuple[object, ...]


@transaction.atomic
def fix_members(*, campaign: Campaign, now: datetime) -> Campaign:
    """All members or none; done once, whoever calls it how often. Raises NoWarehouse, WrongAudience."""
    found = locked(campaign, *State)
    if found.fixed_at is not None or found.state != State.TESTING:
        return found
    assert found.cells_as_of is not None
    reach = reach_of(audience_of(found, today=business_day(now), as_of=found.cells_as_of).ids, found.offer)
    people = _in_cells(reach.ids, as_of=found.cells_as_of)
    people["arm"] = arms.draw(
        people,
        step=found.test_step,
        hold_out_share=float(found.hold_out_share),
        random_state=np.random.default_rng(found.seed),
    )
    insert_rows(CampaignMember._meta.db_table, COLUMNS, _rows(found.pk, people, reach))
    found.fixed_at = now
    found.save(update_fields=["fixed_at"])
    return found


def _in_cells(ids: Ids, *, as_of: date) -> pd.DataFrame:
    """`cell` by row id; whoever registered since the warehouse was built comes first, without a cell."""
    with open_tables() as tables:
        cut = cells_of(tables, ids, as_of=as_of)
    new = np.setdiff1d(ids, cut.index.to_numpy())
    return pd.concat([pd.DataFrame({"cell": 0}, index=new), cut])


def _rows(pk: int, people: pd.DataFrame, reach: Reach) -> Iterator[Row]:
    for customer, cell, arm in zip(people.index.tolist(), people["cell"].tolist(), people["arm"].tolist(), strict=True):
        yield (pk, customer, cell, arm, "", *_NOTHING_YET)
    for reason, ids in reach.refused.items():
        for customer in ids.tolist():
            yield (pk, customer, 0, CampaignMember.Arm.OUT.value, reason, *_NOTHING_YET)


_NOTHING_YET = (False, False, False, 0, False, 0, 0)
