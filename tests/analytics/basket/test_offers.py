import pandas as pd
import pytest
from tests.analytics.basket.given import lines

from shuke.analytics.basket import baskets, offers, pairs

# Ten orders have both, 10 tea alone, 20 cups alone, 60 neither: tea 2.00, cups 5.00.
ORDERS = lines(*[["tea", "cup"]] * 10, *[["tea"]] * 10, *[["cup"]] * 20, *[["pot"]] * 60)
PRICED = ORDERS.assign(amount=ORDERS.product_id.map({"tea": 2.0, "cup": 5.0, "pot": 9.0}))
READ = baskets.from_lines(PRICED)
# Cups with tea ½, without ¼ (20 of 80); tea with cups ⅓, without ⅐ (10 of 70).
EXTRA_CUPS = 10 * (1 / 2 - 1 / 4) * 0.1
EXTRA_TEAS = 20 * (1 / 3 - 1 / 7) * 0.1


def found() -> pd.DataFrame:
    return pairs.bought_together(READ, min_support=0.05, max_false_share=0.2)


def test_extra_sales_of_a_place_worked_by_hand() -> None:
    (row,) = offers.place(found(), READ).itertuples()

    assert (row.product_a, row.product_b, row.orders_together) == ("cup", "tea", 10)
    assert row.extra_orders == pytest.approx(EXTRA_CUPS + EXTRA_TEAS)
    assert row.extra_sales == pytest.approx(EXTRA_CUPS * 5 + EXTRA_TEAS * 2)


def test_a_bundle_pays_its_discount_to_those_who_bought_both_anyway() -> None:
    (row,) = offers.bundle(found(), READ, discount=0.02).itertuples()

    assert row.discount_given == pytest.approx(0.02 * 7 * (10 + EXTRA_CUPS + EXTRA_TEAS))
    assert row.net_sales == pytest.approx(row.extra_sales - row.discount_given)
    assert row.net_sales > 0
    assert offers.bundle(found(), READ, discount=0.5).net_sales.item() < 0


def test_a_bundle_needs_both_to_want_each_other() -> None:
    assert len(offers.bundle(found(), READ, discount=0.1, min_confidence=0.33)) == 1
    assert len(offers.bundle(found(), READ, discount=0.1, min_confidence=0.34)) == 0


def test_an_offer_has_a_direction() -> None:
    to_tea, to_cups = offers.offer(found(), READ).itertuples()

    assert (to_tea.product_bought, to_tea.product_offered, to_tea.open_orders) == ("tea", "cup", 10)
    assert to_tea.extra_sales == pytest.approx(EXTRA_CUPS * 5)
    assert (to_cups.product_bought, to_cups.product_offered, to_cups.open_orders) == ("cup", "tea", 20)
    assert to_cups.extra_sales == pytest.approx(EXTRA_TEAS * 2)
    assert list(offers.offer(found(), READ, min_confidence=0.4).product_bought) == ["tea"]


def test_no_uptake_no_sales_and_sales_grow_with_it() -> None:
    none, some, all_of_it = (offers.place(found(), READ, uptake=uptake).extra_sales.item() for uptake in (0, 0.1, 1))

    assert none == 0
    assert all_of_it == pytest.approx(10 * some)


def test_the_best_comes_first_and_ties_go_by_id() -> None:
    orders = [[["tea", "cup"], ["b", "a"], ["d", "c"]][number % 3] for number in range(90)]
    rows = lines(*orders)
    priced = baskets.from_lines(rows.assign(amount=rows.product_id.map({"tea": 9.0}).fillna(1.0)))
    chance = pairs.bought_together(priced, min_support=0.05)

    assert list(offers.place(chance, priced).product_a) == ["a", "c", "cup"]
    assert list(offers.bundle(chance, priced, discount=0.1).product_a) == ["a", "c", "cup"]


def test_no_pairs_no_lists() -> None:
    none = pairs.bought_together(READ, min_support=0.9)

    assert len(offers.place(none, READ)) == 0
    assert len(offers.bundle(none, READ, discount=0.1)) == 0
    assert len(offers.offer(none, READ)) == 0


def test_lines_without_amounts_are_refused() -> None:
    with pytest.raises(offers.BadOffer, match="column amount"):
        offers.place(found(), baskets.from_lines(ORDERS))


def test_pairs_without_their_margins_are_refused() -> None:
    with pytest.raises(offers.BadOffer, match="bought_together"):
        offers.place(pairs.co_purchases(READ), READ)


@pytest.mark.parametrize("share", [-0.1, 1.1, float("nan")])
def test_shares_must_be_shares(share: float) -> None:
    with pytest.raises(offers.BadOffer, match="uptake"):
        offers.place(found(), READ, uptake=share)
    with pytest.raises(offers.BadOffer, match="discount"):
        offers.bundle(found(), READ, discount=share)
    with pytest.raises(offers.BadOffer, match="least confidence"):
        offers.offer(found(), READ, min_confidence=share)
