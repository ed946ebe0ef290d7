"""A return mirrors its sale line by line: money, points earned and paid, growth, by the share that comes back."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db import IntegrityError, transaction
from django.db.models import Sum
from django.utils.translation import gettext as _

from shuke.lib.dates import day_in
from shuke.lib.errors import ShukeError
from shuke.lib.money import from_minor, to_minor
from shuke.records.access.scope import Scope
from shuke.records.membership.checkout.basket import LEAST_QUANTITY
from shuke.records.membership.checkout.receipts import order_of_receipt, source_of
from shuke.records.membership.checkout.shares import step
from shuke.records.membership.models import CouponUse, Entry, LineTerms, Member
from shuke.records.membership.services import Cause, left_to_reverse, release_coupon, reverse_entry
from shuke.records.membership.services.purse import Purse, lock_purse
from shuke.records.membership.services.tiers import add_growth
from shuke.records.sales.models import Order, OrderLine
from shuke.records.sales.queries import lines_of
from shuke.records.stores.models import Store

_COUNTS = ("earned", "spent", "growth")
_MONEY = ("card_discount", "coupon_discount", "paid_by_points")


class NotReturnable(ShukeError):
    """More comes back than was sold, or nothing."""


@dataclass(frozen=True, kw_only=True)
class ReturnLine:
    line_id: int
    quantity: Decimal


@dataclass(frozen=True, kw_only=True)
class _Part:
    """What comes back of one line."""

    line: OrderLine
    terms: LineTerms
    before: Decimal  # came back earlier
    quantity: Decimal

    def money(self, amount: Decimal, currency: str) -> Decimal:
        return from_minor(self.count(to_minor(amount, currency)), currency)

    def count(self, whole: int) -> int:
        return step(whole, before=self.before, now=self.quantity, of=self.line.quantity)


def return_order(
    *, scope: Scope, now: datetime, order: Order, store: Store, receipt: str, lines: Sequence[ReturnLine] = ()
) -> Order:
    """An order of negative lines; without `lines` all that has not come back. The same receipt again changes nothing.

    Points paid are given back to their lots, points earned are taken back; what was spent already is owed
    (docs/guides/points.md, Debt).
    Raises NotReturnable, ReceiptUsed, NotAllowed.
    """
    scope.require_store(store.pk)
    digest = _digest(order, lines)
    try:
        return _return(order, store, receipt, lines, digest, scope=scope, now=now)
    except IntegrityError:  # another order's return, or a sale, took the number between our look and our write
        if known := order_of_receipt(store, receipt, digest=digest):
            return known
        raise


@transaction.atomic
def _return(
    order: Order, store: Store, receipt: str, lines: Sequence[ReturnLine], digest: str, *, scope: Scope, now: datetime
) -> Order:
    order = Order.objects.select_for_update(of=("self",)).select_related("store", "customer").get(pk=order.pk)
    if known := order_of_receipt(store, receipt, digest=digest):
        return known
    parts = _parts(order, lines)
    made = _post(order, store, receipt, parts, digest, now=now)
    _mirror_points(order, made, parts, scope=scope, now=now)
    if _is_whole(order):
        for use in CouponUse.objects.filter(order=order).select_related("code"):
            release_coupon(now=now, use=use, is_returned=True)
    return made


def _parts(order: Order, wanted: Sequence[ReturnLine]) -> list[_Part]:
    sold = {line.pk: line for line in lines_of(order.pk) if line.quantity > 0}
    back = _returned(order)
    terms = {one.line_id: one for one in LineTerms.objects.filter(line__in=sold)}
    asked = {pk: line.quantity - back.get(pk, Decimal(0)) for pk, line in sold.items()} if not wanted else {}
    for one in wanted:
        asked[one.line_id] = asked.get(one.line_id, Decimal(0)) + one.quantity
    parts = []
    for pk, quantity in asked.items():
        if pk not in sold:
            raise NotReturnable(_("Line %(line)d was not sold by this order.") % {"line": pk})
        part = _Part(
            line=sold[pk], terms=terms.get(pk) or LineTerms(), before=back.get(pk, Decimal(0)), quantity=quantity
        )
        parts += _checked(part, is_asked=bool(wanted))
    if not parts:
        raise NotReturnable(_("Everything of this order has come back already."))
    return parts


def _checked(part: _Part, *, is_asked: bool) -> list[_Part]:
    left = part.line.quantity - part.before
    if is_asked and not LEAST_QUANTITY <= part.quantity <= left:
        raise NotReturnable(
            _("Of “%(product)s” at most %(left)s can come back; write a quantity above 0 and up to that.")
            % {"product": part.line.product.name, "left": f"{left.normalize():f}"}
        )
    return [part] if part.quantity > 0 else []


def _returned(order: Order) -> Mapping[int, Decimal]:
    rows = OrderLine.objects.filter(undoes__order=order).values_list("undoes").annotate(back=Sum("quantity"))
    return {pk: -back for pk, back in rows if pk is not None}


def _is_whole(order: Order) -> bool:
    back = _returned(order)
    return all(back.get(line.pk, Decimal(0)) >= line.quantity for line in lines_of(order.pk) if line.quantity > 0)


def _post(order: Order, store: Store, receipt: str, parts: Sequence[_Part], digest: str, *, now: datetime) -> Order:
    made = Order.objects.create(
        store=store,
        customer=order.customer,
        source=source_of(store),
        source_key=receipt,
        ordered_at=now,
        ordered_on=day_in(store.time_zone, now),
        currency=order.currency,
        channel=order.channel,
        total=-sum((part.money(part.line.amount, order.currency) for part in parts), Decimal(0)),
        line_count=len(parts),
        has_sale=False,
        content_hash=digest,
        origin=source_of(store),
        created_at=now,
        updated_at=now,
    )
    lines = OrderLine.objects.bulk_create([_line(made, place, part) for place, part in enumerate(parts, 1)])
    LineTerms.objects.bulk_create([_terms(line, part, order.currency) for line, part in zip(lines, parts, strict=True)])
    return made


def _line(made: Order, place: int, part: _Part) -> OrderLine:
    line = part.line
    return OrderLine(
        order=made,
        line_key=str(place),
        position=place,
        product=line.product,
        quantity=-part.quantity,
        amount=-part.money(line.amount, made.currency),
        discount=-part.money(line.discount, made.currency),
        cost=None if line.cost is None else -line.cost * part.quantity / line.quantity,
        undoes=line,
    )


def _terms(line: OrderLine, part: _Part, currency: str) -> LineTerms:
    counts = {name: -part.count(getattr(part.terms, name)) for name in _COUNTS}
    money = {name: -part.money(getattr(part.terms, name), currency) for name in _MONEY}
    return LineTerms(line=line, member_id=part.terms.member_id, **counts, **money)


def _mirror_points(order: Order, made: Order, parts: Sequence[_Part], *, scope: Scope, now: datetime) -> None:
    member_id = parts[0].terms.member_id  # one order is one member's
    if member_id is None:
        return
    purse = lock_purse(Member.objects.select_related("plan", "customer").get(pk=member_id))
    sums = {name: sum(part.count(getattr(part.terms, name)) for part in parts) for name in _COUNTS}
    # Given back first: what is taken back then finds it, and less is owed.
    _reverse(order, made, Entry.Kind.REDEEM, sums["spent"], scope=scope, now=now)
    _reverse(order, made, Entry.Kind.EARN, sums["earned"], scope=scope, now=now)
    _take_growth(purse, order, made, sums["growth"], scope=scope, now=now)


def _reverse(order: Order, made: Order, kind: str, points: int, *, scope: Scope, now: datetime) -> None:
    """Of several rows (the accounts of merged customers) one after the other, as far as each reaches."""
    for entry in Entry.objects.filter(order=order, kind=kind).select_related("member__customer", "member__plan"):
        part = min(points, left_to_reverse(entry))
        if part:
            cause = Cause(source="return", key=f"{made.pk}:{entry.pk}", order=made, store=made.store)
            reverse_entry(scope=scope, now=now, entry=entry, cause=cause, points=part)
            points -= part


def _take_growth(purse: Purse, order: Order, made: Order, growth: int, *, scope: Scope, now: datetime) -> None:
    cause = Cause(source="return", key=str(made.pk), order=made)
    add_growth(purse, -growth, on=order.ordered_on, cause=cause, scope=scope, now=now)


def _digest(order: Order, lines: Sequence[ReturnLine]) -> str:
    said = repr(("return", order.pk, sorted((one.line_id, f"{one.quantity.normalize():f}") for one in lines)))
    return hashlib.sha256(said.encode()).hexdigest()[:32]
