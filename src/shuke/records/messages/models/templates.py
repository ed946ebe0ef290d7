from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from shuke.records.messages.models.sends import Channel, Purpose


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


class ApprovedText(models.Model):
    """What a provider approved in place of a template: its own text, filled with values of ours."""

    template = models.ForeignKey(Template, models.CASCADE, related_name="approved", db_index=False)
    channel = models.CharField(
        _("channel"), max_length=12, choices=[(key, Channel(key).label) for key in ("sms", "wechat")]
    )
    code = models.CharField(_("the provider’s code of it"), max_length=120)
    # "thing1=name, time2=today": the provider's name of each gap and our variable; in the provider's order.
    fields = models.CharField(_("what fills its gaps"), max_length=400, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["template", "channel"], name="approved_text_once")]

    def __str__(self) -> str:
        return f"{self.channel} {self.code}"


class TemplateText(models.Model):
    template = models.ForeignKey(Template, models.CASCADE, related_name="texts", db_index=False)
    language = models.CharField(max_length=12, choices=settings.LANGUAGES)
    subject = models.CharField(_("subject"), max_length=200)
    body = models.TextField(pgettext_lazy("of a message", "text"), max_length=20_000)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["template", "language"], name="template_text_once")]

    def __str__(self) -> str:
        return f"{self.template_id} {self.language}"
