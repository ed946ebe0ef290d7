from shuke.records.customers.models.bookings import LARGEST_PARTY, Booking
from shuke.records.customers.models.pairs import DuplicatePair, ErasedMark
from shuke.records.customers.models.people import (
    ClassPolicy,
    Consent,
    Customer,
    CustomField,
    Event,
    Household,
    Identity,
    Organisation,
    Preference,
    Relation,
    SearchToken,
    Tag,
)
from shuke.records.customers.models.photos import Photo

__all__ = [
    "LARGEST_PARTY",
    "Booking",
    "ClassPolicy",
    "Consent",
    "CustomField",
    "Customer",
    "DuplicatePair",
    "ErasedMark",
    "Event",
    "Household",
    "Identity",
    "Organisation",
    "Photo",
    "Preference",
    "Relation",
    "SearchToken",
    "Tag",
]
