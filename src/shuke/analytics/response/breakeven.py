"""The arithmetic of a mailing: from which response rate on it pays, and by how much (docs/models/response.md)."""

from dataclasses import dataclass
from decimal import Decimal
from math import isfinite
from typing import TypeVar

import pandas as pd

from shuke.lib.errors import ShukeError

Amount = float | Decimal
Rate = TypeVar("Rate", float, "pd.Series[float]")


class BadTerms(ShukeError):
    """Costs and revenues with which there is no break-even."""


@dataclass(frozen=True)
class Terms:
    """What one piece costs and one sale earns, in the same unit.

    Raises:
        BadTerms: a negative cost; a sale that earns nothing.
    """

    cost_per_piece: Amount
    net_revenue_per_sale: Amount  # revenue less the goods and what handling the order costs, before the piece

    def __post_init__(self) -> None:
        cost, net_revenue = self.cost_per_piece, self.net_revenue_per_sale
        if not (isfinite(cost) and cost >= 0):
            raise BadTerms(f"A piece costs {cost}; give what it costs, 0 or more.")
        if not (isfinite(net_revenue) and net_revenue > 0):
            raise BadTerms(f"A sale earns {net_revenue}; without earning on a sale no response rate breaks even.")

    @property
    def breakeven_rate(self) -> float:
        return float(self.cost_per_piece) / float(self.net_revenue_per_sale)

    def profit(self, pieces: Rate, responses: Rate) -> Rate:
        """Responses × net revenue per sale − pieces × cost per piece."""
        return responses * float(self.net_revenue_per_sale) - pieces * float(self.cost_per_piece)


def rate(*, cost_per_piece: Amount, net_revenue_per_sale: Amount) -> float:
    """The response rate at which a mailing neither earns nor loses.

    Args:
        cost_per_piece: of one piece sent, at least 0.
        net_revenue_per_sale: what one sale earns before the piece, above 0, in the same unit.

    Returns:
        Cost ÷ net revenue, a share. Above 1 when even an answer from everybody would not pay.

    Raises:
        BadTerms: see `Terms`.

    Source: Hughes, "Strategic Database Marketing": 0.62 ÷ 35 = 1.77 %.
    """
    return Terms(cost_per_piece=cost_per_piece, net_revenue_per_sale=net_revenue_per_sale).breakeven_rate


def index(response_rate: Rate, *, breakeven_rate: float) -> Rate:
    """(response rate ÷ break-even rate − 1) × 100: 0 breaks even, 100 is twice that rate, −100 no response.

    Raises:
        BadTerms: the break-even rate is not above 0 (what costs nothing has no index).

    Source: Hughes, "Strategic Database Marketing".
    """
    if not (isfinite(breakeven_rate) and breakeven_rate > 0):
        raise BadTerms(f"The break-even rate is {breakeven_rate}; an index needs one above 0.")
    return (response_rate / breakeven_rate - 1) * 100
