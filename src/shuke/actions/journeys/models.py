"""Journeys with their versions, who is in them, and every step anybody made."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from shuke.records.access.models import Staff
from shuke.records.customers.models import Customer
from shuke.records.messages.models import MessageSend


class Journey(models.Model):
    class State(models.TextChoices):
        DRAFT = "draft", pgettext_lazy("journey", "Draft")
        RUNNING = "running", pgettext_lazy("journey", "Running")
        PAUSED = "paused", pgettext_lazy("journey", "Paused")
        ENDED = "ended", pgettext_lazy("journey", "Ended")

    name = models.CharField(_("name"), max_length=80)
    description = models.CharField(_("description"), max_length=300, blank=True)
    state = models.CharField(max_length=8, choices=State, default=State.DRAFT)
    draft = models.JSONField(default=dict)  # as it is being drawn; see `graph.definition`
    hold_out_percent = models.PositiveSmallIntegerField(_("held out, %"), default=0)
    # Whom newcomers follow; who is inside finishes the version they came in with.
    version = models.ForeignKey("JourneyVersion", models.PROTECT, null=True, blank=True, related_name="+")
    segment_cursor = models.BigIntegerField(default=0)  # of the changes of the entry's segment
    scanned_on = models.DateField(null=True, blank=True)  # the latest day whose birthdays and other days came in
    started_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    created_by = models.ForeignKey(Staff, models.PROTECT, null=True, blank=True, related_name="+", db_index=False)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(hold_out_percent__lte=50), name="journey_holds_out_half_at_most"),
            models.CheckConstraint(
                condition=Q(state="draft") | Q(version__isnull=False), name="journey_started_has_version"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class JourneyVersion(models.Model):
    """A journey as it was drawn when it was started or changed. Never edited."""

    journey = models.ForeignKey(Journey, models.CASCADE, related_name="versions", db_index=False)
    number = models.PositiveIntegerField()
    definition = models.JSONField()
    made_by = models.ForeignKey(Staff, models.PROTECT, null=True, blank=True, related_name="+", db_index=False)
    made_at = models.DateTimeField()

    class Meta:
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(fields=["journey", "number"], name="journey_version_once")]

    def __str__(self) -> str:
        return f"{self.journey_id} v{self.number}"


class JourneyRun(models.Model):
    """One person's way through a journey. Who was merged since goes on as the person they became."""

    class Left(models.TextChoices):
        GOAL = "goal", pgettext_lazy("left a journey", "Reached the goal")
        EXIT = "exit", pgettext_lazy("left a journey", "Came to the end")
        HELD_OUT = "held_out", pgettext_lazy("left a journey", "Was held out")
        MERGED = "merged", pgettext_lazy("left a journey", "Goes on as the customer they were merged into")
        GONE = "gone", pgettext_lazy("left a journey", "Was erased")
        TAKEN_OUT = "taken_out", pgettext_lazy("left a journey", "Was taken out")
        ENDED = "ended", pgettext_lazy("left a journey", "The journey was ended")
        LOST_WAY = "lost_way", pgettext_lazy("left a journey", "There was no way on")

    journey = models.ForeignKey(Journey, models.CASCADE, related_name="runs", db_index=False)
    version = models.ForeignKey(JourneyVersion, models.PROTECT, related_name="runs", db_index=False)
    customer = models.ForeignKey(Customer, models.CASCADE, related_name="+", db_index=False)
    key = models.CharField(max_length=80, blank=True)  # of the occasion; empty where a person comes in once
    is_held_out = models.BooleanField(default=False)
    drawn = models.FloatField()  # the random number that decided on it, in [0, 1)
    node = models.CharField(max_length=40)
    visit = models.PositiveIntegerField(default=0)  # steps made
    entered_at = models.DateTimeField()
    arrived_at = models.DateTimeField()  # at `node`
    due_at = models.DateTimeField()
    trouble = models.CharField(max_length=300, blank=True)  # why the step here cannot be made yet
    given = models.JSONField(default=dict)  # what later messages may name: coupon, coupon_code, points
    left_at = models.DateTimeField(null=True, blank=True)
    left = models.CharField(max_length=10, choices=Left, blank=True)
    goal_at = models.DateTimeField(null=True, blank=True)  # may come after they left

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["journey", "customer", "key"], name="journey_entered_once"),
            models.CheckConstraint(
                condition=Q(left_at__isnull=True, left="") | (Q(left_at__isnull=False) & ~Q(left="")),
                name="journey_left_says_why",
            ),
        ]
        indexes = [
            models.Index("journey", "due_at", "id", condition=Q(left_at__isnull=True), name="journey_run_due"),
            models.Index(fields=["customer", "-id"], name="journey_run_of_customer"),
            models.Index("version", "node", "id", condition=Q(left_at__isnull=True), name="journey_run_at_node"),
            models.Index(fields=["journey", "-entered_at"], name="journey_run_entered"),
        ]

    def __str__(self) -> str:
        return f"{self.customer_id} in {self.journey_id} at {self.node}"


class JourneyStep(models.Model):
    """A node that somebody passed, with what it did. The unique key is what makes every step happen once."""

    run = models.ForeignKey(JourneyRun, models.CASCADE, related_name="steps", db_index=False)
    visit = models.PositiveIntegerField()
    journey = models.ForeignKey(Journey, models.CASCADE, related_name="+", db_index=False)
    node = models.CharField(max_length=40)
    branch = models.CharField(max_length=12)
    at = models.DateTimeField()
    send = models.ForeignKey(MessageSend, models.SET_NULL, null=True, blank=True, related_name="+")
    facts = models.JSONField(default=dict)  # the number drawn, the code given, why nothing was done

    class Meta:
        constraints = [models.UniqueConstraint(fields=["run", "visit"], name="journey_step_once")]
        indexes = [models.Index(fields=["journey", "node", "-id"], name="journey_step_at_node")]

    def __str__(self) -> str:
        return f"{self.run_id}.{self.visit} {self.node} {self.branch}"


class JourneyCursor(models.Model):
    """How far the journeys have read a log."""

    log = models.CharField(max_length=10, unique=True)  # "events", "orders"
    at = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.log} to {self.at}"
