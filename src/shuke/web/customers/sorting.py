"""Orders of the list. Each follows an index, so that a page of a million customers is read from where it begins."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Order:
    key: str  # in the address; − before it turns it round
    label: Promise
    column: str  # of Customer; "" for the id alone
    may_be_empty: bool = False  # rows without a value come after all others
    is_money: bool = False
    falls_first: bool = True  # the direction of the first click


ORDERS = {
    order.key: order
    for order in (
        Order("spend", _("Spend in the window"), "score__spend_minor", may_be_empty=True, is_money=True),
        Order("value_at_risk", _("Value at risk"), "score__value_at_risk_minor", may_be_empty=True, is_money=True),
        Order(
            "potential_value", _("Potential value"), "score__potential_value_minor", may_be_empty=True, is_money=True
        ),
        Order("lifetime_value", _("Lifetime value"), "score__lifetime_value_minor", may_be_empty=True, is_money=True),
        Order("overdue_ratio", _("Overdue"), "score__overdue_ratio", may_be_empty=True),
        Order("latest_on", _("Latest order"), "score__latest_on", may_be_empty=True),
        Order("name", _("Name"), "name", falls_first=False),
        Order("newest", _("Newest customers"), ""),
    )
}

DEFAULT = "-spend"
DEFAULT_WITHOUT_MONEY = "-latest_on"


@dataclass(frozen=True)
class Sort:
    order: Order
    is_falling: bool

    @property
    def key(self) -> str:
        return f"-{self.order.key}" if self.is_falling else self.order.key

    @property
    def turned(self) -> "Sort":
        return Sort(self.order, not self.is_falling)


def sort_of(key: str, *, sees_money: bool) -> Sort:
    """What the address asks for, or the default; nobody sorts by money they may not see."""
    order = ORDERS.get(key.removeprefix("-"))
    if order is None or (order.is_money and not sees_money):
        key = DEFAULT if sees_money else DEFAULT_WITHOUT_MONEY
        order = ORDERS[key.removeprefix("-")]
    return Sort(order, is_falling=key.startswith("-"))
