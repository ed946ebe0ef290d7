"""The choices that filters offer, each asked for only when its filter is opened or set."""

from collections.abc import Callable

from django.utils.dates import MONTHS

from shuke.records.access.queries import colleagues_of
from shuke.records.customers.models import Customer, Tag
from shuke.records.stores.models import Store
from shuke.report.words import keys_of, name_of
from shuke.web.customers.filters.kinds import Choices
from shuke.web.customers.setting import Setting
from shuke.web.insight.forecast_runs import MODEL_NAMES


def words_of(kind: str) -> Callable[[Setting], Choices]:
    """The keys of `report.words`, best first."""
    return lambda setting: [(key, name_of(kind, key)) for key in keys_of(kind)]


def codes(setting: Setting) -> Choices:
    return [(str(code), str(code)) for code in range(5, 0, -1)]


def rules_of_leaving(setting: Setting) -> Choices:
    return [(key, str(MODEL_NAMES[key])) for key in ("points", "boosting", "simple")]


def stores(setting: Setting) -> Choices:
    found = Store.objects.order_by("name")
    if setting.scope.store_ids is not None:
        found = found.filter(pk__in=setting.scope.store_ids)
    return [(str(store.pk), store.name) for store in found]


def owners(setting: Setting) -> Choices:
    return [(str(person.pk), str(person)) for person in colleagues_of(setting.scope)]


def tags(setting: Setting) -> Choices:
    return [(str(tag.pk), tag.name) for tag in Tag.objects.all()]


def genders(setting: Setting) -> Choices:
    return [(value, str(label)) for value, label in Customer.Gender.choices]


def months(setting: Setting) -> Choices:
    return [(str(number), str(name)) for number, name in MONTHS.items()]
