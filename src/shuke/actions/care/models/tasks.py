from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from shuke.actions.care.models.programmes import CareProgramme
from shuke.records.access.models import Staff
from shuke.records.customers.models import Customer


class TaskState(models.TextChoices):
    OPEN = "open", pgettext_lazy("of a task", "open")
    CLOSED = "closed", pgettext_lazy("of a task", "closed")


class Outcome(models.TextChoices):
    DONE = "done", pgettext_lazy("of a task", "Done")
    NO_ANSWER = "no_answer", _("No answer")
    CALL_AGAIN = "call_again", _("Call again")
    NOT_INTERESTED = "not_interested", _("Not interested")
    APPOINTMENT = "appointment", _("Appointment made")


class CareTask(models.Model):
    """Something a person is to do for one customer. Of a programme, or of whoever named `origin` wished for it."""

    key = models.CharField(max_length=200, unique=True)  # the same wish twice is one task
    customer = models.ForeignKey(Customer, models.CASCADE, related_name="+", db_index=False)
    programme = models.ForeignKey(CareProgramme, models.PROTECT, null=True, blank=True, related_name="tasks")
    origin = models.CharField(max_length=80)  # "care:3", "journey:5"
    title = models.CharField(max_length=200, blank=True)  # of other origins; a programme's tasks are worded by its kind
    why = models.CharField(max_length=400, blank=True)  # of other origins, in words
    facts = models.JSONField(default=dict)  # of a programme: why this customer, why today
    script = models.TextField(blank=True)
    owner = models.ForeignKey(Staff, models.SET_NULL, null=True, blank=True, related_name="+", db_index=False)
    value_at_risk_minor = models.BigIntegerField(null=True, blank=True)  # of an early warning, in the run's currency
    due_on = models.DateField()
    call_at = models.DateTimeField(null=True, blank=True)  # the customer asked to be called then
    state = models.CharField(max_length=8, choices=TaskState, default=TaskState.OPEN)
    outcome = models.CharField(max_length=16, choices=Outcome, blank=True)  # the latest
    tries = models.PositiveSmallIntegerField(default=0)
    appointment_at = models.DateTimeField(null=True, blank=True)
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state="open", closed_at__isnull=True)
                | Q(state="closed", closed_at__isnull=False) & ~Q(outcome=""),
                name="care_task_closed_with_outcome",
            ),
            models.CheckConstraint(condition=Q(outcome__in=["", *Outcome.values]), name="care_outcome_known"),
        ]
        indexes = [
            models.Index("owner", "due_on", condition=Q(state="open"), name="care_task_of_person"),
            models.Index("due_on", "id", condition=Q(state="open"), name="care_task_due"),
            models.Index(fields=["customer", "-id"], name="care_task_of_customer"),
            models.Index(fields=["-closed_at"], condition=Q(state="closed"), name="care_task_by_close"),
        ]

    def __str__(self) -> str:
        return f"{self.key} {self.state}"


class CareTry(models.Model):
    """One call, visit or attempt, and what came of it."""

    task = models.ForeignKey(CareTask, models.CASCADE, related_name="attempts", db_index=False)
    number = models.PositiveSmallIntegerField()  # from 1
    outcome = models.CharField(max_length=16, choices=Outcome)
    note = models.TextField(blank=True)
    again_at = models.DateTimeField(null=True, blank=True)
    staff = models.ForeignKey(Staff, models.PROTECT, null=True, blank=True, related_name="+", db_index=False)
    at = models.DateTimeField()

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["task", "number"], name="care_try_once")]

    def __str__(self) -> str:
        return f"{self.task_id}.{self.number} {self.outcome}"
