from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import given as such
from hypothesis import strategies as st

from shuke.records.membership.checkout.basket import BasketLine, CouponTerms, Terms, WrongBasket, price_basket
from shuke.records.membership.checkout.shares import shared, step


def line(price: str, quantity: str = "1", product: str = "coffee") -> BasketLine:
    return BasketLine(product=product, quantity=Decimal(quantity), unit_price=Decimal(price))


def coupon(kind: str, value: str = "0", **fields: Any) -> CouponTerms:
    return CouponTerms(code="C", name="Spring", kind=kind, value=Decimal(value), min_spend=Decimal(0), **fields)


def price(*lines: BasketLine, points: int = 0, of: CouponTerms | None = None, **terms: Any) -> Any:
    return price_basket(lines, currency="CNY", terms=Terms(**terms), coupon=of, points=points)


VIP = {"discount_percent": Decimal(15), "points_per_unit": Decimal(1), "growth_per_unit": Decimal(2)}
PAYS = {"point_value": Decimal("0.01"), "most_paid_by_points_percent": 100}


def test_the_card_takes_its_percent_off_every_line_and_points_come_of_what_is_paid() -> None:
    basket = price(line("20"), line("3.33", "2"), **VIP)

    assert [(one.gross, one.card_discount, one.amount) for one in basket.lines] == [(2000, 300, 1700), (666, 100, 566)]
    assert (basket.sum("earned"), basket.sum("growth")) == (22, 45)  # of 22.66, rounded down


def test_a_coupon_counts_after_the_card() -> None:
    assert price(line("100"), of=coupon("percent", "10"), **VIP).sum("amount") == 7650
    assert price(line("100"), of=coupon("amount", "30"), **VIP).sum("amount") == 5500
    assert price(line("10"), of=coupon("amount", "30"), **VIP).sum("amount") == 0


def test_a_free_item_is_one_of_them() -> None:
    basket = price(line("8", "3"), line("5", product="bun"), of=coupon("item", product="coffee"))

    assert [one.coupon_discount for one in basket.lines] == [800, 0]
    with pytest.raises(WrongBasket, match="gives tea for free, which is not in the basket"):
        price(line("8"), of=coupon("item", product="tea"))


def test_a_coupon_begins_at_its_minimum() -> None:
    least = CouponTerms(code="C", name="Spring", kind="amount", value=Decimal(5), min_spend=Decimal(20))

    assert price(line("20"), of=least).sum("amount") == 1500
    with pytest.raises(WrongBasket, match=r"begins at 20\.00 CNY; this basket has 19\.99"):
        price(line("19.99"), of=least)


def test_points_pay_and_what_they_paid_earns_nothing() -> None:
    basket = price(line("20"), points=500, **PAYS, points_per_unit=Decimal(1))
    again = price(line("20"), points=500, **PAYS, points_per_unit=Decimal(1), earns_on_points_paid=True)

    assert (basket.sum("amount"), basket.sum("earned"), again.sum("earned")) == (1500, 15, 20)


def test_points_pay_no_more_than_the_plan_lets_them() -> None:
    half = {**PAYS, "most_paid_by_points_percent": 50}

    assert price(line("20"), points=1000, **half).sum("amount") == 1000
    with pytest.raises(WrongBasket, match="At most 1000 points"):
        price(line("20"), points=1001, **half)
    with pytest.raises(WrongBasket, match="At most 0 points"):
        price(line("20"), points=1)  # nobody known


@pytest.mark.parametrize("quantity", ["0", "-1"])
def test_a_quantity_is_above_zero(quantity: str) -> None:
    with pytest.raises(WrongBasket, match="Line 2 \\(bun\\): the quantity must be above 0; return goods"):
        price(line("8"), line("8", quantity, product="bun"))


def test_a_basket_has_lines_and_no_negative_price() -> None:
    with pytest.raises(WrongBasket, match="1 to 500"):
        price()
    with pytest.raises(WrongBasket, match="price must not be negative"):
        price(line("-0.01"))


BASKETS = st.lists(
    st.builds(
        BasketLine,
        product=st.sampled_from(["a", "b", "c"]),
        quantity=st.decimals("0.001", 20, places=3),
        unit_price=st.decimals(0, 500, places=2),
    ),
    min_size=1,
    max_size=6,
)


@settings(deadline=None, suppress_health_check=list(HealthCheck), max_examples=60)
@such(lines=BASKETS, percent=st.integers(0, 100), off=st.integers(1, 300), share=st.floats(0, 1))
def test_nothing_is_lost_or_made_up_and_no_line_goes_below_zero(
    lines: list[BasketLine], percent: int, off: int, share: float
) -> None:
    terms = {**VIP, **PAYS, "discount_percent": Decimal(percent)}
    gift = coupon("amount", str(off))
    most = price(*lines, of=gift, **terms).most_points

    basket = price(*lines, of=gift, points=int(most * share), **terms)

    assert basket.sum("spent") == int(most * share)
    assert all(one.amount >= 0 and one.spent >= 0 and one.earned >= 0 for one in basket.lines)
    assert basket.sum("gross") == basket.sum("amount") + basket.sum("discount")


@such(total=st.integers(0, 10_000), weights=st.lists(st.integers(0, 900), min_size=1, max_size=9))
def test_shares_add_up(total: int, weights: list[int]) -> None:
    parts = shared(total, weights)

    assert sum(parts) == (total if sum(weights) else 0)
    assert all(part <= weight for part, weight in zip(parts, weights, strict=True)) or total > sum(weights)


@such(whole=st.integers(0, 10_000), pieces=st.lists(st.integers(1, 9), min_size=1, max_size=6))
def test_steps_make_the_whole(whole: int, pieces: list[int]) -> None:
    done, got = Decimal(0), 0
    for piece in pieces:
        got += step(whole, before=done, now=Decimal(piece), of=Decimal(sum(pieces)))
        done += piece

    assert got == whole
