"""Every filter of the customer list. A score that gets a column gets its line here too."""

from collections.abc import Callable, Sequence

from django.db.models import Exists, OuterRef, Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from shuke.records.customers.models import CustomField, Identity
from shuke.web.customers.filters import choices
from shuke.web.customers.filters.kinds import Choice, Choices, Day, Filter, Number, Text, YesNo
from shuke.web.customers.filters.special import FmCode, Tagged, granted_latest
from shuke.web.customers.setting import Setting
from shuke.web.groups.filters import FILTERS as OF_GROUPS
from shuke.web.leaving.filters import FILTERS as OF_LEAVING
from shuke.web.membership.filters import FILTERS as OF_MEMBERSHIP
from shuke.web.trials.filters import FILTERS as OF_TRIALS
from shuke.web.wants.filters import FILTERS as OF_PRODUCTS

GROUPS = {
    "person": _("Person"),
    "buying": _("Buying"),
    "value": _("Value"),
    "risk": _("Rhythm and risk"),
    "forecast": _("What is to come"),
    "custom": _("Custom fields"),
}


def _scored(key: str, label: Promise, group: str, kind: str, column: str = "") -> Choice:
    return Choice(key=key, label=label, group=group, lookup=f"score__{column or key}", choices=choices.words_of(kind))


def _code(key: str, label: Promise) -> Choice:
    return Choice(
        key=key, label=label, group="value", lookup=f"score__{key}", choices=choices.codes, is_integer=True,
        empty=Q(**{f"score__{key}__isnull": True}),
    )  # fmt: skip


def _money(key: str, label: Promise, group: str = "value") -> Number:
    return Number(key=key, label=label, group=group, lookup=f"score__{key}_minor", unit="money", is_money=True)


def _number(key: str, label: Promise, group: str, unit: str = "") -> Number:
    return Number(key=key, label=label, group=group, lookup=f"score__{key}", unit=unit)


def _day(key: str, label: Promise, group: str, lookup: str = "") -> Day:
    return Day(key=key, label=label, group=group, lookup=lookup or f"score__{key}")


def _flag(key: str, label: Promise, group: str) -> YesNo:
    return YesNo(key=key, label=label, group=group, yes=Q(**{f"score__{key}": True}))


def _has(kind: str, label: Promise) -> YesNo:
    held = Identity.objects.filter(customer=OuterRef("pk"), kind=kind)
    return YesNo(key=f"has_{kind}", label=label, group="person", yes=Q(Exists(held)))


def _may(channel: str, label: Promise) -> YesNo:
    return YesNo(key=f"may_{channel}", label=label, group="person", yes=granted_latest(channel, "marketing"))


def _related(key: str, label: Promise, lookup: str, offered: Callable[[Setting], Choices]) -> Choice:
    return Choice(
        key=key, label=label, group="person", lookup=lookup, choices=offered, is_integer=True,
        empty=Q(**{f"{lookup}__isnull": True}),
    )  # fmt: skip


