from decimal import Decimal

from django.db import models
from django.db.models import Q

from shuke.records.membership.models.plans import Member
from shuke.records.sales.models import OrderLine


class LineTerms(models.Model):
    """What one line of a till's order earned and cost in points, so that its return mirrors it exactly.

    The terms of a line that undoes another are its negative share; all returns together make at most the whole.
    """

    line = models.OneToOneField(OrderLine, models.PROTECT, related_name="terms")
    member = models.ForeignKey(Member, models.PROTECT, null=True, blank=True, related_name="+", db_index=False)
    earned = models.BigIntegerField(default=0)  # points
    spent = models.BigIntegerField(default=0)  # points
    growth = models.BigIntegerField(default=0)
    card_discount = models.DecimalField(max_digits=16, decimal_places=4, default=Decimal(0))
    coupon_discount = models.DecimalField(max_digits=16, decimal_places=4, default=Decimal(0))
    paid_by_points = models.DecimalField(max_digits=16, decimal_places=4, default=Decimal(0))

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(earned__gte=0, spent__gte=0, growth__gte=0) | Q(earned__lte=0, spent__lte=0, growth__lte=0),
                name="line_terms_have_one_direction",
            )
        ]

    def __str__(self) -> str:
        return f"{self.line_id}: +{self.earned} −{self.spent}"
