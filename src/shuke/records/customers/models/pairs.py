"""Which records may be one person, and of whom only a mark is left."""

from django.db import models
from django.db.models import F, Q

from shuke.records.access.models import Staff
from shuke.records.customers.models.people import Customer


class DuplicatePair(models.Model):
    """Two records that look like one person, as the latest search found them, until somebody decides."""

    first = models.ForeignKey(Customer, models.CASCADE, related_name="+")
    second = models.ForeignKey(Customer, models.CASCADE, related_name="+")
    reasons = models.JSONField(default=list)  # keys of `likeness.Reason`, the strongest first
    weight = models.PositiveSmallIntegerField()  # of the reasons together: the likeliest are shown first
    found_at = models.DateTimeField()
    # Two people after all: kept, so that the pair is never proposed again.
    told_apart_at = models.DateTimeField(null=True, blank=True)
    told_apart_by = models.ForeignKey(Staff, models.SET_NULL, null=True, blank=True, related_name="+", db_index=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["first", "second"], name="duplicate_pair_once"),
            models.CheckConstraint(condition=Q(first__lt=F("second")), name="duplicate_pair_in_order"),
        ]
        indexes = [
            models.Index(
                fields=["-weight", "-id"], condition=Q(told_apart_at__isnull=True), name="duplicate_pair_to_decide"
            )
        ]

    def __str__(self) -> str:
        return f"{self.first_id} = {self.second_id}?"


class ErasedMark(models.Model):
    """A keyed hash of what somebody erased went by, so that no import makes them known again (`erased.marks_of`)."""

    customer = models.ForeignKey(Customer, models.CASCADE, related_name="+")
    mark = models.CharField(max_length=64, unique=True)

    def __str__(self) -> str:
        return self.mark
