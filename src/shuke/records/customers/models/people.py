from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from shuke.records.access.models import Staff
from shuke.records.customers.querysets import CustomerQuerySet
from shuke.records.stores.models import Store


class Organisation(models.Model):
    name = models.CharField(_("name"), max_length=160, unique=True)

    def __str__(self) -> str:
        return self.name


class Household(models.Model):
    name = models.CharField(_("name"), max_length=160, unique=True)

    def __str__(self) -> str:
        return self.name


class Tag(models.Model):
    name = models.CharField(_("name"), max_length=60, unique=True)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Customer(models.Model):
    class Gender(models.TextChoices):
        FEMALE = "female", _("female")
        MALE = "male", _("male")
        OTHER = "other", _("other")

    # The customer number the outside knows: the source's own id where it gave one. The warehouse's customer_id.
    number = models.CharField(_("customer number"), max_length=120, unique=True)
    name = models.CharField(pgettext_lazy("of a person", "name"), max_length=160, blank=True)
    family_name = models.CharField(_("family name"), max_length=80, blank=True)
    salutation = models.CharField(_("salutation"), max_length=40, blank=True)
    gender = models.CharField(_("gender"), max_length=10, choices=Gender, blank=True)
    birthday = models.DateField(_("birthday"), null=True, blank=True)
    lunar_birthday = models.CharField(_("lunar birthday"), max_length=6, blank=True)  # "08-15", a leap month "L06-01"
    language = models.CharField(_("language"), max_length=12, blank=True)
    time_zone = models.CharField(_("time zone"), max_length=64, blank=True)  # empty: the home store's
    address = models.CharField(_("address"), max_length=240, blank=True)
    occupation = models.CharField(_("occupation"), max_length=80, blank=True)
    home_store = models.ForeignKey(
        Store,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="customers",
        verbose_name=_("home store"),
        db_index=False,
    )
    household = models.ForeignKey(
        Household, models.SET_NULL, null=True, blank=True, related_name="members", verbose_name=_("household")
    )
    organisation = models.ForeignKey(
        Organisation,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="people",
        verbose_name=_("organisation"),
    )
    acquired_through = models.CharField(_("how acquired"), max_length=80, blank=True)
    referred_by = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="brought", verbose_name=_("referred by")
    )
    owner = models.ForeignKey(
        Staff,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="customers",
        verbose_name=_("looked after by"),
        db_index=False,
    )
    tags = models.ManyToManyField(Tag, blank=True, related_name="customers", verbose_name=_("tags"))
    notes = models.TextField(_("notes"), blank=True)
    custom = models.JSONField(default=dict, blank=True)  # values of CustomField, by its key
    is_do_not_contact = models.BooleanField(_("do not contact"), default=False)
    is_not_personalised = models.BooleanField(_("no personalisation"), default=False)  # PIPL article 24
    is_name_generated = models.BooleanField(default=False)  # the demo's invented names, marked on every page
    service_class = models.CharField(max_length=20, blank=True)  # published by scores through the services
    joined_on = models.DateField(_("customer since"), null=True, blank=True)
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="merged_from")
    erased_at = models.DateTimeField(null=True, blank=True)
    origin = models.CharField(max_length=80, blank=True, db_index=True)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()

    objects = CustomerQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(merged_into__isnull=True) | ~Q(merged_into=models.F("id")),
                name="no_merge_into_itself",
            ),
            models.CheckConstraint(
                condition=Q(referred_by__isnull=True) | ~Q(referred_by=models.F("id")),
                name="no_self_referral",
            ),
        ]
        indexes = [
            models.Index(fields=["home_store", "id"], name="customer_of_store"),
            models.Index(fields=["owner", "id"], name="customer_of_owner"),
            models.Index(fields=["name", "id"], name="customer_by_name"),
            models.Index(fields=["updated_at", "id"], name="customer_by_change"),
        ]

    def __str__(self) -> str:
        return self.name or self.number


