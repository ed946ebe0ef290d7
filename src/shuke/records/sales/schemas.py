from decimal import Decimal

from ninja import Schema

from shuke.records.access.scope import Scope
from shuke.records.sales.queries import Followed


class FollowedRevenueOut(Schema):
    currency: str
    amount: Decimal


class FollowedOut(Schema):
    """Purchases within 7 days after an opened link, in the caller's stores: they followed, which proves no effect."""

    opened: int  # people who opened a link
    bought: int  # of them, who bought in those days; each order counts for the message opened latest before it
    orders: int
    revenue: list[FollowedRevenueOut] | None  # returns taken off; null to who does not see money

    @staticmethod
    def of(followed: Followed, *, scope: Scope) -> "FollowedOut":
        sums = [FollowedRevenueOut(currency=currency, amount=amount) for currency, amount in followed.revenue.items()]
        return FollowedOut(
            opened=len(followed.opened),
            bought=len(followed.bought),
            orders=followed.orders,
            revenue=sums if scope.may("money.view") else None,
        )
