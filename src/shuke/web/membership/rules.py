"""What a basket would cost and earn, and why: the till's own quote, told as sentences."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from shuke.lib.money import from_minor
from shuke.records.access.scope import Scope
from shuke.records.customers.models import Customer
from shuke.records.membership.checkout import Basket, quote_order
from shuke.records.membership.checkout.buyers import Buyer, Unknown, find_buyer, terms_of
from shuke.records.membership.checkout.commit import Sale
from shuke.records.membership.ledger.calendar import earned_lot
from shuke.records.membership.models import Member, Plan
from shuke.web import figures

NOBODY = Buyer()


@dataclass(frozen=True)
class Said:
    what: str
    amount: str
    why: str


@dataclass(frozen=True)
class Told:
    basket: Basket
    buyer: Buyer
    paid: Sequence[Said]  # from the price to what is paid
    earned: Sequence[Said]
    cost: Sequence[Said]  # of the shop


def tell(values: dict[str, Any], *, scope: Scope, now: datetime) -> Told:
    """Raises what the till would: WrongBasket, Unknown, CouponRefused, NotEnoughPoints, CardEnded."""
    buyer = _buyer(values, scope=scope)
    sale = Sale(
        store=values["store"],
        lines=values["basket"],
        buyer=buyer,
        coupon=values["coupon"],
        points=values["points"] or 0,
    )
    basket = quote_order(now=now, sale=sale)
    return Told(
        basket=basket,
        buyer=buyer,
        paid=list(_paid(basket, sale)),
        earned=list(_earned(basket, sale, now=now)),
        cost=list(_cost(basket, sale)),
    )


def _buyer(values: dict[str, Any], *, scope: Scope) -> Buyer:
    if values["who"]:
        return _somebody(values["who"], by_friend=values["by_friend"], scope=scope)
    tier = values["tier"]
    plan: Plan | None = tier.plan if tier else values["plan"]
    if plan is None:
        return NOBODY
    anybody = Member(plan=plan, tier=tier)
    return Buyer(member=anybody, is_friend=values["by_friend"] and not plan.is_shared)


def _somebody(who: str, *, by_friend: bool, scope: Scope) -> Buyer:
    """By card, then phone, then customer number; of the stores that the reader works for."""
    for kind in ("card", "phone", "number"):
        try:
            buyer = find_buyer(**{kind: who}, by_friend=by_friend)
        except Unknown:
            continue
        seen = Customer.objects.visible_to(scope)
        if buyer.customer and seen.filter(pk=buyer.customer.pk).exists():
            return buyer
    raise Unknown(_("Nobody of your stores goes by “%(who)s”.") % {"who": who})


def _paid(basket: Basket, sale: Sale) -> Iterator[Said]:
    def money(name: str, sign: int = 1) -> str:
        return _money(sign * basket.sum(name), basket.currency)

    yield Said(_("Goods"), money("gross"), "")
    yield Said(_("Card"), money("card_discount", -1), _why_discount(basket, sale.buyer))
    if sale.coupon:
        yield Said(
            _("Coupon"),
            money("coupon_discount", -1),
            _("%(code)s, on what is left after the card.") % {"code": sale.coupon},
        )
    if sale.points:
        why = _("%(points)s points, on what is left after the coupon.") % {"points": figures.number(sale.points)}
        yield Said(_("Points"), money("paid_by_points", -1), why)
    yield Said(_("To pay"), money("amount"), _why_points(basket, sale))


def _why_discount(basket: Basket, buyer: Buyer) -> str:
    member = buyer.member
    if member is None:
        return _("Not a member: no discount and no points.")
    plan, tier = member.plan, member.tier
    if plan.currency != basket.currency:
        return _("“%(plan)s” counts in %(currency)s: in this store it gives nothing.") % {
            "plan": plan.name, "currency": plan.currency,
        }  # fmt: skip
    if buyer.is_friend:
        return _("A friend brings the card, and “%(plan)s” does not share its discount.") % {"plan": plan.name}
    if tier is not None and tier.discount_percent > plan.discount_percent:
        return _("%(percent)s%% of the tier “%(name)s”, better than the plan’s; only one of them counts.") % {
            "percent": f"{tier.discount_percent.normalize():f}", "name": tier.name,
        }  # fmt: skip
    if plan.discount_percent:
        return _("%(percent)s%% of the plan “%(name)s”.") % {
            "percent": f"{plan.discount_percent.normalize():f}", "name": plan.name,
        }  # fmt: skip
    return _("Neither plan nor tier gives a discount.")


def _why_points(basket: Basket, sale: Sale) -> str:
    if sale.buyer.member is None or not basket.most_points:
        return ""
    return _("At most %(most)s points could pay it.") % {"most": figures.number(basket.most_points)}


def _earned(basket: Basket, sale: Sale, *, now: datetime) -> Iterator[Said]:
    member = sale.buyer.member
    if member is None or member.plan.currency != basket.currency:
        return
    terms, plan = terms_of(sale.buyer, currency=basket.currency), member.plan
    basis = basket.sum("amount") + (basket.sum("paid_by_points") if plan.earns_on_points_paid else 0)
    why = _("%(rate)s for each %(unit)s of %(basis)s, whole points only.") % {
        "rate": f"{terms.points_per_unit.normalize():f}", "unit": figures.money_text(1, basket.currency),
        "basis": _money(basis, basket.currency),
    }  # fmt: skip
    if member.tier is not None and member.tier.points_multiplier != 1:
        why += " " + _("The tier “%(tier)s” earns %(times)s.") % {
            "tier": member.tier.name, "times": figures.times(float(member.tier.points_multiplier)),
        }  # fmt: skip
    yield Said(_("Points"), figures.number(basket.sum("earned")), why)
    if earned := basket.sum("earned"):
        yield _when(earned, sale, plan, now=now)
    growth = _("%(rate)s for each %(unit)s; tiers run on it, nobody spends it.") % {
        "rate": f"{plan.growth_per_unit.normalize():f}", "unit": figures.money_text(1, basket.currency),
    }  # fmt: skip
    yield Said(_("Growth value"), figures.number(basket.sum("growth")), growth)


def _when(points: int, sale: Sale, plan: Plan, *, now: datetime) -> Said:
    zone = sale.store.time_zone
    lot = earned_lot(
        points, now=now, zone=zone, return_window_days=plan.return_window_days, validity_days=plan.validity_days
    )
    starts = figures.moment(lot.starts_at, ZoneInfo(zone))
    if lot.expires_at is None:
        return Said(_("To spend"), starts, _("They are kept for ever."))
    return Said(
        _("To spend"), starts, _("They are gone on %(end)s.") % {"end": figures.moment(lot.expires_at, ZoneInfo(zone))}
    )


def _cost(basket: Basket, sale: Sale) -> Iterator[Said]:
    """What the shop gives for this basket. Points that pay were a cost when they were given, so they are not again."""
    currency, member = basket.currency, sale.buyer.member
    given = basket.sum("card_discount") + basket.sum("coupon_discount")
    yield Said(_("Discounts"), _money(given, currency), _("Card and coupon together."))
    value = Decimal(0)
    if member is not None and member.plan.currency == currency:
        value = basket.sum("earned") * member.plan.point_value
        why = _("%(points)s points, should all of them be spent.") % {"points": figures.number(basket.sum("earned"))}
        yield Said(_("Points given"), figures.money_text(value, currency, exact=True), why)
    whole = from_minor(given, currency) + value
    gross = from_minor(basket.sum("gross"), currency)
    share = figures.percent(float(whole / gross)) if gross else figures.NOTHING
    yield Said(
        _("In all"), figures.money_text(whole, currency, exact=True),
        _("%(share)s of the goods’ price; what the goods cost stands apart.") % {"share": share},
    )  # fmt: skip


def _money(minor: int, currency: str) -> str:
    return figures.money_text(from_minor(minor, currency), currency, exact=True)
