"""The step that finds which kinds of product go together, on a shop where wine goes with cheese and never with beer."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from django.test import override_settings
from tests.records import make
from tests.warehouse.shop import build_warehouse, give_back

from shuke.analytics.basket import pairs
from shuke.analytics.basket.counting import TooManyPairs
from shuke.records.catalog.models import Category, Product
from shuke.scores.models import ModelRun
from shuke.scores.services.category_pairs import run_category_pairs
from shuke.warehouse.category_pairs import CategoryPair, CategoryPairs, CategoryPairsFound, Level
from shuke.warehouse.engine import warehouse_folder
from shuke.warehouse.manifest import Folder

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_only]

AS_OF = date(2026, 2, 20)
WINE, CHEESE, BEER = "Drinks › Wine", "Dairy › Cheese", "Bar › Beer"


def run() -> CategoryPairsFound:
    run_category_pairs(as_of=AS_OF, now=datetime(2026, 2, 21, 4, tzinfo=UTC), engine="duckdb")
    return stored("category")


def stored(level: Level) -> CategoryPairsFound:
    found = CategoryPairs(Folder(warehouse_folder()), level).found()
    assert found is not None
    return found


def of_kind(path: str) -> Product:
    category = Category.objects.create(name=path.split(" › ")[-1], path=path)
    return make.product(category=category)


@pytest.fixture(scope="module")
def found(
    django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[CategoryPairsFound]:
    folder = tmp_path_factory.mktemp("pairs")
    with django_db_blocker.unblock(), override_settings(DATA=folder), transaction.atomic():
        _fill(folder)
        yield run()
        transaction.set_rollback(True)


def _fill(folder: Path) -> None:
    at = make.store("PAIRS")
    wine, cheese, beer, loose = of_kind(WINE), of_kind(CHEESE), of_kind(BEER), make.product()
    for day in range(30):
        on = AS_OF - timedelta(days=day)
        make.order(None, at, on, (wine, 1, "10"), (cheese, 1, "5"), (loose, 1, "1"))
        make.order(None, at, on, (beer, 1, "3"))
    make.order(None, at, AS_OF, (wine, 1, "10"))
    make.order(None, at, AS_OF - timedelta(days=400), (wine, 1, "10"), (beer, 1, "3"))
    make.order(None, at, AS_OF + timedelta(days=1), (wine, 1, "10"), (beer, 1, "3"))
    brought_back = make.order(None, at, AS_OF - timedelta(days=9), (wine, 1, "10"), (beer, 1, "3"))
    give_back(brought_back.lines.get(product=beer), AS_OF - timedelta(days=8), pieces=1, amount="3")
    build_warehouse(folder)


def pair(found: CategoryPairsFound, one: str, other: str) -> CategoryPair:
    return next(each for each in found.pairs if {each.category_a, each.category_b} == {one, other})


def test_what_is_bought_together_is_found_with_its_measures(found: CategoryPairsFound) -> None:
    both = pair(found, CHEESE, WINE)

    assert both.is_together
    assert (both.category_a, both.orders_together, found.orders) == (CHEESE, 30, 62)
    assert both.confidence_ab == 1.0
    assert both.confidence_ba == pytest.approx(30 / 32)
    assert both.lift == pytest.approx(62 / 32)
    assert both.q_value < 0.001


def test_what_is_bought_apart_counts_neither_returns_nor_days_outside_the_year(found: CategoryPairsFound) -> None:
    apart = pair(found, BEER, WINE)

    assert not apart.is_together
    assert apart.orders_together == 0
    assert apart.phi < -0.9
    assert apart.place_sales_minor is None


def test_extra_sales_are_those_of_the_library_in_minor_units(found: CategoryPairsFound) -> None:
    both = pair(found, CHEESE, WINE)

    # Two orders with wine and no cheese, a pull of 30 ÷ 32, an uptake of a tenth, cheese at 5.00.
    assert both.offer_ba_sales_minor == round(2 * 30 / 32 * found.uptake * 500)
    assert both.offer_ab_sales_minor == 0
    assert both.place_sales_minor == both.offer_ba_sales_minor
    assert both.bundle_net_minor is not None
    assert both.bundle_net_minor < 0


def test_products_without_a_category_make_no_pair(found: CategoryPairsFound) -> None:
    assert "" not in {name for each in found.pairs for name in (each.category_a, each.category_b)}


def test_departments_and_products_are_counted_as_well(found: CategoryPairsFound) -> None:
    dairy = pair(stored("department"), "Dairy", "Drinks")
    codes = {each: Product.objects.get(category__path=each).code for each in (WINE, CHEESE)}
    bottle = pair(stored("product"), codes[CHEESE], codes[WINE])
    loose = Product.objects.get(category=None)

    # As of their only kinds.
    assert (dairy.orders_together, dairy.confidence_ab) == (30, 1.0)
    assert (bottle.orders_together, bottle.lift) == (30, pair(found, CHEESE, WINE).lift)
    assert pair(stored("product"), loose.code, codes[WINE]).orders_together == 30


def test_the_run_is_recorded_with_what_each_level_kept(found: CategoryPairsFound) -> None:
    recorded = ModelRun.objects.filter(kind=ModelRun.Kind.PAIRS).earliest("pk")

    assert recorded.finished_at is not None
    assert recorded.parameters["uptake"] == found.uptake
    assert recorded.rows["pairs_category"] == len(found.pairs)
    assert recorded.metrics["product"] == {
        "orders": 62, "min_support": 5 / 62, "pairs": len(stored("product").pairs)
    }  # fmt: skip
    assert set(recorded.seconds) == {"pairs_department", "pairs_category", "pairs_product"}


def test_where_too_many_pairs_would_be_counted_more_support_is_asked_for(
    found: CategoryPairsFound, monkeypatch: pytest.MonkeyPatch
) -> None:
    count = pairs.bought_together

    def refuses_little(read: Any, *, min_support: float, max_false_share: float) -> Any:
        if min_support < 0.2:
            raise TooManyPairs("More than 5,000,000 pairs.")
        return count(read, min_support=min_support, max_false_share=max_false_share)

    monkeypatch.setattr(pairs, "bought_together", refuses_little)
    run()
    asked, kept = ModelRun.objects.latest("pk").metrics["product"], stored("department")
    monkeypatch.undo()
    run()

    assert asked["min_support"] == pytest.approx(20 / 62)
    assert pair(kept, "Dairy", "Drinks").orders_together == 30
