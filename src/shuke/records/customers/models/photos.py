"""A picture of somebody who agreed to it, so that they are greeted before any scan."""

from django.db import models

from shuke.records.access.models import Staff
from shuke.records.customers.models.people import Customer


class Photo(models.Model):
    """Small, and in the row itself: it goes with its person in one transaction, and no file is left behind."""

    customer = models.OneToOneField(Customer, models.CASCADE, related_name="photo")
    picture = models.BinaryField()  # JPEG as `pictures.small_picture` makes it
    taken_by = models.ForeignKey(Staff, models.SET_NULL, null=True, blank=True, related_name="+", db_index=False)
    taken_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.customer_id} {self.taken_at:%Y-%m-%d}"
