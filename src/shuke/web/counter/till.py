"""A basket as the page sends it, turned into a sale of the records' checkout."""

import re
from datetime import UTC, datetime
from decimal import Decimal

from django.utils.translation import gettext as _

from shuke.lib.errors import ShukeError
from shuke.lib.ids import is_id
from shuke.lib.text import without_nul
from shuke.records.access.decorators import StaffRequest
from shuke.records.membership.checkout import BasketLine
from shuke.records.membership.checkout.buyers import Buyer, find_buyer, member_for
from shuke.records.membership.checkout.commit import Sale
from shuke.web.counter.guest import Guest, guest_of
from shuke.web.counter.place import Place
from shuke.web.counter.presented import KEPT_FOR_SECONDS, SERVED_FOR_SECONDS, unseal

PAYMENTS = ("cash", "card", "wechat", "alipay", "other")
# Twelve signs of Crockford's 32, drawn by the page: no two baskets of a store get the same.
_RECEIPT = re.compile(r"[0-9A-HJKMNP-TV-Z]{12}")
_NUMBER = re.compile(r"-?[0-9]{1,12}(?:\.[0-9]{1,6})?")
_POINTS = re.compile(r"[0-9]{1,9}")


class UnreadableBasket(ShukeError):
    """A form that is no basket; the sentence says what to write."""


class NotServed(ShukeError):
    """Another store's customer, whose card or phone was not read here, or too long ago."""


def receipt_in(request: StaffRequest) -> str:
    receipt = request.POST.get("receipt", "")
    if _RECEIPT.fullmatch(receipt) is None:
        raise UnreadableBasket(_("This page made no receipt number; open the counter again, then ring up."))
    return receipt


def sale_in(request: StaffRequest, place: Place, *, receipt: str = "", is_kept: bool = False) -> Sale:
    """`is_kept`: the page kept the order while there was no line, so it takes neither points nor a coupon."""
    return Sale(
        store=place.store,
        lines=_lines(request),
        buyer=_buyer(request, is_kept=is_kept),
        receipt=receipt,
        coupon="" if is_kept else plain(request.POST.get("coupon", "")),
        points=0 if is_kept else _points(request.POST.get("points", "")),
        payment=_payment(request.POST.get("payment", "")),
        sold_by=request.user.name or request.user.username,
        ordered_at=_moment(request.POST.get("ordered_at", "")) if is_kept else None,
    )


def plain(text: str) -> str:
    """As a scanner or a hand meant it."""
    return without_nul(text).strip()


def buyer_of(guest: Guest, *, by_friend: bool = False) -> Buyer:
    """The account of the card that was read, else the one joined first."""
    member = guest.card.member if guest.card else member_for(guest.customer)
    if member is None or not member.is_active:
        return Buyer(customer=guest.customer)
    carries = by_friend or bool(guest.card and guest.card.holder)
    return Buyer(customer=member.customer, member=member, is_friend=carries and not member.plan.is_shared)


def _buyer(request: StaffRequest, *, is_kept: bool) -> Buyer:
    sent = request.POST
    by_friend = sent.get("by_friend") == "yes"
    if card := plain(sent.get("card", "")):
        return find_buyer(card=card, by_friend=by_friend)
    pk = sent.get("customer", "")
    if not pk:
        return Buyer()
    token, age = sent.get("by", ""), KEPT_FOR_SECONDS if is_kept else SERVED_FOR_SECONDS
    presented = unseal(token, staff_id=request.scope.staff_id, max_age_seconds=age) if token else None
    guest = guest_of(request.scope, int(pk), presented, token=token) if is_id(pk) else None
    if guest is None:
        raise NotServed(_("This customer is not of your stores; scan the card or type the full phone again."))
    return buyer_of(guest, by_friend=by_friend)


def _lines(request: StaffRequest) -> list[BasketLine]:
    columns = [request.POST.getlist(name) for name in ("product", "quantity", "unit_price")]
    if len({len(column) for column in columns}) != 1:
        raise UnreadableBasket(_("The basket arrived in parts; open the counter again, then ring up."))
    rows = [row for row in zip(*columns, strict=True) if plain(row[0])]
    return [
        BasketLine(
            product=plain(product)[:120],
            quantity=_number(quantity, product),
            unit_price=_number(price, product),
        )
        for product, quantity, price in rows
    ]


def _number(text: str, product: str) -> Decimal:
    if _NUMBER.fullmatch(text.strip()) is None:
        raise UnreadableBasket(
            _("%(product)s: write quantity and price as numbers, for example 2 and 32.00.") % {"product": product[:60]}
        )
    return Decimal(text.strip())


def _points(text: str) -> int:
    text = text.strip()
    if not text:
        return 0
    if _POINTS.fullmatch(text) is None:
        raise UnreadableBasket(_("Write the points to pay with as a whole number."))
    return int(text)


def _payment(key: str) -> str:
    return key if key in PAYMENTS else ""


def _moment(text: str) -> datetime | None:
    """As the page's clock said; later than now counts as now (`moment_of`)."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def quantity_in(text: str, product: str) -> Decimal:
    """Of goods that come back; an empty field is none of them."""
    return _number(text, product) if text.strip() else Decimal(0)
