"""What a segment's fields mean in the records: which rows of Customer they hold for."""

from django.db.models import Exists, OuterRef, Q

from shuke.actions.segments.fields import Field
from shuke.records.customers.models import Consent, Identity


def yes_of(field: Field) -> Q:
    """Those for whom a field of yes or no is yes."""
    prefix, _, rest = field.key.partition("_")
    if field.is_score:
        return Q(**{field.lookup: True})
    if field.key == "has_organisation":
        return Q(organisation__isnull=False)
    if prefix == "has":
        return Q(Exists(Identity.objects.filter(customer=OuterRef("pk"), kind=rest)))
    if prefix == "may":
        return granted_latest(rest, "marketing")
    return Q(**{field.lookup: True})


def granted_latest(channel: str, purpose: str) -> Q:
    """The latest word on a channel and purpose is yes. Read from the consents: most customers never said anything."""
    said = Consent.objects.filter(channel=channel, purpose=purpose)
    later = said.filter(customer=OuterRef("customer")).filter(
        Q(at__gt=OuterRef("at")) | Q(at=OuterRef("at"), pk__gt=OuterRef("pk"))
    )
    return Q(pk__in=said.filter(~Exists(later), is_granted=True).values("customer"))
