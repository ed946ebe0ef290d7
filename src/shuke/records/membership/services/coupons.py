"""Coupons: codes made by the batch; each presenting is reserved, then redeemed or released, once."""

from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from itertools import islice

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from shuke.lib.bulk import insert_rows
from shuke.lib.dates import day_in
from shuke.lib.errors import ShukeError
from shuke.records.access.scope import Scope
from shuke.records.access.services import record_audit
from shuke.records.customers.models import Customer
from shuke.records.customers.queries import survivor_of
from shuke.records.customers.services import record_event
from shuke.records.membership.cards.codes import new_codes, normal_code
from shuke.records.membership.models import Coupon, CouponCode, CouponUse
from shuke.records.sales.models import Order
from shuke.records.stores.models import Store

MOST_CODES = 5_000_000  # of one batch: more is a typing error
_AT_ONCE = 50_000
RESERVED_FOR = timedelta(minutes=15)
_LIVE = (CouponUse.State.RESERVED, CouponUse.State.REDEEMED)


class UnknownCoupon(ShukeError):
    """No such code."""


class CouponRefused(ShukeError):
    """The code is known, and cannot be used now; the sentence says why."""


class WrongCount(ShukeError):
    """Not a number of codes that can be made."""


def make_codes(
    *,
    scope: Scope,
    now: datetime,
    coupon: Coupon,
    count: int,
    random_bytes: Callable[[int], bytes],
    report: Callable[[int], None] = lambda done: None,
) -> int:
    """`count` new single-use codes; each batch of 50,000 is a transaction, so a killed run leaves whole batches."""
    if not 0 < count <= MOST_CODES:
        raise WrongCount(_("Write a number of codes from 1 to %(most)d.") % {"most": MOST_CODES})
    made, codes = 0, iter(new_codes(count, random_bytes=random_bytes))
    while batch := list(islice(codes, _AT_ONCE)):
        made += _insert(coupon, batch, now)
        report(made)
    facts = {"coupon": coupon.code, "count": made}
    record_audit(scope=scope, action="coupon.codes", at=now, subject=f"coupon:{coupon.pk}", facts=facts)
    return made


@transaction.atomic
def reserve_coupon(
    *, scope: Scope, now: datetime, code: str, customer: Customer | None, zone: str, store: Store | None = None
) -> CouponUse:
    """Holds the code for a quarter of an hour, while a basket is rung up in `store`.

    Raises UnknownCoupon, CouponRefused.
    """
    held = _locked(code)
    release_lapsed(held, now=now)
    customer = survivor_of(customer) if customer else None
    _require_usable(held, customer, day=day_in(zone, now))
    use = CouponUse(
        code=held,
        coupon=held.coupon,
        customer=customer,
        store=store,
        place=_free_place(held.coupon, customer),
        state=CouponUse.State.RESERVED,
        reserved_at=now,
        reserved_until=now + RESERVED_FOR,
    )
    try:
        with transaction.atomic():
            use.save(force_insert=True)
    except IntegrityError:  # another till took the customer's last one between our look and our write
        raise CouponRefused(_limit_reached(held.coupon)) from None
    held.used += 1
    held.save(update_fields=["used"])
    return use


def check_coupon(
    *, now: datetime, code: str, customer: Customer | None, zone: str, own: int | None = None
) -> CouponCode:
    """As `reserve_coupon` would, but takes nothing. `own`: the till's reservation, which does not stand in its way."""
    held = CouponCode.objects.select_related("coupon__product", "batch").filter(code=normal_code(code)).first()
    if held is None:
        raise _unknown(code)
    reserved = held.uses.filter(state=CouponUse.State.RESERVED)
    held.used -= reserved.filter(Q(reserved_until__lte=now) | Q(pk=own)).count()
    customer = survivor_of(customer) if customer else None
    _require_usable(held, customer, day=day_in(zone, now))
    if own is None:
        _free_place(held.coupon, customer)
    return held


def reserved_use(*, code: str, reservation: int, now: datetime, store: Store) -> CouponUse:
    """The reservation that a till of the store made before. Raises CouponRefused when it is over."""
    uses = CouponUse.objects.select_related("code", "coupon__product").filter(code__code=normal_code(code), store=store)
    use = uses.filter(pk=reservation, state=CouponUse.State.RESERVED, reserved_until__gt=now).first()
    if use is None:
        raise CouponRefused(
            _("Coupon %(code)s is not reserved any more; reserve it again.") % {"code": normal_code(code)[:40]}
        )
    return use


