"""What a basket costs, earns and takes in points, decided without a database. Money in minor units, points whole.

In this order: the card's discount on every line, the coupon on what is left, points on what is left after that.
Points are earned on money: what points paid earns none, unless the plan says so.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from django.utils.translation import gettext as _

from shuke.lib.errors import ShukeError
from shuke.lib.money import exponent, from_minor, to_minor
from shuke.records.membership.checkout.shares import shared

MOST_LINES = 500
LEAST_QUANTITY = Decimal("0.001")  # what a line can keep
_MOST = Decimal(10) ** 9  # of a quantity or price: more is a typing error
_MOST_MONEY = Decimal(10) ** 11  # of a basket, far within the columns


class WrongBasket(ShukeError):
    """A basket that cannot be rung up; the sentence names the line."""


@dataclass(frozen=True, kw_only=True)
class BasketLine:
    product: str  # code
    quantity: Decimal
    unit_price: Decimal  # before any discount of ours


@dataclass(frozen=True, kw_only=True)
class Terms:
    """What the member's plan and tier give."""

    discount_percent: Decimal = Decimal(0)
    points_per_unit: Decimal = Decimal(0)
    growth_per_unit: Decimal = Decimal(0)
    point_value: Decimal = Decimal(0)
    most_paid_by_points_percent: int = 0
    earns_on_points_paid: bool = False


@dataclass(frozen=True, kw_only=True)
class CouponTerms:
    code: str
    name: str
    kind: str  # "percent", "amount", "item"
    value: Decimal
    min_spend: Decimal
    product: str = ""  # of an item coupon


@dataclass(frozen=True, kw_only=True)
class PricedLine:
    product: str
    quantity: Decimal
    gross: int
    card_discount: int
    coupon_discount: int
    paid_by_points: int
    spent: int  # points
    earned: int  # points
    growth: int

    @property
    def amount(self) -> int:
        """What is paid in money."""
        return self.gross - self.discount

    @property
    def discount(self) -> int:
        return self.card_discount + self.coupon_discount + self.paid_by_points


@dataclass(frozen=True, kw_only=True)
class Basket:
    currency: str
    lines: tuple[PricedLine, ...]
    most_points: int  # so many may pay this basket, whoever has them

    def sum(self, name: str) -> int:
        return sum(getattr(line, name) for line in self.lines)


def price_basket(
    lines: Sequence[BasketLine], *, currency: str, terms: Terms, coupon: CouponTerms | None, points: int
) -> Basket:
    """Raises WrongBasket: an empty basket, a quantity not above 0, a coupon or points that don't fit."""
    _require_lines(lines)
    gross = [to_minor(line.quantity * line.unit_price, currency) for line in lines]
    card = [_percent(amount, terms.discount_percent) for amount in gross]
    left = _less(gross, card)
    off = _coupon_discounts(lines, left, coupon, currency)
    left = _less(left, off)
    most = _most_points(sum(left), terms, currency)
    paid = _paid_by_points(points, left, terms, currency, most)
    basis = left if terms.earns_on_points_paid else _less(left, paid)
    earned = shared(_per_unit(sum(basis), terms.points_per_unit, currency), basis)
    growth = shared(_per_unit(sum(basis), terms.growth_per_unit, currency), basis)
    spent = shared(points, paid)
    priced = [
        PricedLine(
            product=line.product, quantity=line.quantity, gross=gross[i], card_discount=card[i], coupon_discount=off[i],
            paid_by_points=paid[i], spent=spent[i], earned=earned[i], growth=growth[i],
        )
        for i, line in enumerate(lines)
    ]  # fmt: skip
    return Basket(currency=currency, lines=tuple(priced), most_points=most)


def _require_lines(lines: Sequence[BasketLine]) -> None:
    if not 0 < len(lines) <= MOST_LINES:
        raise WrongBasket(_("A basket has 1 to %(most)d lines.") % {"most": MOST_LINES})
    for place, line in enumerate(lines, start=1):
        if not LEAST_QUANTITY <= line.quantity < _MOST:
            raise WrongBasket(
                _("Line %(place)d (%(product)s): the quantity must be above 0; return goods through their order.")
                % {"place": place, "product": line.product}
            )
        if not 0 <= line.unit_price < _MOST:
            raise WrongBasket(
                _("Line %(place)d (%(product)s): the price must not be negative.")
                % {"place": place, "product": line.product}
            )
    if sum(line.quantity * line.unit_price for line in lines) >= _MOST_MONEY:
        raise WrongBasket(_("This basket costs more than anything ever did; check its quantities and prices."))


def _coupon_discounts(
    lines: Sequence[BasketLine], left: Sequence[int], coupon: CouponTerms | None, currency: str
) -> list[int]:
    if coupon is None:
        return [0] * len(left)
    if sum(left) < to_minor(coupon.min_spend, currency):
        raise WrongBasket(
            _("“%(coupon)s” begins at %(amount)s %(currency)s; this basket has %(left)s.")
            % {"coupon": coupon.name, "amount": _shown(to_minor(coupon.min_spend, currency), currency),
               "currency": currency, "left": _shown(sum(left), currency)}
        )  # fmt: skip
    if coupon.kind == "percent":
        return [_percent(amount, coupon.value) for amount in left]
    if coupon.kind == "amount":
        return shared(min(to_minor(coupon.value, currency), sum(left)), left)
    place = next((i for i, line in enumerate(lines) if line.product == coupon.product), None)
    if place is None:
        raise WrongBasket(
            _("“%(coupon)s” gives %(product)s for free, which is not in the basket.")
            % {"coupon": coupon.name, "product": coupon.product}
        )
    quantity = lines[place].quantity
    free = int(left[place] * min(Decimal(1), quantity) / quantity)
    return [free if i == place else 0 for i in range(len(left))]


def _most_points(left: int, terms: Terms, currency: str) -> int:
    """So many that the last one still pays something, and no change is owed in money."""
    if not terms.point_value:
        return 0
    payable = from_minor(left * terms.most_paid_by_points_percent // 100, currency)
    return int(payable / terms.point_value)


def _paid_by_points(points: int, left: list[int], terms: Terms, currency: str, most: int) -> list[int]:
    if not points:
        return [0] * len(left)
    if points < 0 or points > most:
        raise WrongBasket(_("At most %(most)d points can pay this basket; write 0 to that.") % {"most": most})
    return shared(int((points * terms.point_value).scaleb(exponent(currency))), left)


def _percent(amount: int, percent: Decimal) -> int:
    return int((amount * percent / 100).quantize(Decimal(1), rounding=ROUND_HALF_UP))


def _per_unit(amount: int, rate: Decimal, currency: str) -> int:
    return int(from_minor(max(amount, 0), currency) * rate)  # rounded down: a point is earned by a whole step


def _less(amounts: Sequence[int], discounts: Sequence[int]) -> list[int]:
    return [amount - discount for amount, discount in zip(amounts, discounts, strict=True)]


def _shown(amount: int, currency: str) -> str:
    return f"{from_minor(amount, currency):f}"
