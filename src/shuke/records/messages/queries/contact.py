"""The facts that `rules.contact.may_contact` decides from, and a person's values in a text."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache

from django.conf import settings
from django.utils.formats import date_format
from django.utils.translation import override

from shuke.lib.dates import day_in
from shuke.records.customers.models import Customer
from shuke.records.customers.queries import consents_now, own_and_merged
from shuke.records.messages.models import LEFT, Channel, ContactCap, ContactRules, MessageSend, Purpose, State
from shuke.records.messages.providers import is_offered
from shuke.records.messages.queries.reach import Reach, is_dead_address, reach_of
from shuke.records.messages.rules.blocks import BLOCKS
from shuke.records.messages.rules.contact import (
    WEIGHT_OF,
    Cap,
    Counted,
    Person,
    Rules,
    Verdict,
    Weight,
    may_contact,
    use_of,
)
from shuke.records.stores.models import Business
from shuke.records.stores.queries import business

# What an offer, or the event it invites to, puts into its message; a message without one has no value for them.
OF_OFFERS = ("coupon", "coupon_code", "points", "event", "event_day", "event_time", "event_place")
VARIABLES = ("name", "family_name", "salutation", "customer_number", "store", "business", "today", *OF_OFFERS, *BLOCKS)


@dataclass(frozen=True)
class Budget:
    """How much of one cap a person has had."""

    cap: Cap
    used: int
    room_at: datetime | None  # None: there is room now


@dataclass(frozen=True)
class Standing:
    """Whether one channel may be used for one purpose now."""

    channel: str
    purpose: str
    verdict: Verdict


def contact_rules() -> Rules:
    kept = ContactRules.objects.filter(pk=1).first() or ContactRules(pk=1)
    caps = ContactCap.objects.order_by("channel")
    return Rules(
        quiet_from=kept.quiet_from,
        quiet_until=kept.quiet_until,
        caps=tuple(Cap(channel=cap.channel, messages=cap.messages, days=cap.days) for cap in caps),
        is_skipped_over_budget=kept.over_budget == ContactRules.OverBudget.SKIP,
    )


def minutes_of_work() -> Mapping[str, int | None]:
    """`task_minutes`, `case_minutes`: how long a colleague's work takes as a rule; None: nobody said."""
    kept = ContactRules.objects.filter(pk=1).first() or ContactRules(pk=1)
    return {"task_minutes": kept.task_minutes, "case_minutes": kept.case_minutes}


def verdict_on(
    customer: Customer, *, channel: str, purpose: str, rules: Rules, now: datetime, without: int | None = None,
    reply_address: str = "", weight: int = Weight.AWAITED, reach: Reach | None = None,
) -> Verdict:  # fmt: skip
    """May this customer be contacted now? `without`: a message that is not counted, since it is the one in question.

    `reply_address`: where they wrote from, instead of their usual address; `weight`: what waits and matters more than
    this keeps its place in the budget; `reach`: for whoever has asked for it already.
    """
    consents = {(one.channel, one.purpose): one.is_granted for one in consents_now(customer.pk)}
    reach = reach or reach_of(customer)
    address = reply_address or reach.address(channel)
    is_dead = is_dead_address(reply_address) if reply_address else reach.is_dead(address)
    return may_contact(
        person=_person(customer, consents.get((channel, purpose)), address=address, is_dead=is_dead),
        channel=channel,
        purpose=purpose,
        rules=rules,
        left=_left(customer, rules, now=now, without=without),
        ahead=_ahead(customer, rules, weight=weight, now=now),
        now=now,
    )


def standing_with(customer: Customer, *, rules: Rules, now: datetime) -> list[Standing]:
    """Every channel that is offered here and every purpose at once, for the customer's page."""
    reach = reach_of(customer)
    consents = {(one.channel, one.purpose): one.is_granted for one in consents_now(customer.pk)}
    left, ahead = _left(customer, rules, now=now, without=None), _waiting(customer, rules, now=now)
    standing = []
    for channel in (key for key in Channel.values if is_offered(key)):
        address = reach.address(channel)
        for purpose in Purpose.values:
            consent = consents.get((channel, purpose))
            person = _person(customer, consent, address=address, is_dead=reach.is_dead(address))
            verdict = may_contact(
                person=person, channel=channel, purpose=purpose, rules=rules, left=left, now=now,
                ahead=[one for weight, one in ahead if weight > WEIGHT_OF[purpose]],
            )  # fmt: skip
            standing.append(Standing(channel, purpose, verdict))
    return standing


