"""What is sent as codes and numbers, as rows the caller may use; rows as they are told."""

from datetime import datetime

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from shuke.lib.errors import ShukeError
from shuke.lib.prepared import Prepared
from shuke.records.access.decorators import ApiRequest
from shuke.records.access.scope import NotAllowed
from shuke.records.customers.models import Customer
from shuke.records.membership.checkout.buyers import Buyer, Unknown, find_buyer, terms_of
from shuke.records.membership.models import Entry, Member
from shuke.records.membership.queries import Balance, balance_of, purse_members
from shuke.records.membership.schemas import MovedOut, StandingOut, TransactionOut
from shuke.records.stores.models import Store

_stores = Prepared(lambda pk: Store.objects.filter(pk=pk))
_stores_called = Prepared(lambda code: Store.objects.filter(code=code))


class StoreNeeded(ShukeError):
    """The key works in several stores and names none."""


def store_of(request: ApiRequest, code: str) -> Store:
    """The store named, or the only one of the key. Raises NotAllowed for another's, StoreNeeded without a name."""
    if code:
        store = next(iter(_stores_called(code)), None)
        if store is None or not request.scope.covers_store(store.pk):
            raise NotAllowed(
                _("This key does not work for store “%(code)s”; use that store’s own key.") % {"code": code}
            )
        return store
    ids = request.scope.store_ids
    if ids is None or len(ids) != 1:
        raise StoreNeeded(_("Name the store: this key works in several."))
    return _stores(next(iter(ids)))[0]


def buyer_in(
    request: ApiRequest, *, card: str = "", phone: str = "", number: str = "", by_friend: bool = False, plan: str = ""
) -> Buyer:
    """A card or full phone finds anyone in the chain; a number, which can be counted through, the caller's own stores'.

    Raises Unknown, CardEnded.
    """
    buyer = find_buyer(card=card, phone=phone, number=number, by_friend=by_friend, plan=plan)
    is_shown = bool(card or phone)
    if buyer.customer and not is_shown and not request.scope.covers_store(buyer.customer.home_store_id):
        raise Unknown(_("There is no customer “%(number)s” in your stores.") % {"number": number})
    return buyer


def members_in(request: ApiRequest) -> QuerySet[Member]:
    customers = Customer.objects.current().visible_to(request.scope)
    return Member.objects.filter(customer__in=customers).select_related("plan", "tier", "customer", "home_store")


def member_in(request: ApiRequest, member_id: int) -> Member:
    """404 for a stranger's member as for none."""
    return get_object_or_404(members_in(request), pk=member_id)


def standing_of(member: Member, *, now: datetime, balance: Balance | None = None) -> StandingOut:
    """`balance`: what is in the purse that `member` leads, where it is known already."""
    leader = member
    if balance is None:
        purse = purse_members(member)
        leader, balance = purse[0], balance_of([one.pk for one in purse], now=now)
    terms = terms_of(Buyer(customer=leader.customer, member=leader), currency=leader.plan.currency)
    return StandingOut(
        id=leader.pk,
        customer=leader.customer.number,
        name=leader.customer.name,
        plan=leader.plan.code,
        tier=leader.tier.code if leader.tier else None,
        discount_percent=terms.discount_percent,
        benefits=[str(one) for one in leader.tier.benefits] if leader.tier else [],
        points=balance.points,
        pending=balance.pending,
        debt=balance.debt,
        next_expiry_at=balance.next_expiry_at,
        next_expiry_points=balance.next_expiry_points,
    )


def entry_out(entry: Entry) -> TransactionOut:
    plain = {name: getattr(entry, name) for name in TransactionOut.model_fields if name not in ("order", "reverses")}
    return TransactionOut(**plain, order=entry.order_id, reverses=entry.reverses_id)


def moved_out(entries: list[Entry], member: Member, *, now: datetime) -> MovedOut:
    return MovedOut(entries=[entry_out(entry) for entry in entries], member=standing_of(member, now=now))
