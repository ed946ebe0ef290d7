"""Doors from the causes of leaving into the customer list."""

from collections.abc import Sequence

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from shuke.records.departures.models import Departure
from shuke.web.customers.filters.kinds import Choice, Filter


class LeftBecause(Choice):
    def any_of(self, named: Sequence[str]) -> Q:
        """A subquery: a join would list a customer once a departure."""
        return Q(pk__in=Departure.objects.filter(**{f"{self.lookup}__in": named}).values("customer"))


# `none` of each: without any departure, without anything done.
FILTERS: tuple[Filter, ...] = (
    LeftBecause(
        key="left_because", label=_("Left because of"), group="risk", lookup="cause",
        choices=lambda setting: [(value, str(label)) for value, label in Departure.Cause.choices],
        empty=~Q(pk__in=Departure.objects.values("customer")),
    ),
    LeftBecause(
        key="countermeasure", label=_("Done about leaving"), group="risk", lookup="countermeasure",
        choices=lambda setting: [(value, str(label)) for value, label in Departure.Countermeasure.choices],
        empty=~Q(pk__in=Departure.objects.exclude(countermeasure="").values("customer")),
    ),
)  # fmt: skip
