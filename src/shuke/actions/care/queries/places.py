"""Which day it is where a customer is at home: a birthday begins with the day of their own store."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q

from shuke.actions.care.queries.occasions import Occasion
from shuke.lib.dates import day_in
from shuke.records.customers.models import Customer
from shuke.records.stores.models import Business, Store
from shuke.records.stores.queries import business

_AT_ONCE = 5_000


@dataclass(frozen=True)
class Days:
    today: date  # of the business, and of customers without a store
    elsewhere: Mapping[int, date]  # of the stores where it is another day

    @property
    def earliest(self) -> date:
        return min([self.today, *self.elsewhere.values()])

    @property
    def latest(self) -> date:
        return max([self.today, *self.elsewhere.values()])

    def of(self, home_store_id: int | None) -> date:
        """The day it is for customers of the store; None: without one."""
        return self.elsewhere.get(home_store_id, self.today) if home_store_id is not None else self.today

    def reached(self) -> Q:
        """Tasks whose day has begun where their customer is at home."""
        if not self.elsewhere:
            return Q(due_on__lte=self.today)
        stores = Q(customer__home_store__in=self.elsewhere)
        found = Q(due_on__lte=self.today) & (~stores | Q(customer__home_store=None))
        for day in set(self.elsewhere.values()):
            there = [store for store, theirs in self.elsewhere.items() if theirs == day]
            found |= Q(due_on__lte=day, customer__home_store__in=there)
        return found

    def open_to(
        self, due: Sequence[Occasion], *, day: date, planned_until: date | None, began: "Days | None"
    ) -> list[Occasion]:
        """Those for whom `day` is today, or lies back and was not planned yet; never one from before all `began`."""
        since = began or Days(date.min, {})
        homes = _homes(due, among={*self.elsewhere, *since.elsewhere})
        is_planned = planned_until is not None and day <= planned_until

        def is_open(one: Occasion) -> bool:
            home = homes.get(one.customer_id)
            theirs = self.of(home)
            return since.of(home) <= day and (day == theirs or (day < theirs and not is_planned))

        return [one for one in due if is_open(one)]


def _homes(due: Sequence[Occasion], *, among: Collection[int]) -> dict[int, int]:
    """The home store of customers who have one of these."""
    if not among:
        return {}
    ids, found = sorted({one.customer_id for one in due}), dict[int, int]()
    for begin in range(0, len(ids), _AT_ONCE):
        people = Customer.objects.filter(pk__in=ids[begin : begin + _AT_ONCE], home_store__in=among)
        found |= {pk: store for pk, store in people.values_list("pk", "home_store") if store}
    return found


def days_at(now: datetime, *, shop: Business | None = None) -> Days:
    """`shop`: where the caller has read it already."""
    today = day_in((shop or business()).time_zone, now)
    zones = Store.objects.values_list("pk", "time_zone")
    there = {pk: day_in(zone, now) for pk, zone in zones}
    return Days(today, {pk: day for pk, day in there.items() if day != today})
