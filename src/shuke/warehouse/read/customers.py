"""Customers in groups, over the dated snapshots of their scores and the orders behind them."""

from datetime import date
from typing import Literal

from shuke.warehouse.read.shapes import Cohort, Group, HealthPoint, HeatMap, Moves, Pareto, StoreIds, Volume

GroupedBy = Literal[
    "stage", "pyramid_level", "value_class", "abc", "rfm_group", "rfm_eight", "rfm_four", "overdue_band"
]
MovedBy = Literal["stage", "pyramid_level", "value_class", "rfm_group"]


def health_curve(*, as_of: date | None = None, months: int = 13, stores: StoreIds = None) -> list[HealthPoint]:
    """Customers whose latest purchase lay within one month, at each month's end and at `as_of`; oldest first."""
    raise NotImplementedError


def pareto(*, as_of: date | None = None, stores: StoreIds = None, points: int = 100) -> Pareto:
    """The Pareto curve of spend in the window, Gini, and the share of customers that brings 80 %."""
    raise NotImplementedError


def group_counts(by: GroupedBy, *, as_of: date | None = None, stores: StoreIds = None) -> list[Group]:
    """Customers, spend and risk by stage, level, class, ABC or RFM group, most customers first."""
    raise NotImplementedError


def moves(
    by: MovedBy = "stage", *, as_of: date | None = None, before_on: date | None = None, stores: StoreIds = None
) -> Moves | None:
    """From which key to which between two snapshots; the earlier defaults to the end of the month before `as_of`,
    the same that `CustomerScore.previous_*` shows. None when there is no earlier snapshot."""
    raise NotImplementedError


def volumes(
    by: MovedBy = "stage", *, as_of: date | None = None, months: int = 13, stores: StoreIds = None
) -> list[Volume]:
    """How many customers each key held at every month's end and at `as_of`, oldest first."""
    raise NotImplementedError


def heat_map(*, column: Literal["f", "fm"] = "fm", as_of: date | None = None, stores: StoreIds = None) -> HeatMap:
    """R × F (or × FM): customers, spend and risk in each cell, over those with a purchase in the window."""
    raise NotImplementedError


def cohorts(*, as_of: date | None = None, months: int = 12, stores: StoreIds = None) -> list[Cohort]:
    """Retention by month of the first purchase, oldest first."""
    raise NotImplementedError
