from datetime import date, timedelta
from pathlib import Path

import pytest
from tests.actions.segments.chosen import choose, numbers
from tests.records import make
from tests.warehouse.shop import build_warehouse, give_back

from shuke.records.catalog.models import Category
from shuke.warehouse.manifest import NoWarehouse

pytestmark = pytest.mark.django_db
AS_OF = date(2026, 2, 20)


def bought(line: str) -> set[str]:
    return numbers(line, as_of=AS_OF)


@pytest.fixture
def shop(data_folder: Path) -> None:
    """Anna buys oat milk three times, Bo bread long ago, Chen gives everything back, Di buys after the day."""
    river = make.store("RIVER")
    dairy = Category.objects.create(name="Dairy", path="Grocery › Dairy")
    milk = make.product(
        "MILK", category=Category.objects.create(name="Oat", path="Grocery › Dairy › Oat"), brand="Oatly"
    )
    bread, cheese = make.product("BREAD"), make.product("CHEESE", category=dairy)
    anna, bo, chen, di, _eve = (make.customer(number=name) for name in ("ANNA", "BO", "CHEN", "DI", "EVE"))
    for days in (0, 9, 200):
        make.order(anna, river, AS_OF - timedelta(days=days), (milk, 1, "10"))
    make.order(bo, river, AS_OF - timedelta(days=300), (bread, 2, "6"))
    sold = make.order(chen, river, AS_OF - timedelta(days=5), (cheese, 2, "30"))
    give_back(sold.lines.get(), AS_OF - timedelta(days=1), pieces=2, amount="-30")
    make.order(di, river, AS_OF + timedelta(days=1), (bread, 1, "3"))
    build_warehouse(data_folder)


@pytest.mark.usefixtures("shop")
def test_purchases_of_anything_are_orders_that_were_kept() -> None:
    assert bought("bought()") == {"ANNA", "BO"}
    assert bought("bought(times >= 3)") == {"ANNA"}
    assert bought("bought(amount >= 6)") == {"ANNA", "BO"}
    assert bought("bought(amount >= 30)") == {"ANNA"}


@pytest.mark.usefixtures("shop")
def test_not_having_bought_includes_those_who_never_bought_anything() -> None:
    assert bought("not bought(product = BREAD)") == {"ANNA", "CHEN", "DI", "EVE"}


@pytest.mark.usefixtures("shop")
def test_a_category_holds_what_lies_below_it() -> None:
    assert bought('bought(category = "Grocery › Dairy")') == {"ANNA"}
    assert bought("bought(category = Grocery, times >= 3)") == {"ANNA"}
    assert bought('bought(category = "Grocery › Dai")') == set()
    assert bought("bought(brand = Oatly, amount >= 30)") == {"ANNA"}
    assert bought("bought(brand = Oatly, amount >= 30.01)") == set()


@pytest.mark.usefixtures("shop")
def test_the_last_days_end_with_the_day_of_the_data() -> None:
    assert bought("bought(product = MILK, times >= 2, last 10 days)") == {"ANNA"}
    assert bought("bought(product = MILK, times >= 2, last 9 days)") == set()
    assert bought("bought(product = MILK, last 1 days)") == {"ANNA"}
    assert bought("bought(between 2025-04-26 and 2025-04-26)") == {"BO"}


@pytest.mark.usefixtures("shop")
def test_the_day_is_said() -> None:
    assert choose("bought()", as_of=AS_OF).as_of == AS_OF
    assert numbers("bought()", as_of=AS_OF + timedelta(days=1)) == {"ANNA", "BO", "DI"}


def test_purchases_of_merged_records_are_those_of_the_customer(data_folder: Path) -> None:
    river, bread = make.store("RIVER"), make.product("BREAD")
    kept, merged = make.customer(number="KEPT"), make.customer(number="MERGED")
    for buyer in (kept, merged):
        make.order(buyer, river, AS_OF, (bread, 1, "3"))
    merged.merged_into = kept
    merged.save()
    build_warehouse(data_folder)

    assert bought("bought(product = BREAD, times >= 2)") == {"KEPT"}
    assert bought("bought(times >= 2)") == {"KEPT"}


@pytest.mark.usefixtures("data_folder")
def test_before_the_first_refresh_purchases_are_refused_with_a_sentence() -> None:
    with pytest.raises(NoWarehouse, match="shuke refresh"):
        choose("bought()")
