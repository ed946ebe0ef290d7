from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from shuke.lib.errors import ShukeError
from shuke.records.access.scope import Scope
from shuke.records.access.services import record_audit
from shuke.records.customers.identity import normal_of
from shuke.records.customers.models import Customer, Identity
from shuke.records.customers.services.events import record_event
from shuke.records.customers.services.tokens import rebuild_search_tokens
from shuke.records.stores.queries import business


class IdentityTaken(ShukeError):
    """Another customer goes by this phone, card or address."""

    def __init__(self, message: str, *, holder: Customer) -> None:
        super().__init__(message)
        self.holder = holder


@dataclass(frozen=True)
class NewIdentity:
    kind: str
    value: str  # as written; normalised here


@transaction.atomic
def add_identity(
    *, scope: Scope, now: datetime, origin: str, customer: Customer, kind: str, value: str, is_primary: bool = False
) -> Identity:
    """The customer's identity, made when new; the first of a kind is its primary one."""
    normal = normal_of(kind, value, country=business().country)
    known = Identity.objects.filter(kind=kind, normal=normal).select_related("customer").first()
    if known is not None:
        return _own(known, customer)
    has_primary = Identity.objects.filter(customer=customer, kind=kind, is_primary=True).exists()
    if is_primary and has_primary:
        Identity.objects.filter(customer=customer, kind=kind, is_primary=True).update(is_primary=False)
    identity = Identity.objects.create(
        customer=customer,
        kind=kind,
        value=value.strip(),
        normal=normal,
        is_primary=is_primary or not has_primary,
        source=origin,
        created_at=now,
    )
    _note(scope=scope, now=now, origin=origin, identity=identity, change=[None, identity.value], kind="identity.added")
    return identity


@transaction.atomic
def remove_identity(*, scope: Scope, now: datetime, origin: str, identity: Identity) -> None:
    """Takes it away; the oldest left of its kind becomes the primary one."""
    change, customer_id = [identity.value, None], identity.customer_id
    was_primary, kind = identity.is_primary, identity.kind
    _note(scope=scope, now=now, origin=origin, identity=identity, change=change, kind="identity.removed")
    identity.delete()
    heir = Identity.objects.filter(customer=customer_id, kind=kind).order_by("pk").first()
    if was_primary and heir is not None:
        heir.is_primary = True
        heir.save(update_fields=["is_primary"])
    rebuild_search_tokens([customer_id])


@transaction.atomic
def set_primary_identity(*, scope: Scope, now: datetime, identity: Identity) -> None:
    others = Identity.objects.filter(customer=identity.customer_id, kind=identity.kind, is_primary=True)
    others.exclude(pk=identity.pk).update(is_primary=False)
    identity.is_primary = True
    identity.save(update_fields=["is_primary"])
    facts = {"primary": [identity.kind, identity.value]}
    subject = f"customer:{identity.customer_id}"
    record_audit(scope=scope, action="identity.primary", at=now, subject=subject, facts=facts)


def _own(known: Identity, customer: Customer) -> Identity:
    if customer.pk not in (known.customer_id, known.customer.merged_into_id):
        raise IdentityTaken(
            _("The %(kind)s “%(value)s” belongs to customer %(number)s: open that one, or take it from them first.")
            % {"kind": known.get_kind_display(), "value": known.value, "number": known.customer.number},
            holder=known.customer,
        )
    return known


def _note(*, scope: Scope, now: datetime, origin: str, identity: Identity, change: list[str | None], kind: str) -> None:
    customer_id = identity.customer_id
    facts = {identity.kind: change}
    record_audit(scope=scope, action=kind, at=now, subject=f"customer:{customer_id}", facts=facts)
    record_event(scope=scope, kind=kind, now=now, origin=origin, customer_id=customer_id, facts={"kind": identity.kind})
    Customer.objects.filter(pk=customer_id).update(updated_at=now)
    rebuild_search_tokens([customer_id])