FILTERS: tuple[Filter, ...] = (
    _related("store", _("Home store"), "home_store", choices.stores),
    _related("owner", _("Looked after by"), "owner", choices.owners),
    Tagged(
        key="tag", label=_("Tag"), group="person", choices=choices.tags, is_integer=True, empty=Q(tags__isnull=True)
    ),
    Choice(key="gender", label=_("Gender"), group="person", lookup="gender", choices=choices.genders),
    Choice(
        key="birthday_month", label=_("Birthday in"), group="person", lookup="birthday__month",
        choices=choices.months, is_integer=True, empty=Q(birthday__isnull=True),
    ),
    _day("joined_on", _("Customer since"), "person", "joined_on"),
    Text(key="acquired_through", label=_("How acquired"), group="person", lookup="acquired_through"),
    Text(key="occupation", label=_("Occupation"), group="person", lookup="occupation"),
    YesNo(key="has_organisation", label=_("Belongs to a firm"), group="person", yes=Q(organisation__isnull=False)),
    _has(Identity.Kind.PHONE, _("Has a phone")),
    _has(Identity.Kind.EMAIL, _("Has an e-mail")),
    _has(Identity.Kind.CARD, _("Has a card")),
    _has(Identity.Kind.WECHAT, _("Has WeChat")),
    _may("email", _("May get e-mail")),
    _may("sms", _("May get SMS")),
    _may("wechat", _("May get WeChat")),
    _may("phone", _("May be called")),
    _may("post", _("May get post")),
    YesNo(key="is_do_not_contact", label=_("Do not contact"), group="person", yes=Q(is_do_not_contact=True)),
    YesNo(key="is_not_personalised", label=_("No personalisation"), group="person", yes=Q(is_not_personalised=True)),
    _flag("in_window", _("Bought in the window"), "buying"),
    _number("orders", _("Orders in the window"), "buying"),
    _number("total_orders", _("Orders ever"), "buying"),
    _money("spend", _("Spend in the window"), "buying"),
    _money("spend_90", _("Spend of 90 days"), "buying"),
    _money("spend_90_before", _("Spend of the 90 days before"), "buying"),
    _day("first_on", _("First order"), "buying"),
    _day("latest_on", _("Latest order"), "buying"),
    _number("recency_days", _("Days since the latest order"), "buying", "days"),
    _scored("stage", _("Stage"), "value", "stage"),
    _scored("previous_stage", _("Stage a month ago"), "value", "stage"),
    _day("stage_since_on", _("In this stage since"), "value"),
    _flag("is_returned", _("Came back"), "value"),
    _scored("value_class", _("Value class"), "value", "value_class"),
    _scored("previous_class", _("Class a month ago"), "value", "value_class"),
    _scored("pyramid_level", _("Pyramid level"), "value", "pyramid_level"),
    _scored("previous_level", _("Level a month ago"), "value", "pyramid_level"),
    _number("pyramid_rank", _("Rank by spend"), "value"),
    _flag("is_spike", _("One-off spike"), "value"),
    YesNo(
        key="is_champion", label=_("Champion of a product"), group="value",
        yes=Q(score__champion_product__gt=""), no=Q(score__isnull=True) | Q(score__champion_product=""),
    ),
    _scored("abc", _("ABC"), "value", "abc"),
    _number("spend_share_before", _("Share of spend before"), "value"),
    _scored("rfm_group", _("RFM group"), "value", "rfm_group"),
    _scored("rfm_eight", _("RFM, eight names"), "value", "rfm_eight"),
    _scored("rfm_four", _("RFM, four names"), "value", "rfm_four"),
    _code("r", _("R code")),
    _code("f", _("F code")),
    _code("m", _("M code")),
    FmCode(
        key="fm", label=_("FM code"), group="value", choices=choices.codes, is_integer=True,
        empty=Q(score__f__isnull=True),
    ),
    _money("current_value", _("Value today")),
    _money("potential_value", _("Potential value")),
    _money("headroom", _("Headroom")),
    _number("largest_order_share", _("Share of the largest order"), "value", "percent"),
    _number("rhythm_days", _("Usual gap"), "risk", "days"),
    _number("silence_days", _("Silent for"), "risk", "days"),
    _number("due_in_days", _("Due in"), "risk", "days"),
    _number("overdue_ratio", _("Overdue"), "risk", "times"),
    _scored("overdue_band", _("Overdue band"), "risk", "overdue_band"),
    _number("silence_probability", _("How usual this silence is"), "risk", "percent"),
    _flag("is_abnormal", _("Unusually silent"), "risk"),
    _number("churn_probability", _("Churn probability"), "risk", "percent"),
    _money("value_at_risk", _("Value at risk"), "risk"),
    Choice(
        key="churn_by", label=_("Who foretells leaving"), group="forecast", lookup="score__churn_by",
        choices=choices.rules_of_leaving,
    ),
    _number("probability_alive", _("Still a customer, probability"), "forecast", "percent"),
    _number("expected_orders_90", _("Visits expected in 90 days"), "forecast"),
    _number("expected_orders_365", _("Visits expected in a year"), "forecast"),
    _money("expected_spend_90", _("Spend expected in 90 days"), "forecast"),
    _money("expected_spend_365", _("Spend expected in a year"), "forecast"),
    _money("staying_spend", _("Spend of a year, should they stay"), "forecast"),
    _money("lifetime_value", _("Lifetime value"), "forecast"),
    _money("lifetime_later", _("Lifetime value beyond the first year"), "forecast"),
    _money("past_margin", _("Margin so far"), "forecast"),
    _money("network", _("Spent by those brought"), "forecast"),
    *OF_GROUPS,
    *OF_LEAVING,
    *OF_MEMBERSHIP,
    *OF_TRIALS,
    *OF_PRODUCTS,
)  # fmt: skip


def filters_for(setting: Setting, fields: Sequence[CustomField]) -> dict[str, Filter]:
    """By key, those the reader may use, with the custom fields."""
    offered = [*FILTERS, *(_custom(field) for field in fields)]
    return {each.key: each for each in offered if setting.sees_money or not each.is_money}


def _custom(field: CustomField) -> Filter:
    key, lookup = f"custom_{field.key}", f"custom__{field.key}"
    match field.type:
        case CustomField.Type.NUMBER:
            return Number(key=key, label=field.label, group="custom", lookup=lookup, is_json=True)
        case CustomField.Type.DAY:
            return Day(key=key, label=field.label, group="custom", lookup=lookup, is_json=True)
        case CustomField.Type.YES_NO:
            return YesNo(key=key, label=field.label, group="custom", yes=Q(**{lookup: True}))
        case CustomField.Type.CHOICE:
            offered = [(choice, choice) for choice in field.choices]
            missing = ~Q(custom__has_key=field.key)
            return Choice(
                key=key, label=field.label, group="custom", lookup=lookup, choices=lambda _: offered, empty=missing
            )
        case _:
            return Text(key=key, label=field.label, group="custom", lookup=lookup)
