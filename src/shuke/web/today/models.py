from django.db import models
from django.utils.translation import gettext_lazy as _

from shuke.records.access.models import Staff
from shuke.records.customers.models import Customer


class PutOff(models.Model):
    """A customer whom somebody took off today's list, until a day. What happened before stands in the events."""

    class Outcome(models.TextChoices):
        DONE = "done", _("done")
        LATER = "later", _("later")
        NOT_FIT = "not_fit", _("not fit")

    customer = models.OneToOneField(Customer, models.CASCADE, primary_key=True, related_name="+")
    outcome = models.CharField(max_length=8, choices=Outcome)
    until_on = models.DateField()  # the first day the customer may be on the list again
    staff = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="+")  # empty: a system did
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["until_on"], name="put_off_until")]

    def __str__(self) -> str:
        return f"{self.customer_id}: {self.outcome} until {self.until_on}"
