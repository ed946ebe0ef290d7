from django.utils import timezone
from ninja import Router, Status

from shuke.lib.http import Number
from shuke.records.access.api import idempotent
from shuke.records.access.decorators import ApiRequest, api_operation
from shuke.records.customers.api.people import visible_customer
from shuke.web.erasing.services import erase_customer

router = Router(tags=["customers"])


@router.post("/customers/{number}/erase", response={204: None}, summary="Erase a person for good")
@idempotent
@api_operation("customers.erase")
def erase(request: ApiRequest, number: Number) -> Status[None]:
    """With everybody merged into them: purchases and points stay as figures of nobody, every word goes. Not undone.

    404 afterwards, since nobody has that number any more.
    """
    erase_customer(scope=request.scope, now=timezone.now(), customer=visible_customer(request, number))
    return Status(204, None)
