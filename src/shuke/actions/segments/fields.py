"""What is known about a customer, by one name each: the customer list filters by these fields, segments ask for them.

A score that gets a column gets its line here.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from shuke.actions.segments.contact import DISSATISFIED, SATISFIED
from shuke.records.customers.models import Customer, CustomField
from shuke.report.words import keys_of

SCORE = "score__"  # begins the lookup of a field that a run wrote


class Kind(StrEnum):
    CHOICE = "choice"  # one of some keys
    CODE = "code"  # 1 to 5, 5 best
    NUMBER = "number"
    MONEY = "money"  # kept in minor units, asked in whole ones
    DAY = "day"
    BIRTHDAY = "birthday"  # comes again every year
    YES_NO = "yes_no"
    TEXT = "text"


@dataclass(frozen=True, kw_only=True)
class Field:
    key: str  # in addresses, texts and the API
    label: Promise | str
    group: str  # "person", "service", "buying", "value", "risk", "forecast", "custom"
    kind: Kind
    lookup: str  # from Customer
    unit: str = ""  # of a number: "", "days", "times", "percent" (of a share, 0 to 1)
    words: str = ""  # whose keys in `report.words` are the choices
    choices: tuple[str, ...] = ()  # where no words have them; empty: the records name them

    @property
    def is_money(self) -> bool:
        return self.kind == Kind.MONEY

    @property
    def may_be(self) -> tuple[str, ...]:
        """The keys of its choices; empty where any text may be one."""
        return tuple(keys_of(self.words)) if self.words else self.choices

    @property
    def is_score(self) -> bool:
        return self.lookup.startswith(SCORE)


def _scored(key: str, label: Promise, group: str, words: str) -> Field:
    return Field(key=key, label=label, group=group, kind=Kind.CHOICE, lookup=SCORE + key, words=words)


def _number(key: str, label: Promise, group: str, unit: str = "") -> Field:
    return Field(key=key, label=label, group=group, kind=Kind.NUMBER, lookup=SCORE + key, unit=unit)


def _code(key: str, label: Promise) -> Field:
    return Field(key=key, label=label, group="value", kind=Kind.CODE, lookup=SCORE + key)


def _money(key: str, label: Promise, group: str = "value") -> Field:
    return Field(key=key, label=label, group=group, kind=Kind.MONEY, lookup=f"{SCORE}{key}_minor")


def _day(key: str, label: Promise, group: str) -> Field:
    return Field(key=key, label=label, group=group, kind=Kind.DAY, lookup=SCORE + key)


def _flag(key: str, label: Promise, group: str) -> Field:
    return Field(key=key, label=label, group=group, kind=Kind.YES_NO, lookup=SCORE + key)


def _of_person(key: str, label: Promise, kind: Kind) -> Field:
    return Field(key=key, label=label, group="person", kind=kind, lookup=key)


def _of_service(key: str, label: Promise, kind: Kind) -> Field:
    return Field(key=key, label=label, group="service", kind=kind, lookup=key)


# Looked up by hand: see `people` and `contact`.
STORE = _of_person("store", _("Home store"), Kind.CHOICE)
TAG = _of_person("tag", _("Tag"), Kind.CHOICE)
GENDER = Field(
    key="gender", label=_("Gender"), group="person", kind=Kind.CHOICE, lookup="gender",
    choices=tuple(Customer.Gender.values),
)  # fmt: skip
BIRTHDAY_MONTH = Field(
    key="birthday_month", label=_("Birthday in"), group="person", kind=Kind.NUMBER, lookup="birthday__month"
)
BIRTHDAY = _of_person("birthday", _("Birthday"), Kind.BIRTHDAY)
PERSON: tuple[Field, ...] = (
    _of_person("joined_on", _("Customer since"), Kind.DAY),
    _of_person("acquired_through", _("How acquired"), Kind.TEXT),
    _of_person("occupation", _("Occupation"), Kind.TEXT),
    _of_person("has_organisation", _("Belongs to a firm"), Kind.YES_NO),
    _of_person("has_phone", _("Has a phone"), Kind.YES_NO),
    _of_person("has_email", _("Has an e-mail"), Kind.YES_NO),
    _of_person("has_card", _("Has a card"), Kind.YES_NO),
    _of_person("has_wechat", _("Has WeChat"), Kind.YES_NO),
    _of_person("may_email", _("May get e-mail"), Kind.YES_NO),
    _of_person("may_sms", _("May get SMS"), Kind.YES_NO),
    _of_person("may_wechat", _("May get WeChat"), Kind.YES_NO),
    _of_person("may_phone", _("May be called"), Kind.YES_NO),
    _of_person("may_post", _("May get post"), Kind.YES_NO),
    _of_person("is_do_not_contact", _("Do not contact"), Kind.YES_NO),
    _of_person("is_not_personalised", _("No personalisation"), Kind.YES_NO),
)
MEMBERSHIP: tuple[Field, ...] = (
    _of_person("plan", _("Member of"), Kind.CHOICE),
    _of_person("tier", _("Tier"), Kind.CHOICE),
    _of_person("points", _("Points that can be spent"), Kind.NUMBER),
)
SERVICE: tuple[Field, ...] = (
    _of_service("has_open_case", _("Has an open case"), Kind.YES_NO),
    _of_service("complaints", _("Complaints"), Kind.NUMBER),
    _of_service("latest_complaint_on", _("Latest complaint"), Kind.DAY),
    Field(
        key="satisfaction", label=_("Latest answer about satisfaction"), group="service", kind=Kind.CHOICE,
        lookup="satisfaction", choices=(SATISFIED, DISSATISFIED),
    ),
    _of_service("messages", _("Messages sent"), Kind.NUMBER),
    _of_service("latest_message_on", _("Latest message"), Kind.DAY),
    _of_service("invited_to", _("Invited to the event"), Kind.CHOICE),
    _of_service("came_to", _("Came to the event"), Kind.CHOICE),
    _of_service("events", _("Events they came to"), Kind.NUMBER),
    _of_service("latest_event_on", _("Latest event they came to"), Kind.DAY),
)  # fmt: skip
BUYING: tuple[Field, ...] = (
    _flag("in_window", _("Bought in the window"), "buying"),
    _number("orders", _("Orders in the window"), "buying"),
    _number("total_orders", _("Orders ever"), "buying"),
    _money("spend", _("Spend in the window"), "buying"),
    _money("spend_90", _("Spend of 90 days"), "buying"),
    _money("spend_90_before", _("Spend of the 90 days before"), "buying"),
    _day("first_on", _("First order"), "buying"),
    _day("latest_on", _("Latest order"), "buying"),
    _number("recency_days", _("Days since the latest order"), "buying", "days"),
)
VALUE: tuple[Field, ...] = (
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
    _scored("abc", _("ABC"), "value", "abc"),
    _number("spend_share_before", _("Share of spend before"), "value"),
    _scored("rfm_group", _("RFM group"), "value", "rfm_group"),
    _scored("rfm_eight", _("RFM, eight names"), "value", "rfm_eight"),
    _scored("rfm_four", _("RFM, four names"), "value", "rfm_four"),
    _code("r", _("R code")),
    _code("f", _("F code")),
    _code("m", _("M code")),
    _money("current_value", _("Value today")),
    _money("potential_value", _("Potential value")),
    _money("headroom", _("Headroom")),
    _number("largest_order_share", _("Share of the largest order"), "value", "percent"),
)
RISK: tuple[Field, ...] = (
    _number("rhythm_days", _("Usual gap"), "risk", "days"),
    _number("silence_days", _("Silent for"), "risk", "days"),
    _number("due_in_days", _("Due in"), "risk", "days"),
    _number("overdue_ratio", _("Overdue"), "risk", "times"),
    _scored("overdue_band", _("Overdue band"), "risk", "overdue_band"),
    _number("silence_probability", _("How usual this silence is"), "risk", "percent"),
    _flag("is_abnormal", _("Unusually silent"), "risk"),
    _number("churn_probability", _("Churn probability"), "risk", "percent"),
    _money("value_at_risk", _("Value at risk"), "risk"),
)
FORECAST: tuple[Field, ...] = (
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
)
# Families of fields, named behind a dot: `preference.seat`, `custom.shoe_size`.
PREFERENCE, CUSTOM = "preference", "custom"

FIELDS = {
    field.key: field
    for field in (
        STORE,
        TAG,
        GENDER,
        BIRTHDAY_MONTH,
        BIRTHDAY,
        *PERSON,
        *MEMBERSHIP,
        *SERVICE,
        *BUYING,
        *VALUE,
        *RISK,
        *FORECAST,
    )
}
KINDS = {
    CustomField.Type.TEXT: Kind.TEXT,
    CustomField.Type.NUMBER: Kind.NUMBER,
    CustomField.Type.DAY: Kind.DAY,
    CustomField.Type.YES_NO: Kind.YES_NO,
    CustomField.Type.CHOICE: Kind.CHOICE,
}


def field_named(key: str, custom: Iterable[CustomField]) -> Field | None:
    """The field of that name; None where there is none. A preference has any topic somebody wrote down."""
    family, _dot, name = key.partition(".")
    if family == PREFERENCE and name:
        return Field(key=key, label=name, group="person", kind=Kind.TEXT, lookup=name)
    own = next((each for each in custom if family == CUSTOM and each.key == name), None)
    if own is not None:
        return Field(
            key=key, label=own.label, group="custom", kind=KINDS[CustomField.Type(own.type)],
            lookup=f"custom__{own.key}", choices=tuple(own.choices),
        )  # fmt: skip
    return FIELDS.get(key)
