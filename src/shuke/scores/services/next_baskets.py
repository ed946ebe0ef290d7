"""The step of a refresh that foretells every customer's next basket and lays it down for the pages.

Whoever asked for no personalisation is left out.
"""

import json
from collections.abc import Callable, Iterator
from datetime import date, datetime
from itertools import islice
from typing import Any

import pandas as pd

from shuke.analytics.basket import NextBasket
from shuke.records.catalog.models import Product
from shuke.records.customers.models import Customer
from shuke.scores.services.runs import Stopwatch
from shuke.warehouse.next_baskets import NextBaskets
from shuke.warehouse.tables import Tables, open_tables

WINDOW_DAYS = 365
# The category two levels down the tree: what substitutes share, and packages of one thing too.
CATEGORY = "category_2"
PRODUCTS = 10
SHARE_NEW = 0.4
# Reasons are objects in memory: so many customers at a time.
CUSTOMERS_AT_ONCE = 20_000

Report = Callable[[str], None]


def run_next_baskets(*, as_of: date, now: datetime, engine: str, report: Report = lambda line: None) -> None:
    """Foretell from what known customers bought in the year up to `as_of`; the file before stays until this one is
    whole. How it came about is written with it: the day, the data, the engine, the weights, the seconds."""
    watch = Stopwatch()
    with open_tables() as tables:
        with watch.step("fit"):
            model = _fitted(tables, as_of=as_of)
        facts = {
            "fingerprint": tables.manifest.fingerprint,
            "engine": engine,
            "begun": now.isoformat(),
            "weights": [model.weights_.intercept, *model.weights_.slopes],
            "learnt": model.learnt_,
            "seconds": watch.seconds,
        }
        rows = NextBaskets(tables.folder).write(_foretold(model), as_of=as_of, facts=facts)
    report(f"next baskets: {rows} products in {watch.elapsed.total_seconds():.1f} s as of {as_of}")


def _fitted(tables: Tables, *, as_of: date) -> NextBasket:
    lines = tables.lines(as_of=as_of, window_days=WINDOW_DAYS)
    products = tables["dim_product"]
    described = products.select(
        product_id="product_key",
        category=products[CATEGORY].nullif(""),
        brand=products.brand.nullif(""),
        price=products.price_minor.cast("float64"),
    )
    # A product that nobody bought this year may be years old: only what sold is placed by what it is.
    sold = described.semi_join(lines.select("product_id").distinct(), "product_id").to_pandas()
    bought = lines.select("customer_id", "order_id", "ordered_on", "product_id", "amount")
    return NextBasket().fit(bought, products=sold, as_of=as_of)


def _foretold(model: NextBasket) -> Iterator[pd.DataFrame]:
    off_sale = [str(pk) for pk in Product.objects.filter(is_sold=False).values_list("pk", flat=True)]
    unasked = set(Customer.objects.filter(is_not_personalised=True).values_list("number", flat=True))
    everybody = iter(sorted(set(model.customers_) - unasked))
    while customers := list(islice(everybody, CUSTOMERS_AT_ONCE)):
        rows = model.recommend(PRODUCTS, customers, explore=SHARE_NEW, exclude=off_sale)
        yield pd.DataFrame(
            {
                "customer_id": rows["customer_id"],
                "rank": rows["rank"].astype("int16"),
                "product_key": rows["product_id"].astype("int64"),
                "part": rows["part"],
                "score": rows["score"].astype("float32"),
                "why": [_spelt(reason) for reason in rows["reason"]],
            }
        )


def _spelt(reason: dict[str, Any]) -> str:
    return json.dumps(reason, separators=(",", ":"))
