from shuke.records.customers.models.bookings import LARGEST_PARTY, Booking
from shuke.records.customers.models.pairs import DuplicatePair, ErasedMark
from shuke.records.customers.models.people import (
    Consent,
    Customer,
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
from shuke.records.customers.models.policies import ClassPolicy, CustomField

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
