"""Who of an audience can be reached: asked of many at once, by the rule that `may_contact` decides one message with.

Quiet hours and the contact budget are left to the moment of sending; they change from day to day.
"""

from dataclasses import dataclass

import numpy as np
from django.db.models import Q

from shuke.actions.offers.models import CALL, Offer
from shuke.actions.segments.choosing import Ids
from shuke.actions.segments.people import granted_latest, refused_latest, with_identity
from shuke.records.customers.models import Customer, Identity
from shuke.records.messages.models import Channel, Purpose

DO_NOT_CONTACT, NO_CONSENT, REFUSED, NO_ADDRESS = "do_not_contact", "no_consent", "unsubscribed", "no_address"
PHONE = "phone"  # of the consents; no message leaves by it
# Under which identity an address of a channel is kept; post goes to the address of the record.
IDENTITIES = {"email": Identity.Kind.EMAIL, "sms": Identity.Kind.PHONE, "wechat": Identity.Kind.WECHAT}
_AT_ONCE = 30_000


@dataclass(frozen=True)
class Reach:
    ids: Ids  # who can be reached, ascending
    refused: dict[str, Ids]  # by reason: the first that holds

    @property
    def count(self) -> int:
        return len(self.ids)


def reach_of(ids: Ids, offer: Offer) -> Reach:
    """Every customer of `ids` stands in one place: reachable, or refused for the first reason that holds."""
    refused: dict[str, Ids] = {}
    left = ids
    for reason, holds in _hurdles(offer):
        fine = _those(left, holds)
        refused[reason] = np.setdiff1d(left, fine, assume_unique=True)
        left = fine
    return Reach(left, {reason: found for reason, found in refused.items() if len(found)})


def _hurdles(offer: Offer) -> list[tuple[str, Q]]:
    """What must hold, in the order in which `may_contact` refuses."""
    if not offer.way:
        return []
    if offer.way == CALL:
        return [*_willing(PHONE, Purpose.MARKETING), (NO_ADDRESS, with_identity(Identity.Kind.PHONE))]
    assert offer.template is not None
    hurdles = _willing(offer.way, offer.template.purpose)
    if offer.way == Channel.POST:
        hurdles.append((NO_ADDRESS, Q(address__gt="")))
    elif offer.way in IDENTITIES:
        hurdles.append((NO_ADDRESS, with_identity(IDENTITIES[offer.way])))
    return hurdles


def may_be_called() -> Q:
    """Who may be offered something by telephone, as of now: they may have taken their word back since the start."""
    willing = Q()
    for _reason, holds in _willing(PHONE, Purpose.MARKETING):
        willing &= holds
    return willing


def _willing(channel: str, purpose: str) -> list[tuple[str, Q]]:
    """Marketing needs a yes, care needs no refusal, service is what the person waits for."""
    if purpose == Purpose.SERVICE:
        return []
    word = (
        (NO_CONSENT, granted_latest(channel, purpose))
        if purpose == Purpose.MARKETING
        else (REFUSED, ~refused_latest(channel, purpose))
    )
    return [(DO_NOT_CONTACT, Q(is_do_not_contact=False)), word]


def _those(ids: Ids, holds: Q) -> Ids:
    """Of `ids`: asked of everybody where many are meant, so that no list of ids goes through the driver."""
    if len(ids) > _AT_ONCE:
        found = Customer.objects.filter(holds).order_by("pk").values_list("pk", flat=True)
        return np.intersect1d(ids, np.fromiter(found, dtype=np.int64), assume_unique=True)
    parts = [
        Customer.objects.filter(holds, pk__in=ids[start : start + 900].tolist()).values_list("pk", flat=True)
        for start in range(0, len(ids), 900)
    ]
    found_ids = [pk for part in parts for pk in part]
    return np.sort(np.array(found_ids, dtype=np.int64))
