"""What hangs on a customer: identifiers, preferences, consents, tags."""

from django.shortcuts import get_object_or_404
from django.utils import timezone
from ninja import Router, Schema, Status

from shuke.lib.http import Number, RowId
from shuke.records.access.api import idempotent
from shuke.records.access.decorators import ApiRequest, api_operation
from shuke.records.customers.api.people import ORIGIN, visible_customer
from shuke.records.customers.models import Consent, Customer, Identity, Preference
from shuke.records.customers.queries import active_preferences, consents_now
from shuke.records.customers.schemas import (
    ConsentIn,
    ConsentOut,
    CustomerOut,
    IdentityIn,
    PreferenceIn,
    PreferenceOut,
    TagChanges,
    customer_out,
    preference_out,
)
from shuke.records.customers.services import (
    add_identity,
    confirm_preference,
    record_consent,
    record_preference,
    remove_identity,
    tag_customers,
    withdraw_preference,
)
from shuke.records.stores.queries import business

router = Router(tags=["customers"])


class Preferences(Schema):
    data: list[PreferenceOut]


class Consents(Schema):
    data: list[ConsentOut]


@router.post("/customers/{number}/identities", response={201: CustomerOut}, summary="Add a phone, card or address")
@idempotent
@api_operation("customers.edit")
def create_identity(request: ApiRequest, number: Number, body: IdentityIn) -> Status[CustomerOut]:
    """409 when another customer goes by it; one the customer has already changes nothing."""
    customer = visible_customer(request, number)
    add_identity(
        scope=request.scope,
        now=timezone.now(),
        origin=ORIGIN,
        customer=customer,
        kind=body.kind,
        value=body.value,
        is_primary=body.is_primary,
    )
    return Status(201, customer_out(visible_customer(request, number), scope=request.scope))


@router.delete("/customers/{number}/identities/{identity_id}", response={204: None}, summary="Take one away")
@api_operation("customers.edit")
def delete_identity(request: ApiRequest, number: Number, identity_id: RowId) -> Status[None]:
    identity = get_object_or_404(Identity, pk=identity_id, customer=visible_customer(request, number))
    remove_identity(scope=request.scope, now=timezone.now(), origin=ORIGIN, identity=identity)
    return Status(204, None)


@router.get("/customers/{number}/preferences", response=Preferences, summary="What the customer likes")
@api_operation("customers.view")
def list_preferences(request: ApiRequest, number: Number) -> Preferences:
    held = active_preferences(visible_customer(request, number).pk)
    return Preferences(data=[_preference_out(one) for one in held])


@router.post("/customers/{number}/preferences", response={201: PreferenceOut}, summary="Record a preference")
@idempotent
@api_operation("customers.preferences")
def create_preference(request: ApiRequest, number: Number, body: PreferenceIn) -> Status[PreferenceOut]:
    """The same topic and value again confirms what is known."""
    preference = record_preference(
        scope=request.scope,
        now=timezone.now(),
        origin=ORIGIN,
        customer=visible_customer(request, number),
        **body.model_dump(),
    )
    return Status(201, _preference_out(preference))


@router.post(
    "/customers/{number}/preferences/{preference_id}/confirm", response=PreferenceOut, summary="Confirm a preference"
)
@idempotent
@api_operation("customers.preferences")
def confirm(request: ApiRequest, number: Number, preference_id: RowId) -> PreferenceOut:
    preference = _held(visible_customer(request, number), preference_id)
    confirmed = confirm_preference(scope=request.scope, now=timezone.now(), origin=ORIGIN, preference=preference)
    return _preference_out(confirmed)


@router.delete("/customers/{number}/preferences/{preference_id}", response={204: None}, summary="Take it back")
@api_operation("customers.preferences")
def delete_preference(request: ApiRequest, number: Number, preference_id: RowId) -> Status[None]:
    preference = _held(visible_customer(request, number), preference_id)
    withdraw_preference(scope=request.scope, now=timezone.now(), origin=ORIGIN, preference=preference)
    return Status(204, None)


@router.get("/customers/{number}/consents", response=Consents, summary="The latest word on each channel and purpose")
@api_operation("customers.view")
def list_consents(request: ApiRequest, number: Number) -> dict[str, list[Consent]]:
    return {"data": consents_now(visible_customer(request, number).pk)}


@router.post("/customers/{number}/consents", response={201: ConsentOut}, summary="Record what the customer said")
@idempotent
@api_operation("customers.edit")
def create_consent(request: ApiRequest, number: Number, body: ConsentIn) -> Status[Consent]:
    consent = record_consent(
        scope=request.scope,
        now=timezone.now(),
        origin=ORIGIN,
        customer=visible_customer(request, number),
        **body.model_dump(),
    )
    return Status(201, consent)


@router.post("/customers/{number}/tags", response=CustomerOut, summary="Add and take away tags")
@idempotent
@api_operation("customers.tag")
def change_tags(request: ApiRequest, number: Number, body: TagChanges) -> CustomerOut:
    customer = visible_customer(request, number)
    tag_customers(
        scope=request.scope,
        now=timezone.now(),
        origin=ORIGIN,
        customers=Customer.objects.filter(pk=customer.pk),
        add=body.add,
        remove=body.remove,
    )
    return customer_out(visible_customer(request, number), scope=request.scope)


def _held(customer: Customer, preference_id: int) -> Preference:
    return get_object_or_404(active_preferences(customer.pk), pk=preference_id)


def _preference_out(preference: Preference) -> PreferenceOut:
    half_life_days = business().preference_half_life_days
    return preference_out(preference, half_life_days=half_life_days, now=timezone.now())
