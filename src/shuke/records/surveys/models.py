from django.db import models
from django.db.models import Q

from shuke.records.customers.models import Customer


class Ask(models.Model):
    """One question put to one person by a signed link: were they satisfied, and what should become better."""

    about = models.CharField(max_length=60, unique=True)  # "case:12:1": whoever asks knows what it means
    customer = models.ForeignKey(Customer, models.CASCADE, null=True, blank=True, related_name="asks", db_index=False)
    secret = models.CharField(max_length=32)
    asked_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    opened_at = models.DateTimeField(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    is_satisfied = models.BooleanField(null=True, blank=True)
    wish = models.TextField(blank=True)  # what should become better, in their words

    class Meta:
        indexes = [models.Index(fields=["customer", "-asked_at"], name="ask_of_customer")]
        constraints = [
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True, is_satisfied__isnull=True)
                | Q(answered_at__isnull=False, is_satisfied__isnull=False),
                name="ask_answered_with_a_word",
            )
        ]

    def __str__(self) -> str:
        return self.about
