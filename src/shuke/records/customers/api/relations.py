"""The people around a customer."""

from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Router, Schema, Status

from shuke.lib.http import Number, RowId
from shuke.records.access.api import idempotent
from shuke.records.access.decorators import ApiRequest, api_operation
from shuke.records.customers.api.people import visible_customer
from shuke.records.customers.models import Customer, Relation
from shuke.records.customers.queries import ties_of
from shuke.records.customers.schemas import RelationIn, RelationOut
from shuke.records.customers.services import add_relation, remove_relation

router = Router(tags=["customers"])


class Relations(Schema):
    data: list[RelationOut]


@router.get("/customers/{number}/relations", response=Relations, summary="Family, friends and colleagues")
@api_operation("customers.view")
def list_relations(request: ApiRequest, number: Number) -> Relations:
    """Also those others named; who brought the customer and their household stand in the customer's own row."""
    return _relations_of(visible_customer(request, number))


@router.post("/customers/{number}/relations", response={201: Relations}, summary="Tie two customers")
@idempotent
@api_operation("customers.edit")
def create_relation(request: ApiRequest, number: Number, body: RelationIn) -> Status[Relations]:
    """All ties of the customer; one the two have already, from whichever side, takes the note."""
    customer = visible_customer(request, number)
    other = Customer.objects.current().visible_to(request.scope).filter(number=body.other).first()
    if other is None:
        message = _("There is no customer “%(number)s” in your stores.") % {"number": body.other}
        raise ValidationError({"other": message})
    add_relation(
        scope=request.scope, now=timezone.now(), customer=customer, other=other, kind=body.kind, note=body.note
    )
    return Status(201, _relations_of(customer))


@router.delete("/customers/{number}/relations/{relation_id}", response={204: None}, summary="Take a tie away")
@api_operation("customers.edit")
def delete_relation(request: ApiRequest, number: Number, relation_id: RowId) -> Status[None]:
    held = {tie.id for tie in ties_of(visible_customer(request, number).pk)}
    relation = get_object_or_404(Relation.objects.filter(pk__in=held), pk=relation_id)
    remove_relation(scope=request.scope, now=timezone.now(), relation=relation)
    return Status(204, None)


def _relations_of(customer: Customer) -> Relations:
    ties = ties_of(customer.pk)
    return Relations(
        data=[
            RelationOut(id=tie.id, other=tie.other.number, name=str(tie.other), kind=tie.kind, note=tie.note)
            for tie in ties
        ]
    )
