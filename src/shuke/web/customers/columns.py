"""The columns of the list: what a cell shows, by which order its head sorts, who may see it."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from shuke.records.customers.models import CustomField
from shuke.web.customers.setting import Setting


@dataclass(frozen=True)
class Column:
    key: str
    label: Promise | str
    sort: str = ""  # key of an order
    is_number: bool = False
    is_money: bool = False
    is_contact: bool = False  # for those only who see contacts in full
    custom_key: str = ""  # of a custom field


COLUMNS = (
    Column("value_class", _("Value class")),
    Column("stage", _("Stage")),
    Column("rhythm", _("Rhythm of 120 days")),
    Column("overdue", _("Overdue"), sort="overdue_ratio"),
    Column("spend", _("Spend of 12 months"), sort="spend", is_number=True, is_money=True),
    Column("current_value", _("Value today"), is_number=True, is_money=True),
    Column("potential", _("Potential value"), sort="potential_value", is_number=True, is_money=True),
    Column("headroom", _("Headroom"), is_number=True, is_money=True),
    Column("value_at_risk", _("Value at risk"), sort="value_at_risk", is_number=True, is_money=True),
    Column("latest", _("Latest visit"), sort="latest_on", is_number=True),
    Column("owner", _("In care of")),
    Column("why", _("Why")),
    Column("number", _("Customer number")),
    Column("phone", _("Phone")),
    Column("email", _("E-mail"), is_contact=True),
    Column("card", _("Card"), is_contact=True),
    Column("gender", _("Gender")),
    Column("store", _("Home store")),
    Column("tags", _("Tags")),
    Column("orders", _("Orders in the window"), is_number=True),
    Column("recency", _("Days since the latest order"), is_number=True),
    Column("rhythm_days", _("Usual gap"), is_number=True),
    Column("silence_probability", _("How usual this silence is"), is_number=True),
    Column("churn", _("Churn probability"), is_number=True),
    Column("probability_alive", _("Still a customer, probability"), is_number=True),
    Column("expected_orders_90", _("Visits expected in 90 days"), is_number=True),
    Column("expected_orders_365", _("Visits expected in a year"), is_number=True),
    Column("expected_spend_90", _("Spend expected in 90 days"), is_number=True, is_money=True),
    Column("expected_spend_365", _("Spend expected in a year"), is_number=True, is_money=True),
    Column("lifetime_value", _("Lifetime value"), sort="lifetime_value", is_number=True, is_money=True),
    Column("lifetime_later", _("Lifetime value beyond the first year"), is_number=True, is_money=True),
    Column("past_margin", _("Margin so far"), is_number=True, is_money=True),
    Column("network", _("Spent by those brought"), is_number=True, is_money=True),
    Column("rfm", _("R-F-M")),
    Column("r", pgettext_lazy("column", "R"), is_number=True),
    Column("f", pgettext_lazy("column", "F"), is_number=True),
    Column("m", pgettext_lazy("column", "M"), is_number=True),
    Column("rfm_group", _("RFM group")),
    Column("rfm_eight", _("RFM, eight names")),
    Column("pyramid_level", _("Pyramid level")),
    Column("abc", pgettext_lazy("column", "ABC")),
    Column("first_on", _("First order"), is_number=True),
    Column("joined_on", _("Customer since"), is_number=True),
    Column("birthday", _("Birthday"), is_number=True),
)

# Amounts of the forecast: columns of CustomerScore without `_minor`.
FORECAST_AMOUNTS = (
    "expected_spend_90", "expected_spend_365", "lifetime_value", "lifetime_later", "past_margin", "network",
)  # fmt: skip

DEFAULT = (
    "value_class", "stage", "rhythm", "overdue", "spend", "potential", "value_at_risk", "latest", "owner",
)  # fmt: skip


def columns_for(setting: Setting, fields: Sequence[CustomField]) -> dict[str, Column]:
    """By key, those the reader may see, with the custom fields."""
    custom = [Column(f"custom_{field.key}", field.label, custom_key=field.key) for field in fields]
    return {
        each.key: each
        for each in (*COLUMNS, *custom)
        if (setting.sees_money or not each.is_money) and (setting.sees_contacts or not each.is_contact)
    }


def chosen_columns(keys: Sequence[str], offered: dict[str, Column]) -> list[Column]:
    """In the order chosen; the default ones when nothing known is."""
    chosen = [offered[key] for key in keys if key in offered]
    return chosen or [offered[key] for key in DEFAULT if key in offered]
