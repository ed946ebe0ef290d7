from shuke.records.sales.queries.buyers import purchase_days_of, stayed_away, who_bought_after
from shuke.records.sales.queries.followed import (
    Followed,
    followed_by,
    followed_sends,
    opened_sends,
    orders_followed,
    together,
)
from shuke.records.sales.queries.following import orders_after
from shuke.records.sales.queries.habits import MonthSpend, UsualItem, spend_by_month, usual_basket
from shuke.records.sales.queries.orders import (
    latest_visits,
    lines_of,
    orders_for_lists,
    orders_of_customer,
    rank_by_latest_visit,
)
from shuke.records.sales.queries.timeline import Cursor, Entry, timeline_of

__all__ = [
    "Cursor",
    "Entry",
    "Followed",
    "MonthSpend",
    "UsualItem",
    "followed_by",
    "followed_sends",
    "latest_visits",
    "lines_of",
    "opened_sends",
    "orders_after",
    "orders_followed",
    "orders_for_lists",
    "orders_of_customer",
    "purchase_days_of",
    "rank_by_latest_visit",
    "spend_by_month",
    "stayed_away",
    "timeline_of",
    "together",
    "usual_basket",
    "who_bought_after",
]
