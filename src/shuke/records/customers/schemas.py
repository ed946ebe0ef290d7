"""What the API takes and gives of a customer."""

from datetime import date, datetime
from typing import Annotated, Literal

from ninja import Schema
from pydantic import ConfigDict, Field, StringConstraints

from shuke.lib.http import NO_NUL, Moment, Number
from shuke.records.access.scope import Scope
from shuke.records.customers.models import Customer, Preference
from shuke.records.customers.queries import Contact, contact_of
from shuke.records.customers.strength import preference_strength


def text(longest: int, shortest: int = 0) -> StringConstraints:
    return StringConstraints(pattern=NO_NUL, min_length=shortest, max_length=longest)


Word = Annotated[str, text(60, 1)]
CustomValue = Annotated[str, text(400)] | int | float | bool | None
IdentityKind = Literal["card", "phone", "email", "wechat", "pos", "guest"]


class IdentityIn(Schema):
    kind: IdentityKind
    value: Annotated[str, text(254, 1)]
    is_primary: bool = False


class CustomerChanges(Schema):
    """Only what is sent is changed."""

    model_config = ConfigDict(extra="forbid")

    name: Annotated[str, text(160)] = ""
    family_name: Annotated[str, text(80)] = ""
    salutation: Annotated[str, text(40)] = ""
    gender: Literal["", "female", "male", "other"] = ""
    birthday: date | None = None
    lunar_birthday: Annotated[str, text(6)] = Field("", description="08-15; of a leap month L06-01")
    language: Annotated[str, text(12)] = ""
    time_zone: Annotated[str, text(64)] = Field("", description="empty: the home store's")
    address: Annotated[str, text(240)] = ""
    occupation: Annotated[str, text(80)] = ""
    home_store: Annotated[str, text(64)] | None = Field(None, description="a store's code")
    household: Annotated[str, text(160)] | None = Field(None, description="by name, made when new")
    organisation: Annotated[str, text(160)] | None = Field(None, description="by name, made when new")
    acquired_through: Annotated[str, text(80)] = ""
    referred_by: Number | None = Field(None, description="the number of the customer who brought this one")
    owner: Annotated[str, text(150)] | None = Field(None, description="sign-in name of who looks after the customer")
    notes: Annotated[str, text(10_000)] = ""
    is_do_not_contact: bool = False
    is_not_personalised: bool = False
    joined_on: date | None = None
    custom: dict[Annotated[str, text(40, 1)], CustomValue] = {}


class NewCustomer(CustomerChanges):
    number: Annotated[str, text(120)] = Field("", description="given when empty")
    identities: list[IdentityIn] = Field([], max_length=20)
    tags: list[Word] = Field([], max_length=50)


class ContactOut(Schema):
    id: int
    kind: str
    value: str
    is_primary: bool


class CustomerOut(Schema):
    number: str
    name: str
    family_name: str
    salutation: str
    gender: str
    birthday: date | None
    lunar_birthday: str
    language: str
    time_zone: str
    address: str
    occupation: str
    home_store: str | None
    household: str | None
    organisation: str | None
    acquired_through: str
    referred_by: str | None
    owner: str | None
    notes: str
    is_do_not_contact: bool
    is_not_personalised: bool
    service_class: str
    joined_on: date | None
    custom: dict[str, CustomValue]
    tags: list[str]
    identities: list[ContactOut]
    created_at: datetime
    updated_at: datetime


class FoundOut(Schema):
    """All that a search by exact card or phone shows of another store's customer."""

    number: str
    name: str
    salutation: str
    by: str
    is_inside: bool


class PreferenceIn(Schema):
    model_config = ConfigDict(extra="forbid")

    topic: Annotated[str, text(40, 1)]
    value: Annotated[str, text(200, 1)]
    how: Literal["ask", "listen", "look"]
    reason: Annotated[str, text(200)] = ""
    is_pinned: bool = False
    is_sensitive: bool = False


class PreferenceOut(Schema):
    id: int
    topic: str
    value: str
    how: str
    reason: str
    is_pinned: bool
    is_sensitive: bool
    strength: int = Field(description="0 (faded away) to 4")
    is_fading: bool
    confirmations: int
    learned_at: datetime
    confirmed_at: datetime


class ConsentIn(Schema):
    model_config = ConfigDict(extra="forbid")

    channel: Literal["email", "sms", "wechat", "phone", "post", "shop"]
    purpose: Literal["marketing", "care", "health", "photo"]
    is_granted: bool
    source: Annotated[str, text(80, 1)]
    at: Moment | None = Field(None, description="when the person said so; empty: now")


class ConsentOut(Schema):
    channel: str
    purpose: str
    is_granted: bool
    source: str
    at: datetime


class RelationIn(Schema):
    model_config = ConfigDict(extra="forbid")

    other: Number = Field(description="the number of the other customer")
    kind: Literal["family", "friend", "colleague"]
    note: Annotated[str, text(200)] = ""


class RelationOut(Schema):
    id: int
    other: str
    name: str
    kind: str
    note: str


class TagChanges(Schema):
    model_config = ConfigDict(extra="forbid")

    add: list[Word] = Field([], max_length=50)
    remove: list[Word] = Field([], max_length=50)


class Candidate(Schema):
    number: str
    name: str
    by: str


def customer_out(customer: Customer, *, scope: Scope) -> CustomerOut:
    """Of a customer read by `customers_for_lists`: no further query."""
    plain = {name: getattr(customer, name) for name in _PLAIN}
    return CustomerOut(
        **plain,
        address=customer.address if scope.may("customers.contact_details") else "",
        home_store=customer.home_store.code if customer.home_store else None,
        household=customer.household.name if customer.household else None,
        organisation=customer.organisation.name if customer.organisation else None,
        referred_by=customer.referred_by.number if customer.referred_by else None,
        owner=customer.owner.username if customer.owner else None,
        tags=[tag.name for tag in customer.tags.all()],
        identities=[_contact(one) for one in contact_of(customer, scope=scope)],
    )


_RELATED = {"address", "home_store", "household", "organisation", "referred_by", "owner", "tags", "identities"}
_PLAIN = tuple(name for name in CustomerOut.model_fields if name not in _RELATED)


def preference_out(preference: Preference, *, half_life_days: int, now: datetime) -> PreferenceOut:
    strength = preference_strength(
        how=preference.how,
        confirmations=preference.confirmations,
        confirmed_at=preference.confirmed_at,
        is_pinned=preference.is_pinned,
        half_life_days=half_life_days,
        now=now,
    )
    plain = {name: getattr(preference, name) for name in PreferenceOut.model_fields if hasattr(preference, name)}
    return PreferenceOut(**plain, strength=strength.steps, is_fading=strength.is_fading)


def _contact(contact: Contact) -> ContactOut:
    return ContactOut(id=contact.id, kind=contact.kind, value=contact.value, is_primary=contact.is_primary)
