"""What is known about a customer."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Prefetch, QuerySet

from shuke.lib.prepared import Prepared
from shuke.records.access.scope import Scope
from shuke.records.customers.masking import shown_to
from shuke.records.customers.models import Consent, Customer, CustomField, Identity, Preference
from shuke.records.customers.queries.merges import own_and_merged
from shuke.records.customers.querysets import CustomerQuerySet


@dataclass(frozen=True)
class Contact:
    """An identifier as the reader may see it."""

    id: int
    kind: str
    value: str
    is_primary: bool


def contact_of(customer: Customer, *, scope: Scope) -> list[Contact]:
    """Cards, phones, addresses, also of who was merged into the customer: primary ones first, masked for roles
    without the right to see them."""
    own = list(customer.identities.all())
    kinds = {one.kind for one in own if one.is_primary}
    merged = [identity for part in customer.merged_from.all() for identity in part.identities.all()]
    for identity in merged:
        identity.is_primary = identity.is_primary and identity.kind not in kinds
        kinds |= {identity.kind} if identity.is_primary else set()
    identities = sorted([*own, *merged], key=lambda one: (one.kind, not one.is_primary, one.pk))
    return [
        Contact(
            id=one.pk,
            kind=one.kind,
            value=shown_to(scope, kind=one.kind, value=one.value),
            is_primary=one.is_primary,
        )
        for one in identities
    ]


def active_preferences(customer_id: int) -> QuerySet[Preference]:
    """Pinned first, then by topic, the freshest of a topic first."""
    return (
        Preference.objects.filter(customer__in=own_and_merged(customer_id), withdrawn_at__isnull=True)
        .select_related("learned_by")
        .order_by("-is_pinned", "topic", "-confirmed_at")
    )


# Asked with every message that leaves. The id stands in the SQL twice.
_consents = Prepared(lambda own, _whole: Consent.objects.filter(customer__in=own_and_merged(own)).order_by("at", "pk"))


def consents_now(customer_id: int) -> list[Consent]:
    """The latest word on each channel and purpose."""
    latest: dict[tuple[str, str], Consent] = {}
    for consent in _consents(customer_id, customer_id):
        latest[consent.channel, consent.purpose] = consent
    return [latest[key] for key in sorted(latest)]


def custom_fields() -> Sequence[CustomField]:
    return list(CustomField.objects.all())


def customers_for_lists(scope: Scope) -> CustomerQuerySet:
    """Current customers within the caller's stores, with what a list or an answer shows of each: four queries,
    and one more where some have others merged into them."""
    return (
        Customer.objects.current()
        .visible_to(scope)
        .select_related("home_store", "owner", "organisation", "household", "referred_by")
        .prefetch_related("tags", Prefetch("identities", Identity.objects.order_by("pk")), "merged_from__identities")
    )
