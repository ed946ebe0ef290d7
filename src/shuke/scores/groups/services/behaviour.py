"""How customers bought, as the library's frames: read once a run, however much is computed from it."""

from datetime import date, timedelta
from functools import cached_property
from typing import Any

import pandas as pd

from shuke.analytics.groups import features
from shuke.analytics.groups.targets import Target, asked_and_happened, asked_now
from shuke.scores.groups.services.known import known_of_people
from shuke.warehouse.behaviour import behaviour_orders
from shuke.warehouse.responders import buyers
from shuke.warehouse.tables import Tables

YEAR_DAYS = 365
DEPARTMENTS = 1  # the level of categories: shares of fewer, larger parts of what is sold are steadier
HALF_YEAR_DAYS = 180  # of rules: the days before must fit twice into little more than a year of records


class Behaviour:
    """Frames by customer number as of one day, and before."""

    def __init__(self, tables: Tables, *, as_of: date) -> None:
        self.tables = tables
        self.as_of = as_of
        self._frames: dict[tuple[date, int, tuple[str, ...]], pd.DataFrame] = {}

    @cached_property
    def categories(self) -> list[str]:
        """The largest of the year."""
        lines = self._lines(as_of=self.as_of, window_days=YEAR_DAYS)
        return features.largest_categories(lines, as_of=self.as_of, window_days=YEAR_DAYS)

    @cached_property
    def keys(self) -> "pd.Series[int]":
        """Row id of each customer by number."""
        people = self.tables["dim_customer"].select("customer_id", "customer_key").to_pyarrow()
        return pd.Series(people["customer_key"].to_pylist(), index=people["customer_id"].to_pylist())

    @cached_property
    def first_on(self) -> date | None:
        return self.tables.first_purchase_on()

    @cached_property
    def known(self) -> pd.DataFrame:
        """What is known of people beside their purchases, by row id."""
        return known_of_people(as_of=self.as_of)

    @cached_property
    def bought(self) -> set[int]:
        """Row ids of everybody who ever did."""
        if self.first_on is None:
            return set()
        return buyers(self.tables, from_on=self.first_on, until_on=self.as_of, by="current_key")

    def year(self, *, categories: list[str] | None = None) -> pd.DataFrame:
        """`categories`: those of an earlier fit; None takes today's largest."""
        return self.frame(as_of=self.as_of, window_days=YEAR_DAYS, categories=categories)

    def frame(self, *, as_of: date, window_days: int, categories: list[str] | None = None) -> pd.DataFrame:
        wanted = tuple(self.categories if categories is None else categories)
        if (as_of, window_days, wanted) not in self._frames:
            self._frames[as_of, window_days, wanted] = features.behaviour(
                behaviour_orders(self.tables, as_of=as_of, window_days=window_days),
                self._lines(as_of=as_of, window_days=window_days),
                as_of=as_of,
                window_days=window_days,
                categories=wanted,
            )
        return self._frames[as_of, window_days, wanted]

    def _lines(self, *, as_of: date, window_days: int) -> Any:
        return self.tables.lines(as_of=as_of, window_days=window_days, category_level=DEPARTMENTS)

    def before(self, day: date) -> pd.DataFrame:
        """The year up to the day before, of whoever bought in it."""
        return self.frame(as_of=day - timedelta(days=1), window_days=YEAR_DAYS)

    def happened(self, target: Target, *, as_of: date) -> "pd.Series[bool]":
        orders = self.tables.orders(as_of=self.as_of)
        return asked_and_happened(orders, target=target, as_of=as_of, known_until=self.as_of)

    def asked(self, target: Target) -> list[str]:
        return asked_now(self.tables.orders(as_of=self.as_of), target=target, as_of=self.as_of)
