from datetime import time

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from shuke.actions.care.calendar import HOLIDAYS
from shuke.records.access.models import Staff
from shuke.records.membership.models import Tier
from shuke.records.messages.models import Template

MOST_HELD_OUT_PERCENT = 50
STEP_DAYS = (-60, 730)  # how far a step may lie before and after its day


class Kind(models.TextChoices):
    """What makes a customer due."""

    BIRTHDAY = "birthday", _("Birthday")
    ANNIVERSARY = "anniversary", _("Anniversary of the first visit")
    HOLIDAY = "holiday", _("Holiday")
    THANKS = "thanks", _("Thanks day")
    FIRST_VISIT = "first_visit", _("After the first visit")
    PURCHASE = "purchase", _("After a purchase")
    COMPLAINT = "complaint", _("After a complaint was closed")
    VISIT = "visit", _("Visits to key customers")
    WARNING = "warning", _("Early warning")
    RETURN = "return", _("Welcome back")


class Does(models.TextChoices):
    """Exactly one of these: a programme never makes a task and a message of the same occasion."""

    TASK = "task", _("a task for a person")
    MESSAGE = "message", _("a message")
    LETTER = "letter", _("a printed letter")


class CareProgramme(models.Model):
    """Whom we look after, on which occasion, and by which steps."""

    class Calendar(models.TextChoices):
        SOLAR = "solar", _("solar birthday")
        LUNAR = "lunar", _("lunar birthday")
        EITHER = "either", _("lunar birthday where it is known, else the solar one")

    code = models.SlugField(_("code"), max_length=60, unique=True)
    name = models.CharField(_("name"), max_length=120)
    kind = models.CharField(_("occasion"), max_length=12, choices=Kind)
    calendar = models.CharField(_("which birthday"), max_length=8, choices=Calendar, default=Calendar.EITHER)
    holiday = models.CharField(_("holiday"), max_length=20, choices=HOLIDAYS, blank=True)
    month_day = models.CharField(_("day of the year"), max_length=5, blank=True)  # "05-20", of a thanks day
    # Of visits: where the customer's class has no rhythm of its own (`ClassPolicy.call_every_days`). Empty: only those.
    every_days = models.PositiveSmallIntegerField(_("visit every … days"), null=True, blank=True)
    classes = models.JSONField(_("value classes"), default=list, blank=True)  # empty: all
    tiers = models.ManyToManyField(Tier, blank=True, related_name="+", verbose_name=_("tiers"))  # empty: all
    segment = models.TextField(_("only those for whom this holds"), max_length=4000, blank=True)
    # Who gets the tasks of customers nobody looks after. Empty: the team.
    owner = models.ForeignKey(
        Staff, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("tasks go to")
    )
    most_a_day = models.PositiveIntegerField(_("most customers a day"), default=200)
    holdout_percent = models.PositiveSmallIntegerField(_("held out for comparison, %"), default=0)
    seed = models.BigIntegerField()  # of the draw who is held out: drawn once, so that every draw can be repeated
    is_on = models.BooleanField(_("on"), default=False)
    switched_on_at = models.DateTimeField(null=True, blank=True)  # the latest time; days before it are history
    planned_until = models.DateField(null=True, blank=True)  # every occasion up to this day has been dealt with
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=Kind.values), name="care_kind_known"),
            models.CheckConstraint(
                condition=Q(holdout_percent__lte=MOST_HELD_OUT_PERCENT), name="care_holds_out_at_most_half"
            ),
            models.CheckConstraint(condition=Q(most_a_day__gt=0), name="care_serves_somebody_a_day"),
            models.CheckConstraint(condition=~Q(kind="holiday") | ~Q(holiday=""), name="care_holiday_is_named"),
            models.CheckConstraint(condition=~Q(kind="thanks") | ~Q(month_day=""), name="care_thanks_day_is_named"),
        ]

    def __str__(self) -> str:
        return self.name


class CareStep(models.Model):
    """What happens so many days after (or before) the occasion."""

    programme = models.ForeignKey(CareProgramme, models.CASCADE, related_name="steps", db_index=False)
    number = models.PositiveSmallIntegerField()  # part of the occasion: who had step 2 has it, whatever it says now
    after_days = models.SmallIntegerField(_("days after"), default=0)
    does = models.CharField(_("what happens"), max_length=8, choices=Does)
    template = models.ForeignKey(
        Template,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=pgettext_lazy("of a care step", "text"),
    )
    channel = models.CharField(_("channel"), max_length=12, default="email")  # of a message
    send_at = models.TimeField(_("time of day"), default=time(10))  # where the customer lives
    script = models.TextField(_("what to say"), max_length=4000, blank=True)  # of a task

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["programme", "number"], name="care_step_once"),
            models.CheckConstraint(
                condition=Q(does="task", template__isnull=True) | Q(does__in=["message", "letter"], script=""),
                name="care_step_does_one_thing",
            ),
            models.CheckConstraint(
                condition=Q(after_days__gte=STEP_DAYS[0], after_days__lte=STEP_DAYS[1]), name="care_step_within_reach"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.after_days:+d} {self.does}"


class CareSettings(models.Model):
    """How much one person can look after. One row, or none: then the defaults hold."""

    tasks_a_day = models.PositiveSmallIntegerField(_("tasks a person and day"), default=20)
    tries = models.PositiveSmallIntegerField(_("calls without an answer before a task is over"), default=3)

    class Meta:
        verbose_name_plural = "care settings"
        constraints = [
            models.CheckConstraint(condition=Q(id=1), name="care_settings_are_one"),
            models.CheckConstraint(condition=Q(tasks_a_day__gt=0, tries__gt=0), name="care_settings_are_positive"),
        ]

    def __str__(self) -> str:
        return f"{self.tasks_a_day} a day"
