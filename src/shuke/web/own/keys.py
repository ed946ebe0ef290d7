"""Keys to one's own page: made by staff or by a code, opened by a signed address, taken back by either side."""

from collections.abc import Callable
from datetime import datetime, timedelta

from django.core.signing import BadSignature, Signer
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from shuke.lib.errors import ShukeError
from shuke.records.access.scope import Scope
from shuke.records.access.services import record_audit
from shuke.records.customers.models import Customer
from shuke.records.customers.queries import survivor_of
from shuke.records.membership.models import Card
from shuke.records.membership.queries.members import people_in
from shuke.records.membership.services import require_in_use
from shuke.web.own.models import OwnKey

LINK_LIVES = timedelta(days=30)
CODE_LIVES = timedelta(days=30)  # of the device that typed one

NewSecret = Callable[[], str]

_signer = Signer(sep=".", salt="shuke.own.key")


class KeyRefused(ShukeError):
    """The address opens nothing: made up, over, or taken back. Which of these is not told."""


class NotTheirs(ShukeError):
    """A friend carries this card: it must not open the member's page."""


@transaction.atomic
def make_link(*, scope: Scope, now: datetime, customer: Customer, new_secret: NewSecret) -> OwnKey:
    """A link for the customer's phone, good for 30 days."""
    return _make(scope, now, customer, kind=OwnKey.Kind.LINK, secret=new_secret(), expires_at=now + LINK_LIVES)


@transaction.atomic
def card_key(*, scope: Scope, now: datetime, card: Card, new_secret: NewSecret) -> OwnKey:
    """The key to print on a card: the same one each time, good as long as the card is in use.

    Raises NotTheirs, CardEnded.
    """
    card = Card.objects.select_for_update(of=("self",)).select_related("member__customer").get(pk=card.pk)
    require_in_use(card)
    if card.holder:
        raise NotTheirs(
            _("%(holder)s carries this card; its code would open the page of another person.") % {"holder": card.holder}
        )
    held = OwnKey.objects.filter(card=card, revoked_at__isnull=True).first()
    return held or _make(scope, now, card.member.customer, kind=OwnKey.Kind.CARD, secret=new_secret(), card=card)


def device_key(*, scope: Scope, now: datetime, customer: Customer, new_secret: NewSecret) -> OwnKey:
    """For who has just typed the right code."""
    return _make(scope, now, customer, kind=OwnKey.Kind.CODE, secret=new_secret(), expires_at=now + CODE_LIVES)


@transaction.atomic
def revoke_key(*, scope: Scope, now: datetime, key: OwnKey) -> None:
    """Nothing opens with it any more, not even where it was open. Twice changes nothing."""
    if OwnKey.objects.filter(pk=key.pk, revoked_at__isnull=True).update(revoked_at=now):
        facts: dict[str, object] = {"key": key.pk, "kind": key.kind}
        record_audit(scope=scope, action="own_key.revoke", at=now, subject=f"customer:{key.customer_id}", facts=facts)


def token_of(key: OwnKey) -> str:
    """What the address carries: the row, its secret and a signature over both."""
    return _signer.sign(f"{key.pk}-{key.secret}")


def key_of(token: str, *, now: datetime) -> OwnKey:
    """Raises KeyRefused."""
    try:
        number, _dash, secret = _signer.unsign(token).partition("-")
    except BadSignature:
        raise _refused() from None
    key = live_keys(now).filter(pk=int(number), secret=secret).select_related("customer__home_store").first()
    if key is None or owner_of(key).erased_at is not None:
        raise _refused()
    return key


def owner_of(key: OwnKey) -> Customer:
    """Whose page it opens: after a merge that of the person they were merged into."""
    return survivor_of(key.customer)


def live_keys(now: datetime) -> QuerySet[OwnKey]:
    is_over = Q(expires_at__lte=now) | Q(card__isnull=False) & ~Q(card__status=Card.Status.ACTIVE)
    return OwnKey.objects.filter(~is_over, revoked_at__isnull=True)


def keys_to(customer: Customer, *, now: datetime) -> QuerySet[OwnKey]:
    """The live ones, newest first."""
    keys = live_keys(now).filter(customer__in=people_in(customer.pk))
    return keys.select_related("made_by", "card").order_by("-pk")


def _refused() -> KeyRefused:
    return KeyRefused(
        _("This link does not open anything any more. Ask for a code below, or for a new link in the shop.")
    )


def _make(
    scope: Scope, now: datetime, customer: Customer, *, kind: str, secret: str, expires_at: datetime | None = None,
    card: Card | None = None,
) -> OwnKey:  # fmt: skip
    key = OwnKey.objects.create(
        customer=customer,
        kind=kind,
        card=card,
        secret=secret,
        made_by_id=scope.staff_id,
        made_at=now,
        expires_at=expires_at,
    )
    facts: dict[str, object] = {"key": key.pk, "kind": kind}
    record_audit(scope=scope, action="own_key.make", at=now, subject=f"customer:{customer.pk}", facts=facts)
    return key
