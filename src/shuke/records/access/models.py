from collections.abc import Iterator

from django.conf import settings
from django.contrib.auth.models import AbstractUser
from django.db import models
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from shuke.records.stores.models import Store


class Role(models.TextChoices):
    OWNER = "owner", _("Owner")
    MANAGER = "manager", _("Manager")
    MARKETER = "marketer", _("Marketer")
    ANALYST = "analyst", _("Analyst")
    AGENT = "agent", _("Service agent")
    FRONT_LINE = "front_line", _("Front line")
    INTEGRATOR = "integrator", _("Integrator")


class Staff(AbstractUser):
    """A person who works here. The role says what they may do, the stores say on whose rows."""

    first_name = None  # type: ignore[assignment]
    last_name = None  # type: ignore[assignment]
    name = models.CharField(pgettext_lazy("of a person", "name"), max_length=120)
    role = models.CharField(_("role"), max_length=20, choices=Role, default=Role.FRONT_LINE)
    works_everywhere = models.BooleanField(_("all stores"), default=False)
    stores = models.ManyToManyField(Store, blank=True, related_name="staff", verbose_name=_("stores"))
    language = models.CharField(_("language"), max_length=12, blank=True)
    has_seen_tour = models.BooleanField(default=False)
    # Part of every session's proof: counting it up signs the person out everywhere.
    session_generation = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return self.name or self.username

    def get_full_name(self) -> str:
        return self.name

    def get_short_name(self) -> str:
        return self.name

    def get_session_auth_hash(self) -> str:
        return self._proof(settings.SECRET_KEY)

    def get_session_auth_fallback_hash(self) -> Iterator[str]:
        return (self._proof(secret) for secret in settings.SECRET_KEY_FALLBACKS)

    def _proof(self, secret: str | bytes) -> str:
        value = f"{self.session_generation}:{self.password}"
        return salted_hmac("shuke.staff-session", value, secret=secret, algorithm="sha256").hexdigest()


class ApiKey(models.Model):
    """A till's or system's key. Only its hash is kept; the prefix tells keys apart in lists and logs."""

    name = models.CharField(_("name"), max_length=120)
    prefix = models.CharField(max_length=12, unique=True)
    secret_hash = models.CharField(max_length=64)
    role = models.CharField(_("role"), max_length=20, choices=Role, default=Role.INTEGRATOR)
    works_everywhere = models.BooleanField(_("all stores"), default=False)
    stores = models.ManyToManyField(Store, blank=True, related_name="api_keys", verbose_name=_("stores"))
    created_by = models.ForeignKey(Staff, models.PROTECT, related_name="api_keys")
    created_at = models.DateTimeField()
    latest_used_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.name} ({self.prefix}…)"


class IdempotencyKey(models.Model):
    """The answer once given to a write, so that the same request again gets the same answer."""

    caller = models.CharField(max_length=80)  # "key:7" or "staff:3": callers never see each other's answers
    key = models.CharField(max_length=255)
    request_hash = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField(null=True, blank=True)  # empty while the first request still runs
    content_type = models.CharField(max_length=80, blank=True)
    body = models.BinaryField(default=b"")
    created_at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["caller", "key"], name="idempotency_key_once")]

    def __str__(self) -> str:
        return f"{self.caller} {self.key}"


class AuditEntry(models.Model):
    """Who changed what, and who read personal data in bulk. Append-only: the migration adds a trigger."""

    at = models.DateTimeField(db_index=True)
    staff = models.ForeignKey(Staff, models.PROTECT, null=True, blank=True, related_name="audit_entries")
    api_key = models.ForeignKey(ApiKey, models.PROTECT, null=True, blank=True, related_name="audit_entries")
    action = models.CharField(max_length=60)  # "customers.export", "customer.update"
    subject = models.CharField(max_length=120, blank=True)  # "customer:42"
    facts = models.JSONField(default=dict)

    class Meta:
        indexes = [models.Index(fields=["subject", "-at"], name="audit_of_subject")]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.action} {self.subject}"