@transaction.atomic
def redeem_coupon(*, scope: Scope, now: datetime, use: CouponUse, order: Order | None = None) -> CouponUse:
    """What was reserved is used up. The same again changes nothing; a released one must be reserved anew."""
    held = _locked(use.code.code)
    use = CouponUse.objects.select_for_update().select_related("code").get(pk=use.pk)
    if use.state == CouponUse.State.REDEEMED and (order is None or use.order_id == order.pk):
        return use
    if use.state != CouponUse.State.RESERVED:
        raise CouponRefused(_("Coupon %(code)s is not reserved any more; reserve it again.") % {"code": held.code})
    use.state, use.settled_at, use.order = CouponUse.State.REDEEMED, now, order
    use.save(update_fields=["state", "settled_at", "order"])
    record_event(
        scope=scope,
        kind="coupon.redeemed",
        now=now,
        origin="membership",
        customer_id=use.customer_id,
        facts={"coupon": held.coupon.code, "use": use.pk},
    )
    return use


@transaction.atomic
def release_coupon(*, now: datetime, use: CouponUse, is_returned: bool = False) -> CouponUse:
    """The code may be used again. A redeemed one only comes back with the return of its order (`is_returned`)."""
    held = _locked(use.code.code)
    use = CouponUse.objects.select_for_update().select_related("code").get(pk=use.pk)
    if use.state == CouponUse.State.REDEEMED and not is_returned:
        raise CouponRefused(_("Coupon %(code)s is redeemed; it comes back only with its order.") % {"code": held.code})
    if use.state in _LIVE:
        _release(held, [use], now=now)
    return use


@transaction.atomic
def void_code(*, scope: Scope, now: datetime, code: str) -> CouponCode:
    held = _locked(code)
    if held.voided_at is None:
        held.voided_at = now
        held.save(update_fields=["voided_at"])
        record_audit(scope=scope, action="coupon.void", at=now, subject=f"coupon:{held.coupon_id}")
    return held


def release_lapsed(held: CouponCode, *, now: datetime) -> None:
    lapsed = held.uses.filter(state=CouponUse.State.RESERVED, reserved_until__lte=now)
    if found := list(lapsed):
        _release(held, found, now=now)


def _release(held: CouponCode, uses: list[CouponUse], *, now: datetime) -> None:
    for use in uses:
        use.state, use.settled_at = CouponUse.State.RELEASED, now
        use.save(update_fields=["state", "settled_at"])
    held.used -= len(uses)
    held.save(update_fields=["used"])


def _locked(code: str) -> CouponCode:
    codes = CouponCode.objects.select_for_update(of=("self",)).select_related("coupon__product", "batch")
    held = codes.filter(code=normal_code(code)).first()
    if held is None:
        raise _unknown(code)
    return held


def _unknown(code: str) -> UnknownCoupon:
    return UnknownCoupon(_("There is no coupon “%(code)s”; check it letter by letter.") % {"code": code[:40]})


def _require_usable(held: CouponCode, customer: Customer | None, *, day: date) -> None:
    for is_so, sentence in _refusals(held, customer, day=day):
        if is_so:
            raise CouponRefused(sentence % {"code": held.code, "coupon": held.coupon.name})


def _refusals(held: CouponCode, customer: Customer | None, *, day: date) -> Iterator[tuple[bool, str]]:
    coupon = held.coupon
    is_void = held.voided_at is not None or bool(held.batch and held.batch.voided_at)
    yield is_void or not coupon.is_offered, _("Coupon %(code)s is void.")
    yield (
        bool(coupon.starts_on and day < coupon.starts_on),
        _("Coupon %(code)s is not valid yet."),
    )
    yield bool(coupon.ends_on and day > coupon.ends_on), _("Coupon %(code)s is not valid any more.")
    yield (
        held.most_uses is not None and held.used >= held.most_uses,
        _("Coupon %(code)s is used already, or being used at another till."),
    )
    is_anothers = held.customer_id is not None and (
        customer is None or survivor_of(held.customer or customer).pk != customer.pk
    )
    yield is_anothers, _("Coupon %(code)s was made out to another customer.")
    yield (
        coupon.most_per_customer is not None and customer is None,
        _("“%(coupon)s” is limited for each customer: find the customer first."),
    )


def _free_place(coupon: Coupon, customer: Customer | None) -> int | None:
    if coupon.most_per_customer is None or customer is None:
        return None
    mine = CouponUse.objects.filter(coupon=coupon, customer=customer, state__in=_LIVE)
    taken = set(mine.values_list("place", flat=True))
    free = next((place for place in range(1, coupon.most_per_customer + 1) if place not in taken), None)
    if free is None:
        raise CouponRefused(_limit_reached(coupon))
    return free


def _limit_reached(coupon: Coupon) -> str:
    return _("This customer has used “%(coupon)s” as often as it may be used.") % {"coupon": coupon.name}


def _insert(coupon: Coupon, codes: list[str], now: datetime) -> int:
    columns = ("coupon_id", "code", "most_uses", "used", "made_at")
    return insert_rows(CouponCode._meta.db_table, columns, ((coupon.pk, code, 1, 0, now) for code in codes))
