"""Who stands before the page: no account, no session of staff, a key of their own."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils.functional import cached_property

from shuke.records.access.scope import Scope
from shuke.records.customers.models import Customer
from shuke.records.stores.queries import business
from shuke.web.own.models import OwnKey


@dataclass(frozen=True)
class Visitor:
    key: OwnKey
    customer: Customer
    people: frozenset[int]  # the customer and who was merged into them
    now: datetime

    @property
    def scope(self) -> Scope:
        return scope_of_customer(self.customer)

    @cached_property
    def zone(self) -> ZoneInfo:
        home = self.customer.home_store
        return ZoneInfo(self.customer.time_zone or (home.time_zone if home else business().time_zone))

    @property
    def may_take_data(self) -> bool:
        """Everything in one file only for who proved to have the phone or mailbox: a link is soon shown round."""
        return self.key.kind == OwnKey.Kind.CODE


def scope_of_customer(customer: Customer) -> Scope:
    """Somebody who changes what is written about themselves: no right of staff, and named in the audit."""
    return Scope(role="customer", store_ids=None, permissions=frozenset(), caller=f"customer:{customer.pk}")
