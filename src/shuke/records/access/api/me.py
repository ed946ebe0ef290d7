from ninja import Router, Schema

from shuke.records.access.decorators import ApiRequest, api_operation
from shuke.records.access.models import ApiKey, Staff
from shuke.records.access.scope import Scope
from shuke.records.stores.models import Store

router = Router(tags=["access"])


class Me(Schema):
    caller: str
    name: str
    role: str
    stores: list[str] | None  # codes; null: every store
    permissions: list[str]


class StoreOut(Schema):
    code: str
    name: str
    time_zone: str
    currency: str
    address: str
    is_open: bool


class Stores(Schema):
    data: list[StoreOut]


@router.get("/me", response=Me, summary="Who calls, and what the caller may do")
@api_operation("signed_in")
def me(request: ApiRequest) -> Me:
    scope = request.scope
    stores = None if scope.store_ids is None else Store.objects.filter(pk__in=scope.store_ids)
    return Me(
        caller=scope.caller,
        name=_name_of(scope),
        role=scope.role,
        stores=None if stores is None else list(stores.values_list("code", flat=True)),
        permissions=sorted(scope.permissions),
    )


@router.get("/stores", response=Stores, summary="The stores the caller works for")
@api_operation("stores.view")
def list_stores(request: ApiRequest) -> dict[str, list[Store]]:
    stores = Store.objects.all()
    if request.scope.store_ids is not None:
        stores = stores.filter(pk__in=request.scope.store_ids)
    return {"data": list(stores)}


def _name_of(scope: Scope) -> str:
    if scope.staff_id is not None:
        return Staff.objects.values_list("name", flat=True).get(pk=scope.staff_id)
    return ApiKey.objects.values_list("name", flat=True).get(pk=scope.api_key_id or 0)
