"""Doors from cohorts and from the explorer into the customer list: who bought when, and what."""

from collections.abc import Mapping
from datetime import date, timedelta
from urllib.parse import parse_qsl

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shuke.lib.dates import months_back
from shuke.lib.text import without_nul
from shuke.warehouse.read import ITSELF, OF_ORDERS, sold_to
from shuke.warehouse.responders import buyers
from shuke.warehouse.tables import open_tables
from shuke.web import figures
from shuke.web.customers.filters.behind import counted_people
from shuke.web.customers.filters.kinds import NONE, Choice, Choices, Day, Filter, UnreadableFilter, said_part
from shuke.web.customers.setting import Setting
from shuke.web.insight.pivot import DIMENSION_WORDS, WINDOW_DAYS, side_name

Sides = Mapping[str, str]  # of a cell: its value by dimension


class BoughtOn(Day):
    """A purchase on one of the days, as the scores count purchases: what came back since is none."""

    def condition(self, value: str, setting: Setting) -> Q:
        low, high = self.bounds(value)
        return counted_people(lambda: _buyers(low or date.min, min(high or date.max, setting.as_of), setting))


def _buyers(first: date, last: date, setting: Setting) -> set[int]:
    with open_tables() as tables:
        return buyers(tables, from_on=first, until_on=last, by="current_key", as_of=setting.as_of)


class Sold(Choice):
    """Values are cells of the explorer, “month=2026-03&category=Food”: one line had it all. Of several, any."""

    def condition(self, value: str, setting: Setting) -> Q:
        found = Q(pk__in=[])
        for part in filter(None, value.split(",")):
            found |= ~_sold_to({}, setting) if part == NONE else _sold_to(self._sides(part), setting)
        return found

    def say(self, value: str, setting: Setting) -> str:
        parts = [part for part in value.split(",") if part]
        return _(", ").join(_("none") if part == NONE else _said(self._sides(part)) for part in parts)

    def _sides(self, part: str) -> Sides:
        try:
            sides = {name: without_nul(value) for name, value in parse_qsl(part, keep_blank_values=True)}
        except ValueError:
            sides = {}
        if not sides or not all(_is_known(name, value) for name, value in sides.items()):
            raise UnreadableFilter(_("“%(value)s” is no choice of “%(label)s”.") % {"value": part, "label": self.label})
        return sides


def _is_known(dimension: str, value: str) -> bool:
    if dimension == "month":
        return value == "" or _month_of(value) is not None
    if dimension == "weekday":
        return value in ("", *"1234567")
    return dimension in (*OF_ORDERS, ITSELF)


def _month_of(value: str) -> date | None:
    try:
        return date.fromisoformat(f"{value}-01")
    except ValueError:
        return None


def _sold_to(sides: Sides, setting: Setting) -> Q:
    from_on, until_on = setting.as_of - timedelta(days=WINDOW_DAYS - 1), setting.as_of + timedelta(days=1)
    stores = setting.scope.store_ids
    return counted_people(lambda: sold_to(dict(sides), from_on=from_on, until_on=until_on, stores=stores))


def _said(sides: Sides) -> str:
    names = [(name if name != ITSELF else "category", value) for name, value in sides.items()]
    return " · ".join(said_part(str(DIMENSION_WORDS[name]), side_name(name, value)) for name, value in names)


def _months(setting: Setting) -> Choices:
    """Those of the window, the latest first; other cells are reached from the explorer."""
    months = [months_back(setting.as_of, back) for back in range(WINDOW_DAYS // 30 + 1)]
    return [(f"month={month:%Y-%m}", figures.month(month, with_year=True)) for month in months]


FILTERS: tuple[Filter, ...] = (
    BoughtOn(key="bought_on", label=gettext_lazy("Bought on"), group="buying", lookup=""),
    Sold(key="sold", label=gettext_lazy("Bought in the year, returns too"), group="buying", choices=_months),
)
