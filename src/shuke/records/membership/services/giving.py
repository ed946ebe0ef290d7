"""A code of a coupon for one person, as a gift."""

from collections.abc import Callable, Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from shuke.lib.bulk import insert_rows
from shuke.records.access.scope import Scope
from shuke.records.access.services import record_audit
from shuke.records.customers.models import Customer
from shuke.records.customers.queries import survivor_of
from shuke.records.membership.cards.codes import new_codes
from shuke.records.membership.models import Coupon, CouponCode
from shuke.records.membership.services.coupons import CouponRefused


@transaction.atomic
def give_code(
    *, scope: Scope, now: datetime, coupon: Coupon, customer: Customer, random_bytes: Callable[[int], bytes]
) -> CouponCode:
    """A single-use code that this customer alone may present. Raises CouponRefused."""
    _require_offered(coupon)
    (code,) = new_codes(1, random_bytes=random_bytes)
    made = CouponCode.objects.create(coupon=coupon, code=code, customer=survivor_of(customer), most_uses=1, made_at=now)
    facts = {"coupon": coupon.code, "count": 1, "customer": made.customer_id}
    record_audit(scope=scope, action="coupon.codes", at=now, subject=f"coupon:{coupon.pk}", facts=facts)
    return made


@transaction.atomic
def give_codes(
    *,
    scope: Scope,
    now: datetime,
    coupon: Coupon,
    customers: Sequence[Customer],
    random_bytes: Callable[[int], bytes],
) -> list[str]:
    """As `give_code` for each of `customers`, none of whom is merged into another; the codes in their order."""
    _require_offered(coupon)
    codes = sorted(new_codes(len(customers), random_bytes=random_bytes)) if customers else []
    columns = ("coupon_id", "code", "customer_id", "most_uses", "used", "made_at")
    rows = ((coupon.pk, code, one.pk, 1, 0, now) for code, one in zip(codes, customers, strict=True))
    insert_rows(CouponCode._meta.db_table, columns, rows)
    facts = {"coupon": coupon.code, "count": len(codes)}
    record_audit(scope=scope, action="coupon.codes", at=now, subject=f"coupon:{coupon.pk}", facts=facts)
    return codes


def _require_offered(coupon: Coupon) -> None:
    if not coupon.is_offered:
        raise CouponRefused(_("Coupon “%(name)s” is not offered any more; choose another.") % {"name": coupon.name})
