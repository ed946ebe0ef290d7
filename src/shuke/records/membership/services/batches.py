"""Codes of coupons: ordered by the batch and made in the background, or a word that everybody may say."""

from collections.abc import Callable
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from shuke.jobs.services import enqueue
from shuke.lib.bulk import insert_rows
from shuke.lib.errors import ShukeError
from shuke.records.access.scope import Scope
from shuke.records.access.services import record_audit
from shuke.records.membership.cards.codes import new_codes, normal_code
from shuke.records.membership.models import CodeBatch, Coupon, CouponCode
from shuke.records.membership.services.coupons import WrongCount

MOST_IN_A_BATCH = 1_000_000  # more is a typing error, or two orders
_AT_ONCE = 50_000
_TASK = "shuke.records.membership.tasks.make_codes"


class CodeTaken(ShukeError):
    """The word is a code already."""


@transaction.atomic
def order_codes(*, scope: Scope, now: datetime, coupon: Coupon, count: int, key: str) -> CodeBatch:
    """A batch that a worker fills. The same `key` again answers the first batch. Raises WrongCount."""
    if not 0 < count <= MOST_IN_A_BATCH:
        raise WrongCount(_("Write a number of codes from 1 to %(most)d.") % {"most": MOST_IN_A_BATCH})
    values = {"coupon": coupon, "count": count, "staff_id": scope.staff_id, "ordered_at": now}
    batch, is_new = CodeBatch.objects.get_or_create(key=key, defaults=values)
    if is_new:
        facts = {"coupon": coupon.code, "count": count}
        record_audit(scope=scope, action="coupon.codes", at=now, subject=f"coupon:{coupon.pk}", facts=facts)
        enqueue(_TASK, key=f"codes:{batch.pk}", batch_id=batch.pk)
    return batch


def fill_batch(
    *,
    now: datetime,
    batch_id: int,
    random_bytes: Callable[[int], bytes],
    report: Callable[[int], None] = lambda done: None,
) -> CodeBatch:
    """Makes what is missing, 50,000 codes a transaction: killed and run again, it goes on where it stopped."""
    while True:
        with transaction.atomic():
            batch = CodeBatch.objects.select_for_update().get(pk=batch_id)
            missing = batch.count - batch.made
            if not missing or batch.voided_at is not None:
                return batch
            batch.made += _make(batch, min(missing, _AT_ONCE), now=now, random_bytes=random_bytes)
            batch.save(update_fields=["made"])
        report(batch.made)


@transaction.atomic
def void_batch(*, scope: Scope, now: datetime, batch: CodeBatch) -> CodeBatch:
    """None of its codes is taken any more, and none is made; what was redeemed stays redeemed."""
    batch = CodeBatch.objects.select_for_update().select_related("coupon").get(pk=batch.pk)
    if batch.voided_at is None:
        batch.voided_at = now
        batch.save(update_fields=["voided_at"])
        facts = {"coupon": batch.coupon.code, "batch": batch.pk, "codes": batch.made}
        record_audit(scope=scope, action="coupon.void", at=now, subject=f"coupon:{batch.coupon_id}", facts=facts)
    return batch


@transaction.atomic
def add_word(*, scope: Scope, now: datetime, coupon: Coupon, word: str, most_uses: int | None) -> CouponCode:
    """A code that many may use: “WELCOME10”. `most_uses` by all together; None: without an end. Raises CodeTaken."""
    code = normal_code(word)
    try:
        with transaction.atomic():
            made = CouponCode.objects.create(coupon=coupon, code=code, most_uses=most_uses, made_at=now)
    except IntegrityError:
        raise CodeTaken(_("%(code)s is a coupon’s code already; choose another word.") % {"code": code}) from None
    facts = {"coupon": coupon.code, "word": code, "most_uses": most_uses}
    record_audit(scope=scope, action="coupon.word", at=now, subject=f"coupon:{coupon.pk}", facts=facts)
    return made


def _make(batch: CodeBatch, count: int, *, now: datetime, random_bytes: Callable[[int], bytes]) -> int:
    columns = ("coupon_id", "batch_id", "code", "most_uses", "used", "made_at")
    codes = new_codes(count, random_bytes=random_bytes)
    rows = ((batch.coupon_id, batch.pk, code, 1, 0, now) for code in codes)
    return insert_rows(CouponCode._meta.db_table, columns, rows)
