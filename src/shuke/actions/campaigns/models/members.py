from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from shuke.actions.campaigns.models.campaign import Campaign
from shuke.actions.offers.models import Gift
from shuke.records.customers.models import Customer


class CampaignMember(models.Model):
    """Somebody of the audience: the cell, the arm, what was given, and what they did in the days that count."""

    class Arm(models.TextChoices):
        TEST = "test", _("tested")
        HELD = "held", _("held out")
        REST = "rest", _("left for the roll-out")
        OUT = "out", _("not to be reached")

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="members", db_index=False)
    # Without constraint, as CellMember: a million rows are written at once, out of ids that were just read.
    customer = models.ForeignKey(Customer, models.CASCADE, related_name="+", db_constraint=False)
    cell = models.PositiveSmallIntegerField()  # 111 to 555; 0 without a purchase in the year before
    arm = models.CharField(max_length=4, choices=Arm)
    reason = models.CharField(max_length=16, blank=True)  # of those not to be reached, a code
    is_rolled_out = models.BooleanField(default=False)  # of those left: the cell was chosen
    is_served = models.BooleanField(default=False)  # the offer was tried: given, or refused
    gift = models.ForeignKey(Gift, models.SET_NULL, null=True, related_name="+")
    # Counted: in the days of the test, and in those of the roll-out.
    answered_test = models.BooleanField(default=False)
    spend_test_minor = models.BigIntegerField(default=0)
    answered = models.BooleanField(default=False)
    spend_minor = models.BigIntegerField(default=0)
    coupons_used = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["campaign", "customer"], name="campaign_member_once")]
        indexes = [
            models.Index(fields=["campaign", "arm", "cell"], name="campaign_cells"),
            models.Index(
                fields=["campaign", "id"],
                condition=Q(is_served=False) & (Q(arm="test") | Q(is_rolled_out=True)),
                name="campaign_to_serve",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.customer_id} in {self.campaign_id}: {self.arm}"
