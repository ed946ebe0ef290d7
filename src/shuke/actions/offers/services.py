"""Giving somebody what is offered, once; and what came of a call."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from shuke.actions.offers.models import CALL, Gift, Offer
from shuke.lib.errors import ShukeError
from shuke.records.access.scope import Scope
from shuke.records.customers.erased import ERASED, Person
from shuke.records.customers.models import ClassPolicy, Customer
from shuke.records.customers.queries import discount_refusal, own_and_merged, policy_of, survivor_of
from shuke.records.membership.models import Coupon, CouponCode, Member
from shuke.records.membership.services import Cause, earn_points
from shuke.records.membership.services.giving import give_code
from shuke.records.messages.models import MessageSend
from shuke.records.messages.services import blocks_of, products_for, queue_template


class EmptyOffer(ShukeError):
    """An offer with which nobody gets anything, or that lacks its text."""


class AboveCeiling(ShukeError):
    """A discount above what the policy of the customer's class allows."""


class NotACall(ShukeError):
    """What came of a call is asked of something that is none."""


def check_offer(offer: Offer) -> None:
    """Raises EmptyOffer: what the database would refuse too, or what no customer could be given."""
    if offer.is_message and offer.template is None:
        raise EmptyOffer(_("Choose the template that is sent."))
    if not (offer.template_id or offer.coupon_id or offer.points or offer.way == CALL):
        raise EmptyOffer(_("Nobody gets anything: choose a message, a coupon, points or a call."))
    if offer.template is not None and not (offer.template.is_on and offer.template.texts.exists()):
        raise EmptyOffer(
            _("The template “%(name)s” is not in use or has no text yet; open it and complete it.")
            % {"name": offer.template.name}
        )
    if offer.coupon is not None and not offer.coupon.is_offered:
        raise EmptyOffer(_("Coupon “%(name)s” is not offered any more; choose another.") % {"name": offer.coupon.name})


@transaction.atomic
def give(
    *,
    scope: Scope,
    now: datetime,
    offer: Offer,
    customer: Customer,
    key: str,
    origin: str,
    random_bytes: Callable[[int], bytes],
    more: Mapping[str, str] | None = None,
) -> Gift:
    """The gift of this `key`: a new one with all its parts, or the one given before, unchanged.

    Whoever was merged is the one they became. What this person cannot be given (a text that has no value for them, a
    coupon that ended) is a gift with `refusal`, and none of its parts. Whether a message may leave is decided when it
    would. Points are left out for who is no member. `more`: what its message may say besides.
    """
    person = survivor_of(customer)
    gift, is_new = Gift.objects.get_or_create(key=key, defaults={"offer": offer, "customer": person, "given_at": now})
    if not is_new:
        return gift
    try:
        with transaction.atomic():
            _fill(gift, scope=scope, now=now, origin=origin, random_bytes=random_bytes, more=more or {})
    except ShukeError as refused:
        gift.send, gift.code, gift.points, gift.refusal = None, None, 0, str(refused)[:400]
    gift.save(update_fields=["send", "code", "points", "refusal"])
    return gift


@transaction.atomic
def record_outcome(*, scope: Scope, now: datetime, gift: Gift, outcome: Gift.Outcome) -> Gift:
    """What came of a call; said again, the later word holds. Raises NotACall, NotAllowed."""
    gift = Gift.objects.select_for_update(of=("self",)).select_related("offer", "customer").get(pk=gift.pk)
    scope.require_store(gift.customer.home_store_id)
    if gift.offer.way != CALL:
        raise NotACall(_("Nobody was to be called for this."))
    gift.outcome, gift.outcome_at, gift.outcome_by_id = outcome, now, scope.staff_id
    gift.save(update_fields=["outcome", "outcome_at", "outcome_by"])
    return gift


def _fill(
    gift: Gift,
    *,
    scope: Scope,
    now: datetime,
    origin: str,
    random_bytes: Callable[[int], bytes],
    more: Mapping[str, str],
) -> None:
    offer = gift.offer
    if offer.coupon is not None:
        if refusal := above_ceiling(offer.coupon, policy_of(gift.customer)):
            raise refusal
        gift.code = give_code(
            scope=scope, now=now, coupon=offer.coupon, customer=gift.customer, random_bytes=random_bytes
        )
    if offer.points:
        gift.points = _give_points(gift, scope=scope, now=now)
    if offer.is_message:
        gift.send = _say(gift, scope=scope, now=now, origin=origin, more=more)


def above_ceiling(coupon: Coupon, policy: ClassPolicy | None) -> AboveCeiling | None:
    """Why a customer under `policy` is not given the coupon; None where nothing forbids it.

    What runs by itself was approved before; the ceiling of a class binds it all the same.
    """
    if coupon.kind != Coupon.Kind.PERCENT or policy is None:
        return None
    refusal = discount_refusal(policy, role=None, percent=coupon.value)
    return AboveCeiling(refusal) if refusal else None


def _give_points(gift: Gift, *, scope: Scope, now: datetime) -> int:
    members = Member.objects.filter(customer__in=own_and_merged(gift.customer_id)).select_related("plan", "home_store")
    member = members.order_by("pk").first()
    if member is None:
        return 0
    cause = Cause(source="offer", key=gift.key, reason=_("A gift for you"))
    earn_points(scope=scope, now=now, member=member, points=gift.offer.points, cause=cause, kind="adjust")
    return gift.offer.points


def _say(gift: Gift, *, scope: Scope, now: datetime, origin: str, more: Mapping[str, str]) -> MessageSend:
    assert gift.offer.template is not None
    return queue_template(
        scope=scope,
        now=now,
        origin=origin,
        key=f"gift:{gift.key}",
        customer=gift.customer,
        channel=gift.offer.way,
        template=gift.offer.template,
        more={**_values(gift.code, gift.points), **more},
    )


def _values(code: CouponCode | None, points: int) -> Mapping[str, str]:
    return {
        "coupon": code.coupon.name if code else "",
        "coupon_code": code.code if code else "",
        "points": str(points) if points else "",
    }


def names_products(offer: Offer) -> bool:
    """Whether its message says something of products, which is read for many at once: see `said_of_products`."""
    return offer.is_message and offer.template is not None and bool(blocks_of(offer.template, channel=offer.way))


def said_of_products(*, offer: Offer, people: Sequence[Customer], now: datetime) -> dict[int, Mapping[str, str]]:
    """By row id of the customer, as `more` of `give`; nothing is read where the message names no products."""
    if not offer.is_message or offer.template is None:
        return {person.pk: {} for person in people}
    said = products_for(offer.template, people, now=now, channel=offer.way)
    return {person.pk: words for person, words in zip(people, said, strict=True)}


def forget_person(*, person: Person) -> list[str]:
    """What was given stays as a count; a call that was still to be made is not offered any more (`erased_at`)."""
    Gift.objects.filter(customer__in=person.ids).exclude(refusal="").update(refusal=ERASED)
    return []
