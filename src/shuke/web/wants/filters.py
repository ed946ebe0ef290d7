"""Doors by what was bought, and by what would be wanted, into the customer list."""

from datetime import timedelta

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shuke.records.catalog.models import Category
from shuke.warehouse.engine import warehouse_folder
from shuke.warehouse.manifest import Folder
from shuke.warehouse.responders import buyers
from shuke.warehouse.tables import open_tables
from shuke.warehouse.wants import Wants
from shuke.web.customers.filters.behind import counted_people
from shuke.web.customers.filters.kinds import NONE, Choice, Choices, Filter
from shuke.web.customers.setting import Setting
from shuke.web.wants.rows import still_offered
from shuke.web.wants.subject import Subject, subject_of

WINDOW_DAYS = 365


class OfSubject(Choice):
    """Values are “c12” for a kind of product and “p7” for a product; of several, any; `none`: nobody of the others."""

    def condition(self, value: str, setting: Setting) -> Q:
        found = Q(pk__in=[])
        for part in value.split(","):
            subject = subject_of(part)
            if part == NONE:
                found |= self.about_nothing(setting)
            elif subject:
                found |= self.about(subject, setting)
        return found

    def about_nothing(self, setting: Setting) -> Q:
        raise NotImplementedError

    def about(self, subject: Subject, setting: Setting) -> Q:
        raise NotImplementedError

    def say(self, value: str, setting: Setting) -> str:
        subjects = [subject_of(part) for part in value.split(",")]
        return _(", ").join(subject.name if subject else _("none") for subject in subjects)


class Bought(OfSubject):
    def about(self, subject: Subject, setting: Setting) -> Q:
        """In the year up to the day of the scores; read from the warehouse, for records hold every line ever sold."""
        return counted_people(lambda: _buyers(setting, category=subject.path, product=subject.code))

    def about_nothing(self, setting: Setting) -> Q:
        return _bought_nothing(setting)


class WouldWant(OfSubject):
    def about(self, subject: Subject, setting: Setting) -> Q:
        """Those on the list of the latest refresh: few, so by their numbers."""
        wanted = Wants(Folder(warehouse_folder())).of(subject.label)
        listed = still_offered(wanted) if wanted else []
        return Q(number__in=[each.customer_id for each in listed])

    def about_nothing(self, setting: Setting) -> Q:
        """Who bought nothing in the year is on no list: the others are on one or too far down all of them."""
        return _bought_nothing(setting)


def _bought_nothing(setting: Setting) -> Q:
    return ~counted_people(lambda: _buyers(setting))


def _buyers(setting: Setting, *, category: str = "", product: str = "") -> set[int]:
    with open_tables() as tables:
        return buyers(
            tables,
            from_on=setting.as_of - timedelta(days=WINDOW_DAYS - 1),
            until_on=setting.as_of,
            category=category,
            product=product,
            by="current_key",
        )


def _kinds(setting: Setting) -> Choices:
    """Down to the second level; finer kinds and products are reached from their pages."""
    kinds = Category.objects.filter(parent__parent__isnull=True).order_by("path")
    return [(f"c{pk}", path) for pk, path in kinds.values_list("pk", "path")]


def _listed(setting: Setting) -> Choices:
    """The kinds that have a list."""
    paths = Wants(Folder(warehouse_folder())).kinds()
    ids = dict(Category.objects.values_list("path", "pk"))
    return [(f"c{ids[path]}", path) for path in paths if path in ids]


FILTERS: tuple[Filter, ...] = (
    Bought(key="bought", label=gettext_lazy("Bought in the year"), group="buying", choices=_kinds),
    WouldWant(key="wants", label=gettext_lazy("Would want"), group="forecast", choices=_listed),
)
