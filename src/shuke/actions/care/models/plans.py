from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from shuke.actions.care.models.programmes import CareProgramme
from shuke.actions.care.models.tasks import CareTask
from shuke.records.customers.models import Customer
from shuke.records.messages.models import MessageSend


class PlanState(models.TextChoices):
    TASK = "task", _("a task was made")
    MESSAGE = "message", _("a message was queued")
    HELD_OUT = "held_out", _("held out for comparison")
    SKIPPED = "skipped", _("left out")


class CarePlan(models.Model):
    """What a programme decided for one customer on one occasion: once, and never both a task and a message."""

    programme = models.ForeignKey(CareProgramme, models.PROTECT, related_name="plans", db_index=False)
    customer = models.ForeignKey(Customer, models.CASCADE, related_name="+", db_index=False)
    occasion = models.CharField(max_length=80)  # "birthday:2026#1", "purchase:2026-11-03#2": its day and the step
    step = models.PositiveSmallIntegerField()
    planned_on = models.DateField()
    planned_at = models.DateTimeField()
    state = models.CharField(max_length=8, choices=PlanState)
    reason = models.CharField(max_length=40, blank=True)  # a code: why left out
    task = models.OneToOneField(CareTask, models.PROTECT, null=True, blank=True, related_name="plan")
    message = models.OneToOneField(MessageSend, models.CASCADE, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["programme", "customer", "occasion"], name="care_once_an_occasion"),
            models.CheckConstraint(
                condition=Q(state="task", task__isnull=False, message__isnull=True)
                | Q(state="message", task__isnull=True, message__isnull=False)
                | Q(state__in=["held_out", "skipped"], task__isnull=True, message__isnull=True),
                name="care_never_both",
            ),
            models.CheckConstraint(condition=~Q(state="skipped") | ~Q(reason=""), name="care_left_out_says_why"),
        ]
        indexes = [
            models.Index(fields=["programme", "planned_on"], name="care_plan_by_day"),
            models.Index(fields=["programme", "occasion"], name="care_plan_by_occasion"),
            models.Index(fields=["customer", "-id"], name="care_plan_of_customer"),
        ]

    def __str__(self) -> str:
        return f"{self.occasion} {self.state}"
