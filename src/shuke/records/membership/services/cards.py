from datetime import datetime
from random import Random

from django.db import transaction
from django.utils.translation import gettext as _

from shuke.lib.errors import ShukeError
from shuke.records.access.scope import Scope
from shuke.records.access.services import record_audit
from shuke.records.customers.models import Identity
from shuke.records.customers.services import add_identity, record_event, remove_identity
from shuke.records.membership.cards.numbers import new_number
from shuke.records.membership.models import Card, Member

ORIGIN = "membership"


class NotShared(ShukeError):
    """The plan gives no cards to friends."""


class CardEnded(ShukeError):
    """The card is lost, replaced or blocked."""


@transaction.atomic
def issue_card(*, scope: Scope, now: datetime, member: Member, rng: Random, holder: str = "") -> Card:
    """A card with a number of its own, by which the customer is found at once. `holder`: the friend who carries it."""
    if holder and not member.plan.is_shared:
        raise NotShared(_("“%(plan)s” gives no cards to friends.") % {"plan": member.plan.name})
    number = _free_number(rng)
    card = Card.objects.create(member=member, number=number, holder=holder.strip(), issued_at=now)
    add_identity(scope=scope, now=now, origin=ORIGIN, customer=member.customer, kind="card", value=number)
    record_event(scope=scope, kind="card.issued", now=now, origin=ORIGIN, customer_id=member.customer_id)
    return card


@transaction.atomic
def end_card(*, scope: Scope, now: datetime, card: Card, status: str) -> Card:
    """Lost or blocked: the number opens nothing any more, and says why when it is scanned."""
    card = _in_use(card)
    return _end(card, status=status, scope=scope, now=now)


@transaction.atomic
def replace_card(*, scope: Scope, now: datetime, card: Card, rng: Random) -> Card:
    """The new card. Also a lost or blocked one is replaced, once."""
    card = Card.objects.select_for_update().select_related("member__plan", "member__customer").get(pk=card.pk)
    if card.status == Card.Status.REPLACED:
        raise CardEnded(_("Card %(number)s is replaced already; replace the newer one.") % {"number": card.number})
    new = issue_card(scope=scope, now=now, member=card.member, rng=rng, holder=card.holder)
    card.replaced_by = new
    _end(card, status=Card.Status.REPLACED, scope=scope, now=now)
    return new


def require_in_use(card: Card) -> Card:
    """Raises CardEnded with a sentence that the person at the till can say."""
    if card.status != Card.Status.ACTIVE:
        raise CardEnded(_ENDED[Card.Status(card.status)]() % {"number": card.number})
    return card


def _in_use(card: Card) -> Card:
    return require_in_use(Card.objects.select_for_update().select_related("member__customer").get(pk=card.pk))


def _end(card: Card, *, status: str, scope: Scope, now: datetime) -> Card:
    card.status, card.ended_at = status, card.ended_at or now
    card.save(update_fields=["status", "ended_at", "replaced_by"])
    identity = Identity.objects.filter(kind="card", normal=card.number).first()
    if identity is not None:
        remove_identity(scope=scope, now=now, origin=ORIGIN, identity=identity)
    facts = {"card": card.pk, "status": status}
    record_audit(scope=scope, action="card.end", at=now, subject=f"customer:{card.member.customer_id}", facts=facts)
    return card


def _free_number(rng: Random) -> str:
    while True:
        number = new_number(rng)
        is_taken = Identity.objects.filter(kind="card", normal=number).exists()
        if not is_taken and not Card.objects.filter(number=number).exists():
            return number


_ENDED = {
    Card.Status.LOST: lambda: _("Card %(number)s was reported lost; ask for the new card or the phone number."),
    Card.Status.REPLACED: lambda: _("Card %(number)s was replaced; ask for the new card or the phone number."),
    Card.Status.BLOCKED: lambda: _("Card %(number)s is blocked; ask a manager."),
}
