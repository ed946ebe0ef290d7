from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from shuke.records.access.models import Staff


class SavedView(models.Model):
    """A list somebody comes back to: filters, order and columns under a name."""

    class Of(models.TextChoices):
        CUSTOMERS = "customers"
        CASES = "cases"

    of = models.CharField(max_length=12, choices=Of, default=Of.CUSTOMERS)
    owner = models.ForeignKey(Staff, models.CASCADE, related_name="saved_views")
    name = models.CharField(_("name"), max_length=60)
    state = models.JSONField(default=dict)  # the list's address as {parameter: value}
    is_shared = models.BooleanField(_("for everybody"), default=False)
    is_pinned = models.BooleanField(_("as a tab above the list"), default=True)
    is_default = models.BooleanField(_("what the list opens with, for me"), default=False)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()

    class Meta:
        ordering = ["created_at"]
        constraints = [
            models.UniqueConstraint(fields=["owner", "of", "name"], name="saved_view_named_once"),
            models.UniqueConstraint(fields=["owner", "of"], condition=Q(is_default=True), name="one_default_view"),
        ]

    def __str__(self) -> str:
        return self.name
