"""Something done to some people and not, by chance, to others: what every outcome is measured from."""

from dataclasses import dataclass
from datetime import date, timedelta

import pandas as pd


@dataclass(frozen=True)
class PerBuyer:
    """Whoever bought earned the shop as much, as somebody wrote down."""

    net_revenue_minor: float  # before the cost of the piece


@dataclass(frozen=True)
class OfSpend:
    """A share of what was bought stays with the shop."""

    margin_share: float


Earned = PerBuyer | OfSpend | None  # None: not known, and neither is the profit


@dataclass(frozen=True, kw_only=True)
class Treatment:
    """One campaign, journey or care programme that held somebody out.

    `members` has a row for each person, by row id of today's customer: `is_treated`; `begins_on`, the first day on
    which their purchases count; optional `group`, for an effect of each group apart. Who is treated was drawn by
    chance, and nobody was left out for what came of it: without that every figure made of it is wrong.
    """

    kind: str
    key: str
    name: str
    members: pd.DataFrame
    days: int  # that count for each, the first included
    cost_minor: float | None  # of all that was sent; None: not known, and neither is the profit
    earned: Earned

    @property
    def treated(self) -> int:
        return int(self.members["is_treated"].sum())

    @property
    def held(self) -> int:
        return len(self.members) - self.treated

    @property
    def from_on(self) -> date:
        first: date = self.members["begins_on"].min()
        return first

    @property
    def until_on(self) -> date:
        latest: date = self.members["begins_on"].max()
        return latest + timedelta(days=self.days - 1)
