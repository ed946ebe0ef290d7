"""Tests that people asked to be counted, what the latest run found, and who stands where."""

from datetime import date, timedelta

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from shuke.records.customers.models import Customer, Tag
from shuke.scores.models import ModelRun

LONGEST_DAYS = 366


class Trial(models.Model):
    """What every test has: when it began, how long answers count, what a piece costs, and the run that counted it."""

    name = models.CharField(_("name"), max_length=80)
    begins_on = models.DateField(_("first day"))  # on which an answer counts; customers are cut as of the day before
    days = models.PositiveSmallIntegerField(
        _("days that count"), validators=[MinValueValidator(1), MaxValueValidator(LONGEST_DAYS)]
    )
    cost_per_piece = models.DecimalField(_("cost per piece"), max_digits=12, decimal_places=4)
    run = models.ForeignKey(ModelRun, models.SET_NULL, null=True, related_name="+")  # that counted it latest
    # How often it was asked to be counted: a run that began before the latest time keeps what it found to itself.
    asked = models.PositiveIntegerField(default=1)
    refusal = models.CharField(max_length=400, blank=True)  # why the latest run found nothing, in its own words
    refusal_code = models.CharField(max_length=40, blank=True)  # the same for pages, which say it in their language

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name

    @property
    def ends_on(self) -> date:
        """The latest day on which an answer counts."""
        return self.last_day_from(self.begins_on)

    @property
    def counts_until(self) -> date:
        """After this day nothing changes any more."""
        return self.ends_on

    def last_day_from(self, first: date) -> date:
        return first + timedelta(days=self.days - 1)


class CellTable(Trial):
    """Customers in 125 cells, every `step`-th of them tested, and who answered."""

    class Answer(models.TextChoices):
        ORDER = "order", _("bought anything")
        CATEGORY = "category", _("bought a kind of product")
        PRODUCT = "product", _("bought a product")
        COUPON = "coupon", _("used a coupon")
        TAG = "tag", _("carry a tag")

    answer = models.CharField(_("who counts as an answer"), max_length=10, choices=Answer)
    key = models.CharField(max_length=640, blank=True)  # path, product or coupon code, tag; by `answer`
    step = models.PositiveIntegerField(_("every how many customers one is tested"), validators=[MinValueValidator(1)])
    net_revenue_per_sale = models.DecimalField(_("net revenue per sale"), max_digits=12, decimal_places=4)
    # On which an answer of the chosen cells' others counts, `days` long; None: nobody of them was mailed.
    rolled_out_on = models.DateField(_("first day of the roll-out"), null=True, blank=True)
    cells = models.JSONField(default=list)  # [{"cell", "customers", "pieces", "responses", "later"}], see `counting`
    chosen = models.JSONField(default=list)  # cells to roll out to

    class Meta:
        ordering = ("-begins_on", "-id")

    @property
    def counts_until(self) -> date:
        return self.last_day_from(self.rolled_out_on) if self.rolled_out_on else self.ends_on


class CellMember(models.Model):
    """The cell of a customer in one table."""

    # Derived rows without constraints, as CustomerScore's: the run that writes them is the guarantee.
    customer = models.ForeignKey(Customer, models.CASCADE, related_name="+", db_constraint=False)
    table = models.ForeignKey(CellTable, models.CASCADE, related_name="members", db_index=False)
    cell = models.PositiveSmallIntegerField()  # 111 to 555
    is_tested = models.BooleanField()
    answered = models.BooleanField()

    class Meta:
        indexes = [models.Index(fields=["table", "cell", "customer"], name="cell_members")]

    def __str__(self) -> str:
        return f"{self.customer_id} in {self.cell}"


class ControlTest(Trial):
    """Contacted customers beside others who could have been, and were held out at random."""

    treated = models.ForeignKey(Tag, models.CASCADE, related_name="+", verbose_name=_("contacted"))
    control = models.ForeignKey(Tag, models.CASCADE, related_name="+", verbose_name=_("held out"))
    margin_share = models.DecimalField(
        _("margin, share of the sales"),
        max_digits=5,
        decimal_places=4,
        validators=[MinValueValidator(0), MaxValueValidator(1)],
    )
    found = models.JSONField(default=dict)  # effect, contest and curve, see `comparing`

    class Meta:
        ordering = ("-begins_on", "-id")
        constraints = [
            models.CheckConstraint(condition=~models.Q(treated=models.F("control")), name="control_is_not_contacted")
        ]
