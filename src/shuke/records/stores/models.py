from zoneinfo import available_timezones

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from shuke.lib.money import CURRENCIES


def validate_time_zone(value: str) -> None:
    if value not in available_timezones():
        raise ValidationError(
            _("“%(value)s” is not a time zone; write for example Asia/Shanghai."), params={"value": value}
        )


def validate_currency(value: str) -> None:
    if value not in CURRENCIES:
        raise ValidationError(_("“%(value)s” is not a currency code; write for example CNY."), params={"value": value})


class Business(models.Model):
    """The one business this installation serves; its row is made by the first migration."""

    name = models.CharField(_("name"), max_length=120, default="Shuke 熟客")
    currency = models.CharField(_("reporting currency"), max_length=3, default="CNY", validators=[validate_currency])
    time_zone = models.CharField(
        _("time zone"), max_length=64, default="Asia/Shanghai", validators=[validate_time_zone]
    )
    country = models.CharField(_("country of phone numbers"), max_length=2, default="CN")
    # A preference nobody confirms again counts half after so many days.
    preference_half_life_days = models.PositiveIntegerField(_("half-life of a preference, in days"), default=365)
    # Set by the demo: whole weeks every date was moved by, so that pages can say so (0 = a real business).
    dates_shifted_weeks = models.IntegerField(default=0)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(id=1), name="business_is_one"),
            models.CheckConstraint(
                condition=models.Q(preference_half_life_days__gt=0), name="preference_half_life_positive"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Store(models.Model):
    code = models.CharField(_("code"), max_length=64, unique=True)
    name = models.CharField(_("name"), max_length=120)
    time_zone = models.CharField(_("time zone"), max_length=64, validators=[validate_time_zone])
    currency = models.CharField(_("currency"), max_length=3, validators=[validate_currency])
    address = models.CharField(_("address"), max_length=240, blank=True)
    is_open = models.BooleanField(_("open"), default=True)
    origin = models.CharField(max_length=80, blank=True, db_index=True)  # who made the row: "import:12", "api", "page"
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()

    class Meta:
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name
