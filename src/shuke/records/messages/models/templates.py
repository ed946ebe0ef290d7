from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from shuke.records.messages.models.sends import Purpose


class Template(models.Model):
    """What is written again and again, in each language the customers read."""

    code = models.SlugField(_("code"), max_length=60, unique=True)
    name = models.CharField(_("name"), max_length=120)
    purpose = models.CharField(_("purpose"), max_length=12, choices=Purpose)
    is_on = models.BooleanField(_("in use"), default=True)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()

    class Meta:
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(condition=models.Q(purpose__in=Purpose.values), name="template_purpose_known")
        ]

    def __str__(self) -> str:
        return self.name


class TemplateText(models.Model):
    template = models.ForeignKey(Template, models.CASCADE, related_name="texts", db_index=False)
    language = models.CharField(max_length=12, choices=settings.LANGUAGES)
    subject = models.CharField(_("subject"), max_length=200)
    body = models.TextField(pgettext_lazy("of a message", "text"), max_length=20_000)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["template", "language"], name="template_text_once")]

    def __str__(self) -> str:
        return f"{self.template_id} {self.language}"
