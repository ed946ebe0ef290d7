"""`/coupons/{code}`: reserve while ringing up, then redeem or release, once."""

from django.shortcuts import get_object_or_404
from django.utils import timezone
from ninja import Router, Status

from shuke.records.access.api import idempotent
from shuke.records.access.decorators import ApiRequest, api_operation
from shuke.records.access.scope import Scope
from shuke.records.membership.api.reading import buyer_in, store_of
from shuke.records.membership.cards.codes import normal_code
from shuke.records.membership.models import CouponUse
from shuke.records.membership.schemas import CodeText, ReserveIn, UseIn, UseOut
from shuke.records.membership.services import redeem_coupon, release_coupon, reserve_coupon

router = Router(tags=["coupons"])


@router.post("/coupons/{code}/reserve", response={201: UseOut}, summary="Hold a coupon for a quarter of an hour")
@idempotent
@api_operation("checkout.use")
def reserve(request: ApiRequest, code: CodeText, body: ReserveIn) -> Status[UseOut]:
    """409 with the reason when it cannot be used: void, not valid today, used, another customer's, limit reached."""
    store = store_of(request, body.store)
    use = reserve_coupon(
        scope=request.scope,
        now=timezone.now(),
        code=code,
        customer=buyer_in(request, number=body.customer).customer,
        zone=store.time_zone,
        store=store,
    )
    return Status(201, _out(use))


@router.post("/coupons/{code}/redeem", response=UseOut, summary="Use what was reserved")
@idempotent
@api_operation("checkout.use")
def redeem(request: ApiRequest, code: CodeText, body: UseIn) -> UseOut:
    return _out(redeem_coupon(scope=request.scope, now=timezone.now(), use=_use(request.scope, code, body)))


@router.post("/coupons/{code}/release", response=UseOut, summary="Give back what was reserved")
@idempotent
@api_operation("checkout.use")
def release(request: ApiRequest, code: CodeText, body: UseIn) -> UseOut:
    return _out(release_coupon(now=timezone.now(), use=_use(request.scope, code, body)))


def _use(scope: Scope, code: str, body: UseIn) -> CouponUse:
    """404 for a reservation that another store's till made."""
    uses = CouponUse.objects.select_related("code", "coupon").filter(code__code=normal_code(code))
    if scope.store_ids is not None:
        uses = uses.filter(store__in=scope.store_ids)
    use: CouponUse = get_object_or_404(uses, pk=body.reservation)
    return use


def _out(use: CouponUse) -> UseOut:
    return UseOut(
        reservation=use.pk,
        code=use.code.code,
        coupon=use.code.coupon.name,
        kind=use.code.coupon.kind,
        value=use.code.coupon.value,
        state=use.state,
        reserved_until=use.reserved_until,
    )
