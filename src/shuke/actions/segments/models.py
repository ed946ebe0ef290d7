"""Saved segments, who is in them now, and who entered and left when."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from shuke.records.access.models import Staff
from shuke.records.customers.models import Customer


class Segment(models.Model):
    """A named choice of customers. A dynamic one is chosen anew by every refresh; a static one stays as it was."""

    key = models.SlugField(_("key"), max_length=60, unique=True)  # in texts: segment(key); never changes
    name = models.CharField(_("name"), max_length=80)
    description = models.TextField(_("description"), blank=True)
    tree = models.JSONField()  # see `documents`; of a static one: how it was chosen
    is_static = models.BooleanField(_("static"), default=False)
    created_by = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()  # of the words or the tree
    count = models.PositiveIntegerField(default=0)  # rows of SegmentMember
    counted_at = models.DateTimeField(null=True)  # empty: never yet
    as_of = models.DateField(null=True)  # of the purchases and scores it asked for; empty: it asks for none
    refusal = models.CharField(max_length=400, blank=True)  # why the latest refresh left it as it was

    class Meta:
        ordering = ("name", "pk")

    def __str__(self) -> str:
        return self.name


class SegmentMember(models.Model):
    """Somebody who is in a segment now. Ask `queries.members_of`, which follows merges and leaves out the erased."""

    segment = models.ForeignKey(Segment, models.CASCADE, related_name="+", db_index=False)
    # Without constraint, as CustomerScore: a million rows are written at once, out of ids that were just read.
    customer = models.ForeignKey(Customer, models.CASCADE, related_name="+", db_constraint=False)
    since_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["segment", "customer"], name="segment_member_once")]

    def __str__(self) -> str:
        return f"{self.customer_id} in {self.segment_id}"


class SegmentChange(models.Model):
    """Somebody entered or left a segment. Append-only; read by a cursor on `id` (`queries.changes_after`).

    Those whom a segment holds when it is counted for the first time are in it from then on, but did not enter: no rows.
    """

    class Kind(models.TextChoices):
        ENTERED = "entered", _("entered")
        LEFT = "left", _("left")

    segment = models.ForeignKey(Segment, models.CASCADE, related_name="+", db_index=False)
    customer = models.ForeignKey(Customer, models.CASCADE, related_name="+", db_constraint=False)
    kind = models.CharField(max_length=8, choices=Kind)
    changed_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["segment", "id"], name="segment_change_cursor"),
            models.Index(fields=["segment", "changed_at"], name="segment_change_by_day"),
        ]

    def __str__(self) -> str:
        return f"{self.customer_id} {self.kind} {self.segment_id}"


class SegmentSize(models.Model):
    """How many a segment held by the latest count of a day."""

    segment = models.ForeignKey(Segment, models.CASCADE, related_name="sizes", db_index=False)
    counted_on = models.DateField()  # in the time zone of the business
    customers = models.PositiveIntegerField()

    class Meta:
        ordering = ("counted_on",)
        constraints = [models.UniqueConstraint(fields=["segment", "counted_on"], name="segment_size_once_a_day")]

    def __str__(self) -> str:
        return f"{self.segment_id} on {self.counted_on}: {self.customers}"
