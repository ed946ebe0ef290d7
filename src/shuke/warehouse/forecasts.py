"""Dated forecasts: a Parquet file a day beside the snapshots of the scores, kept to be compared with what happens."""

from datetime import date
from typing import Any

import pandas as pd

from shuke.warehouse.dated import DatedFiles
from shuke.warehouse.manifest import Folder
from shuke.warehouse.tables import Tables

# Whole minor units; the rest of the columns stay as they are.
MONEY = (
    "expected_spend_90", "expected_spend_365", "staying_spend", "lifetime_value", "lifetime_later", "past_margin",
    "network",
)  # fmt: skip
COLUMNS = (
    "customer_id", "first_on", "probability_alive", "expected_orders_90", "expected_orders_365",
    *(f"{name}_minor" for name in MONEY), "leaving_probability", "leaving_by", "leaving_why",
)  # fmt: skip


class Forecasts(DatedFiles):
    def __init__(self, folder: Folder) -> None:
        super().__init__(folder.path / "snapshots" / "forecasts")

    def made_on(self, tables: Tables, day: date) -> Any | None:
        """One row per customer with the columns above; None where nothing was forecast that day."""
        return self.table(tables, day, name=f"forecast_{day:%Y%m%d}")

    def expected_spend(self, tables: Tables, day: date) -> Any | None:
        """`customer_id` (places, as scores count customers) and `expected_year`, spend of the 365 days after `day`;
        None where no value was forecast."""
        forecast = self.made_on(tables, day)
        if forecast is None:
            return None
        known = forecast.filter(forecast.expected_spend_365_minor.notnull())
        if not known.count().to_pyarrow().as_py():
            return None
        places = tables["dim_customer"].select("customer_id", "place")
        placed = places.inner_join(known.select("customer_id", "expected_spend_365_minor"), "customer_id")
        return placed.select(customer_id="place", expected_year=placed.expected_spend_365_minor.cast("float64"))

    def write(self, frame: pd.DataFrame, *, as_of: date) -> None:
        """Beside, then moved into place. `frame` has the columns above but money, which comes in minor units with
        fractions under its name without `_minor`; null where nothing is known."""
        self.path.mkdir(parents=True, exist_ok=True)
        rows = frame.rename(columns={name: f"{name}_minor" for name in MONEY})
        for name in MONEY:
            rows[f"{name}_minor"] = rows[f"{name}_minor"].round().astype("Int64")
        beside = self.file(as_of).with_suffix(".written")
        rows[list(COLUMNS)].to_parquet(beside, index=False)
        beside.replace(self.file(as_of))

    def forget(self, day: date) -> None:
        """A day whose orders have become too few to forecast from."""
        self.file(day).unlink(missing_ok=True)
