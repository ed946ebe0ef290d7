"""How the service works here: hours, promises, limits, who takes what."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from shuke.records.access.models import Staff

CLASSES = ("platinum", "gold", "iron", "lead")  # of `Customer.service_class`, the best first


class Priority(models.TextChoices):
    LOW = "low", _("low")
    NORMAL = "normal", _("normal")
    HIGH = "high", _("high")
    URGENT = "urgent", _("urgent")


PRIORITIES = tuple(Priority.values)  # the least pressing first


def usual_week() -> list[str]:
    """Monday to Sunday, as `clock.spans` reads them."""
    return ["9:00-12:00, 13:00-18:00"] * 5 + ["", ""]


class Desk(models.Model):
    """The one service desk; its row is made by the first migration."""

    week = models.JSONField(_("opening hours"), default=usual_week)
    closes_on_holidays = models.BooleanField(_("closed on public holidays"), default=True)
    warn_minutes = models.PositiveIntegerField(_("warn so many minutes before a deadline"), default=120)
    escalate_minutes = models.PositiveIntegerField(_("escalate so many minutes after it"), default=0)
    acknowledges_mail = models.BooleanField(_("say at once that a mail arrived"), default=True)
    escalate_to = models.ForeignKey(
        Staff, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("escalate to"), db_index=False
    )
    # Empty: as much as they like. Above it a second person decides, whose own limit covers it.
    agent_most_points = models.PositiveIntegerField(_("points an agent may give"), null=True, blank=True, default=100)
    agent_most_money = models.DecimalField(
        _("money an agent may give"), max_digits=16, decimal_places=4, null=True, blank=True, default=50
    )
    manager_most_points = models.PositiveIntegerField(_("points a manager may give"), null=True, blank=True)
    manager_most_money = models.DecimalField(
        _("money a manager may give"), max_digits=16, decimal_places=4, null=True, blank=True
    )

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(id=1), name="service_desk_is_one")]

    def __str__(self) -> str:
        return "desk"


class DeskDay(models.Model):
    """A day with hours of its own: above the week and above the public holidays."""

    day = models.DateField(_("day"), unique=True)
    spans = models.CharField(_("opening hours"), max_length=120, blank=True)  # empty: closed
    note = models.CharField(_("note"), max_length=120, blank=True)

    class Meta:
        ordering = ["day"]

    def __str__(self) -> str:
        return f"{self.day}: {self.spans or '—'}"


class Target(models.Model):
    """What is promised, in business minutes."""

    priority = models.CharField(_("priority"), max_length=8, choices=Priority)
    service_class = models.CharField(_("customer class"), max_length=20, blank=True)  # empty: everybody
    first_minutes = models.PositiveIntegerField(_("first answer within (minutes)"))
    resolve_minutes = models.PositiveIntegerField(_("settled within (minutes)"))

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["priority", "service_class"], name="target_once"),
            models.CheckConstraint(
                condition=Q(first_minutes__gt=0, resolve_minutes__gte=models.F("first_minutes")),
                name="target_answers_before_it_settles",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.priority} {self.service_class}: {self.first_minutes}/{self.resolve_minutes}"


class ClassRule(models.Model):
    """What the cases of a class of customers get: at least this priority, and this person."""

    service_class = models.CharField(_("customer class"), max_length=20, unique=True)
    least_priority = models.CharField(_("at least this priority"), max_length=8, choices=Priority)
    goes_to = models.ForeignKey(
        Staff, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("goes to"), db_index=False
    )

    def __str__(self) -> str:
        return f"{self.service_class} ≥ {self.least_priority}"


class Topic(models.Model):
    """A branch of a tree: what a case is about, or what caused a complaint."""

    class Tree(models.TextChoices):
        CATEGORY = "category", _("category")
        CAUSE = "cause", _("cause")

    tree = models.CharField(max_length=8, choices=Tree)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name=_("below")
    )
    name = models.CharField(_("name"), max_length=80)
    path = models.CharField(max_length=260)  # the names from the root, for lists and sorting; kept by the services
    is_offered = models.BooleanField(_("still offered"), default=True)

    class Meta:
        ordering = ["tree", "path"]
        constraints = [
            models.UniqueConstraint(fields=["tree", "path"], name="topic_once"),
            models.CheckConstraint(
                condition=Q(parent__isnull=True) | ~Q(parent=models.F("id")), name="topic_not_below_itself"
            ),
        ]

    def __str__(self) -> str:
        return self.path


class CannedReply(models.Model):
    name = models.CharField(_("name"), max_length=80, unique=True)
    text = models.TextField(_("words"))

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class AgentPlace(models.Model):
    """Somebody to whom cases are given by turn."""

    staff = models.OneToOneField(Staff, models.CASCADE, related_name="agent_place", verbose_name=_("colleague"))
    is_here = models.BooleanField(_("takes cases now"), default=True)
    most_open = models.PositiveIntegerField(_("most open cases"), null=True, blank=True)
    skills = models.ManyToManyField(Topic, blank=True, related_name="+", verbose_name=_("skills"))
    phone = models.CharField(_("extension"), max_length=40, blank=True)  # by which the telephone system names them
    latest_given_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["phone"], condition=~Q(phone=""), name="one_agent_of_an_extension")
        ]

    def __str__(self) -> str:
        return str(self.staff_id)