def budgets_of(customer: Customer, *, rules: Rules, now: datetime) -> list[Budget]:
    """Every cap and what is left of it, for the customer's page."""
    left = _left(customer, rules, now=now, without=None)
    return [Budget(cap, *use_of(cap, left, now)) for cap in rules.caps]


def zone_of(customer: Customer, *, shop: Business | None = None) -> str:
    """The person's own time zone, else their store's, else that of the business (`shop`, where it is known)."""
    home = customer.home_store
    return customer.time_zone or (home.time_zone if home else (shop or business()).time_zone)


def language_of(customer: Customer) -> str:
    known = {code for code, _name in settings.LANGUAGES}
    return customer.language if customer.language in known else settings.LANGUAGE_CODE


def values_of(
    customer: Customer | None, *, language: str, now: datetime, shop: Business | None = None
) -> Mapping[str, str]:
    """What the variables of a text stand for, for this customer; without one, that there are these.

    `shop`: for whoever writes to many, so that it is not asked for each. Of products nothing is said here: that costs
    reading, see `services.products`.
    """
    shop = shop or business()
    if customer is None:
        return dict.fromkeys(VARIABLES, "")
    home = customer.home_store
    return {
        "name": customer.name,
        "family_name": customer.family_name,
        "salutation": customer.salutation,
        "customer_number": customer.number,
        "store": home.name if home else "",
        "business": shop.name,
        "today": _day_words(day_in(zone_of(customer, shop=shop), now), language),
        **dict.fromkeys((*OF_OFFERS, *BLOCKS), ""),
    }


@lru_cache(maxsize=64)  # a day's plan writes the same words ten thousand times
def _day_words(day: date, language: str) -> str:
    with override(language):
        return date_format(day, "DATE_FORMAT")


def _person(customer: Customer, consent: bool | None, *, address: str, is_dead: bool) -> Person:
    return Person(
        has_address=bool(address),
        consent=consent,
        time_zone=zone_of(customer),
        is_gone=customer.erased_at is not None or customer.merged_into_id is not None,
        is_do_not_contact=customer.is_do_not_contact,
        is_address_dead=is_dead,
    )


def _left(customer: Customer, rules: Rules, *, now: datetime, without: int | None) -> list[Counted]:
    longest = max((cap.days for cap in rules.caps), default=0)
    if not longest:
        return []
    sends = MessageSend.objects.filter(
        customer__in=own_and_merged(customer.pk), state__in=LEFT, sending_at__gt=now - timedelta(days=longest)
    ).exclude(purpose=Purpose.SERVICE)
    rows = sends.values_list("pk", "channel", "sending_at")
    return [Counted(channel=channel, at=at) for pk, channel, at in rows if at is not None and pk != without]


def _ahead(customer: Customer, rules: Rules, *, weight: int, now: datetime) -> list[Counted]:
    if weight >= Weight.HIGH:  # nothing that counts against the budget matters more
        return []
    return [one for other, one in _waiting(customer, rules, now=now) if other > weight]


def _waiting(customer: Customer, rules: Rules, *, now: datetime) -> list[tuple[int, Counted]]:
    """Care and marketing that will leave within the longest cap, with its weight."""
    longest = max((cap.days for cap in rules.caps), default=0)
    if not longest:
        return []
    people, until = own_and_merged(customer.pk), now + timedelta(days=longest)
    sends = MessageSend.objects.filter(customer__in=people, state=State.QUEUED, due_at__lt=until)
    rows = sends.exclude(purpose=Purpose.SERVICE).values_list("weight", "channel", "due_at")
    return [(weight, Counted(channel=channel, at=max(due_at, now))) for weight, channel, due_at in rows]
