"""Every filter of the customer list: the fields of segments, and what only a list asks for."""

from collections.abc import Callable, Sequence
from typing import Any

from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from shuke.actions.segments import fields
from shuke.actions.segments.fields import Field, Kind
from shuke.actions.segments.people import yes_of
from shuke.records.customers.models import CustomField
from shuke.web.campaigns.filters import FILTERS as OF_CAMPAIGNS
from shuke.web.customers.filters import choices
from shuke.web.customers.filters.kinds import Choice, Choices, Day, Filter, Number, Text, YesNo
from shuke.web.customers.filters.special import FmCode, Tagged
from shuke.web.customers.setting import Setting
from shuke.web.groups.filters import FILTERS as OF_GROUPS
from shuke.web.insight.filters import FILTERS as OF_INSIGHT
from shuke.web.leaving.filters import FILTERS as OF_LEAVING
from shuke.web.membership.filters import FILTERS as OF_MEMBERSHIP
from shuke.web.segments.filters import FILTERS as OF_SEGMENTS
from shuke.web.service.filters import FILTERS as OF_SERVICE
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


def _of(field: Field) -> Filter:
    """The filter of a field that segments ask for under the same name."""
    named: dict[str, Any] = {"key": field.key, "label": field.label, "group": field.group}
    match field.kind:
        case Kind.CHOICE:
            return Choice(**named, lookup=field.lookup, choices=choices.words_of(field.words))
        case Kind.CODE:
            missing = Q(**{f"{field.lookup}__isnull": True})
            return Choice(**named, lookup=field.lookup, choices=choices.codes, is_integer=True, empty=missing)
        case Kind.MONEY:
            return Number(**named, lookup=field.lookup, unit="money", is_money=True)
        case Kind.NUMBER:
            return Number(**named, lookup=field.lookup, unit=field.unit)
        case Kind.DAY | Kind.BIRTHDAY:
            return Day(**named, lookup=field.lookup)
        case Kind.YES_NO:
            return YesNo(**named, yes=yes_of(field))
        case Kind.TEXT:
            return Text(**named, lookup=field.lookup)


def _related(key: str, label: Promise | str, lookup: str, offered: Callable[[Setting], Choices]) -> Choice:
    return Choice(
        key=key, label=label, group="person", lookup=lookup, choices=offered, is_integer=True,
        empty=Q(**{f"{lookup}__isnull": True}),
    )  # fmt: skip


FILTERS: tuple[Filter, ...] = (
    _related("store", fields.STORE.label, "home_store", choices.stores),
    _related("owner", _("Looked after by"), "owner", choices.owners),
    Tagged(
        key="tag", label=fields.TAG.label, group="person", choices=choices.tags, is_integer=True,
        empty=Q(tags__isnull=True),
    ),
    Choice(key="gender", label=fields.GENDER.label, group="person", lookup="gender", choices=choices.genders),
    Choice(
        key="birthday_month", label=fields.BIRTHDAY_MONTH.label, group="person", lookup="birthday__month",
        choices=choices.months, is_integer=True, empty=Q(birthday__isnull=True),
    ),
    *map(_of, fields.PERSON),
    YesNo(key="was_brought", label=_("Brought by another customer"), group="person", yes=Q(referred_by__isnull=False)),
    *map(_of, fields.BUYING),
    *OF_INSIGHT,
    *map(_of, fields.VALUE),
    YesNo(
        key="is_champion", label=_("Champion of a product"), group="value",
        yes=Q(score__champion_product__gt=""), no=Q(score__isnull=True) | Q(score__champion_product=""),
    ),
    FmCode(
        key="fm", label=_("FM code"), group="value", choices=choices.codes, is_integer=True,
        empty=Q(score__f__isnull=True),
    ),
    *map(_of, fields.RISK),
    Choice(
        key="churn_by", label=_("Who foretells leaving"), group="forecast", lookup="score__churn_by",
        choices=choices.rules_of_leaving,
    ),
    *map(_of, fields.FORECAST),
    *OF_GROUPS,
    *OF_LEAVING,
    *OF_MEMBERSHIP,
    *OF_SEGMENTS,
    *OF_SERVICE,
    *OF_TRIALS,
    *OF_CAMPAIGNS,
    *OF_PRODUCTS,
)  # fmt: skip


def filters_for(setting: Setting, custom: Sequence[CustomField]) -> dict[str, Filter]:
    """By key, those the reader may use, with the custom fields."""
    offered = [*FILTERS, *(_custom(field) for field in custom)]
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
