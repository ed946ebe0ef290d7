"""Where the counter stands: one store, its day, and what the person behind it may do."""

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from shuke.lib.dates import day_in
from shuke.lib.ids import is_id
from shuke.records.access.decorators import StaffRequest
from shuke.records.access.scope import NotAllowed, Scope
from shuke.records.stores.models import Store
from shuke.web.customers.setting import Setting, setting_for
from shuke.web.frame import chosen_store, stores_of


@dataclass(frozen=True)
class Place:
    scope: Scope
    store: Store
    now: datetime
    today: date  # in the store
    setting: Setting

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.store.time_zone)

    @property
    def may_sell(self) -> bool:
        return self.scope.may("checkout.use")

    @property
    def may_note(self) -> bool:
        return self.scope.may("customers.preferences")

    @property
    def may_book(self) -> bool:
        return self.scope.may("bookings.take")

    @property
    def may_enrol(self) -> bool:
        return self.scope.may("membership.enrol")

    @property
    def may_register(self) -> bool:
        return self.scope.may("customers.register")


def place_of(request: StaffRequest, *, now: datetime) -> Place | None:
    """The store chosen in the switch, else the only one there is to choose; None: it must be chosen first."""
    mine = stores_of(request.scope)
    store = chosen_store(request, mine)
    if store is None:
        two = list(mine[:2])
        store = two[0] if len(two) == 1 else None
    return at_store(request.scope, store, now=now) if store else None


def place_named(request: StaffRequest, *, now: datetime) -> Place:
    """The store a form of the counter names: another tab may have chosen another one since. Raises NotAllowed."""
    named = request.POST.get("store", "")
    store = Store.objects.filter(pk=int(named)).first() if is_id(named) else None
    if store is None:
        raise NotAllowed(_("Choose the store this counter stands in, then ring up again."))
    request.scope.require_store(store.pk)
    return at_store(request.scope, store, now=now)


def at_store(scope: Scope, store: Store, *, now: datetime) -> Place:
    today = day_in(store.time_zone, now)
    return Place(scope=scope, store=store, now=now, today=today, setting=setting_for(scope, now=now))
