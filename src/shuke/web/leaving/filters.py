"""Doors from the pages about leaving into the customer list."""

from collections.abc import Callable, Collection, Mapping, Sequence

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from shuke.records.departures.models import Departure
from shuke.records.departures.queries import departures_within, followed
from shuke.scores.alerts import is_still_away
from shuke.web.customers.filters.behind import people_behind
from shuke.web.customers.filters.kinds import NONE, Choice, Choices, Filter, YesNo, said_part
from shuke.web.customers.setting import Setting
from shuke.web.leaving.causes import people_by_part
from shuke.web.leaving.words import PARTS, cause_words, countermeasure_words


class LeftBecause(Choice):
    def any_of(self, named: Sequence[str]) -> Q:
        """Subqueries: a join would list a customer once a departure. Who was merged is found as who is left of them."""
        departures = Departure.objects.filter(**{f"{self.lookup}__in": named})
        merged = departures.filter(customer__merged_into__isnull=False)
        return Q(pk__in=departures.values("customer")) | Q(pk__in=merged.values("customer__merged_into"))


class WhatBecame(Choice):
    """“price-back”: those whose latest departure of that cause, or with that countermeasure, came to this."""

    def condition(self, value: str, setting: Setting) -> Q:
        parts = value.split(",")
        found = self.empty if NONE in parts and self.empty is not None else Q(pk__in=[])
        for part in parts:
            key, _separator, what = part.rpartition("-")
            if key:
                found |= people_behind(self._people(key, setting).get(what, ()))
        return found

    def _people(self, key: str, setting: Setting) -> Mapping[str, Collection[int]]:
        rows = departures_within(setting.scope).filter(**{self.lookup: key})
        return people_by_part(followed(rows, today=setting.today))


class StillAway(YesNo):
    """Whom the lists of those who leave are about: not come since the scores, and open to being approached."""

    def condition(self, value: str, setting: Setting) -> Q:
        super().condition(value, setting)  # refuses what is neither yes nor no
        away = is_still_away(as_of=setting.as_of, today=setting.today)
        return away if value == "yes" else ~away


def _and(values: Sequence[str], words: Callable[[str], str]) -> Choices:
    return [(f"{value}-{part}", said_part(words(value), said)) for value in values for part, said in PARTS.items()]


NO_DEPARTURE = ~Q(pk__in=Departure.objects.values("customer"))
NOTHING_DONE = ~Q(pk__in=Departure.objects.exclude(countermeasure="").values("customer"))

# `none` of each: without any departure, without anything done.
FILTERS: tuple[Filter, ...] = (
    StillAway(key="still_away", label=_("Still away, may be approached"), group="risk", yes=Q()),
    LeftBecause(
        key="left_because", label=_("Left because of"), group="risk", lookup="cause",
        choices=lambda setting: [(value, str(label)) for value, label in Departure.Cause.choices],
        empty=NO_DEPARTURE,
    ),
    WhatBecame(
        key="left_and", label=_("Left, and what became of it"), group="risk", lookup="cause",
        choices=lambda setting: _and(Departure.Cause.values, cause_words), empty=NO_DEPARTURE,
    ),
    LeftBecause(
        key="countermeasure", label=_("Done about leaving"), group="risk", lookup="countermeasure",
        choices=lambda setting: [(value, str(label)) for value, label in Departure.Countermeasure.choices],
        empty=NOTHING_DONE,
    ),
    WhatBecame(
        key="countermeasure_and", label=_("Done about leaving, and what became of it"), group="risk",
        lookup="countermeasure",
        choices=lambda setting: _and(Departure.Countermeasure.values, countermeasure_words), empty=NOTHING_DONE,
    ),
)  # fmt: skip
