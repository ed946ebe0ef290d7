from collections.abc import Collection
from datetime import date

from django.db.models import F, Q, QuerySet

from shuke.records.membership.models import CouponCode


def coupons_of(people: Collection[int], *, today: date, include_upcoming: bool = False) -> QuerySet[CouponCode]:
    """Codes made out to one of them that can be used today (or from a later day on), the soonest to end first."""
    codes = CouponCode.objects.filter(
        Q(most_uses__isnull=True) | Q(used__lt=F("most_uses")),
        Q(coupon__ends_on__isnull=True) | Q(coupon__ends_on__gte=today),
        customer__in=people,
        voided_at__isnull=True,
        coupon__is_offered=True,
    )
    if not include_upcoming:
        codes = codes.filter(Q(coupon__starts_on__isnull=True) | Q(coupon__starts_on__lte=today))
    return codes.select_related("coupon").order_by(F("coupon__ends_on").asc(nulls_last=True), "pk")
