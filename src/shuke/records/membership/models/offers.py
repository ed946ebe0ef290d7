from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from shuke.records.access.models import Staff
from shuke.records.catalog.models import Product
from shuke.records.customers.models import Customer
from shuke.records.membership.models.ledger import Entry
from shuke.records.membership.models.plans import Plan
from shuke.records.sales.models import Order
from shuke.records.stores.models import Store, validate_currency


class Reward(models.Model):
    """Something points are exchanged for 积分换物."""

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="rewards")
    code = models.SlugField(_("code"), max_length=40)
    name = models.CharField(_("name"), max_length=120)
    points = models.PositiveIntegerField(_("points"))
    stock = models.PositiveIntegerField(_("in stock"), null=True, blank=True)  # empty: there is always one
    is_offered = models.BooleanField(_("offered"), default=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["plan", "code"], name="reward_code_once_a_plan"),
            models.CheckConstraint(condition=Q(points__gt=0), name="reward_costs_points"),
            models.CheckConstraint(condition=Q(stock__isnull=True) | Q(stock__gte=0), name="reward_stock_not_negative"),
        ]

    def __str__(self) -> str:
        return self.name


class RewardClaim(models.Model):
    """A reward handed out for the points of one row of the ledger."""

    reward = models.ForeignKey(Reward, models.PROTECT, related_name="claims")
    entry = models.OneToOneField(Entry, models.PROTECT, related_name="claim")
    at = models.DateTimeField()
    returned_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.reward_id} for {self.entry_id}"


class Coupon(models.Model):
    """What a coupon gives, and when; its codes are what people carry."""

    class Kind(models.TextChoices):
        PERCENT = "percent", _("percent off")
        AMOUNT = "amount", _("amount off")
        ITEM = "item", _("an item for free")

    code = models.SlugField(_("code"), max_length=40, unique=True)
    name = models.CharField(_("name"), max_length=120)
    kind = models.CharField(_("kind"), max_length=8, choices=Kind)
    value = models.DecimalField(_("percent or amount"), max_digits=16, decimal_places=4, default=0)
    currency = models.CharField(_("currency"), max_length=3, validators=[validate_currency])
    product = models.ForeignKey(Product, models.PROTECT, null=True, blank=True, related_name="+", db_index=False)
    min_spend = models.DecimalField(_("minimum spend"), max_digits=16, decimal_places=4, default=0)
    starts_on = models.DateField(_("valid from"), null=True, blank=True)
    ends_on = models.DateField(_("valid until, that day included"), null=True, blank=True)
    most_per_customer = models.PositiveIntegerField(_("most for one customer"), null=True, blank=True)
    is_offered = models.BooleanField(_("offered"), default=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="item", product__isnull=False)
                | Q(kind="percent", value__gt=0, value__lte=100)
                | Q(kind="amount", value__gt=0),
                name="coupon_gives_something",
            ),
            models.CheckConstraint(condition=Q(min_spend__gte=0), name="coupon_min_spend_not_negative"),
            models.CheckConstraint(
                condition=Q(starts_on__isnull=True) | Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="coupon_starts_before_its_end",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class CodeBatch(models.Model):
    """Single-use codes ordered together; a worker makes them, so that a million of them keep nobody waiting."""

    coupon = models.ForeignKey(Coupon, models.PROTECT, related_name="batches")
    key = models.CharField(max_length=40, unique=True)  # of the form that ordered it: sent twice it is one batch
    count = models.PositiveIntegerField(_("how many codes"))
    made = models.PositiveIntegerField(default=0)
    staff = models.ForeignKey(Staff, models.PROTECT, null=True, blank=True, related_name="+", db_index=False)
    ordered_at = models.DateTimeField()
    voided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(count__gt=0, made__lte=F("count")), name="code_batch_made_as_ordered")
        ]

    def __str__(self) -> str:
        return f"{self.made}/{self.count} of {self.coupon_id}"


class CouponCode(models.Model):
    """A code of a coupon. `used` counts what is reserved or redeemed, and the database holds it to `most_uses`."""

    coupon = models.ForeignKey(Coupon, models.PROTECT, related_name="codes", db_index=False)
    batch = models.ForeignKey(CodeBatch, models.PROTECT, null=True, blank=True, related_name="codes", db_index=False)
    code = models.CharField(max_length=20, unique=True)
    customer = models.ForeignKey(Customer, models.PROTECT, null=True, blank=True, related_name="+", db_index=False)
    most_uses = models.PositiveIntegerField(null=True, blank=True)  # empty: a code for everybody
    used = models.PositiveIntegerField(default=0)
    voided_at = models.DateTimeField(null=True, blank=True)
    made_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["customer"], condition=Q(customer__isnull=False), name="coupon_code_of_customer"),
            models.Index(fields=["coupon", "id"], name="coupon_code_of_coupon"),
            models.Index(fields=["batch", "id"], condition=Q(batch__isnull=False), name="coupon_code_of_batch"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(used__gte=0), name="coupon_code_used_not_negative"),
            models.CheckConstraint(
                condition=Q(most_uses__isnull=True) | Q(used__lte=F("most_uses")), name="coupon_code_never_overused"
            ),
        ]

    def __str__(self) -> str:
        return self.code


class CouponUse(models.Model):
    """One presenting of a code: reserved while a basket is rung up, then redeemed or released."""

    class State(models.TextChoices):
        RESERVED = "reserved", _("reserved")
        REDEEMED = "redeemed", _("used")
        RELEASED = "released", _("given back")

    code = models.ForeignKey(CouponCode, models.PROTECT, related_name="uses")
    coupon = models.ForeignKey(Coupon, models.PROTECT, related_name="uses", db_index=False)
    customer = models.ForeignKey(Customer, models.PROTECT, null=True, blank=True, related_name="+", db_index=False)
    # Whose till holds it: a reservation's number is no secret. None: no till did.
    store = models.ForeignKey(Store, models.PROTECT, null=True, blank=True, related_name="+", db_index=False)
    # The how-manieth of this customer's: two tills cannot both take the last one allowed.
    place = models.PositiveIntegerField(null=True, blank=True)
    state = models.CharField(max_length=8, choices=State)
    reserved_at = models.DateTimeField()
    reserved_until = models.DateTimeField()
    settled_at = models.DateTimeField(null=True, blank=True)
    order = models.ForeignKey(Order, models.PROTECT, null=True, blank=True, related_name="+", db_index=False)

    class Meta:
        indexes = [models.Index(fields=["order"], condition=Q(order__isnull=False), name="coupon_use_of_order")]
        constraints = [
            models.UniqueConstraint(
                fields=["coupon", "customer", "place"],
                condition=Q(state__in=["reserved", "redeemed"]) & Q(place__isnull=False),
                name="coupon_limit_of_a_customer",
            )
        ]

    def __str__(self) -> str:
        return f"{self.code_id} {self.state}"
