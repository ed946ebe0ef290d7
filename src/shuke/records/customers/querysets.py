from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q

from shuke.records.access.scope import Scope

if TYPE_CHECKING:
    from shuke.records.customers.models import Booking, Customer  # noqa: F401  (named in the bases below)


class CustomerQuerySet(models.QuerySet["Customer"]):
    def current(self) -> "CustomerQuerySet":
        """Without those merged into another or erased."""
        return self.filter(merged_into__isnull=True, erased_at__isnull=True)

    def visible_to(self, scope: Scope) -> "CustomerQuerySet":
        """Those whose home store the caller works for; without a home store only who works everywhere."""
        if scope.store_ids is None:
            return self
        return self.filter(home_store__in=scope.store_ids)

    def of_people_visible_to(self, scope: Scope) -> "CustomerQuerySet":
        """The records of people the caller may see: theirs, and those merged into it, whatever their home store."""
        person = Q(erased_at__isnull=True, merged_into__isnull=True)
        part = Q(merged_into__isnull=False, merged_into__erased_at__isnull=True)
        if scope.store_ids is not None:
            person &= Q(home_store__in=scope.store_ids)
            part &= Q(merged_into__home_store__in=scope.store_ids)
        return self.filter(person | part)


class BookingQuerySet(models.QuerySet["Booking"]):
    def visible_to(self, scope: Scope) -> "BookingQuerySet":
        """Those for a store the caller works for, whoever comes."""
        return self if scope.store_ids is None else self.filter(store__in=scope.store_ids)

    def awaited(self) -> "BookingQuerySet":
        """Not cancelled, nor given up."""
        return self.filter(status__in=("booked", "came"))
