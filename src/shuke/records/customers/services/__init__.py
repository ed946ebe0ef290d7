from shuke.records.customers.services.bookings import (
    AlreadyBooked,
    BookingNumberUsed,
    cancel_booking,
    change_booking,
    guest_who_books,
    make_booking,
    mark_came,
    mark_missed,
)
from shuke.records.customers.services.bulk import BulkResult, CustomerRow, save_customers
from shuke.records.customers.services.classes import publish_service_class
from shuke.records.customers.services.consents import record_consent
from shuke.records.customers.services.duplicates import find_duplicates, tell_apart
from shuke.records.customers.services.erasing import forget_person, lock_person, person_of
from shuke.records.customers.services.events import record_event
from shuke.records.customers.services.fields import (
    FieldInUse,
    FieldKeyTaken,
    add_custom_field,
    change_custom_field,
    drop_custom_field,
)
from shuke.records.customers.services.identities import (
    IdentityTaken,
    NewIdentity,
    add_identity,
    remove_identity,
    set_primary_identity,
)
from shuke.records.customers.services.lists import assign_customers, tag_customers
from shuke.records.customers.services.merging import CannotMerge, merge_customers, unmerge_customer
from shuke.records.customers.services.photos import PhotoNotAllowed, keep_photo, remove_photo
from shuke.records.customers.services.policies import UnknownClass, set_class_policy
from shuke.records.customers.services.preferences import (
    confirm_preference,
    record_preference,
    withdraw_preference,
)
from shuke.records.customers.services.profile import (
    EDITABLE_FIELDS,
    DuplicateCustomers,
    register_customer,
    update_customer,
)
from shuke.records.customers.services.reading import record_bulk_read
from shuke.records.customers.services.relations import (
    CannotRelate,
    add_relation,
    household_named,
    organisation_named,
    remove_relation,
)
from shuke.records.customers.services.tokens import rebuild_search_tokens

__all__ = [
    "EDITABLE_FIELDS",
    "AlreadyBooked",
    "BookingNumberUsed",
    "BulkResult",
    "CannotMerge",
    "CannotRelate",
    "CustomerRow",
    "DuplicateCustomers",
    "FieldInUse",
    "FieldKeyTaken",
    "IdentityTaken",
    "NewIdentity",
    "PhotoNotAllowed",
    "UnknownClass",
    "add_custom_field",
    "add_identity",
    "add_relation",
    "assign_customers",
    "cancel_booking",
    "change_booking",
    "change_custom_field",
    "confirm_preference",
    "drop_custom_field",
    "find_duplicates",
    "forget_person",
    "guest_who_books",
    "household_named",
    "keep_photo",
    "lock_person",
    "make_booking",
    "mark_came",
    "mark_missed",
    "merge_customers",
    "organisation_named",
    "person_of",
    "publish_service_class",
    "rebuild_search_tokens",
    "record_bulk_read",
    "record_consent",
    "record_event",
    "record_preference",
    "register_customer",
    "remove_identity",
    "remove_photo",
    "remove_relation",
    "save_customers",
    "set_class_policy",
    "set_primary_identity",
    "tag_customers",
    "tell_apart",
    "unmerge_customer",
    "update_customer",
    "withdraw_preference",
]