class Identity(models.Model):
    """One of the many names a person goes by: card, phone, e-mail, WeChat, POS id, room guest id."""

    class Kind(models.TextChoices):
        CARD = "card", _("card")
        PHONE = "phone", _("phone")
        EMAIL = "email", _("e-mail")
        WECHAT = "wechat", _("WeChat")
        POS = "pos", _("till id")
        GUEST = "guest", _("guest id")

    customer = models.ForeignKey(Customer, models.CASCADE, related_name="identities")
    kind = models.CharField(max_length=10, choices=Kind)
    value = models.CharField(max_length=254)  # as it is shown
    normal = models.CharField(max_length=254)  # as it is compared: E.164, lower case, digits
    is_primary = models.BooleanField(default=False)
    source = models.CharField(max_length=80, blank=True)
    created_at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "identities"
        constraints = [
            models.UniqueConstraint(fields=["kind", "normal"], name="identity_of_one_person"),
            models.UniqueConstraint(
                fields=["customer", "kind"], condition=Q(is_primary=True), name="one_primary_of_a_kind"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.value}"


class SearchToken(models.Model):
    """A word a customer is found by: name, pinyin, initials, card, and the phone's digits backwards (its tail)."""

    customer = models.ForeignKey(Customer, models.CASCADE, related_name="search_tokens", db_index=False)
    kind = models.CharField(max_length=8)  # "name", "pinyin", "number", "tail"
    token = models.CharField(max_length=160)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["customer", "kind", "token"], name="search_token_once")]
        indexes = [models.Index(fields=["token", "kind", "customer"], name="search_token_prefix")]

    def __str__(self) -> str:
        return self.token


class Preference(models.Model):
    """Something a customer likes or must not have, with how it was learned: Ask, Listen, Look 问、听、看."""

    class How(models.TextChoices):
        ASK = "ask", _("asked")
        LISTEN = "listen", _("listened")
        LOOK = "look", _("looked")

    customer = models.ForeignKey(Customer, models.CASCADE, related_name="preferences")
    topic = models.CharField(_("topic"), max_length=40)  # "seat", "comfort", "drink"
    value = models.CharField(_("preference"), max_length=200)
    how = models.CharField(_("how learned"), max_length=8, choices=How)
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    is_pinned = models.BooleanField(_("taboo or special request"), default=False)
    is_sensitive = models.BooleanField(_("health or other sensitive"), default=False)
    learned_by = models.ForeignKey(Staff, models.SET_NULL, null=True, blank=True, related_name="+")
    learned_at = models.DateTimeField()
    confirmed_at = models.DateTimeField()
    confirmations = models.PositiveIntegerField(default=1)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["customer", "topic", "value"],
                condition=Q(withdrawn_at__isnull=True),
                name="preference_held_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.topic}: {self.value}"


class Consent(models.Model):
    """What a person allowed or refused, when and where they said so. Append-only; the latest row counts."""

    customer = models.ForeignKey(Customer, models.CASCADE, related_name="consents", db_index=False)
    channel = models.CharField(max_length=20)  # "email", "sms", "wechat", "phone", "post", "shop"
    purpose = models.CharField(max_length=40)  # "marketing", "care", "health", "photo"
    is_granted = models.BooleanField()
    source = models.CharField(max_length=80)
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["customer", "channel", "purpose", "-at"], name="consent_latest")]

    def __str__(self) -> str:
        return f"{self.channel}/{self.purpose}: {self.is_granted}"


class Relation(models.Model):
    class Kind(models.TextChoices):
        FAMILY = "family", _("family")
        FRIEND = "friend", _("friend")
        COLLEAGUE = "colleague", _("colleague")

    customer = models.ForeignKey(Customer, models.CASCADE, related_name="relations", db_index=False)
    other = models.ForeignKey(Customer, models.CASCADE, related_name="related_to")
    kind = models.CharField(_("kind"), max_length=12, choices=Kind)
    note = models.CharField(_("note"), max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["customer", "other", "kind"], name="relation_once"),
            models.CheckConstraint(condition=~Q(customer=models.F("other")), name="no_relation_to_oneself"),
        ]

    def __str__(self) -> str:
        return f"{self.customer_id} {self.kind} {self.other_id}"


class Event(models.Model):
    """Something that happened: the timeline, the journeys' trigger, the webhooks' outbox. Append-only.

    The migration adds a trigger that refuses changes. Readers keep a cursor on `id` and, on PostgreSQL, read below
    the oldest running transaction, so that a late commit is never skipped (`queries.events_after`).
    """

    kind = models.CharField(max_length=60)  # "customer.created", "stage.changed"
    customer = models.ForeignKey(Customer, models.CASCADE, null=True, blank=True, related_name="events", db_index=False)
    store = models.ForeignKey(Store, models.PROTECT, null=True, blank=True, related_name="+")
    staff = models.ForeignKey(Staff, models.PROTECT, null=True, blank=True, related_name="+")
    occurred_at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    origin = models.CharField(max_length=80)  # "page", "api", "import:12", "run:412": imports are history
    facts = models.JSONField(default=dict)

    class Meta:
        indexes = [models.Index(fields=["customer", "-occurred_at", "-id"], name="event_of_customer")]

    def __str__(self) -> str:
        return f"{self.kind} {self.occurred_at:%Y-%m-%d}"
