"""What a segment's fields mean in the records: which rows of Customer they hold for."""

from datetime import date
from decimal import Decimal

from django.db.models import Exists, OuterRef, Q, Sum
from django.db.models.functions import Coalesce

from shuke.actions.segments import attendance, contact
from shuke.actions.segments.contact import includes_zero
from shuke.actions.segments.fields import CUSTOM, PREFERENCE, Field, Kind
from shuke.actions.segments.relative import has_birthday, resolved
from shuke.actions.segments.tree import Has, Operator, Value
from shuke.records.customers.models import Consent, Customer, Identity, Preference
from shuke.records.customers.queries import PERSON
from shuke.records.membership.models import Lot, Member

LOOKUPS = {Operator.AT_LEAST: "gte", Operator.AT_MOST: "lte", Operator.CONTAINS: "icontains"}
NOBODY = Q(pk__in=[])
# Where a choice is looked up, by the name that a segment says.
STORE, TAG, PLAN, TIER = "home_store__code", "tag__name", "plan__code", "tier__code"


def holds(has: Has, field: Field, *, today: date) -> Q:
    """Those for whom a condition on the records holds today."""
    family = field.key.partition(".")[0]
    if field.kind == Kind.BIRTHDAY:
        return has_birthday(has, on=today)
    has = resolved(has, on=today)
    match field.key:
        case _ if field.kind == Kind.YES_NO and family != CUSTOM:
            return yes_of(field) if has.values[0] else ~yes_of(field)
        case "store":
            return compared(STORE, has, unknown=Q(home_store__isnull=True))
        case "tag":
            tagged = Customer.tags.through.objects
            return among(tagged.filter(_named(TAG, has)).values("customer_id"), has)
        case "plan" | "tier":
            lookup = PLAN if field.key == "plan" else TIER
            return among(Member.objects.filter(_named(lookup, has)).values(person=PERSON), has)
        case "points":
            return _with_points(has)
        case "complaints":
            return contact.counted(contact.complaints(), has, compared("count", has, unknown=NOBODY))
        case "latest_complaint_on":
            return contact.latest(contact.complaints(), "opened_at", has, compared("day", has, unknown=NOBODY))
        case "messages":
            return contact.counted(contact.messages(), has, compared("count", has, unknown=NOBODY))
        case "latest_message_on":
            return contact.latest(contact.messages(), "settled_at", has, compared("day", has, unknown=NOBODY))
        case "satisfaction":
            return contact.satisfaction(has)
        case "invited_to" | "came_to":
            guests = attendance.came() if field.key == "came_to" else attendance.asked()
            return among(guests.filter(_named("event", has)).values(person=PERSON), has)
        case "events":
            return contact.counted(attendance.came(), has, compared("count", has, unknown=NOBODY))
        case "latest_event_on":
            return contact.latest(attendance.came(), "held_on", has, compared("day", has, unknown=NOBODY))
        case _ if family == PREFERENCE:
            known = Preference.objects.filter(topic=field.lookup, withdrawn_at__isnull=True)
            return among(known.filter(_named("value", has)).values(person=PERSON), has)
        case _ if family == CUSTOM:
            missing = ~Q(custom__has_key=field.key.partition(".")[2])
            return compared(field.lookup, has, unknown=missing, is_json=True)
        case _:
            is_text = field.kind in (Kind.TEXT, Kind.CHOICE)
            unknown = Q(**{field.lookup: ""}) if is_text else Q(**{f"{field.lookup}__isnull": True})
            return compared(field.lookup, has, unknown=unknown)


def among(customers: object, has: Has) -> Q:
    """Subqueries: a join would list a customer once a tag."""
    return ~Q(pk__in=customers) if has.operator == Operator.IS_UNKNOWN else Q(pk__in=customers)


def _named(lookup: str, has: Has) -> Q:
    """Rows of a table beside; for “is unknown” any row that says something."""
    return compared(lookup, has, unknown=Q(**{f"{lookup}__gt": ""}))


def compared(lookup: str, has: Has, *, unknown: Q, is_json: bool = False) -> Q:
    values = [_kept(value, is_json=is_json) for value in has.values]
    match has.operator:
        case Operator.IS_UNKNOWN:
            return unknown
        case Operator.IS | Operator.IN:
            return Q(**{f"{lookup}__in": values})
        case Operator.BETWEEN:
            return Q(**{f"{lookup}__gte": values[0], f"{lookup}__lte": values[1]})
        case _:
            return Q(**{f"{lookup}__{LOOKUPS[has.operator]}": values[0]})


def _kept(value: Value, *, is_json: bool) -> object:
    match value:
        case Decimal() if is_json:
            return float(value)
        case date() if is_json:
            return value.isoformat()
        case _:
            return value


def _with_points(has: Has) -> Q:
    """By the points of all accounts of a person, those merged into them included; without an account: unknown."""
    purse = Coalesce("member__customer__merged_into", "member__customer")
    sums = Lot.objects.values(person=purse).annotate(points=Sum("active"))
    members = Member.objects.values(person=PERSON)
    if has.operator == Operator.IS_UNKNOWN:
        return ~Q(pk__in=members)
    found = Q(pk__in=sums.filter(compared("points", has, unknown=Q())).values("person"))
    # A member without a lot has 0 points.
    return found | (Q(pk__in=members) & ~Q(pk__in=sums.values("person"))) if includes_zero(has) else found


def yes_of(field: Field) -> Q:
    """Those for whom a field of yes or no is yes."""
    prefix, _, rest = field.key.partition("_")
    if field.is_score:
        return Q(**{field.lookup: True})
    if field.key == "has_open_case":
        return contact.with_open_case()
    if field.key == "has_organisation":
        return Q(organisation__isnull=False)
    if prefix == "has":
        return with_identity(rest)
    if prefix == "may":
        return granted_latest(rest, "marketing")
    return Q(**{field.lookup: True})


def with_identity(kind: str) -> Q:
    """Those with an identity of a kind, their own or of who was merged into them."""
    known = Identity.objects.filter(kind=kind)
    # Two questions of an index each: an “or” between them would read every identity.
    own, of_parts = known.filter(customer=OuterRef("pk")), known.filter(customer__merged_into=OuterRef("pk"))
    return Q(Exists(own)) | Q(Exists(of_parts))


def granted_latest(channel: str, purpose: str) -> Q:
    """The latest word on a channel and purpose is yes. Read from the consents: most customers never said anything."""
    return _said_latest(channel, purpose, is_granted=True)


def refused_latest(channel: str, purpose: str) -> Q:
    """The latest word is no; who never said anything did not refuse."""
    return _said_latest(channel, purpose, is_granted=False)


def _said_latest(channel: str, purpose: str, *, is_granted: bool) -> Q:
    """Of a person, whichever of their records it was said to."""
    said = Consent.objects.filter(channel=channel, purpose=purpose)
    later = said.filter(Q(at__gt=OuterRef("at")) | Q(at=OuterRef("at"), pk__gt=OuterRef("pk")))
    latest = said.annotate(person=PERSON).filter(
        ~Exists(later.filter(customer=OuterRef("person"))),
        ~Exists(later.filter(customer__merged_into=OuterRef("person"))),
        is_granted=is_granted,
    )
    return Q(pk__in=latest.values("person"))
