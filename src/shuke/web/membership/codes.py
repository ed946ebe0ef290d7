"""Coupons and their codes as pages and files show them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from django.db.models import Count, Q
from django.utils.translation import gettext as _

from shuke.records.membership.models import CodeBatch, Coupon, CouponCode, CouponUse
from shuke.web.membership.words import coupon_conditions
from shuke.web.own.words import coupon_words

_AT_ONCE = 5_000


@dataclass(frozen=True)
class CouponRow:
    coupon: Coupon
    gives: str
    conditions: Sequence[str]
    made: int  # single-use codes
    redeemed: int


@dataclass(frozen=True)
class BatchRow:
    batch: CodeBatch
    redeemed: int

    @property
    def is_being_made(self) -> bool:
        return self.batch.made < self.batch.count and self.batch.voided_at is None

    @property
    def share(self) -> float:
        return self.batch.made / self.batch.count


def coupon_rows() -> list[CouponRow]:
    made: dict[int, int] = {}
    for coupon, count in CodeBatch.objects.values_list("coupon", "made"):
        made[coupon] = made.get(coupon, 0) + count
    redeemed = _redeemed_by("coupon", Q())
    coupons = Coupon.objects.select_related("product").order_by("-is_offered", "-pk")
    return [
        CouponRow(one, coupon_words(one), coupon_conditions(one), made.get(one.pk, 0), redeemed.get(one.pk, 0))
        for one in coupons
    ]


def batches_of(coupon: Coupon) -> list[BatchRow]:
    redeemed = _redeemed_by("code__batch", Q(coupon=coupon, code__batch__isnull=False))
    batches = coupon.batches.select_related("staff").order_by("-pk")
    return [BatchRow(batch, redeemed.get(batch.pk, 0)) for batch in batches]


def words_of(coupon: Coupon) -> list[CouponCode]:
    """Codes that many may use; made out singly, they belong to a batch or a person."""
    return list(
        coupon.codes.filter(batch__isnull=True, customer__isnull=True).exclude(most_uses=1).order_by("-pk")[:50]
    )


def code_lines(batch: CodeBatch) -> Iterator[str]:
    """CSV in pieces, read as it is sent: a million codes pass through without being held."""
    codes = CouponCode.objects.filter(batch=batch).order_by("pk").values_list("code", "used", "voided_at")
    states = {"free": _("free"), "used": _("used"), "void": _("void")}
    yield f"{_('code')},{_('state')}\r\n"
    rows = (
        f"{code},{states['void' if voided_at or batch.voided_at else 'used' if used else 'free']}\r\n"
        for code, used, voided_at in codes.iterator(chunk_size=_AT_ONCE)
    )
    while piece := "".join(islice(rows, _AT_ONCE)):
        yield piece


def _redeemed_by(key: str, only: Q) -> dict[int, int]:
    uses = CouponUse.objects.filter(only, state=CouponUse.State.REDEEMED).order_by()
    return dict(uses.values_list(key).annotate(n=Count("pk")))
