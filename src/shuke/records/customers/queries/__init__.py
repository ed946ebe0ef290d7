from shuke.records.customers.queries.bookings import bookings_ahead, bookings_between, bookings_for_lists
from shuke.records.customers.queries.duplicates import duplicates_to_decide
from shuke.records.customers.queries.events import events_after, events_of
from shuke.records.customers.queries.matching import Match, Matched, duplicates_of, match_customer, survivor_of
from shuke.records.customers.queries.merges import PERSON, Merge, merges_of, own_and_merged
from shuke.records.customers.queries.photos import agrees_to_photo, photo_of, photos_taken
from shuke.records.customers.queries.policies import discount_refusal, policies, policy_of
from shuke.records.customers.queries.profile import (
    Contact,
    active_preferences,
    consents_now,
    contact_of,
    custom_fields,
    customers_for_lists,
)
from shuke.records.customers.queries.relations import Tie, ties_of
from shuke.records.customers.queries.search import Found, matching, search_customers

__all__ = [
    "PERSON",
    "Contact",
    "Found",
    "Match",
    "Matched",
    "Merge",
    "Tie",
    "active_preferences",
    "agrees_to_photo",
    "bookings_ahead",
    "bookings_between",
    "bookings_for_lists",
    "consents_now",
    "contact_of",
    "custom_fields",
    "customers_for_lists",
    "discount_refusal",
    "duplicates_of",
    "duplicates_to_decide",
    "events_after",
    "events_of",
    "match_customer",
    "matching",
    "merges_of",
    "own_and_merged",
    "photo_of",
    "photos_taken",
    "policies",
    "policy_of",
    "search_customers",
    "survivor_of",
    "ties_of",
]
