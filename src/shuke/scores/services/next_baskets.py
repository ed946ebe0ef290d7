"""The step of a refresh that foretells every customer's next basket, and who would want a product, for the pages.

Whoever asked for no personalisation is left out. For them, and all of whom nothing is known, what sells best is kept.
"""

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import date, datetime
from itertools import islice
from typing import Any

import pandas as pd

from shuke.analytics.basket import NextBasket
from shuke.lib.progress import Report, silent
from shuke.records.catalog.queries import unrecommended_products
from shuke.records.customers.models import Customer
from shuke.scores.models import ModelRun
from shuke.scores.services.runs import finish, recorded_step
from shuke.warehouse.best_sellers import BestSellers, best_sellers
from shuke.warehouse.next_baskets import NextBaskets
from shuke.warehouse.tables import Tables
from shuke.warehouse.wants import Wants, label_of

WINDOW_DAYS = 365
# The category two levels down the tree: what substitutes share, and packages of one thing too.
CATEGORY = "category_2"
# Ten bought before and ten new ones: whoever reads the list chooses the share, see `NextBasketOf.shown`.
PRODUCTS = 20
SHARE_NEW = 0.5
# Of who would want a product: more than a person goes through on one page, and a mailing takes the customer list.
WANT_AGAIN, WANT_NEW = 40, 20
# Reasons are objects in memory: so many customers at a time.
CUSTOMERS_AT_ONCE = 20_000


def run_next_baskets(*, as_of: date, now: datetime, engine: str, report: Report = silent) -> ModelRun:
    """Foretell from what known customers bought in the year up to `as_of`, and for each product and kind of product
    who would want it; the files before stay until these are whole. How they came about is written with them, too."""
    with recorded_step(
        kind=ModelRun.Kind.BASKETS,
        as_of=as_of,
        now=now,
        engine=engine,
        parameters={"window_days": WINDOW_DAYS, "share_new": SHARE_NEW},
    ) as (tables, run, watch):
        with watch.step("fit_baskets"):
            model = _fitted(tables, as_of=as_of)
        with watch.step("judge_baskets"):
            judged = model.judged()
        facts = {
            "fingerprint": tables.manifest.fingerprint,
            "engine": engine,
            "begun": now.isoformat(),
            "run": run.pk,
            "weights": [model.weights_.intercept, *model.weights_.slopes],
            "learnt": model.learnt_,
            "seconds": watch.seconds,
        }
        barred = _barred()
        with watch.step("foretell"):
            rows = NextBaskets(tables.folder).write(_foretold(model, barred), as_of=as_of, facts=facts)
        with watch.step("want"):
            wanted = Wants(tables.folder).write(_wanted(model, tables, barred), as_of=as_of, facts=facts)
        with watch.step("best_sellers"):
            best = best_sellers(tables, as_of=as_of, barred=[int(key) for key in barred.products])
            BestSellers(tables.folder).write([best], as_of=as_of, facts=facts)
        held_out = asdict(judged) if judged else None
        run.metrics = {"weights": facts["weights"], "learnt": model.learnt_, "held_out": held_out}
        run.rows = {**run.rows, "customers": len(model.customers_), "foretold": rows, "wanted": wanted}
        finish(run, watch, now=now)
    report(f"next baskets: {rows} products, {wanted} rows of who would want what, as of {as_of}")
    return run


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


@dataclass(frozen=True)
class _Barred:
    products: list[str]  # offered to nobody
    customers: set[str]  # on no list


def _barred() -> _Barred:
    barred = unrecommended_products().values_list("pk", flat=True)
    unasked = Customer.objects.filter(is_not_personalised=True).values_list("number", flat=True)
    return _Barred([str(pk) for pk in barred], set(unasked))


def _foretold(model: NextBasket, barred: _Barred) -> Iterator[pd.DataFrame]:
    everybody = iter(sorted(set(model.customers_) - barred.customers))
    while customers := list(islice(everybody, CUSTOMERS_AT_ONCE)):
        rows = model.recommend(PRODUCTS, customers, explore=SHARE_NEW, exclude=barred.products)
        yield _stored(rows)[["customer_id", "rank", "product_key", "part", "score", "why"]]


def _wanted(model: NextBasket, tables: Tables, barred: _Barred) -> Iterator[pd.DataFrame]:
    """Kinds of product, then products: in the order of their labels."""
    catalogue = tables["dim_product"].select("product_key", "category").to_pyarrow().to_pydict()
    labels = {str(key): path for key, path in zip(catalogue["product_key"], catalogue["category"], strict=True) if path}
    for of_kind, named in ((True, labels), (False, None)):
        rows = model.who_wants(named, again=WANT_AGAIN, new=WANT_NEW, unasked=barred.customers, exclude=barred.products)
        spelt = [label_of(category=name) if of_kind else label_of(product_key=int(name)) for name in rows["label"]]
        yield _stored(rows).assign(label=spelt)


def _stored(rows: pd.DataFrame) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "customer_id": rows["customer_id"],
            "rank": rows["rank"].astype("int16"),
            "product_key": rows["product_id"].astype("int64"),
            "part": rows["part"],
            "score": rows["score"].astype("float32"),
            "why": _spelt(rows["reason"]),
        }
    )


def _spelt(reasons: "pd.Series[Any]") -> list[str]:
    """As JSON, each once: equal reasons are one object."""
    spelt: dict[int, str] = {}
    for reason in reasons:
        if id(reason) not in spelt:
            spelt[id(reason)] = json.dumps(reason, separators=(",", ":"))
    return [spelt[id(reason)] for reason in reasons]
