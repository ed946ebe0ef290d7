"""The step that foretells next baskets, on the refreshed shop."""

from datetime import UTC, datetime

import pytest
from tests.scores.shop import AS_OF

from shuke.pipeline import RefreshResult
from shuke.records.catalog.models import NotRecommended, Product
from shuke.records.customers.models import Customer
from shuke.records.stores.models import Store
from shuke.scores.services.next_baskets import run_next_baskets
from shuke.warehouse.best_sellers import EVERYWHERE, BestSellers
from shuke.warehouse.engine import warehouse_folder
from shuke.warehouse.manifest import Folder
from shuke.warehouse.next_baskets import NextBasketOf, NextBaskets

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_only]


def run() -> None:
    run_next_baskets(as_of=AS_OF, now=datetime(2026, 2, 21, 4, tzinfo=UTC), engine="duckdb")


def foretold(number: str) -> NextBasketOf | None:
    return NextBaskets(Folder(warehouse_folder())).of(number)


def test_a_refresh_foretells_what_is_bought_every_week(shop: RefreshResult) -> None:
    run()

    found = foretold("WEEKLY")

    assert found is not None
    assert found.as_of == AS_OF
    assert found.products[0].why == {"code": "habit", "times": 50, "baskets": 50, "silence_days": 0}
    facts = NextBaskets(Folder(warehouse_folder())).facts()
    assert facts is not None
    assert {"fingerprint", "engine", "weights", "learnt", "seconds"} <= set(facts)


def test_customers_without_a_purchase_this_year_have_none(shop: RefreshResult) -> None:
    run()

    assert foretold("PROSPECT") is None


def test_who_asked_for_no_personalisation_is_left_out(shop: RefreshResult) -> None:
    Customer.objects.filter(number="WEEKLY").update(is_not_personalised=True)

    run()

    assert foretold("WEEKLY") is None
    assert foretold("MONTHLY") is not None


def test_what_is_no_longer_sold_is_not_offered(shop: RefreshResult) -> None:
    run()
    found = foretold("WEEKLY")
    assert found is not None
    favourite = found.products[0].product_key
    Product.objects.filter(pk=favourite).update(is_sold=False)

    run()

    after = foretold("WEEKLY")
    assert after is not None
    assert favourite not in [line.product_key for line in after.products]


def test_what_is_excluded_is_not_offered(shop: RefreshResult) -> None:
    run()
    found = foretold("WEEKLY")
    assert found is not None
    favourite = found.products[0].product_key
    NotRecommended.objects.create(product_id=favourite, added_at=datetime(2026, 2, 21, 5, tzinfo=UTC))

    run()

    after = foretold("WEEKLY")
    assert after is not None
    assert favourite not in [line.product_key for line in after.products]


def test_the_run_is_recorded_with_what_it_counted(shop: RefreshResult) -> None:
    found = run_next_baskets(as_of=AS_OF, now=datetime(2026, 2, 21, 4, tzinfo=UTC), engine="duckdb")
    facts = NextBaskets(Folder(warehouse_folder())).facts()

    assert facts is not None
    assert (found.kind, found.error, facts["run"]) == ("baskets", "", found.pk)
    assert found.finished_at is not None
    # Nothing has twenty buyers in this shop, so there are lists of nothing.
    assert found.rows["wanted"] == 0
    assert {"fit_baskets", "foretell", "want"} <= set(found.seconds)


def test_what_sells_best_is_kept_for_each_store_and_for_all(shop: RefreshResult) -> None:
    run()
    best = BestSellers(Folder(warehouse_folder()))
    stores = [str(pk) for pk in Store.objects.values_list("pk", flat=True)]
    kept = best.of_stores([EVERYWHERE, *stores])
    Product.objects.filter(pk=kept[EVERYWHERE][0]).update(is_sold=False)

    run()

    assert set(kept) > {EVERYWHERE}
    assert kept[EVERYWHERE][0] not in best.of_stores([EVERYWHERE]).get(EVERYWHERE, [])
