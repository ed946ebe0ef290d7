"""How customers of each class are looked after."""

from decimal import Decimal
from typing import Annotated, Literal

from django.utils import timezone
from ninja import Router, Schema
from pydantic import Field

from shuke.lib.http import Text
from shuke.records.access.decorators import ApiRequest, api_operation
from shuke.records.access.models import Role
from shuke.records.customers.models import ClassPolicy
from shuke.records.customers.queries import policies
from shuke.records.customers.services import set_class_policy

router = Router(tags=["customers"])

ServiceClass = Literal["platinum", "gold", "iron", "lead"]


class PolicyIn(Schema):
    service_level: Text = ""
    call_every_days: Annotated[int, Field(ge=1, le=3650)] | None = None
    offer_ceiling_percent: Annotated[Decimal, Field(ge=0, le=100, max_digits=5, decimal_places=2)] | None = None
    may_discount: list[Role] = []


class PolicyOut(Schema):
    service_class: str
    service_level: str
    call_every_days: int | None
    offer_ceiling_percent: Decimal | None
    may_discount: list[str]


@router.get("/class-policies", response=list[PolicyOut], summary="How customers of each class are looked after")
@api_operation("customers.view")
def list_policies(request: ApiRequest) -> list[ClassPolicy]:
    """A class nobody set anything for is not there. An empty ceiling is none; an empty list of roles is everybody.

    The roles are asked where a person makes a complaint good with a coupon; what was approved before (campaigns,
    events, journeys) keeps to the ceiling alone, and tills ask neither.
    """
    return list(policies().values())


@router.put("/class-policies/{service_class}", response=PolicyOut, summary="Set it for one class")
@api_operation("settings.manage")
def put_policy(request: ApiRequest, service_class: ServiceClass, body: PolicyIn) -> ClassPolicy:
    """What is left out is taken away."""
    return set_class_policy(scope=request.scope, now=timezone.now(), service_class=service_class, **body.model_dump())
